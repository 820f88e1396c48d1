"""Ranking by words, within this process: BM25 over the keys of words, by fields. Pure.

A word of a query scores a document by the best of its keys (`disk` meets *диска* by a loose key,
*disk* by the exact one), and the words add up. BM25 after Robertson and Zaragoza, *The
Probabilistic Relevance Framework: BM25 and Beyond* (2009), with weighted fields (BM25F).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Final

import numpy as np

from graph.text.word_keys import WordKeys, word_keys
from graph.text.words import STOP_WORDS, words_of

K1: Final = 1.2
B: Final = 0.5
EXACT_MARK: Final = "="
LOOSE_WEIGHT: Final = 0.9

_NOWHERE: Final = np.empty(0, dtype=np.int32)
Scores = np.ndarray[Any, np.dtype[np.float32]]
KeyWeights = Mapping[str, float]
"""Keys that a word of a query may meet, and what meeting each is worth (0…1)."""


def keys_with_weights(keys: WordKeys, weight: float = 1.0) -> dict[str, float]:
    """The index keys of a word: its exact one counts in full, its loose ones nearly."""
    found = dict.fromkeys(keys.loose, LOOSE_WEIGHT * weight)
    found[EXACT_MARK + keys.exact] = weight
    return found


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a text and what it may meet, by key.

    ``telling``: not one of the words that say nothing; ``mended``: the known words that it was
    taken for, where it is not known itself.
    """

    text: str
    keys: KeyWeights
    telling: bool = True
    mended: tuple[str, ...] = ()


def text_words(text: str) -> list[TextWord]:
    """The words of a clean text as they are; all of them tell where none does."""
    words = [(word, word_keys(word)) for word in words_of(text)]
    any_tells = any(keys.exact not in STOP_WORDS for _, keys in words)
    return [
        TextWord(word, keys_with_weights(keys), not any_tells or keys.exact not in STOP_WORDS)
        for word, keys in words
    ]


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a document and how much its words count."""

    text: str
    weight: float


class LexicalIndex:
    """Documents by their place; read only once made, safe for threads."""

    def __init__(self, documents: Iterable[Iterable[Sequence[Field]]]) -> None:
        """``documents``: each by its variants, the same text in several languages.

        A word counts as often as in the variant that has it most, and a document is as long as
        its variants are on average: being told in three languages is no fault.
        """
        counts: defaultdict[str, tuple[array[int], array[float]]] = defaultdict(
            lambda: (array("i"), array("f"))
        )
        lengths = array("f")
        for place, variants in enumerate(documents):
            found: dict[str, float] = {}
            variant_lengths = []
            for fields in variants:
                own, length = _counted(fields)
                variant_lengths.append(length)
                for key, count in own.items():
                    found[key] = max(found.get(key, 0.0), count)
            lengths.append(sum(variant_lengths) / max(1, len(variant_lengths)))
            for key, count in found.items():
                places, amounts = counts[key]
                places.append(place)
                amounts.append(count)
        self.size = len(lengths)
        self._weigh(counts, np.asarray(lengths, dtype=np.float32))
        self._words = sorted(key[1:] for key in self._postings if key.startswith(EXACT_MARK))

    def _weigh(
        self, counts: Mapping[str, tuple[array[int], array[float]]], lengths: Scores
    ) -> None:
        mean = float(lengths.mean()) if self.size else 1.0
        norms = K1 * (1 - B + B * lengths / (mean or 1.0))
        self._postings: dict[str, tuple[np.ndarray[Any, np.dtype[np.int32]], Scores]] = {}
        for key, (places, amounts) in counts.items():
            rows = np.asarray(places, dtype=np.int32)
            amount = np.asarray(amounts, dtype=np.float32)
            idf = log(1 + (self.size - len(rows) + 0.5) / (len(rows) + 0.5))
            weights = idf * amount * (K1 + 1) / (amount + norms[rows])
            self._postings[key] = rows, weights.astype(np.float32)

    def __contains__(self, key: str) -> bool:
        return key in self._postings

    @property
    def words(self) -> Sequence[str]:
        """Every exact word of the documents, folded, sorted."""
        return self._words

    def count(self, word: str) -> int:
        """How many documents have exactly this (folded) word."""
        posting = self._postings.get(EXACT_MARK + word)
        return 0 if posting is None else len(posting[0])

    def beginning_with(self, start: str, limit: int) -> list[str]:
        """Some exact words that begin so, itself left out."""
        first = bisect_left(self._words, start)
        near = self._words[first : first + limit + 1]
        return [word for word in near if word.startswith(start) and word != start][:limit]

    def scores(self, words: Iterable[KeyWeights]) -> Scores:
        """The score of every document; 0 where no word meets."""
        total = np.zeros(self.size, dtype=np.float32)
        for keys in words:
            total += self.word_scores(keys)
        return total

    def meets(self, place: int, keys: KeyWeights) -> bool:
        """Whether a word is in one document."""
        for key in keys:
            rows, _ = self._postings.get(key, (_NOWHERE, None))
            near = int(np.searchsorted(rows, place))
            if near < len(rows) and rows[near] == place:
                return True
        return False

    def word_scores(self, keys: KeyWeights) -> Scores:
        """What one word gives every document: its best key there."""
        best = np.zeros(self.size, dtype=np.float32)
        for key, weight in keys.items():
            posting = self._postings.get(key)
            if posting is not None:
                rows, weights = posting
                best[rows] = np.maximum(best[rows], weight * weights)
        return best


def _counted(fields: Sequence[Field]) -> tuple[dict[str, float], float]:
    """How often each key is there, and how many words there are, by the fields' weights."""
    counts: dict[str, float] = {}
    length = 0.0
    for field in fields:
        for word in words_of(field.text):
            length += field.weight
            for key in keys_with_weights(word_keys(word)):
                counts[key] = counts.get(key, 0.0) + field.weight
    return counts, length
