"""Lines of a bill of material, and which of them count.

The order matters: validity and lifecycle select lines first, then of each group of alternatives
the preferred one among those selected counts (INTERFACE section 5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Literal, get_args

from graph.errors import InputError

Lifecycle = Literal["as-planned", "as-built", "as-specified"]
LIFECYCLES: tuple[Lifecycle, ...] = get_args(Lifecycle)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of ``parent``: ``quantity`` of ``child``, scrap included, in ``unit``.

    ``unit`` is the child's; ``valid_from`` and ``valid_to`` are ISO dates, both inclusive, None
    for an open end; an ``alternative_rank`` of None is the last choice of its group.
    """

    parent: str
    child: str
    quantity: float
    unit: str = "piece"
    position: str | None = None
    alternative_group: str | None = None
    alternative_rank: float | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    lifecycle: str = "as-planned"


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A selected line; ``alternative`` is true for one that only stands by."""

    line: Line
    alternative: bool


def check_lifecycle(text: str) -> Lifecycle:
    """The lifecycle of that name; raises InputError for another word."""
    for lifecycle in LIFECYCLES:
        if lifecycle == text:
            return lifecycle
    raise InputError(f"unknown lifecycle {text[:40]!r}; use one of {', '.join(LIFECYCLES)}")


def select_lines(lines: Iterable[Line], as_of: date, lifecycle: str) -> list[Line]:
    """Lines of one lifecycle that are valid on a day."""
    day = as_of.isoformat()
    return [
        line
        for line in lines
        if line.lifecycle == lifecycle
        and (line.valid_from is None or line.valid_from <= day)
        and (line.valid_to is None or day <= line.valid_to)
    ]


def count_lines(lines: Iterable[Line]) -> list[CountedLine]:
    """Mark the stand-by lines among selected ones, in the order given.

    Of one parent's lines with the same alternative_group the preferred one counts: lowest
    alternative_rank (an empty one last), then child id. Groups of several parents are apart.
    """
    selected = list(lines)
    preferred: dict[tuple[str, str], Line] = {}
    for line in selected:
        if line.alternative_group is not None:
            group = (line.parent, line.alternative_group)
            best = preferred.get(group)
            if best is None or _preference(line) < _preference(best):
                preferred[group] = line
    return [
        CountedLine(
            line,
            line.alternative_group is not None
            and preferred[line.parent, line.alternative_group] is not line,
        )
        for line in selected
    ]


def _preference(line: Line) -> tuple[float, str, str, float]:
    rank = inf if line.alternative_rank is None else line.alternative_rank
    # One child in two positions of a group: one of them counts, always the same one.
    return rank, line.child, line.position or "", line.quantity
