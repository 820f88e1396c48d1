"""Everything that a question may name: words of names, numbers, ids; made once for a snapshot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.asking.lexicon import lexicon
from graph.asking.names import EXACT, Name, NameWord, names_of
from graph.asking.tokens import Token, tokens_of
from graph.glossary.space import ConceptSpace
from graph.glossary.terms import Match, longest
from graph.search.things import ITEM_KINDS, Thing
from graph.text.lexical import LOOSE_WEIGHT, TextWord, keys_with_weights
from graph.text.numbers import fold_number
from graph.text.word_keys import word_keys
from graph.text.words import STOP_WORDS, words_of

CONCEPT: Final = "@"
SHORTEST_KEY: Final = 3
ONE_MISS_FROM: Final = 5
TWO_MISSES_FROM: Final = 9
MAX_NEAR: Final = 6
MOST_POSTINGS: Final = 4_000
SHORTEST_NUMBER: Final = 4
ASIDE: Final = 0.3
"""What a word in brackets counts."""


@dataclass(frozen=True, slots=True)
class IndexedName:
    """``weights``: how telling each word is; ``concepts``: of the glossary, with their words."""

    name: Name
    weights: tuple[float, ...]
    concepts: tuple[tuple[str, frozenset[int]], ...]


@dataclass(frozen=True, slots=True)
class IndexedThing:
    """A thing with its names; ``classes``: of vehicles it is for, empty for any."""

    thing: Thing
    names: tuple[IndexedName, ...]
    classes: frozenset[str]


class ThingIndex:
    """Read only once made, safe for threads."""

    def __init__(self, things: Sequence[Thing], space: ConceptSpace) -> None:
        self._space = space
        read = [(thing, names_of(thing)) for thing in things]
        counts: Counter[str] = Counter()
        for _, names in read:
            counts.update({key for name in names for word in name.words for key in word.keys})
        self._counts = counts
        self._all = max(1, len(things))
        words = {word for _, names in read for name in names for word in name.words}
        weights = {word: self.weight(word.keys) * (ASIDE if word.aside else 1.0) for word in words}
        self.things: list[IndexedThing] = [
            self._indexed(thing, names, weights) for thing, names in read
        ]
        self.by_id = {each.thing.id: each for each in self.things}
        self._by_kind = {
            (_space(each.thing.kind), each.thing.id): each.thing for each in self.things
        }
        self._postings = _postings(self.things)
        self.vehicles = [each for each in self.things if each.thing.kind == "vehicle"]
        self._numbers = _numbers(self.things)
        self._ids = _ids(self.things)
        self._enterprise_names = _long_names(self.things)
        known = set(counts) | lexicon().words
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for key in sorted(known):
            if key.isalpha() and len(key) >= ONE_MISS_FROM - 1:
                self._by_length[len(key)].append(key)
        self._known = known

    def find(self, kind: str, id_: str) -> Thing | None:
        """A thing by kind (any kind of item for an item) and id."""
        return self._by_kind.get((_space(kind), id_))

    def knows(self, token: Token) -> bool:
        """Whether a form of the word is in a name or in the lexicon."""
        return any(key in self._known for key in token.folds | token.keys)

    def has(self, key: str) -> bool:
        """Whether it is the key of a known word."""
        return key in self._known

    def weight(self, keys: Iterable[str]) -> float:
        """How telling a word is, by the things that have it."""
        count = max((self._counts[key] for key in keys if len(key) >= SHORTEST_KEY), default=1)
        return log(1 + self._all / max(1, count))

    def holding(self, key: str) -> Sequence[int]:
        """Places of the things with a key, none where too many have it."""
        return self._postings.get(key, ())

    def with_number(self, folded: str) -> Sequence[int]:
        """Places of the things with this number or id, folded."""
        return self._numbers.get(folded, ())

    def with_id(self, written: str) -> Sequence[int]:
        """Places of the things with this id, too short or too plain to be a number: `V1`, `B`.

        With a figure in it small letters do as well; without one it must be written as it is.
        """
        return self._ids.get(written, self._ids.get(written.lower(), []))

    def spelled_out(self, tokens: Sequence[Token]) -> set[int]:
        """The tokens of whole names of enterprises, of two words or more."""
        found: set[int] = set()
        for start, token in enumerate(tokens):
            for sound in token.folds:
                for words in self._enterprise_names.get(EXACT + sound, ()):
                    here = tokens[start : start + len(words)]
                    if len(here) == len(words) and all(
                        any(EXACT + each in word for each in its.folds)
                        for its, word in zip(here, words, strict=True)
                    ):
                        found |= set(range(start, start + len(words)))
        return found

    def near(self, token: Token) -> frozenset[str]:
        """Known words that a misspelled one may be meant for."""
        found: list[tuple[float, str]] = []
        for sound in token.folds:
            most = (len(sound) >= ONE_MISS_FROM) + (len(sound) >= TWO_MISSES_FROM)
            for length in range(len(sound) - most, len(sound) + most + 1):
                found += [
                    (distance, other)
                    for other, distance, _ in process.extract(
                        sound,
                        self._by_length.get(length, []),
                        scorer=OSA.distance,
                        processor=None,
                        score_cutoff=most,
                        limit=MAX_NEAR,
                    )
                    if most
                ]
        least = min((distance for distance, _ in found), default=0)
        return frozenset(other for distance, other in sorted(found)[:MAX_NEAR] if distance == least)

    def terms(self, tokens: Sequence[Token]) -> list[Match]:
        """The glossary's terms in a text, none inside a longer one."""
        words = [
            TextWord(
                token.text,
                keys_with_weights(word_keys(token.text)) | dict.fromkeys(token.keys, LOOSE_WEIGHT),
            )
            for token in tokens
        ]
        return longest(self._space.matches(words))

    def _indexed(
        self, thing: Thing, names: Sequence[Name], weights: Mapping[NameWord, float]
    ) -> IndexedThing:
        classes = next((name.classes for name in names if name.classes), frozenset())
        made = tuple(
            IndexedName(
                name,
                tuple(weights[word] for word in name.words),
                self._concepts(name) if thing.kind != "enterprise" else (),
            )
            for name in names
        )
        return IndexedThing(thing, made, classes)

    def _concepts(self, name: Name) -> tuple[tuple[str, frozenset[int]], ...]:
        tokens = [token for word in name.words for token in tokens_of(word.text)[:1]]
        return tuple(_concept_at(match.concept, match.positions) for match in self.terms(tokens))


