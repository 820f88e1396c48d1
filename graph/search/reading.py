"""Reads a query: its telling words, each with the keys it may meet and what was mended.

A word that neither the graph nor the glossary knows may be misspelled, unfinished, two words in
one, or typed with the other keyboard; it then stands for the known words it may be, for less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.text.lexical import EXACT_MARK, LexicalIndex, TextWord, keys_with_weights, text_words
from graph.text.word_keys import exact_key, sounded, word_keys

MAX_WORDS: Final = 30
NEAR_WEIGHTS: Final = {1: 0.8, 2: 0.6}
"""What a word is worth that stands for a misspelled one, by characters between them."""
ONE_MISS_FROM: Final = 4
TWO_MISSES_FROM: Final = 7
MAX_NEAR: Final = 5
PREFIX_FROM: Final = 3
PREFIX_WEIGHT: Final = 0.6
MAX_LONGER: Final = 20
SHORTEST_HALF: Final = 4
JOINED_WEIGHT: Final = 0.9
# Vowels without stress and consonants at the end of a word are written as they are heard.
_BLUR: Final = str.maketrans("oedbgzv", "aitpksf")
_LAYOUT: Final = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`йцукенгшщзхъфывапролджэячсмитьбюё",
    "йцукенгшщзхъфывапролджэячсмитьбюёqwertyuiop[]asdfghjkl;'zxcvbnm,.`",
)


class Reader:
    """Knows the words of some indexes; read only once made, safe for threads."""

    def __init__(self, *indexes: LexicalIndex) -> None:
        self._indexes = indexes
        by_sound: dict[str, set[str]] = defaultdict(set)
        by_blur: dict[str, set[str]] = defaultdict(set)
        for index in indexes:
            for word in index.words:
                sound = sounded(word)
                by_sound[sound].add(word)
                by_blur[sound.translate(_BLUR)].add(sound)
        self._by_blur = dict(by_blur)
        self._by_sound = dict(by_sound)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for sound in sorted(by_sound):
            self._by_length[len(sound)].append(sound)

    def read(self, text: str) -> list[TextWord]:
        """The words of a clean text, then those that two neighbours make together."""
        words = text_words(text)[:MAX_WORDS]
        read: list[TextWord] = []
        for place, word in enumerate(words):
            if word.telling:
                read += self._word(word, is_last=place == len(words) - 1)
            else:
                read.append(word)
        return read + list(self._joined([word.text for word in words if word.telling]))

    def knows(self, word: str) -> bool:
        """Whether a form of the word is known."""
        return any(key in index for key in _index_keys(word) for index in self._indexes)

    def _word(self, read: TextWord, *, is_last: bool) -> Iterator[TextWord]:
        word = read.text
        if self.knows(word) or not word.isalpha():
            longer = self._longer(word) if is_last else {}
            exact = exact_key(word)
            alike = () if self._count(exact) else sorted(self._by_sound.get(sounded(exact), ()))
            yield replace(read, keys={**longer, **read.keys}, mended=tuple(alike))
            return
        halves = self._halves(word)
        if halves:
            for half in halves:
                yield TextWord(half, keys_with_weights(word_keys(half)), mended=(half,))
            return
        other = word.translate(_LAYOUT)
        if len(word) >= SHORTEST_HALF and self._count(exact_key(other)):
            yield TextWord(word, keys_with_weights(word_keys(other)), mended=(other,))
            return
        near = self._near(word)
        keys = {**self._longer(word), **read.keys}
        for known, weight in near.items():
            for key, share in keys_with_weights(word_keys(known), weight).items():
                keys[key] = max(keys.get(key, 0.0), share)
        yield TextWord(word, keys, mended=tuple(near))

    def _longer(self, word: str) -> dict[str, float]:
        """Words that begin so: the last one may be unfinished, an unknown one abbreviated."""
        exact = exact_key(word)
        if len(exact) < PREFIX_FROM:
            return {}
        return {
            EXACT_MARK + other: PREFIX_WEIGHT
            for index in self._indexes
            for other in index.beginning_with(exact, MAX_LONGER)
        }

    def _near(self, word: str) -> dict[str, float]:
        """Known words that sound nearly like it, the usual ones first."""
        sound = sounded(exact_key(word))
        most = (len(sound) >= ONE_MISS_FROM) + (len(sound) >= TWO_MISSES_FROM)
        if not most:
            return {}
        found: dict[int, list[str]] = defaultdict(list)
        for other in self._by_blur.get(sound.translate(_BLUR), ()):
            found[1] += self._by_sound[other]
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
        exact = exact_key(word)
        for cut in range(SHORTEST_HALF, len(exact) - SHORTEST_HALF + 1):
            if self._count(exact[:cut]) and self._count(exact[cut:]):
                return exact[:cut], exact[cut:]
        return None

    def _joined(self, words: Sequence[str]) -> Iterator[TextWord]:
        for first, second in pairwise(words):
            both = first + second
            if both.isalpha() and self._count(exact_key(both)):
                keys = keys_with_weights(word_keys(both), JOINED_WEIGHT)
                yield TextWord(both, keys, mended=(both,))


def _index_keys(word: str) -> Iterable[str]:
    return keys_with_weights(word_keys(word))
