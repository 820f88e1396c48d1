"""Finds the glossary's terms in texts, in any script and inflection. Pure once made.

The words of a term may stand in another order (`тормозной диск`, `диск тормозной`), for a little
less, and with a word between them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.glossary.concepts import Glossary
from graph.text.lexical import EXACT_MARK, TextWord, family_keys
from graph.text.scripts import is_cyrillic
from graph.text.word_keys import word_keys_in
from graph.text.words import words_of

GAP: Final = 1
"""So many other words may stand among those of a term."""
OTHER_ORDER: Final = 0.9
"""A `disc brake` is no `brake disc`, but `диск тормозной` is a *тормозной диск*."""
OTHER_SCRIPT: Final = 0.95
"""An English term in Cyrillic letters: `суппорт` is a caliper before it is a *support*."""


@dataclass(frozen=True, slots=True)
class Match:
    """A term met in a text; ``quality`` (0…1) is that of its worst word."""

    concept: str
    language: str
    term: str
    positions: frozenset[int]
    quality: float


@dataclass(frozen=True, slots=True)
class _Term:
    concept: str
    language: str
    text: str
    words: tuple[frozenset[str], ...]


class TermIndex:
    """Every term under its rarest word, beside its other words, the rarer ones first."""

    def __init__(self, glossary: Glossary) -> None:
        terms = list(_terms(glossary))
        uses = Counter(key for term in terms for word in term.words for key in word)
        self._by_key: dict[str, list[tuple[_Term, list[frozenset[str]]]]] = defaultdict(list)
        for term in terms:
            rarest, *others = sorted(term.words, key=lambda word: max(uses[key] for key in word))
            for key in rarest:
                self._by_key[key].append((term, others))

    def find(self, words: Sequence[TextWord]) -> list[Match]:
        """All terms in a text, given all its words.

        Terms inside longer ones too; of several at the same words only those that fit best.
        """
        places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for position, word in enumerate(words):
            for key, weight in word.keys.items():
                places[key].append((position, weight))
        cyrillic = {place for place, word in enumerate(words) if is_cyrillic(word.text)}
        found: dict[tuple[str, frozenset[int]], Match] = {}
        for term in self._candidates(places):
            match = _match(term, places)
            if match is not None:
                if term.language == "en" and cyrillic & match.positions:
                    match = replace(match, quality=OTHER_SCRIPT * match.quality)
                known = found.get((match.concept, match.positions))
                if known is None or known.quality < match.quality:
                    found[match.concept, match.positions] = match
        best: dict[frozenset[int], float] = defaultdict(float)
        for match in found.values():
            best[match.positions] = max(best[match.positions], match.quality)
        return [match for match in found.values() if match.quality >= best[match.positions]]

    def _candidates(self, keys: Collection[str]) -> Iterator[_Term]:
        """The terms of which every word has one of these keys, each once."""
        known = set(keys)
        given: set[int] = set()
        for key in keys:
            for term, others in self._by_key.get(key, ()):
                # Most have a word that the text has not, and sets tell it soonest.
                for other in others:
                    if known.isdisjoint(other):
                        break
                else:
                    if id(term) not in given:
                        given.add(id(term))
                        yield term


def longest(matches: Sequence[Match]) -> list[Match]:
    """Matches whose words are not all part of another, longer one."""
    return [
        match
        for match in matches
        if not any(match.positions < other.positions for other in matches)
    ]


def _terms(glossary: Glossary) -> Iterator[_Term]:
    for concept in glossary.concepts.values():
        for language, terms in concept.terms.items():
            for text in terms:
                keys = tuple(_keys(word, language) for word in words_of(text))
                if keys:
                    yield _Term(concept.id, language, text, keys)


def _keys(word: str, language: str) -> frozenset[str]:
    keys = word_keys_in(word, language)
    return keys.loose | {EXACT_MARK + keys.exact} | family_keys(word).keys()


def _match(term: _Term, places: Mapping[str, list[tuple[int, float]]]) -> Match | None:
    options = []
    for word in term.words:
        found = _positions(word, places)
        if not found:
            return None
        options.append(found)
    best: Match | None = None
    for start in options[0]:
        taken = [start]
        for option in options[1:]:
            free = [place for place in option if place not in taken]
            if not free:
                break
            taken.append(min(free, key=lambda place: (abs(place - start), -option[place])))
        else:
            if max(taken) - min(taken) < len(taken) + GAP:
                quality = min(option[place] for option, place in zip(options, taken, strict=True))
                if taken != sorted(taken):
                    quality *= OTHER_ORDER
                if best is None or quality > best.quality:
                    positions = frozenset(taken)
                    best = Match(term.concept, term.language, term.text, positions, quality)
    return best


def _positions(
    word: frozenset[str], places: Mapping[str, list[tuple[int, float]]]
) -> dict[int, float]:
    found: dict[int, float] = {}
    # A word has a few keys, a text may have hundreds.
    for key in word:
        for position, weight in places.get(key, ()):
            found[position] = max(found.get(position, 0.0), weight)
    return found