@lru_cache(maxsize=65536)
def _concept_at(concept: str, positions: frozenset[int]) -> tuple[str, frozenset[int]]:
    """One object for equal ones, as ``NameWord`` has."""
    return CONCEPT + concept, positions


def _ids(things: Sequence[IndexedThing]) -> dict[str, list[int]]:
    table: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(things):
        id_ = each.thing.id
        if any(map(str.isalpha, id_)):
            written = id_.lower() if any(map(str.isdigit, id_)) else id_
            table[written].append(place)
    return {id_: places for id_, places in table.items() if not id_.islower() or _has_both(id_)}


def _has_both(id_: str) -> bool:
    return any(map(str.isdigit, id_)) and any(map(str.isalpha, id_))


def _long_names(things: Sequence[IndexedThing]) -> dict[str, list[tuple[frozenset[str], ...]]]:
    """Names of enterprises of two words or more, by the first."""
    table: dict[str, list[tuple[frozenset[str], ...]]] = defaultdict(list)
    for each in things:
        for name in each.names if each.thing.kind == "enterprise" else ():
            words = tuple(word.keys for word in name.name.words)
            if len(words) > 1:
                for key in words[0]:
                    if key.startswith(EXACT):
                        table[key].append(words)
    return dict(table)


def _space(kind: str) -> str:
    return "item" if kind in ITEM_KINDS else kind


def is_frame(word: str) -> bool:
    """A word that says nothing of what is meant."""
    return word_keys(word).exact in STOP_WORDS


def _postings(things: Sequence[IndexedThing]) -> dict[str, list[int]]:
    """Places by key, of the keys that not too many have."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(things):
        for key in _all_keys(each):
            found[key].append(place)
    return {key: places for key, places in found.items() if len(places) <= MOST_POSTINGS}


def _all_keys(each: IndexedThing) -> set[str]:
    keys = {key for name in each.names for word in name.name.words for key in word.keys}
    keys |= {concept for name in each.names for concept, _ in name.concepts}
    return {key for key in keys if not key.startswith("~")}


def _numbers(things: Sequence[IndexedThing]) -> dict[str, list[int]]:
    table: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(things):
        numbers = {number for _, number in each.thing.numbers} | {each.thing.id}
        for number in numbers:
            folded = fold_number(number)
            if len(folded) >= SHORTEST_NUMBER and (
                any(map(str.isdigit, folded)) or len(words_of(number)) > 1
            ):
                table[folded].append(place)
    return dict(table)
