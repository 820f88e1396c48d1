"""Entries that lie together by the thing they describe: a thing has the best of its entries."""

from __future__ import annotations

import numpy as np

from graph.text.lexical import Places, Scores


class EntriesOfThings:
    """Where the entries of each of ``size`` things begin; read only once made.

    ``owners``: the place of the thing of each entry, ascending.
    """

    def __init__(self, size: int, owners: Places) -> None:
        self._size = size
        self._described, self._firsts = np.unique(owners, return_index=True)
        self._bounds: list[int] = np.searchsorted(owners, np.arange(size + 1)).tolist()

    def best(self, scores: Scores) -> Scores:
        """Of every thing the best score of its entries, and 0 where none is above."""
        found = np.zeros(self._size, dtype=np.float32)
        if len(self._described):
            found[self._described] = np.maximum.reduceat(scores, self._firsts)
        return np.maximum(found, np.float32(0.0), out=found)

    def of(self, thing: int) -> slice:
        """The entries of a thing."""
        return slice(self._bounds[thing], self._bounds[thing + 1])
