"""The items of a plan, and what each does by itself and beside the others."""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.planning.choice import Choice, gains_in_one
from graph.planning.facts import Facts
from graph.planning.localization_plan_answers import PlannedItem
from graph.planning.reach import Nodes
from graph.structure.bill import Mask

JUDGED: Final = 100
"""By roll-up, of so many items at most the levels without and with them are reckoned: each takes
two passes over the whole bill."""


def planned_items(
    facts: Facts, choice: Choice, chosen: Mask, capable: Nodes | None
) -> list[PlannedItem]:
    """The dearest first; ``capable`` counts by node, if asked for."""
    heads = facts.bill.items
    amounts, replaced = choice.amounts(chosen), choice.replaced(chosen)
    costs = replaced if choice.costs is None else choice.costs
    nodes = sorted(np.flatnonzero(chosen).tolist(), key=lambda n: (-costs[n], -replaced[n], n))
    found = []
    for node, (alone, without) in zip(nodes, single_levels(choice, chosen, nodes), strict=True):
        head = heads.head(int(choice.reach.places[node]))
        found.append(
            PlannedItem(
                item_id=head.id,
                name=head.name,
                kind=head.kind,
                quantity=float(amounts[node]),
                unit=head.unit,
                unit_value_usd=float(choice.bought.values[node]),
                foreign_share=float(choice.bought.foreign[node]),
                share=float(choice.shares[node]),
                replaced_value_usd=float(replaced[node]),
                cost=float(costs[node]),
                level_alone=alone,
                level_without=without,
                capable_local=None if capable is None else int(capable[node]),
            )
        )
    return found


def single_levels(
    choice: Choice, chosen: Mask, nodes: list[int]
) -> list[tuple[float | None, float | None]]:
    """Of each of these nodes of the chosen: the level with it alone and that with all the others,
    None by roll-up beyond the first ``JUDGED``."""
    if not nodes:
        return []
    if choice.method == "tracing":
        # Neither how many of a node there are nor what is in one depends on whether it is chosen.
        nothing = np.zeros_like(chosen)
        alone, without = (
            choice.level(beside)
            + sign * choice.amounts(beside) * gains_in_one(choice, beside) / choice.assessed
            for beside, sign in ((nothing, 1.0), (chosen, -1.0))
        )
        return [(float(alone[node]), float(without[node])) for node in nodes]
    found: list[tuple[float | None, float | None]] = []
    for node in nodes[:JUDGED]:
        only, others = np.zeros_like(chosen), chosen.copy()
        only[node], others[node] = True, False
        found.append((choice.level(only), choice.level(others)))
    return found + [(None, None)] * len(nodes[JUDGED:])
