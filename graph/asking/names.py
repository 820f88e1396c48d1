"""Names of things made ready for being met in questions. Pure.

A name is its words, each with the keys it meets by and how telling it is, and apart from them
the classes of vehicle it is for (`…, light vehicles` is for cars and vans).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from graph.asking.lexicon import Mark, lexicon_of
from graph.asking.tokens import Token, folds, tokens_of
from graph.search.things import Thing
from graph.text.head_words import before_additions, head_place
from graph.text.scripts import text_language
from graph.text.word_keys import word_keys
from graph.text.words import STOP_WORDS, clean

CLASSES: Final[dict[str, frozenset[str]]] = {
    "BODYCAR": frozenset({"car"}),
    "BODYVAN": frozenset({"van"}),
    "BODYTRUCK": frozenset({"truck"}),
    "BODYBUS": frozenset({"bus"}),
    "BODYLIGHT": frozenset({"car", "van"}),
    "BODYHEAVY": frozenset({"truck", "bus"}),
}
"""What words for vehicles stand for."""
LEGAL_FORMS: Final = frozenset(
    {
        *("aj", "mchj", "qk", "xk", "ok", "ao", "ooo", "zao", "oao", "pao", "jsc", "llc", "llp"),
        *("ltd", "inc", "co", "corp", "company", "gmbh", "ag", "kg", "sp", "z", "oo", "spol"),
        *("sro", "spa", "srl", "sa", "bv", "kk", "as", "plc", "mas", "chp", "ip", "tov"),
    }
)
_UNITS: Final = frozenset({"л", "l", "м", "m", "мм", "mm", "кг", "kg", "в", "v", "litrli"})
_CONTENT_FROM: Final = 2
EXACT: Final = "="
_STEM_FROM: Final = 6
_CASES: Final = ("dan", "da", "ni", "ning", "ga", "dagi", "gacha", "lik", "li")


@dataclass(frozen=True, slots=True)
class NameWord:
    """``keys``: exact ones are marked; ``qualifier``: front, left, assembly …; ``aside``: in
    brackets."""

    text: str
    keys: frozenset[str]
    qualifier: bool
    head: bool = False
    aside: bool = False

    @property
    def is_figure(self) -> bool:
        """A number or the unit of one."""
        return self.text[0].isdigit() or self.text.lower() in _UNITS


@dataclass(frozen=True, slots=True)
class Name:
    """A name in one language; ``tokens`` are those the words come from, for the glossary."""

    language: str
    words: tuple[NameWord, ...]
    classes: frozenset[str]
    phrase: str = ""
    """All of it without the vehicles, folded, as it would stand in a question."""


@dataclass(frozen=True, slots=True)
class ClassMark:
    """A word for a class of vehicles at tokens ``start`` to ``end`` (excluded)."""

    classes: frozenset[str]
    start: int
    end: int


def names_of(thing: Thing) -> list[Name]:
    """The thing's names by language; the plain name where it has no other."""
    texts = [("en", thing.name_en), ("ru", thing.name_ru), ("uz", thing.name_uz)]
    given = [(language, text) for language, text in texts if text]
    known = {text for _, text in given}
    if thing.name not in known:
        given.append(("", thing.name))
    names = [name_of(text, language, thing.kind) for language, text in given]
    return [name for name in names if name.words or name.classes]


def name_of(text: str, language: str, kind: str) -> Name:
    """A name read: its telling words, and the classes of vehicle apart."""
    head, classes = _without_classes(clean(text), kind)
    tokens = [token for token in tokens_of(head) if _tells(head, token, kind)]
    main = _head_place(tokens, head, language)
    words = tuple(
        _shared(
            NameWord(
                token.text,
                keys_of(token),
                bool(qualifiers_of(token)),
                place == main,
                head.count("(", 0, token.start) > head.count(")", 0, token.start),
            )
        )
        for place, token in enumerate(tokens)
    )
    return Name(language, words, classes, phrase_of(tokens_of(head)))


@lru_cache(maxsize=65536)
def _shared(word: NameWord) -> NameWord:
    """One object for equal words: names are made of the same few, by the hundred thousand."""
    return word


