"""What one vehicle counts when units are lost: its margin, else its exworks price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from graph.planning.facts import Facts
from graph.planning.network_sources import Plan
from graph.planning.risk_exposure import Bound, Loss

ValueKind = Literal["margin", "exworks price", "not known"]
VehicleValues = Mapping[int, tuple[float | None, ValueKind]]
"""By node of the plan: US dollars, and what they are."""


def vehicle_values(facts: Facts, plan: Plan) -> VehicleValues:
    """The values of all planned vehicles."""
    found: dict[int, tuple[float | None, ValueKind]] = {}
    for node in plan.reach.roots.tolist():
        prices = facts.prices.get(int(plan.reach.places[node]))
        if prices is not None and prices.margin_usd is not None:
            found[node] = (prices.margin_usd, "margin")
        elif prices is not None and prices.exworks_price_usd is not None:
            found[node] = (prices.exworks_price_usd, "exworks price")
        else:
            found[node] = (None, "not known")
    return found


def weights_of(values: VehicleValues) -> dict[int, float]:
    """A vehicle of unknown value weighs as much as the least valuable known one, else 1; nothing
    weighs less than 0."""
    known = [max(0.0, value) for value, _ in values.values() if value is not None]
    least = min(known, default=1.0)
    return {node: least if v is None else max(0.0, v) for node, (v, _) in values.items()}


def known_worth(values: VehicleValues, loss: Loss) -> float:
    """US dollars of what is lost; vehicles of unknown value are left out."""
    return sum(float(loss.lost[node]) * (value or 0.0) for node, (value, _) in values.items())


def saved_worth(values: VehicleValues, bound: Bound) -> float | None:
    """US dollars that one more unit saves; vehicles of unknown value are left out."""
    if bound.saves is None:
        return None
    return sum((values[node][0] or 0.0) * units for node, units in bound.saves.items())
