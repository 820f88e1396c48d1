"""A text as the concepts it speaks of: what lets texts of different languages meet.

Explicit semantic analysis (Gabrilovich and Markovitch, IJCAI 2007) with the glossary's concepts in
place of articles; since a concept is told in every language, so is the space (Potthast and
others, ECIR 2008). Terms met in the text count most; what is only told about a concept helps
where its name is not known (`the rod that holds the bonnet up`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.glossary.concepts import Concept, Glossary
from graph.glossary.terms import Match, TermIndex, longest
from graph.text.lexical import EXACT_MARK, Field, KeyWeights, LexicalIndex

TERM_FIELD: Final = 2.0
ABOUT_FIELD: Final = 1.0
TOLD_CONCEPTS: Final = 8
"""So many concepts are taken from what is told about them."""
TOLD_WEIGHT: Final = 0.6
"""What the best of those counts against a term met."""
PART_WEIGHT: Final = 0.35
"""A term inside a longer one: `brake` in `brake disc`."""
QUALITY_WEIGHT: Final = 0.3
RELATED_WEIGHT: Final = 0.35
POINTING_KINDS: Final = ("symptom", "defect")
POINTED_WEIGHT: Final = 0.8
"""A symptom stands for the parts it points to."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Concepts with their weights (the best has at most 1), and the terms they were met by."""

    weights: dict[str, float]
    terms: dict[str, Match]


class ConceptSpace:
    """The glossary made ready for describing texts; read only once made, safe for threads."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._ids = list(glossary.concepts)
        self._terms = TermIndex(glossary)
        self._told = LexicalIndex(_fields(glossary.concepts[id_]) for id_ in self._ids)

    @property
    def told(self) -> LexicalIndex:
        """The words of all concepts."""
        return self._told

    def matches(self, words: Sequence[KeyWeights]) -> list[Match]:
        """The terms in a text."""
        return self._terms.find([_loose(keys) for keys in words])

    def describe(self, words: Sequence[KeyWeights], *, told: float = TOLD_WEIGHT) -> Meaning:
        """The concepts of a text given as its telling words."""
        matches = self.matches(words)
        weights: dict[str, float] = defaultdict(float)
        terms: dict[str, Match] = {}
        whole = {(match.concept, match.positions) for match in longest(matches)}
        for match in matches:
            weight = match.quality
            if (match.concept, match.positions) not in whole:
                weight *= PART_WEIGHT
            if self.glossary.concepts[match.concept].kind == "quality":
                weight *= QUALITY_WEIGHT
            if weight > weights[match.concept]:
                weights[match.concept] = weight
                terms[match.concept] = match
        if told:
            self._add_told(weights, words, matches, told)
        self._point(weights)
        return Meaning(dict(weights), terms)

    def _add_told(
        self,
        weights: dict[str, float],
        words: Sequence[KeyWeights],
        matches: Sequence[Match],
        told: float,
    ) -> None:
        scores = self._told.scores(words)
        best = float(scores.max(initial=0.0))
        if best <= 0:
            return
        for place in np.argsort(-scores)[:TOLD_CONCEPTS]:
            concept = self._ids[place]
            share = float(scores[place]) / best
            if self.glossary.concepts[concept].kind != "quality":
                weights[concept] = max(weights.get(concept, 0.0), told * share * share)

    def _point(self, weights: dict[str, float]) -> None:
        """Symptoms and defects lend their weight to what they point to, others a little."""
        lent: dict[str, float] = {}
        for concept, weight in weights.items():
            known = self.glossary.concepts[concept]
            share = POINTED_WEIGHT if known.kind in POINTING_KINDS else RELATED_WEIGHT
            if known.kind == "quality":
                continue
            for other in known.related:
                if other in self.glossary.concepts:
                    lent[other] = max(lent.get(other, 0.0), share * weight)
        for concept, weight in lent.items():
            weights[concept] = max(weights.get(concept, 0.0), weight)


def similarity(query: Mapping[str, float], document: Mapping[str, float]) -> float:
    """How much of what a query speaks of a document speaks of."""
    shared = sum(weight * document.get(concept, 0.0) for concept, weight in query.items())
    return shared


def _loose(keys: KeyWeights) -> dict[str, float]:
    return {key: weight for key, weight in keys.items() if not key.startswith(EXACT_MARK)}


def _fields(concept: Concept) -> list[Field]:
    terms = [Field(term, TERM_FIELD) for known in concept.terms.values() for term in known]
    about = [Field(text, ABOUT_FIELD) for text in (concept.about or {}).values()]
    return terms + about
