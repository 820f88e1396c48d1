"""The concepts that things speak of, as a matrix: one product ranks them all. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix

from graph.glossary.heads import read_name
from graph.glossary.space import UNTOLD, ConceptSpace
from graph.search.entries_of_things import EntriesOfThings
from graph.text.lexical import Scores, text_words
from graph.text.scripts import text_language
from graph.text.words import clean

CONCEPTS_KEPT: Final = 24
NAME_TOLD: Final = 0.8
"""What a description met counts in a name against a term met: less than in a query, for a name
says what a thing is called."""
DESCRIPTION_SHARE: Final = 0.2
"""A concept that only the description speaks of."""
ENTERPRISE_DESCRIPTION_SHARE: Final = 0.8
"""The same for an enterprise, whose name seldom says what it does."""
LEAST: Final = 0.02


@dataclass(frozen=True, slots=True)
class Described:
    """What a text speaks of: concepts with weights, and an English text of the same meaning."""

    concepts: dict[str, float]
    english: str


def describe_entry(
    space: ConceptSpace, kind: str, name: str, description: str, language: str = ""
) -> Described:
    """The concepts of a thing by one of its languages."""
    named = (
        space.describe(text_words(clean(name)), told=NAME_TOLD)
        if kind == "enterprise"
        else space.describe_name(read_name(name, language), told=NAME_TOLD)
    )
    concepts = dict(named.weights)
    share = ENTERPRISE_DESCRIPTION_SHARE if kind == "enterprise" else DESCRIPTION_SHARE
    told = space.describe(text_words(clean(description)), told=NAME_TOLD).weights
    for concept, weight in told.items():
        concepts[concept] = max(concepts.get(concept, 0.0), share * weight)
    best = sorted(concepts.items(), key=lambda pair: (-pair[1], pair[0]))[:CONCEPTS_KEPT]
    kept = {concept: round(weight, 3) for concept, weight in best if weight >= LEAST}
    if text_language(name) != "en" and named.english:
        return Described(kept, ". ".join(filter(None, (named.english, named.about))))
    return Described(kept, ". ".join(filter(None, (name, description))))


class MeaningIndex:
    """The concepts of entries, a row of length one each; a thing has the best of its entries.

    Read only once made.
    """

    def __init__(
        self,
        space: ConceptSpace,
        size: int,
        entries: Iterable[tuple[int, Sequence[str], Sequence[float]]],
    ) -> None:
        """``size``: how many things; ``entries``: place of the thing, its concepts and weights."""
        self._ids = [*space.glossary.concepts, UNTOLD]
        self._columns = {concept: place for place, concept in enumerate(self._ids)}
        columns, weights = array("i"), array("f")
        owners, starts = array("i"), array("i", [0])
        for owner, concepts, own in entries:
            # One that the glossary has lost since waits for the entries to be made anew.
            known = [
                (column, weight)
                for concept, weight in zip(concepts, own, strict=True)
                if (column := self._columns.get(concept)) is not None
            ]
            length = sqrt(sum(weight * weight for _, weight in known))
            columns.extend(column for column, _ in known)
            weights.extend(weight / length for _, weight in known)
            owners.append(owner)
            starts.append(len(columns))
        matrix = csr_matrix(
            (
                np.asarray(weights, dtype=np.float32),
                np.asarray(columns, dtype=np.int32),
                np.asarray(starts, dtype=np.int32),
            ),
            shape=(len(owners), max(1, len(self._ids))),
        )
        # By their things, so that those of one lie together.
        order = np.argsort(np.asarray(owners, dtype=np.int32), kind="stable")
        self._things = EntriesOfThings(size, np.asarray(owners, dtype=np.int32)[order])
        self._matrix = matrix[order]
        # A list: single numbers are taken from it.
        self._bounds: list[int] = self._matrix.indptr.tolist()

    def vector(self, concepts: Mapping[str, float]) -> Scores:
        """The concepts of a query as a vector of length one; zeros where none is known."""
        found = np.zeros(self._matrix.shape[1], dtype=np.float32)
        known = {
            column: weight
            for concept, weight in concepts.items()
            if (column := self._columns.get(concept)) is not None
        }
        length = sqrt(sum(weight * weight for weight in known.values()))
        if length > 0:
            found[list(known)] = [weight / length for weight in known.values()]
        return found

    def scores(self, vector: Scores) -> Scores:
        """Cosine of each thing's concepts and those of a query."""
        return self._things.best(self._matrix @ vector)

    def shared(self, place: int, vector: Scores) -> str:
        """The concept that speaks most for a thing and a query together."""
        own = self._things.of(place)
        span = slice(self._bounds[own.start], self._bounds[own.stop])
        columns = self._matrix.indices[span]
        best = (vector[columns] * self._matrix.data[span]).argmax()
        return self._ids[int(columns[best])]
