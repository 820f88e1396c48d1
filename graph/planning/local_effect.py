"""What localizing one item would do to a vehicle's local content, for all items at once.

Local content by tracing (INTERFACE section 5): of a bought-in item ``quantity × unit value ×
foreign share`` is imported value, and its local share is traced on into its children. With all of
item ``i`` made at home, its imported value goes, and what its children import comes in its place:

    Δlevel = e_i · f_i · (value_i - Σ quantity · imported_c) / AV

``e_i`` is how many of it a vehicle holds along ways that are traced, ``f_i`` its foreign share,
``imported_c`` the imported value in one of its children ``c``, ``AV`` the ex-works price. Two
sweeps over the structure give it for every item (DESIGN section 5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graph.planning.demand import contents_of, planned_today
from graph.planning.facts import Facts
from graph.structure.bill import Numbers
from graph.structure.lines import ways_down, ways_up
from graph.structure.roll_up import Ways, roll_up


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """By place: ``gain_usd``, what localizing one unit takes off the imported value (NaN where
    some of it comes from abroad at an unknown unit value); ``by_vehicle``: units held along traced
    ways, dense."""

    gain_usd: Numbers
    by_vehicle: dict[int, Numbers]


def traced(facts: Facts) -> Traced:
    """For all items and vehicles with an ex-works price, today."""
    selection = planned_today()
    return facts.kept(("traced", selection), lambda: _trace(facts))


def _trace(facts: Facts) -> Traced:
    selection, values = planned_today(), facts.values
    foreign = np.where(np.isnan(values.foreign_shares), 0.0, values.foreign_shares)
    # Nobody supplies or imports it: made in house, so all of it is traced on.
    on = 1.0 - foreign
    known = np.where(np.isnan(values.unit_values), 0.0, values.unit_values)
    up, down = ways_up(facts.bill, selection), ways_down(facts.bill, selection)
    imported = _imported_values(up, foreign * known, on)
    begins = np.repeat(np.arange(len(up.ids)), np.diff(down.offsets))
    facts.bill.check_quantities(down.lines)
    below = np.bincount(begins, weights=down.factors * imported[down.ends], minlength=len(up.ids))
    held = {}
    for vehicle, prices in facts.prices.items():
        if prices.exworks_price_usd and facts.bill.items.kind(vehicle) == "vehicle":
            # What is sold is made here, whoever else may supply it.
            shares = on.copy()
            shares[vehicle] = 1.0
            own = replace(down, factors=down.factors * shares[begins])
            totals = roll_up(own, [vehicle], [1.0])
            held[vehicle] = np.zeros(len(up.ids))
            held[vehicle][totals.places] = totals.amounts
    gain = np.where(foreign > 0, foreign * (values.unit_values - below), 0.0)
    return Traced(gain, held)


def _imported_values(up: Ways, own: Numbers, on: Numbers) -> Numbers:
    """Imported value in one of each item: its own, and its children's as far as it is traced."""
    starts = np.flatnonzero(own > 0)
    totals = roll_up(replace(up, factors=up.factors * on[up.ends]), starts, own[starts])
    imported = np.zeros(len(own))
    imported[totals.places] = totals.amounts
    return imported


def level_deltas(facts: Facts, place: int) -> dict[int, float]:
    """By vehicle that holds the item and has an ex-works price; empty where its effect is not
    known."""
    found = traced(facts)
    gain = float(found.gain_usd[place])
    if np.isnan(gain):
        return {}
    return {
        vehicle: float(amounts[place]) * gain / price
        for vehicle, amounts in found.by_vehicle.items()
        if (price := facts.prices[vehicle].exworks_price_usd)
        and contents_of(facts)[vehicle].amount(place) > 0
    }
