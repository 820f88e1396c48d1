"""How many of everything the plan of a year needs: planned vehicles × explosion."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.planning.facts import Facts
from graph.structure.bill import KINDS, Bill, Numbers, spans
from graph.structure.lines import Selection, ways_down
from graph.structure.roll_up import roll_up
from graph.structure.service import planned_units, today


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Needed in ``year``: ``amounts`` of every item by place, in its unit, materials in kg.

    ``planned``: units by vehicle. A material's amount is what the compositions ask for.
    """

    year: int
    planned: dict[int, float]
    amounts: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What is in one vehicle: places in order, and the amount of each, materials in kg."""

    places: NDArray[np.int64]
    amounts: Numbers

    def amount(self, place: int) -> float:
        """Of one item; 0 where it is not in it."""
        at = int(np.searchsorted(self.places, place))
        found = at < len(self.places) and self.places[at] == place
        return float(self.amounts[at]) if found else 0.0


def planned_today() -> Selection:
    """The lines that planning counts: those valid today, as planned."""
    return Selection(today(), "as-planned")


def demand_of(facts: Facts, year: int, vehicles: Collection[int] | None = None) -> Demand:
    """The demand of all planned vehicles, or of some of them (places)."""
    selection = planned_today()
    chosen = None if vehicles is None else frozenset(vehicles)

    def make() -> Demand:
        planned = planned_units(facts.bill, year)
        if chosen is not None:
            planned = {place: units for place, units in planned.items() if place in chosen}
        return Demand(year, planned, explode_all(facts.bill, planned, selection))

    return facts.kept(("demand", selection, year, chosen), make)


def contents_of(facts: Facts) -> dict[int, Contents]:
    """What one unit of every vehicle holds, by the vehicle's place."""
    selection = planned_today()

    def make() -> dict[int, Contents]:
        vehicles = np.flatnonzero(facts.bill.items.kinds == KINDS.index("vehicle")).tolist()
        found = {}
        for vehicle in vehicles:
            amounts = explode_all(facts.bill, {vehicle: 1.0}, selection)
            amounts[vehicle] = 0.0
            places = np.flatnonzero(amounts > 0)
            found[vehicle] = Contents(places, amounts[places])
        return found

    return facts.kept(("contents", selection), make)


def explode_all(bill: Bill, units: dict[int, float], selection: Selection) -> Numbers:
    """Totals of every item by place for so many units of some; materials in kg."""
    count = len(bill.items.ids)
    ways = ways_down(bill, selection)
    totals = roll_up(ways, list(units), list(units.values()))
    bill.check_quantities(ways.lines[totals.edges])
    amounts = np.zeros(count)
    amounts[totals.places] = totals.amounts
    made_of = bill.composition
    entries, which = spans(made_of.offsets, totals.places)
    amounts += np.bincount(
        made_of.materials[entries],
        weights=totals.amounts[which] * made_of.masses[entries],
        minlength=count,
    )
    return amounts
