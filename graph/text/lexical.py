"""Ranking by words, within this process: BM25 over the keys of words, by fields. Pure.

A word of a query scores a document by the best of its keys (`disk` meets *диска* by a loose key,
*disk* by the exact one), and the words add up. BM25 after Robertson and Zaragoza, *The
Probabilistic Relevance Framework: BM25 and Beyond* (2009), with weighted fields (BM25F).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from graph.text.word_families import family_of
from graph.text.word_keys import WordKeys, word_keys
from graph.text.words import STOP_WORDS, words_of

K1: Final = 1.2
B: Final = 0.5
EXACT_MARK: Final = "="
LOOSE_WEIGHT: Final = 0.9
FAMILY_MARK: Final = "~"
FAMILY_WEIGHT: Final = 0.6
"""What another word of the same family is worth."""

Places = np.ndarray[Any, np.dtype[np.int32]]
Scores = np.ndarray[Any, np.dtype[np.float32]]
KeyWeights = Mapping[str, float]
"""Keys that a word of a query may meet, and what meeting each is worth (0…1)."""


def keys_with_weights(keys: WordKeys, weight: float = 1.0) -> dict[str, float]:
    """The index keys of a word: its exact one counts in full, its loose ones nearly."""
    # Sorted, lest the order of a set decide between equals, otherwise in every process.
    found = dict.fromkeys(sorted(keys.loose), LOOSE_WEIGHT * weight)
    found[EXACT_MARK + keys.exact] = weight
    return found


def family_keys(word: str, weight: float = 1.0) -> dict[str, float]:
    """The index key of a word's family, if it has one."""
    family = family_of(word)
    return {} if family is None else {FAMILY_MARK + family: FAMILY_WEIGHT * weight}


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
    words = [(word, *_keys_met(word)) for word in words_of(text)]
    any_tells = any(tells for _, _, tells in words)
    return [TextWord(word, keys, tells or not any_tells) for word, keys, tells in words]


@lru_cache(maxsize=65536)
def _keys_met(word: str) -> tuple[KeyWeights, bool]:
    """All that a word may meet, not to be changed; and whether it says anything."""
    keys = word_keys(word)
    return keys_with_weights(keys) | family_keys(word), keys.exact not in STOP_WORDS


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
        columns: dict[str, int] = {}
        keys, places, amounts = array("i"), array("i"), array("f")
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
                keys.append(columns.setdefault(key, len(columns)))
                places.append(place)
                amounts.append(count)
        self.size = len(lengths)
        self._columns = columns
        self._words = sorted(key[1:] for key in columns if key.startswith(EXACT_MARK))
        self._weigh(_integers(keys), _integers(places), _floats(amounts), _floats(lengths))

    def _weigh(self, keys: Places, places: Places, amounts: Scores, lengths: Scores) -> None:
        """Postings by key: those of key ``k`` lie from ``_starts[k]`` to ``_starts[k + 1]``."""
        counts = np.bincount(keys, minlength=len(self._columns))
        # A list: single numbers are taken from it, by the hundred for a query.
        self._starts = [0, *np.cumsum(counts).tolist()]
        order = np.argsort(keys, kind="stable")
        self._places = places[order]
        amounts, keys = amounts[order], keys[order]
        mean = float(lengths.mean()) if self.size else 1.0
        norms = K1 * (1 - B + B * lengths / (mean or 1.0))
        idf = np.log1p((self.size - counts + 0.5) / (counts + 0.5))
        weights = idf[keys] * amounts * (K1 + 1) / (amounts + norms[self._places])
        self._weights = weights.astype(np.float32)

    def __contains__(self, key: str) -> bool:
        return key in self._columns

    @property
    def words(self) -> Sequence[str]:
        """Every exact word of the documents, folded, sorted."""
        return self._words

    def count(self, word: str) -> int:
        """How many documents have exactly this (folded) word."""
        column = self._columns.get(EXACT_MARK + word)
        return 0 if column is None else self._starts[column + 1] - self._starts[column]

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

    def word_scores(self, keys: KeyWeights) -> Scores:
        """What one word gives every document: its best key there."""
        best = np.zeros(self.size, dtype=np.float32)
        rows, weights = [], []
        for key, weight in keys.items():
            column = self._columns.get(key)
            if column is not None:
                start, end = self._starts[column], self._starts[column + 1]
                rows.append(self._places[start:end])
                weights.append(np.float32(weight) * self._weights[start:end])
        if len(rows) == 1:
            best[rows[0]] = weights[0]
        elif rows:
            # An unfinished word has dozens of keys: all of them at once.
            np.maximum.at(best, np.concatenate(rows), np.concatenate(weights))
        return best


def best_places(scores: Scores, limit: int) -> list[int]:
    """The places of the best ``limit`` scores above 0, best first; equal ones in their order."""
    found = np.flatnonzero(scores > 0)
    own = scores[found]
    if len(found) > limit:
        is_best = own >= np.partition(own, -limit)[-limit]
        found, own = found[is_best], own[is_best]
    best: list[int] = found[np.argsort(-own, kind="stable")][:limit].tolist()
    return best


def _counted(fields: Sequence[Field]) -> tuple[dict[str, float], float]:
    """How often each key is there, and how many words there are, by the fields' weights."""
    counts: dict[str, float] = {}
    length = 0.0
    for field in fields:
        for word in words_of(field.text):
            length += field.weight
            for key in (*keys_with_weights(word_keys(word)), *family_keys(word)):
                counts[key] = counts.get(key, 0.0) + field.weight
    return counts, length


def _integers(numbers: array[int]) -> Places:
    return np.frombuffer(numbers, dtype=np.int32) if numbers else np.empty(0, dtype=np.int32)


def _floats(numbers: array[float]) -> Scores:
    return np.frombuffer(numbers, dtype=np.float32) if numbers else np.empty(0, dtype=np.float32)
