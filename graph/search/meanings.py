"""The concepts that things speak of, as a matrix: one product ranks them all. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix

from graph.glossary.space import ConceptSpace
from graph.text.lexical import Scores, text_words
from graph.text.scripts import text_language
from graph.text.words import clean

CONCEPTS_KEPT: Final = 24
NAME_TOLD: Final = 0.3
"""What a description met counts in a name against a term met: less than in a query, for a name
says what a thing is called."""
DESCRIPTION_SHARE: Final = 0.4
"""A concept that only the description speaks of."""
LEAST: Final = 0.02


@dataclass(frozen=True, slots=True)
class Described:
    """What a text speaks of: concepts with weights, and an English text of the same meaning."""

    concepts: dict[str, float]
    english: str


def describe_entry(space: ConceptSpace, name: str, description: str) -> Described:
    """The concepts of a thing by one of its languages."""
    words = text_words(clean(name))
    concepts = dict(space.describe(words, told=NAME_TOLD).weights)
    if description:
        for concept, weight in space.describe(
            text_words(clean(description)), told=NAME_TOLD
        ).weights.items():
            concepts[concept] = max(concepts.get(concept, 0.0), DESCRIPTION_SHARE * weight)
    best = sorted(concepts.items(), key=lambda pair: (-pair[1], pair[0]))[:CONCEPTS_KEPT]
    kept = {concept: round(weight, 3) for concept, weight in best if weight >= LEAST}
    if text_language(name) == "en":
        return Described(kept, f"{name}. {description}" if description else name)
    return Described(kept, space.in_english(words, tell=True) or f"{name}. {description}")


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
        self._ids = list(space.glossary.concepts)
        self._columns = {concept: place for place, concept in enumerate(self._ids)}
        self._size = size
        owners = array("i")
        starts = array("i", [0])
        columns = array("i")
        weights = array("f")
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
        self._owners = np.asarray(owners, dtype=np.int32)
        self._matrix = csr_matrix(
            (
                np.asarray(weights, dtype=np.float32),
                np.asarray(columns, dtype=np.int32),
                np.asarray(starts, dtype=np.int32),
            ),
            shape=(len(owners), max(1, len(self._ids))),
        )

    def scores(self, concepts: Mapping[str, float]) -> Scores:
        """Cosine of each thing's concepts and those of a query."""
        query = np.zeros(self._matrix.shape[1], dtype=np.float32)
        for concept, weight in concepts.items():
            if concept in self._columns:
                query[self._columns[concept]] = weight
        length = float(np.linalg.norm(query))
        found = np.zeros(self._size, dtype=np.float32)
        if length > 0:
            np.maximum.at(found, self._owners, self._matrix @ (query / np.float32(length)))
        return found

    def shared(self, place: int, concepts: Mapping[str, float]) -> str:
        """The concept that speaks most for a thing and a query together."""
        rows = self._matrix[np.flatnonzero(self._owners == place)]
        products: dict[str, float] = {}
        for column, weight in zip(rows.indices, rows.data, strict=True):
            concept = self._ids[column]
            product = concepts.get(concept, 0.0) * float(weight)
            products[concept] = max(products.get(concept, 0.0), product)
        return max(products, key=lambda concept: products[concept])
