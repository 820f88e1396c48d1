"""Reads a query: its telling words, each with the keys it may meet and what was mended.

A word that neither the graph nor the glossary knows may be misspelled, unfinished, two words in
one, or typed with the other keyboard; it then stands for the known words it may be, for less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.text.lexical import EXACT_MARK, LexicalIndex, keys_with_weights
from graph.text.word_keys import sounded, word_keys
from graph.text.words import STOP_WORDS, words_of

MAX_WORDS: Final = 30
NEAR_WEIGHTS: Final = {1: 0.8, 2: 0.6}
"""What a word is worth that stands for a misspelled one, by characters between them."""
ONE_MISS_FROM: Final = 4
TWO_MISSES_FROM: Final = 7
MAX_NEAR: Final = 5
PREFIX_FROM: Final = 3
PREFIX_WEIGHT: Final = 0.6
MAX_LONGER: Final = 20
SHORTEST_HALF: Final = 3
JOINED_WEIGHT: Final = 0.9
_LAYOUT: Final = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`йцукенгшщзхъфывапролджэячсмитьбюё",
    "йцукенгшщзхъфывапролджэячсмитьбюёqwertyuiop[]asdfghjkl;'zxcvbnm,.`",
)


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A telling word: what it may meet, by key; ``mended`` names what it was taken for."""

    text: str
    keys: dict[str, float]
    mended: tuple[str, ...] = ()


class Reader:
    """Knows the words of some indexes; read only once made, safe for threads."""

    def __init__(self, *indexes: LexicalIndex) -> None:
        self._indexes = indexes
        by_sound: dict[str, set[str]] = defaultdict(set)
        for index in indexes:
            for word in index.words:
                by_sound[sounded(word)].add(word)
        self._by_sound = dict(by_sound)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for sound in sorted(by_sound):
            self._by_length[len(sound)].append(sound)

    def read(self, text: str) -> list[QueryWord]:
        """The telling words of a clean text; all of them where none is telling."""
        words = words_of(text)[:MAX_WORDS]
        telling = [word for word in words if word_keys(word).exact not in STOP_WORDS] or words
        read = [
            part
            for place, word in enumerate(telling)
            for part in self._word(word, is_last=place == len(telling) - 1)
        ]
        return read + list(self._joined(telling))

    def knows(self, word: str) -> bool:
        """Whether a form of the word is known."""
        return any(key in index for key in _index_keys(word) for index in self._indexes)

    def _word(self, word: str, *, is_last: bool) -> Iterator[QueryWord]:
        keys = keys_with_weights(word_keys(word))
        longer = self._longer(word) if is_last else {}
        if self.knows(word) or not word.isalpha():
            yield QueryWord(word, longer | keys)
            return
        halves = self._halves(word)
        if halves:
            for half in halves:
                yield QueryWord(half, keys_with_weights(word_keys(half)), (half,))
            return
        other = word.translate(_LAYOUT)
        if other.isalpha() and self.knows(other):
            yield QueryWord(word, keys_with_weights(word_keys(other)), (other,))
            return
        near = self._near(word)
        for known, weight in near.items():
            for key, share in keys_with_weights(word_keys(known), weight).items():
                keys[key] = max(keys.get(key, 0.0), share)
        yield QueryWord(word, longer | keys, tuple(near))

    def _longer(self, word: str) -> dict[str, float]:
        exact = word_keys(word).exact
        if len(exact) < PREFIX_FROM:
            return {}
        return {
            EXACT_MARK + other: PREFIX_WEIGHT
            for index in self._indexes
            for other in index.beginning_with(exact, MAX_LONGER)
        }

    def _near(self, word: str) -> dict[str, float]:
        """Known words that sound nearly like it, the usual ones first."""
        sound = sounded(word_keys(word).exact)
        most = (len(sound) >= ONE_MISS_FROM) + (len(sound) >= TWO_MISSES_FROM)
        found: dict[int, list[str]] = defaultdict(list)
        for length in range(len(sound) - most, len(sound) + most + 1):
            for other, distance, _ in process.extract(
                sound,
                self._by_length.get(length, []),
                scorer=OSA.distance,
                processor=None,
                score_cutoff=most,
                limit=None,
            ):
                found[int(distance)] += self._by_sound[other]
        if not found:
            return {}
        least = min(found)
        ranked = sorted(found[least], key=lambda other: (-self._count(other), other))
        return dict.fromkeys(ranked[:MAX_NEAR], NEAR_WEIGHTS.get(least, 1.0))

    def _count(self, word: str) -> int:
        return sum(index.count(word) for index in self._indexes)

    def _halves(self, word: str) -> tuple[str, str] | None:
        exact = word_keys(word).exact
        for cut in range(SHORTEST_HALF, len(exact) - SHORTEST_HALF + 1):
            if self._count(exact[:cut]) and self._count(exact[cut:]):
                return exact[:cut], exact[cut:]
        return None

    def _joined(self, words: Sequence[str]) -> Iterator[QueryWord]:
        for first, second in pairwise(words):
            both = first + second
            if both.isalpha() and self._count(word_keys(both).exact):
                yield QueryWord(both, keys_with_weights(word_keys(both), JOINED_WEIGHT), (both,))


def _index_keys(word: str) -> Iterable[str]:
    return keys_with_weights(word_keys(word))
