"""The words that frame a question (who, supplies, month, top …), by concept, in all languages.

`lexicon.tsv` beside this file: a concept, and what it is called in English, Russian and Uzbek
(Latin; the Cyrillic folds to the same). A plain word meets its inflected forms, `word*` all that
begins so, `=word` only itself; a phrase meets its words side by side.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from graph.asking.tokens import Token, fold, folds
from graph.text.word_keys import word_keys

START: Final = 3
_ENGLISH: Final = frozenset(
    {
        *("the", "of", "is", "are", "we", "who", "what", "which", "where", "how", "can", "could"),
        *("for", "with", "does", "if", "our", "by", "and", "that", "any", "make", "makes", "would"),
    }
)
"""One of these, and a question is in English."""
SHORTEST_STEM: Final = 4
"""Shorter stems of different languages meet by chance (`kardan`, `car`)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A concept met at tokens ``start`` to ``end`` (excluded)."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    exact: frozenset[str]
    loose: frozenset[str]
    prefix: str

    def meets(self, token: Token) -> bool:
        if self.prefix:
            return any(each.startswith(self.prefix) for each in token.folds)
        return bool(self.exact & token.folds or self.loose & token.keys)


@dataclass(frozen=True, slots=True)
class _Phrase:
    concept: str
    words: tuple[_Word, ...]
    language: str

    def may_meet(self, token: Token, is_english: bool) -> bool:
        """`мост` is no English word, but a Russian one may be typed in Latin letters; not in a
        question in English, where `do` and `put` are no `до` and `путь`."""
        is_latin = token.text.isascii()
        if self.language == "en":
            return is_latin
        return not (self.language == "ru" and is_latin and is_english)


class Lexicon:
    """All phrases, found by their first word; read only once made."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._by_key: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_start: dict[str, list[_Phrase]] = defaultdict(list)
        self.words: set[str] = set()
        for concept, language, text in rows:
            words = tuple(_word(part) for part in _parts(text))
            phrase = _Phrase(concept, words, language)
            self.words |= {fold(part.strip("=")) for part in _parts(text) if "*" not in part}
            first = phrase.words[0]
            if first.prefix:
                self._by_start[first.prefix[:START]].append(phrase)
            for key in first.exact | first.loose:
                self._by_key[key].append(phrase)

    def marks(self, tokens: Sequence[Token]) -> list[Mark]:
        """Every concept met, in the order of the question; none inside a longer one."""
        found: dict[Mark, None] = {}
        is_english = any(token.text.lower() in _ENGLISH for token in tokens)
        for place, token in enumerate(tokens):
            for phrase in self._beginning(token, is_english):
                end = place + len(phrase.words)
                if end <= len(tokens) and all(
                    word.meets(each)
                    for word, each in zip(phrase.words, tokens[place:end], strict=True)
                ):
                    found[Mark(phrase.concept, place, end)] = None
        return [
            mark
            for mark in found
            if not any(
                other.start <= mark.start
                and mark.end <= other.end
                and other.end - other.start > mark.end - mark.start
                for other in found
            )
        ]

    def _beginning(self, token: Token, is_english: bool) -> Iterator[_Phrase]:
        for key in sorted(token.folds | token.keys):
            yield from (e for e in self._by_key.get(key, ()) if e.may_meet(token, is_english))
        for each in sorted(token.folds):
            for phrase in self._by_start.get(each[:START], ()):
                if phrase.may_meet(token, is_english):
                    yield phrase


def _parts(text: str) -> list[str]:
    return text.replace("-", " ").split()


def _word(part: str) -> _Word:
    if part.endswith("*"):
        if len(prefix := fold(part[:-1])) < START:
            raise ValueError(f"lexicon.tsv: {part!r} is too short to begin a word with")
        return _Word(frozenset(), frozenset(), prefix)
    if part.startswith("="):
        return _Word(folds(part[1:]), frozenset(), "")
    loose = {key for key in word_keys(part).loose if len(key) >= SHORTEST_STEM}
    return _Word(folds(part), frozenset(loose), "")


@cache
def lexicon() -> Lexicon:
    """The packaged one."""
    return Lexicon(_rows())


@cache
def lexicon_of(*concepts: str) -> Lexicon:
    """The part of it that is about some concepts."""
    return Lexicon(row for row in _rows() if row[0] in concepts)


@cache
def words_of_language(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Folded words of one language's phrases, whole ones and beginnings."""
    parts = [part for _, _, text in _rows(language) for part in _parts(text)]
    plain = [part for part in parts if "*" not in part]
    whole = {fold(part.strip("=")) for part in plain}
    if language == "ru":
        loose = (word_keys(part).loose for part in plain if not part.startswith("="))
        whole |= {key for keys in loose for key in keys if len(key) >= SHORTEST_STEM}
    starts = {fold(part[:-1]) for part in parts if "*" in part}
    # A short beginning, of a phrase as a rule, begins words of other languages too.
    return frozenset(whole), tuple(sorted(each for each in starts if len(each) >= SHORTEST_STEM))


def _rows(*languages: str) -> Iterator[tuple[str, str, str]]:
    text = resources.files(__package__).joinpath("lexicon.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        for language in languages or ("en", "ru", "uz"):
            for phrase in (row[language] or "").split(";"):
                if phrase.strip():
                    yield row["concept"], language, phrase.strip()
