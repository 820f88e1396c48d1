"""Where one item is used, every level up, with how much of it each holds. Pure, no database."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.structure.bill import Bill
from graph.structure.lines import Selection, choice, ways_up
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


def uses_of(bill: Bill, item: int, selection: Selection) -> dict[int, Use]:
    """Every user of an item by place, of a material in kg. Raises GraphError naming a cycle."""
    ways = ways_up(bill, selection)
    parts, masses = _made_of(bill, item)
    totals = roll_up(ways, [item, *parts], [1.0, *masses], levels=[0, *(1 for _ in parts)])
    bill.check_quantities(ways.lines[totals.edges])
    uses = {
        place: Use(amount, level, alternative=False)
        for place, amount, level in zip(
            totals.places.tolist(), totals.amounts.tolist(), totals.levels.tolist(), strict=True
        )
        if place != item
    }
    for parent, quantity in _standing_by(bill, item, selection).items():
        uses.setdefault(parent, Use(quantity, 1, alternative=True))
    return uses


def _made_of(bill: Bill, material: int) -> tuple[list[int], list[float]]:
    """The items made of a material, and the kg of it in one unit of each."""
    entries = np.flatnonzero(bill.composition.materials == material)
    composition = bill.composition
    return composition.items[entries].tolist(), composition.masses[entries].tolist()


def _standing_by(bill: Bill, item: int, selection: Selection) -> dict[int, float]:
    """The parents that an item stands by in, and the quantity of those lines."""
    lines = np.flatnonzero((bill.lines.children == item) & choice(bill, selection).standing_by)
    bill.check_quantities(lines)
    parents, of = np.unique(bill.lines.parents[lines], return_inverse=True)
    quantities = np.bincount(of, weights=bill.lines.quantities[lines], minlength=len(parents))
    return dict(zip(parents.tolist(), quantities.tolist(), strict=True))
