"""The words of all entries, for what a database does slowly: misspellings and words too common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.text.words import words_of

FUZZY_FROM: Final = 5
MAX_NEAR: Final = 5
COMMON_SHARE: Final = 0.1
COMMON_FROM: Final = 200


class Vocabulary:
    """How many entries each word is in; read only once made, safe for threads.

    Lucene's own fuzzy terms took 50 to 100 ms each on ArcadeDB with 6,500 entries; looking the
    near words up here and asking for them by name takes 1 ms.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._entries = 0
        for text in texts:
            self._entries += 1
            self._counts.update(set(words_of(text)))
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._counts):
            self._by_length[len(word)].append(word)

    def __len__(self) -> int:
        return len(self._counts)

    def near(self, word: str) -> list[str]:
        """Words one character away (a swap of two neighbours is one), the usual ones first."""
        if len(word) < FUZZY_FROM or not word.isalpha():
            return []
        found = [
            other
            for length in (len(word) - 1, len(word), len(word) + 1)
            for other, distance, _ in process.extract(
                word,
                self._by_length.get(length, []),
                scorer=OSA.distance,
                processor=None,
                score_cutoff=1,
                limit=None,
            )
            if distance == 1
        ]
        return sorted(found, key=lambda other: (-self._counts[other], other))[:MAX_NEAR]

    def telling(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words without those that very many entries have, unless none would be left."""
        limit = max(COMMON_FROM, COMMON_SHARE * self._entries)
        kept = tuple(word for word in words if self._counts[word] <= limit)
        return kept or words
