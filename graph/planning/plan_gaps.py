"""What is not known of a plan, and how losses are reckoned without it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graph.planning.facts import Facts
from graph.planning.network_sources import Plan
from graph.planning.vehicle_values import VehicleValues
from graph.planning.what_if_answers import NotLimited
from graph.structure.bill import Mask


def not_limited(facts: Facts, plan: Plan, stopped: Mask | None = None) -> list[NotLimited]:
    """Items without any source that are not ``stopped``: they count as not limited."""
    items, imported = facts.bill.items, facts.values.imported
    sourceless = ~plan.is_sourced & ~plan.reach.has_children
    if stopped is not None:
        sourceless &= ~stopped
    found = []
    for place in plan.reach.places[np.flatnonzero(sourceless)].tolist():
        reason = "neither supplies nor imports are known"
        if imported[place]:
            reason = f"no import up to {plan.year} states a quantity, and no supplies are known"
        found.append(NotLimited(item_id=items.ids[place], name=items.names[place], reason=reason))
    return found


def plan_notes(facts: Facts, plan: Plan, values: VehicleValues) -> Iterator[str]:
    """What bears on every loss."""
    items = facts.bill.items
    if not len(plan.reach.roots):
        yield f"no vehicle is planned in {plan.year}: there is nothing to lose"
    for node, (value, _) in values.items():
        id_ = items.ids[int(plan.reach.places[node])]
        if value is None:
            yield (
                f"{id_} has neither margin nor exworks price: its lost units count, their value is "
                "not known and left out"
            )
        elif value < 0:
            yield f"{id_} has a margin below 0: it weighs nothing in what is saved first"
    older = (plan.import_years > 0) & (plan.import_years < plan.year)
    if older.any():
        first = int(plan.import_years[older].min())
        last = int(plan.import_years[older].max())
        span = str(last) if first == last else f"{first} to {last}"
        yield (
            f"{int(older.sum())} items have no imports with a quantity in {plan.year}: those of "
            f"the latest year before it count ({span})"
        )
    yield from facts.unread
