"""Where one item is used, every level up, with how much of it each holds. Pure, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.structure.lines import CountedLine
from graph.structure.roll_up import roll_up


@dataclass(frozen=True, slots=True)
class Use:
    """``quantity`` of the item in one unit of the user, and the longest way up to it.

    ``alternative``: the item stands in it only as a stand-by alternative, so nothing counts and
    nothing further up is reached through it.
    """

    quantity: float
    level: int
    alternative: bool


def uses_of(item: str, lines: Iterable[CountedLine]) -> dict[str, Use]:
    """Every user of ``item``, by id. Raises GraphError naming a cycle."""
    upwards: dict[str, list[tuple[str, float]]] = {}
    stand_by: dict[str, float] = {}
    for counted in lines:
        line = counted.line
        if not counted.alternative:
            upwards.setdefault(line.child, []).append((line.parent, line.quantity))
        elif line.child == item:
            stand_by[line.parent] = stand_by.get(line.parent, 0.0) + line.quantity
    uses = {
        parent: Use(total.amount, total.level, alternative=False)
        for parent, total in roll_up(upwards, item, 1.0).items()
    }
    for parent, quantity in stand_by.items():
        uses.setdefault(parent, Use(quantity, 1, alternative=True))
    return uses
