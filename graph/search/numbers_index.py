"""Part numbers and other numbers of things, found in any spelling and inside sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.search.things import Thing
from graph.text.numbers import fold_number

MAX_JOINED: Final = 5
MAX_PIECES: Final = 80
SHORTEST_IN_SENTENCE: Final = 4
SHORTEST_PREFIX: Final = 4
SHORTEST_MISS: Final = 5
SHORTEST_NUMBER: Final = 6
FEWEST_DIGITS: Final = 5
"""What is shorter, or has fewer digits, may be a measure or a name: M10x40, 16MnCr5."""
MAX_NEAR_KEYS: Final = 4
MAX_NEAR: Final = 500

_PIECE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class NumberHit:
    """A thing (its place in the snapshot) found by a number.

    ``closeness`` is 1 for an exact number, less for a prefix or a miss; ``is_whole`` when the
    query was nothing but the number.
    """

    thing: int
    field: str
    number: str
    closeness: float
    is_whole: bool


@dataclass(frozen=True, slots=True)
class NumbersFound:
    """What the numbers in a text lead to.

    ``exact``: things whose number is the text, or stands in it as neighbouring words; a number
    inside another that was found does not count, and in a sentence it needs a digit and four
    characters. ``near``: things whose number begins as one in the text does, or differs in one
    character. ``unknown``: what is written like a part number, as folded, and is nobody's.
    """

    exact: list[NumberHit]
    near: list[NumberHit]
    unknown: list[str]


Span = tuple[int, int]


class NumbersIndex:
    """Folded number -> the things that carry it; read only once made, safe for threads."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._holders: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for place, thing in enumerate(things):
            for field, number in thing.numbers:
                if key := fold_number(number):
                    self._holders[key].append((place, field, number))
        self._sorted = sorted(self._holders)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for key in self._sorted:
            self._by_length[len(key)].append(key)

    def __len__(self) -> int:
        return len(self._sorted)

    def find(self, text: str) -> NumbersFound:
        """All that the numbers in a text lead to."""
        query = _Query(text)
        found = list(self._found(query))
        keys = [key for key, _ in found]
        return NumbersFound(
            exact=self._exact(found), near=self._near(query, keys), unknown=_unknown(query, keys)
        )

    def _exact(self, found: Iterable[tuple[str, bool]]) -> list[NumberHit]:
        return [
            NumberHit(place, field, number, 1.0, is_whole)
            for key, is_whole in found
            for place, field, number in self._holders[key]
        ]

    def _near(self, query: _Query, known: Collection[str]) -> list[NumberHit]:
        hits: list[NumberHit] = []
        for key, is_whole in query.near_keys():
            # Beside an exact number its neighbours in a series are noise, longer ones are not.
            missed = () if key in known else self._missed(key)
            for other, closeness in (*missed, *self._longer(key)):
                hits += [
                    NumberHit(place, field, number, closeness, is_whole)
                    for place, field, number in self._holders[other]
                ]
        return hits

    def _found(self, query: _Query) -> Iterator[tuple[str, bool]]:
        if query.whole in self._holders:
            yield query.whole, True
            return
        if not _has_digit(query.whole):
            return  # most questions: only the whole may be a number of letters
        taken: list[Span] = []
        for start, end in query.spans():
            key = query.key(start, end)
            if (
                key in self._holders
                and len(key) >= SHORTEST_IN_SENTENCE
                and _has_digit(key)
                and not any(first <= start and end <= last for first, last in taken)
            ):
                taken.append((start, end))
                yield key, False

    def _missed(self, key: str) -> Iterator[tuple[str, float]]:
        if len(key) >= SHORTEST_MISS:
            for length in (len(key) - 1, len(key), len(key) + 1):
                for other, distance, _ in process.extract(
                    key,
                    self._by_length.get(length, []),
                    scorer=OSA.distance,
                    processor=None,
                    score_cutoff=1,
                    limit=MAX_NEAR,
                ):
                    if distance and not (other.startswith(key)):
                        yield other, 1.0 - 1.0 / (len(key) + 1)

    def _longer(self, key: str) -> Iterator[tuple[str, float]]:
        if len(key) >= SHORTEST_PREFIX:
            start = bisect_left(self._sorted, key)
            for other in self._sorted[start : start + MAX_NEAR]:
                if not other.startswith(key):
                    break
                if other != key:
                    yield other, len(key) / len(other)


class _Query:
    """The text as folded pieces between signs and blanks."""

    def __init__(self, text: str) -> None:
        self.pieces: list[str] = []
        self._words: list[Span] = []
        for word in text.split():
            start = len(self.pieces)
            self.pieces += [fold_number(piece) for piece in _PIECE.findall(word)]
            if len(self.pieces) > start:
                self._words.append((start, len(self.pieces)))
            if len(self.pieces) > MAX_PIECES:
                break
        self.whole = fold_number(text)

    def key(self, start: int, end: int) -> str:
        return "".join(self.pieces[start:end])

    def spans(self) -> list[Span]:
        """Neighbouring pieces and neighbouring words, the longest first."""
        spans = {
            (start, start + size)
            for size in range(1, MAX_JOINED + 1)
            for start in range(len(self.pieces) - size + 1)
        }
        for size in range(1, MAX_JOINED + 1):
            for first in range(len(self._words) - size + 1):
                spans.add((self._words[first][0], self._words[first + size - 1][1]))
        return sorted(spans, key=lambda span: (span[0] - span[1], span))

    def near_keys(self) -> list[tuple[str, bool]]:
        """What may be a number misspelled or unfinished; whether it is the whole query."""
        if _has_digit(self.whole) and (len(self._words) == 1 or all(map(_has_digit, self.pieces))):
            return [(self.whole, True)]
        keys = [self.key(*span) for span in self._words]
        return [(key, False) for key in dict.fromkeys(keys) if _has_digit(key)][:MAX_NEAR_KEYS]


def _unknown(query: _Query, keys: Iterable[str]) -> list[str]:
    known = "".join(keys)
    return [
        key
        for key, _ in query.near_keys()
        if key not in known
        and len(key) >= SHORTEST_NUMBER
        and sum(map(str.isdigit, key)) >= FEWEST_DIGITS
    ]


def _has_digit(key: str) -> bool:
    return any(map(str.isdigit, key))
