"""The vectors of entries as one matrix: one product ranks them all. Pure."""

from __future__ import annotations

import numpy as np

from graph.search.embedding import Vectors
from graph.search.entries_of_things import EntriesOfThings
from graph.text.lexical import Places, Scores


class VectorIndex:
    """A row of length one for each entry that has a vector; read only once made.

    ``embedded``: the places of those entries, ascending, as are their ``owners``.
    """

    def __init__(self, size: int, matrix: Vectors, embedded: Places, owners: Places) -> None:
        self.matrix = matrix
        self.embedded = embedded
        self._things = EntriesOfThings(size, owners)

    @property
    def megabytes(self) -> float:
        """Memory of the vectors."""
        return self.matrix.nbytes / 2**20

    def cosines(self, queries: Vectors) -> Vectors:
        """The cosine of each query (a row) with each entry (a column).

        Many queries at once: the vectors are read from memory once for all of them. A query's last
        digits may differ by what it comes with.
        """
        return np.ascontiguousarray((self.matrix @ queries.T).T)

    def scores(self, cosines: Scores) -> Scores:
        """What one query's cosines are for things: that of the nearest entry, at least 0."""
        return self._things.best(cosines)

    def nearest_entry(self, thing: int, cosines: Scores) -> int:
        """The place of the entry of a thing that is nearest to the query."""
        own = self._things.of(thing)
        return int(self.embedded[own.start + cosines[own].argmax()])
