"""What stays imported with everything localized that is up for choice, and why."""

from __future__ import annotations

from collections.abc import Mapping

from graph.planning.choice import Choice
from graph.planning.facts import Facts
from graph.planning.local_content import ROUNDING, local_content
from graph.planning.localization_plan_answers import Left
from graph.structure.bill import Mask


def left_in(facts: Facts, choice: Choice, localized: Mask, barred: Mapping[int, str]) -> list[Left]:
    """The largest first; ``barred`` says of nodes why they are not up for choice."""
    items, in_place = facts.bill.items, choice.bought_with(localized)
    content = local_content(choice.reach, in_place, choice.root, choice.method, choice.threshold)
    found = []
    for node, _, value in content.contributions:
        place = int(choice.reach.places[node])
        found.append(
            Left(
                item_id=items.ids[place],
                name=items.names[place],
                imported_value_usd=value,
                reason=barred.get(node)
                or _why(choice, node, localized, float(content.levels[node])),
            )
        )
    return found


def _why(choice: Choice, node: int, localized: Mask, level: float) -> str:
    share = float(choice.shares[node])
    if choice.method == "roll-up" and level < choice.threshold - ROUNDING:
        return "its own level stays below the threshold"
    if localized[node] and share < 1.0:
        return f"only {100 * share:.4g}% of its foreign supply would be localized"
    return "what it is assembled from brings no less imported value"
