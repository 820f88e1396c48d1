"""How much of what an item is made of can be had at home, by mass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.planning.demand import planned_today
from graph.planning.facts import Facts
from graph.structure.bill import Numbers
from graph.structure.lines import ways_up
from graph.structure.roll_up import roll_up


@dataclass(frozen=True, slots=True, eq=False)
class MaterialMass:
    """By place, kg of all materials in one unit of the item, and of those supplied locally."""

    total: Numbers
    local: Numbers

    def local_share(self, place: int) -> float | None:
        """None where nothing is known of what it is made of."""
        total = float(self.total[place])
        return float(self.local[place]) / total if total > 0 else None


def material_mass(facts: Facts) -> MaterialMass:
    """Of all items, down to the last part of an assembly; one sweep upwards each."""
    selection = planned_today()

    def make() -> MaterialMass:
        made_of = facts.bill.composition
        supplied = np.zeros(len(facts.bill.items.ids), dtype=np.bool_)
        supplied[facts.projection.supplies.items[facts.local]] = True
        at_home = np.where(supplied[made_of.materials], made_of.masses, 0.0)
        return MaterialMass(_swept(facts, made_of.masses), _swept(facts, at_home))

    return facts.kept(("material mass", selection), make)


def _swept(facts: Facts, masses: Numbers) -> Numbers:
    count = len(facts.bill.items.ids)
    own = np.bincount(facts.bill.composition.items, weights=masses, minlength=count)
    starts = np.flatnonzero(own > 0)
    ways = ways_up(facts.bill, planned_today())
    totals = roll_up(ways, starts, own[starts])
    facts.bill.check_quantities(ways.lines[totals.edges])
    found = np.zeros(count)
    found[totals.places] = totals.amounts
    return found
