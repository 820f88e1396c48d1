"""What could take the place of an item, as far as the graph tells."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from graph.planning.demand import planned_today
from graph.planning.facts import Facts
from graph.structure.lines import choice

SUBHEADING = 6
"""Digits of an HS code that are the same in every country."""


def substitutes_of(facts: Facts, place: int) -> list[str]:
    """Of a part: the stand-by alternatives beside it in some parent's group. Of a material: those
    of the same HS subheading, which may serve; the graph cannot tell more. Ids, in order."""
    if facts.bill.items.kind(place) == "material":
        return _same_subheading(facts, place)
    return _standing_by(facts, place)


def _same_subheading(facts: Facts, place: int) -> list[str]:
    def make() -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for material, prices in facts.prices.items():
            if prices.hs_code and len(prices.hs_code) >= SUBHEADING:
                found[prices.hs_code[:SUBHEADING]].append(material)
        return dict(found)

    code = facts.prices[place].hs_code if place in facts.prices else None
    alike = facts.kept("subheadings", make).get((code or "")[:SUBHEADING], [])
    return [facts.bill.items.ids[other] for other in sorted(alike) if other != place]


def _standing_by(facts: Facts, place: int) -> list[str]:
    chosen, lines = choice(facts.bill, planned_today()), facts.bill.lines
    found: set[int] = set()
    for line in np.flatnonzero((lines.children == place) & chosen.counted).tolist():
        if lines.groups[line] >= 0:
            parent = int(lines.parents[line])
            rivals = np.arange(lines.offsets[parent], lines.offsets[parent + 1])
            rivals = rivals[chosen.standing_by[rivals]]
            found |= set(
                lines.children[rivals[lines.groups[rivals] == lines.groups[line]]].tolist()
            )
    return [facts.bill.items.ids[other] for other in sorted(found - {place})]
