"""A text as the concepts it speaks of: what lets texts of different languages meet.

Explicit semantic analysis (Gabrilovich and Markovitch, IJCAI 2007) with the glossary's concepts in
place of articles; since a concept is told in every language, so is the space (Potthast and
others, ECIR 2008). Terms met in the text count most; what is only told about a concept helps
where its name is not known (`the rod that holds the bonnet up`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from graph.glossary.concepts import LANGUAGES, Concept, Glossary, Kind, load_glossary
from graph.glossary.heads import Name, roles_in, telling_places, whole_terms
from graph.glossary.terms import Match, TermIndex, longest
from graph.text.lexical import Field, LexicalIndex, TextWord, best_places

TERM_FIELD: Final = 2.0
ABOUT_FIELD: Final = 1.0
TOLD_CONCEPTS: Final = 5
"""So many concepts are taken from what is told about them."""
TOLD_WEIGHT: Final = 0.7
"""What the best of those counts against a term met, in a text without any term."""
TOLD_BESIDE_TERMS: Final = 0.6
"""What is left of that where terms make up the whole text."""
TERM_AMONG_OTHERS: Final = 0.3
"""What a term counts in a long text of other words: `bonnet` in *rod that holds the bonnet up*."""
PART_WEIGHT: Final = 0.2
"""A term inside a longer one that names something else: `brake` in `brake disc`."""
BESIDE_PARTS: Final = 0.6
"""What materials, processes and the like count beside a part: `plastic` in *plastic bumper*."""
MODIFIER_WEIGHT: Final = 0.6
"""What a term counts in a name of something else: `engine` in *engine mount*."""
UNTOLD: Final = "?"
"""What the glossary does not know of a name, as a concept that nobody asks for: a bumper *bezel* is
less of a bumper where it knows no bezels."""
QUALITY_WEIGHT: Final = 0.3
RELATED_WEIGHT: Final = 0.5
TOLD_SHARES: Final[dict[Kind, float]] = {
    "material": 0.8,
    "process": 0.7,
    "machine": 0.4,
    "trade": 0.3,
    "certificate": 0.3,
    "defect": 0.8,
    "quality": 0.0,
}
"""What kinds count that are rarely asked for by a description; the others in full."""
PARTS: Final = ("part", "assembly", "symptom")
POINTING_KINDS: Final = ("symptom", "defect")
POINTED_WEIGHT: Final = 0.6
"""A symptom stands for the parts it points to."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Concepts with their weights (the best has at most 1), and the terms they were met by.

    ``english``: the English terms of the longest ones met, in the text's order; ``about``: what
    the glossary tells of the longest. Both are empty where no term was met.
    """

    weights: dict[str, float]
    terms: dict[str, Match]
    english: str
    about: str


class ConceptSpace:
    """The glossary made ready for describing texts; read only once made, safe for threads."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._ids = list(glossary.concepts)
        self._places = {concept: place for place, concept in enumerate(self._ids)}
        self._terms = TermIndex(glossary)
        self._shares = np.asarray(
            [TOLD_SHARES.get(glossary.concepts[id_].kind, 1.0) for id_ in self._ids],
            dtype=np.float32,
        )
        self._qualities = frozenset(
            each.id for each in glossary.concepts.values() if each.kind == "quality"
        )
        self._told = LexicalIndex(_variants(glossary.concepts[id_]) for id_ in self._ids)

    @property
    def told(self) -> LexicalIndex:
        """The words of all concepts."""
        return self._told

    def matches(self, words: Sequence[TextWord]) -> list[Match]:
        """The terms in a text."""
        return self._terms.find(words)

    def describe_name(self, name: Name, *, told: float) -> Meaning:
        """The concepts of a name; those that only say more of what it is a name of count less, and
        what no term says is ``UNTOLD``."""
        matches = self.matches(name.words)
        roles = roles_in(name, matches, self._qualities)
        meaning = self._described(name.words, matches, told, roles.modifying)
        if meaning.weights:
            meaning.weights[UNTOLD] = roles.untold
        return meaning

    def describe(self, words: Sequence[TextWord], *, told: float = TOLD_WEIGHT) -> Meaning:
        """The concepts of a text given as all its words."""
        return self._described(words, self.matches(words), told, frozenset())

    def _described(
        self,
        words: Sequence[TextWord],
        matches: Sequence[Match],
        told: float,
        modifying: Collection[Match],
    ) -> Meaning:
        share = _share_covered(words, matches)
        weights: dict[str, float] = defaultdict(float)
        terms: dict[str, Match] = {}
        whole = whole_terms(matches)
        has_parts = any(self._kind(match) in PARTS for match in matches)
        for match in matches:
            weight = match.quality * (TERM_AMONG_OTHERS + (1 - TERM_AMONG_OTHERS) * share)
            if match not in whole:
                weight *= PART_WEIGHT
            kind = self._kind(match)
            if kind == "quality":
                weight *= QUALITY_WEIGHT
            elif has_parts and kind not in PARTS:
                weight *= BESIDE_PARTS
            if match in modifying:
                weight *= MODIFIER_WEIGHT
            if weight > weights[match.concept]:
                weights[match.concept] = weight
                terms[match.concept] = match
        self._add_told(weights, words, told * (1 - (1 - TOLD_BESIDE_TERMS) * share))
        self._point(weights)
        return Meaning(dict(weights), terms, *self._in_english(matches))

    def _kind(self, match: Match) -> Kind:
        return self.glossary.concepts[match.concept].kind

    def _in_english(self, matches: Sequence[Match]) -> tuple[str, str]:
        found = sorted(
            longest(matches),
            key=lambda match: (min(match.positions), self._places[match.concept]),
        )
        concepts = [self.glossary.concepts[match.concept] for match in found]
        terms = " ".join(dict.fromkeys(concept.term("en") for concept in concepts))
        things = [
            (len(match.positions), concept)
            for match, concept in zip(found, concepts, strict=True)
            if concept.kind != "quality"
        ]
        if not things:
            return terms, ""
        return terms, (max(things, key=lambda pair: pair[0])[1].about or {}).get("en", "")

    def _add_told(self, weights: dict[str, float], words: Sequence[TextWord], told: float) -> None:
        scores = self._told.scores(word.keys for word in words if word.telling) * self._shares
        best = float(scores.max(initial=0.0))
        if best <= 0:
            return
        for place in best_places(scores, TOLD_CONCEPTS):
            concept = self._ids[place]
            share = float(scores[place]) / best
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


@cache
def concept_space(own: Path | None = None) -> ConceptSpace:
    """The space of the packaged glossary and the user's own; made once."""
    return ConceptSpace(load_glossary(own))


def _share_covered(words: Sequence[TextWord], matches: Sequence[Match]) -> float:
    """How many of the telling words belong to a term."""
    telling = telling_places(words)
    covered = {place for match in matches for place in match.positions}
    return len(telling & covered) / len(telling) if telling else 0.0


def _variants(concept: Concept) -> list[list[Field]]:
    """What is said of a concept, by language."""
    about = concept.about or {}
    return [
        [
            *(Field(term, TERM_FIELD) for term in concept.terms.get(language, ())),
            Field(about.get(language, ""), ABOUT_FIELD),
        ]
        for language in LANGUAGES
        if language in concept.terms or language in about
    ]
