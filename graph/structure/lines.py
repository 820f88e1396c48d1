"""Which lines of a bill of material count.

The order matters: validity and lifecycle select lines first, then of each group of alternatives
the preferred one among those selected counts (INTERFACE section 5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeVar, get_args

import numpy as np

from graph.errors import InputError
from graph.structure.bill import LIFECYCLES, Bill, Lines, Mask
from graph.structure.roll_up import Ways, ways_of

Lifecycle = Literal["as-planned", "as-built", "as-specified"]
SELECTIONS_KEPT: Final = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which lines count: those valid on a day in one lifecycle."""

    as_of: date
    lifecycle: str


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Of all lines: those that count, and those that only stand by for one that does."""

    counted: Mask
    standing_by: Mask


def check_lifecycle(text: str) -> Lifecycle:
    """The lifecycle of that name; raises InputError for another word."""
    for lifecycle in get_args(Lifecycle):
        if lifecycle == text:
            found: Lifecycle = lifecycle
            return found
    raise InputError(f"unknown lifecycle {text[:40]!r}; use one of {', '.join(LIFECYCLES)}")


def choose_lines(lines: Lines, selection: Selection) -> Choice:
    """The lines of one lifecycle that are valid on a day, the counted ones apart.

    Of one parent's lines with the same alternative_group the preferred one counts: lowest
    alternative_rank (an empty one last), then child id. Groups of several parents are apart.
    """
    day = selection.as_of.toordinal()
    selected = lines.lifecycles == LIFECYCLES.index(check_lifecycle(selection.lifecycle))
    selected &= (lines.first_days <= day) & (day <= lines.last_days)
    grouped = np.flatnonzero(selected & (lines.groups >= 0))
    # One child in two positions of a group: one of them counts, always the same one.
    order = ("quantities", "positions", "children", "ranks", "groups", "parents")
    grouped = grouped[np.lexsort([getattr(lines, name)[grouped] for name in order])]
    parents, groups = lines.parents[grouped], lines.groups[grouped]
    repeated = np.zeros(len(grouped), dtype=np.bool_)
    repeated[1:] = (parents[1:] == parents[:-1]) & (groups[1:] == groups[:-1])
    standing_by = np.zeros(len(selected), dtype=np.bool_)
    standing_by[grouped[repeated]] = True
    return Choice(selected & ~standing_by, standing_by)


def choice(bill: Bill, selection: Selection) -> Choice:
    """Which lines of a bill count and which stand by."""
    return _kept(bill, selection, "choice", lambda: choose_lines(bill.lines, selection))


def ways_down(bill: Bill, selection: Selection) -> Ways:
    """From every item to what its counted lines hold."""
    return _kept(bill, selection, "down", lambda: _ways_down(bill, selection))


def ways_up(bill: Bill, selection: Selection) -> Ways:
    """From every item to what holds it by a line that counts."""
    return _kept(bill, selection, "up", lambda: _ways_up(bill, selection))


def _ways_down(bill: Bill, selection: Selection) -> Ways:
    counted = np.flatnonzero(choice(bill, selection).counted)
    lines = bill.lines
    return ways_of(bill.items.ids, lines.parents, lines.children, lines.quantities, counted)


def _ways_up(bill: Bill, selection: Selection) -> Ways:
    counted = np.flatnonzero(choice(bill, selection).counted)
    lines = bill.lines
    counted = counted[np.argsort(lines.children[counted], kind="stable")]
    return ways_of(bill.items.ids, lines.children, lines.parents, lines.quantities, counted)


def _kept(bill: Bill, selection: Selection, what: str, make: Callable[[], T]) -> T:
    """Made once for a selection; the last few are kept, for most ask about today."""
    known: dict[str, Any] | None = bill.derived.get(selection)
    if known is None:
        if len(bill.derived) >= SELECTIONS_KEPT:
            bill.derived.clear()
        known = bill.derived.setdefault(selection, {})
    found: T | None = known.get(what)
    if found is None:
        found = known[what] = make()
    return found