def phrase_of(tokens: Iterable[Token]) -> str:
    """Folded words between blanks."""
    return f" {' '.join(token.fold for token in tokens)} "


def keys_of(token: Token) -> frozenset[str]:
    """What a word is met by: its forms, its exact fold marked, the qualifier it stands for."""
    exact = {EXACT + each for each in token.folds}
    return frozenset(exact | token.keys | qualifiers_of(token) | same_words_of(token))


def qualifiers_of(token: Token) -> frozenset[str]:
    """`~front` for front, передний, oldingi."""
    return frozenset(
        meaning for key in token.folds | token.keys for meaning in _qualifiers().get(key, ())
    )


@lru_cache(maxsize=16384)
def same_words_of(token: Token) -> frozenset[str]:
    """`^copper` for copper, медный, misdan: words of other roots or languages that names and
    questions use for one another."""
    table = _same_words()
    found = {table[each] for each in token.folds if each in table}
    found |= {table[each] for each in token.keys if len(each) >= _STEM_FROM and each in table}
    for each in token.folds:
        for ending in _CASES:
            if each.endswith(ending) and (stem := each.removesuffix(ending)) in table:
                found.add(table[stem])
    return frozenset(found)


@cache
def _same_words() -> dict[str, str]:
    text = resources.files(__package__).joinpath("same_words.tsv").read_text(encoding="utf-8")
    return {
        key: "^" + row["meaning"]
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
        for column in ("en", "ru", "uz")
        for word in row[column].split(";")
        for key in folds(word) | (word_keys(word).loose if column == "ru" else frozenset())
    }


def class_marks(tokens: Sequence[Token], marks: Iterable[Mark]) -> list[ClassMark]:
    """Words for classes of vehicles; the longer one where two overlap."""
    found = sorted(
        (mark for mark in marks if mark.concept in CLASSES),
        key=lambda mark: (mark.start - mark.end, mark.concept != "BODYLIGHT", mark.start),
    )
    taken: dict[int, ClassMark] = {}
    for mark in found:
        span = range(mark.start, mark.end)
        if not any(at in taken for at in span):
            chosen = ClassMark(CLASSES[mark.concept], mark.start, mark.end)
            taken.update(dict.fromkeys(span, chosen))
    return sorted(set(taken.values()), key=lambda each: each.start)


def _without_classes(text: str, kind: str) -> tuple[str, frozenset[str]]:
    if kind in ("enterprise", "process", "material"):
        return text, frozenset()
    tokens = tokens_of(text)
    marks = class_marks(tokens, lexicon_of(*CLASSES).marks(tokens))
    comma = text.rfind(",")
    tail = [mark for mark in marks if comma >= 0 and tokens[mark.start].start > comma]
    chosen = tail or marks
    classes: frozenset[str] = frozenset().union(*(mark.classes for mark in chosen))
    if kind == "vehicle":
        return text, classes
    for mark in reversed(marks):
        text = text[: tokens[mark.start].start] + text[tokens[mark.end - 1].end :]
    return text, classes


def _tells(text: str, token: Token, kind: str) -> bool:
    is_bound = len(token.text) == 1 and text[token.end : token.end + 1] == "-"
    if token.number is not None or is_bound:
        return True
    exact = word_keys(token.text).exact
    if kind == "enterprise" and exact in LEGAL_FORMS:
        return False
    return exact not in STOP_WORDS and (len(exact) >= _CONTENT_FROM or not exact.isalpha())


def _head_place(tokens: Sequence[Token], text: str, language: str) -> int:
    """Which word says what it is; -1 where none does."""
    limit = len(before_additions(text))
    plain = [
        place
        for place, token in enumerate(tokens)
        if token.start < limit and token.text.isalpha() and not qualifiers_of(token)
    ]
    head = head_place([tokens[place].text for place in plain], language or text_language(text))
    return -1 if head is None else plain[head]


@cache
def _qualifiers() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    text = resources.files(__package__).joinpath("qualifiers.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        for column in ("en", "ru", "uz"):
            for word in row[column].split(";"):
                for key in folds(word) | word_keys(word).loose:
                    known = table.get(key, ())
                    table[key] = (*known, "~" + row["meaning"]) if len(key) > 2 else known
    return table
