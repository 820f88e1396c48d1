"""Days named in a question: ISO, `01.03.2026`, `1 March 2026`, `1 марта 2026`, `2026-yil 1-mart`.

Pure. Day before month, as in all of the region; `03/25/2026` can only be the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from graph.asking.tokens import Token, folds

_ISO = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_EUROPEAN = re.compile(r"(?<!\d)(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?!\d)")
_MONTHS: Final = (
    "january;jan;январь;января;январе;янв;yanvar;yanvarda;yanvardagi;yanvarga",
    "february;feb;февраль;февраля;феврале;фев;fevral;fevralda;fevraldagi;fevralga",
    "march;mar;март;марта;марте;мар;mart;martda;martdagi;martga",
    "april;apr;апрель;апреля;апреле;апр;aprel;aprelda;apreldagi;aprelga",
    "may;май;мая;мае;mayda;maydagi;mayga",
    "june;jun;июнь;июня;июне;iyun;iyunda;iyundagi;iyunga",
    "july;jul;июль;июля;июле;iyul;iyulda;iyuldagi;iyulga",
    "august;aug;август;августа;августе;авг;avgust;avgustda;avgustdagi;avgustga",
    "september;sep;sept;сентябрь;сентября;сентябре;сен;sentabr;sentyabr;sentabrda;sentabrdagi;"
    "sentyabrga;sentabrga",
    "october;oct;октябрь;октября;октябре;окт;oktabr;oktyabr;oktabrda;oktabrdagi;oktabrga;oktyabrga",
    "november;nov;ноябрь;ноября;ноябре;ноя;noyabr;noyabrda;noyabrdagi;noyabrga",
    "december;dec;декабрь;декабря;декабре;дек;dekabr;dekabrda;dekabrdagi;dekabrga",
)
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100


@dataclass(frozen=True, slots=True)
class Day:
    """A day at characters ``start`` to ``end`` of the text."""

    start: int
    end: int
    value: date


def days_of(text: str, tokens: Sequence[Token]) -> list[Day]:
    """All days named in a clean text."""
    found = [
        Day(match.start(), match.end(), value)
        for match in _ISO.finditer(text)
        if (value := _day(match[1], match[2], match[3]))
    ]
    for match in _EUROPEAN.finditer(text):
        value = _day(match[3], match[2], match[1]) or _day(match[3], match[1], match[2])
        if value:
            found.append(Day(match.start(), match.end(), value))
    return found or _in_words(tokens)


def _in_words(tokens: Sequence[Token]) -> list[Day]:
    for place, token in enumerate(tokens):
        month = next((_months()[each] for each in token.folds if each in _months()), None)
        if month is None:
            continue
        near = [at for at in range(max(0, place - 4), min(len(tokens), place + 4)) if at != place]
        days = [at for at in near if abs(at - place) <= 2 and _is(tokens[at], 1, 31)]
        years = [at for at in near if _is(tokens[at], FIRST_YEAR, LAST_YEAR)]
        if days and years:
            at = min(days, key=lambda each: abs(each - place))
            span = (min(at, place, years[0]), max(at, place, years[0]))
            value = _day(tokens[years[0]].text, str(month), tokens[at].text)
            if value:
                return [Day(tokens[span[0]].start, tokens[span[1]].end, value)]
    return []


def _is(token: Token, least: int, most: int) -> bool:
    return token.number is not None and token.text.isdecimal() and least <= token.number <= most


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    return {
        form: number
        for number, names in enumerate(_MONTHS, start=1)
        for name in names.split(";")
        for form in folds(name)
    }
