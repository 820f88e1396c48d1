"""A question as tokens: words and numbers with their places and the keys they meet by. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.text.folding import APOSTROPHES, to_latin
from graph.text.numbers import fold_number
from graph.text.word_keys import sounded, word_keys

MAX_TOKENS: Final = 120

_MULTIPLES = r"k|к|тыс\w*|ming\w*|минг\w*|mln|млн|million\w*|миллион\w*|ta|та|kg|кг"
_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)+(?:{_MULTIPLES})?(?![^\W_])|%|[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*",
    re.UNICODE | re.IGNORECASE,
)
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d]|[.,]\d)")
# What is written to a number without a blank: 50k, 1,5млн, 200мм, 2ta, 3oyga.
_GLUED = re.compile(
    rf"(\d+(?:[.,]\d+)*)({_MULTIPLES}|mm|мм|л|l|m|м|v|в|dona|дона|шт|pcs|"
    r"yil|йил|г|(?:kun|кун|oy|ой|hafta|ҳафта|хафта)\w{0,4}|(?:day|week|month)s?|дн|дней|мес|"
    r"foiz|фоиз|x|й|я|е|st|nd|rd|th)",
    re.IGNORECASE,
)
# Stemming takes the g for a softened k, which in loan words (`richagni`) it is not.
_AFTER_G = re.compile(r"(\w{3,}g)(?:lar)?(?:i|im|imiz)?(?:ni|ning|n?ga|n?da|n?dan)?")
# Russian writes a count and its measure as one word: двухнедельный.
_COUNTED = re.compile(
    r"(двух|тр[её]х|четыр[её]х|пяти|шести|семи|восьми|девяти|десяти|полутора)"
    r"((?:дневн|недельн|месячн)\w+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """``folds``: how it sounds in Latin letters; ``keys``: those of its forms too."""

    text: str
    start: int
    end: int
    folds: frozenset[str]
    keys: frozenset[str]
    number: float | None = None
    mended: frozenset[str] = frozenset()
    """Keys of known words it may be meant for, where it is none itself."""

    @property
    def fold(self) -> str:
        """One of the folds, always the same."""
        return min(self.folds)


def fold(word: str) -> str:
    """How a word sounds, written in Latin letters."""
    return sounded(to_latin(word))


@lru_cache(maxsize=65536)
def folds(word: str) -> frozenset[str]:
    """With е for ё too, as Russian is printed, and x for кс: `Нексия` is `Nexia`."""
    lower = word.lower()
    forms = {lower, lower.replace("ё", "е"), lower.replace("кс", "x"), lower.replace("ks", "x")}
    return frozenset(map(fold, forms))


def tokens_of(text: str) -> list[Token]:
    """The tokens of a clean text, at most ``MAX_TOKENS``."""
    grouped = {match.start(): match for match in _GROUPED.finditer(text)}
    found: list[Token] = []
    until = 0
    for match in _TOKEN.finditer(text):
        if match.start() < until or len(found) >= MAX_TOKENS:
            continue
        if match.start() in grouped:
            group = grouped[match.start()]
            until = group.end()
            value = float(re.sub(r"\D", "", group[0]))
            found.append(_numeric(group[0], group.start(), group.end(), value))
            continue
        if _ends_code(text, match.start(), found):
            found.append(_word(match[0], match.start(), match.end()))
            continue
        found += _split(match[0], match.start())
    return found


def _ends_code(text: str, start: int, found: list[Token]) -> bool:
    """The 30 of `5W-30` and the 250 of `GJL-250` are no numbers; the 10 of `top-10` is one."""
    if start == 0 or text[start - 1] != "-" or not found or found[-1].end != start - 1:
        return False
    before = found[-1].text
    has_both = any(map(str.isdigit, before)) and any(map(str.isalpha, before))
    return has_both or (before.isascii() and before.isupper() and before != "TOP")


def _split(text: str, start: int) -> list[Token]:
    glued = _GLUED.fullmatch(text)
    value = read_number(glued[1]) if glued else None
    if glued and value is not None:
        middle = start + len(glued[1])
        return [
            _numeric(glued[1], start, middle, value),
            _word(glued[2], middle, start + len(text)),
        ]
    counted = _COUNTED.fullmatch(text)
    if counted:
        middle = start + len(counted[1])
        return [_word(counted[1], start, middle), _word(counted[2], middle, start + len(text))]
    value = read_number(text)
    if value is not None:
        return [_numeric(text, start, start + len(text), value)]
    return [_word(text, start, start + len(text))]


def read_number(text: str) -> float | None:
    """`50000`, `50,000`, `50.000`, `1,5`, `0.6`; None for other texts (a date is no number)."""
    if text.isdecimal() and text.isascii():
        return float(text) if len(text) <= 15 else None
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\.\d{3})+", text):
        return float(re.sub(r"[.,]", "", text))
    if re.fullmatch(r"\d{1,12}[.,]\d{1,6}", text):
        return float(text.replace(",", "."))
    return None


def _numeric(text: str, start: int, end: int, value: float) -> Token:
    key = text.replace(",", ".")
    return Token(text, start, end, frozenset({key}), frozenset({key}), value)


def _word(text: str, start: int, end: int) -> Token:
    if any(map(str.isdigit, text)):
        key = fold_number(text).lower()
        return Token(text, start, end, frozenset({key}), frozenset({key}))
    sounds = folds(text)
    stems = frozenset(match[1] for each in sounds if (match := _AFTER_G.fullmatch(each)))
    return Token(text, start, end, sounds, word_keys(text).loose | sounds | stems)
