"""What the numbers of a question measure: amounts, days, years, shares, levels, counts. Pure.

By the words around each number; what is left open (`10`) is decided by the intent later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graph.asking.lexicon import Mark
from graph.asking.numbers import Number, numbers_of
from graph.asking.tokens import Token

Kind = Literal[
    "quantity", "days", "year", "share", "level", "near", "suppliers", "limit", "hs", "count",
    "plain", "ordinal",
]  # fmt: skip

UNIT_DAYS: Final = {"DAY": 1.0, "WEEK": 7.0, "FORTNIGHT": 14.0, "MONTH": 30.0, "QUARTER": 90.0}
BARE_DAYS: Final = {**UNIT_DAYS, "HALFYEAR": 180.0, "HALFMONTH": 15.0}
"""A week is 7 days, a month 30 (INTERFACE section 4)."""
YEAR_DAYS: Final = 365.0
FIRST_YEAR: Final = 2010
"""No plan is older; `2000 tie rods` is an amount."""
LAST_YEAR: Final = 2060
MOST_SUPPLIERS: Final = 99
MOST_LEVELS: Final = 30
HEADING_LENGTHS: Final = (4, 6)
"""Digits of a customs heading; longer codes may be part numbers."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number at tokens ``start`` to ``end`` (excluded) and what it is; ``text`` for codes."""

    kind: Kind
    value: float
    start: int
    end: int
    text: str = ""


