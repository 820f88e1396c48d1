"""Numbers of a question, in digits and in words of all languages: where they stand, their value.

Pure. `50k`, `50 тыс`, `пятьдесят тысяч`, `ellik ming`, `1,5 млн`, `полтора`, `half`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal, get_args

from graph.asking.tokens import Token, folds

Kind = Literal["one", "ten", "hundred", "times", "first", "share"]
HUNDRED: Final = 100.0
_ORDER: Final = {"hundred": 2, "ten": 1, "one": 0}


@dataclass(frozen=True, slots=True)
class Number:
    """At tokens ``start`` to ``end`` (excluded).

    ``in_words``: without a digit; ``ordinal``: *first*; ``share``: *half*, *a third*;
    ``multiplied``: with thousand or million, so surely an amount.
    """

    start: int
    end: int
    value: float
    in_words: bool = False
    ordinal: bool = False
    share: bool = False
    multiplied: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    words: tuple[frozenset[str], ...]
    value: float
    kind: Kind


def numbers_of(tokens: Sequence[Token]) -> list[Number]:
    """All numbers, in their order; neighbours that form one amount are joined."""
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        number = _number_at(tokens, place)
        if number is None:
            place += 1
            continue
        found.append(number)
        place = number.end
    return found


def _number_at(tokens: Sequence[Token], start: int) -> Number | None:
    token = tokens[start]
    if token.number is not None:
        end, factor = _factors(tokens, start + 1)
        return Number(start, end, token.number * factor, multiplied=factor > 1)
    named = _named_at(tokens, start)
    if named is None:
        return None
    if named.kind in ("first", "share"):
        end, factor = _factors(tokens, start + len(named.words))
        if named.kind == "share" and factor > 1:
            # `yarim million`, `half a million`: an amount, no share.
            return Number(start, end, named.value * factor, in_words=True, multiplied=True)
        return Number(
            start,
            start + len(named.words),
            named.value,
            in_words=True,
            ordinal=named.kind == "first",
            share=named.kind == "share",
        )
    return _spelled(tokens, start)


def _spelled(tokens: Sequence[Token], start: int) -> Number | None:
    """`пятьдесят пять тысяч`, `сто двадцать`, `yuz ellik ming`: hundreds, tens and ones in falling
    order, then the thousands they count."""
    value, place, last = 0.0, start, 3
    while (named := _named_at(tokens, place)) is not None:
        if named.kind in _ORDER and _ORDER[named.kind] < last:
            value += named.value
            last = _ORDER[named.kind]
        elif named.kind == "times" and named.value == HUNDRED and last in (0, 3):
            value = max(value, 1.0) * HUNDRED
            last = 2
        else:
            break
        place += len(named.words)
    end, factor = _factors(tokens, place)
    if end == start or tokens[start].fold == "k":
        return None
    return Number(start, end, (value or 1.0) * factor, in_words=True, multiplied=factor > 1)


def _factors(tokens: Sequence[Token], place: int) -> tuple[int, float]:
    factor = 1.0
    while (named := _named_at(tokens, place)) is not None and named.kind == "times":
        factor *= named.value
        place += len(named.words)
    return place, factor


def _named_at(tokens: Sequence[Token], place: int) -> _Named | None:
    if place >= len(tokens):
        return None
    best: _Named | None = None
    for first in tokens[place].folds:
        for named in _by_first().get(first, ()):
            end = place + len(named.words)
            if end > len(tokens) or (best and len(best.words) >= len(named.words)):
                continue
            words = zip(named.words, tokens[place:end], strict=True)
            if all(word & token.folds for word, token in words) and not _is_preposition(
                tokens[place], named
            ):
                best = named
    return best


def _is_preposition(token: Token, named: _Named) -> bool:
    """English `on` and Russian `он` sound as the Uzbek ten, which has an apostrophe or ў."""
    return len(named.words) == 1 and token.text.lower() in ("on", "он")


@cache
def _by_first() -> dict[str, list[_Named]]:
    table: dict[str, list[_Named]] = {}
    text = resources.files(__package__).joinpath("number_words.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        for language in ("en", "ru", "uz"):
            for phrase in filter(None, (row[language] or "").split(";")):
                words = tuple(folds(word) for word in phrase.replace("-", " ").split())
                named = _Named(words, float(row["value"]), _kind(row["kind"]))
                for first in words[0]:
                    table.setdefault(first, []).append(named)
    return table


def _kind(text: str) -> Kind:
    kinds: tuple[Kind, ...] = get_args(Kind)
    for kind in kinds:
        if kind == text:
            return kind
    raise ValueError(f"number_words.tsv: unknown kind {text!r}")
