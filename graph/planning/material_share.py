"""How much of what an item is made of can be had at home, by mass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.planning.demand import planned_today
from graph.planning.facts import Facts
from graph.structure.bill import KINDS, Mask, Numbers
from graph.structure.lines import choice, ways_up
from graph.structure.roll_up import roll_up


@dataclass(frozen=True, slots=True, eq=False)
class MaterialMass:
    """By place, kg of all materials in one unit of the item, and of those supplied locally.

    ``untold``: whether it is, or holds, a part of which nobody says what it is made of.
    """

    total: Numbers
    local: Numbers
    untold: Mask

    def local_share(self, place: int) -> float | None:
        """None where nothing is known of what it is made of."""
        total = float(self.total[place])
        return float(self.local[place]) / total if total > 0 else None

    def unknown(self, place: int) -> list[str]:
        """What the share does not know, and how that is treated."""
        if self.total[place] == 0:
            return ["what it is made of is not known; its local materials count as none"]
        if self.untold[place]:
            return [
                "of some parts in it nobody says what they are made of: the share of local "
                "materials is of the others"
            ]
        return []


def material_mass(facts: Facts) -> MaterialMass:
    """Of all items, down to the last part of an assembly; one sweep upwards each."""
    selection = planned_today()

    def make() -> MaterialMass:
        made_of = facts.bill.composition
        supplied = np.zeros(len(facts.bill.items.ids), dtype=np.bool_)
        supplied[facts.projection.supplies.items[facts.local]] = True
        at_home = np.where(supplied[made_of.materials], made_of.masses, 0.0)
        count = len(facts.bill.items.ids)

        def swept(masses: Numbers) -> Numbers:
            own = np.bincount(made_of.items, weights=masses, minlength=count)
            return _swept(facts, own.astype(np.float64))

        untold = _swept(facts, untold_parts(facts).astype(np.float64)) > 0
        return MaterialMass(swept(made_of.masses), swept(at_home), untold)

    return facts.kept(("material mass", selection), make)


def untold_parts(facts: Facts) -> Mask:
    """By place, whether it is the last of its way down and has no composition."""
    items, lines = facts.bill.items, facts.bill.lines
    untold = np.ones(len(items.ids), dtype=np.bool_)
    untold[lines.parents[choice(facts.bill, planned_today()).counted]] = False
    untold[facts.bill.composition.items] = False
    untold[np.isin(items.kinds, [KINDS.index("vehicle"), KINDS.index("material")])] = False
    return untold


def _swept(facts: Facts, own: Numbers) -> Numbers:
    count = len(facts.bill.items.ids)
    starts = np.flatnonzero(own > 0)
    ways = ways_up(facts.bill, planned_today())
    totals = roll_up(ways, starts, own[starts])
    facts.bill.check_quantities(ways.lines[totals.edges])
    found = np.zeros(count)
    found[totals.places] = totals.amounts
    return found