class Around:
    """Which concepts stand at which tokens."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._at: dict[int, set[str]] = {}
        self._ends: dict[tuple[int, str], int] = {}
        for mark in marks:
            for place in range(mark.start, mark.end):
                self._at.setdefault(place, set()).add(mark.concept)
                self._ends[place, mark.concept] = mark.end

    def at(self, place: int) -> Collection[str]:
        """The concepts at a token."""
        return self._at.get(place, ())

    def after(self, place: int, within: int, concepts: Collection[str]) -> int | None:
        """Where such a concept ends that begins at ``place`` or up to ``within`` later."""
        for near in range(place, place + within + 1):
            for concept in self.at(near):
                if concept in concepts:
                    return self._ends[near, concept]
        return None

    def before(self, place: int, within: int, concepts: Collection[str]) -> int | None:
        """The token of such a concept just before ``place`` or up to ``within`` earlier."""
        for near in range(place - 1, place - 2 - within, -1):
            if any(concept in concepts for concept in self.at(near)):
                return near
        return None


def measures_of(tokens: Sequence[Token], around: Around, taken: Collection[int]) -> list[Measure]:
    """Every number that is no part of something ``taken``, and durations without a number."""
    found: list[Measure] = []
    for number in numbers_of(tokens):
        if not any(at in taken for at in range(number.start, number.end)):
            found.append(_measure(number, tokens, around))
    used = {at for measure in found for at in range(measure.start, measure.end)} | set(taken)
    if not any(measure.kind == "days" for measure in found):
        found += list(_bare_durations(tokens, around, used))
    return sorted(found, key=lambda each: each.start)


def _measure(number: Number, tokens: Sequence[Token], around: Around) -> Measure:
    for judge in (_as_time, _as_share, _as_part, _as_count):
        measure = judge(number, tokens, around)
        if measure is not None:
            return measure
    kind: Kind = "quantity" if number.multiplied else "plain"
    return Measure(kind, number.value, number.start, number.end)


def _as_time(number: Number, tokens: Sequence[Token], around: Around) -> Measure | None:
    if number.ordinal:
        return None
    for concept in ("HALFYEAR", "HALFMONTH"):
        if concept in around.at(number.start):
            until = around.after(number.start, 0, (concept,)) or number.end
            return Measure("days", BARE_DAYS[concept], number.start, until)
    end = around.after(number.end, 0, UNIT_DAYS)
    if end is not None:
        days = next(UNIT_DAYS[each] for each in around.at(end - 1) if each in UNIT_DAYS)
        return Measure("days", number.value * days, number.start, end)
    digits = tokens[number.start].text
    is_year = FIRST_YEAR <= number.value <= LAST_YEAR and digits.isdecimal()
    if is_year and not number.multiplied and not around.after(number.end, 0, ("PIECES",)):
        end = around.after(number.end, 0, ("YEAR",)) or number.end
        return Measure("year", number.value, number.start, end)
    if "YEAR" in around.at(number.end) and not number.multiplied and number.value <= 10:
        if "PERYEAR" in around.at(number.end) or "PERYEAR" in around.at(number.start):
            return None
        days_a_year = 180.0 / 0.5 if number.share else YEAR_DAYS
        return Measure("days", number.value * days_a_year, number.start, number.end + 1)
    return None


def _as_share(number: Number, tokens: Sequence[Token], around: Around) -> Measure | None:
    end = around.after(number.end, 0, ("PERCENT",))
    if end is not None:
        return Measure("share", number.value / 100.0, number.start, end)
    is_fraction = 0 < number.value < 1
    if number.share or (is_fraction and not number.in_words):
        return Measure("share", number.value, number.start, number.end)
    return None


def _as_part(number: Number, tokens: Sequence[Token], around: Around) -> Measure | None:
    """A level, a customs heading, missing requirements."""
    if number.multiplied:
        return None
    if number.value <= MOST_LEVELS and not tokens[number.start].text.startswith("0"):
        end = around.after(number.end, 1, ("LEVEL",))
        start = around.before(number.start, 0, ("LEVEL",))
        if end is not None or (start is not None and not number.ordinal):
            return Measure("level", number.value, number.start, end or number.end)
        if number.start and tokens[number.start - 1].text.lower() == "near":
            return Measure("near", number.value, number.start, number.end)
        end = around.after(number.end, 2, ("REQUIREMENT",))
        if end is not None and not number.ordinal:
            return Measure("near", number.value, number.start, end)
    return _as_heading(number, tokens, around)


def _as_heading(number: Number, tokens: Sequence[Token], around: Around) -> Measure | None:
    """`HS 8708.30`; `код 8708`, `8708 kodli`, where it is as long as a heading is."""
    text = tokens[number.start].text
    digits = text.replace(".", "")
    if not digits.isdecimal():
        return None
    near = ("HS", "CODE") if len(digits) in HEADING_LENGTHS else ("HS",)
    is_said = around.before(number.start, 1, near) is not None
    end = number.end if is_said else around.after(number.end, 0, near)
    if end is None:
        return None
    return Measure("hs", number.value, number.start, end, digits)


def _as_count(number: Number, tokens: Sequence[Token], around: Around) -> Measure | None:
    makers = ("SUPPLY", "FACTORY", "MAKER")
    is_few = number.value <= MOST_SUPPLIERS and not number.multiplied and not number.ordinal
    end = around.after(number.end, 2, makers)
    if is_few and end is not None and number.value == int(number.value):
        return Measure("suppliers", number.value, number.start, end)
    if number.ordinal:
        return Measure("ordinal", number.value, number.start, number.end)
    is_top = around.before(number.start, 0, ("TOP",)) is not None
    if is_few and (is_top or around.after(number.end, 0, ("TOP",)) is not None):
        return Measure("limit", number.value, number.start, number.end)
    end = around.after(number.end, 0, ("PIECES",))
    if end is not None or number.multiplied:
        kind: Kind = "quantity" if number.multiplied else "count"
        return Measure(kind, number.value, number.start, end or number.end)
    return None


def _bare_durations(
    tokens: Sequence[Token], around: Around, used: Collection[int]
) -> Iterator[Measure]:
    """`for a month`, `на неделю`, `полгода`; not `a year`, which is a rate, nor `how many days`."""
    for place in range(len(tokens)):
        for concept in around.at(place):
            asked = around.before(place, 0, ("HOWMUCH",)) is not None
            if concept in BARE_DAYS and place not in used and not asked:
                yield Measure("days", BARE_DAYS[concept], place, place + 1)
                return


def first(measures: Sequence[Measure], *kinds: Kind) -> Measure | None:
    """The first measure of the first kind that there is."""
    by_kind: Mapping[str, list[Measure]] = {
        kind: [measure for measure in measures if measure.kind == kind] for kind in kinds
    }
    return next((by_kind[kind][0] for kind in kinds if by_kind[kind]), None)
