"""Who else could make what is lost or short: capable enterprises that do not supply it yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.connection import Graph
from graph.planning.disruption import Disruption
from graph.planning.facts import Facts
from graph.planning.what_if_answers import Alternate
from graph.sourcing.capability import capable_capacity
from graph.sourcing.judgement import judge
from graph.sourcing.loading import load_enterprises, load_items, processes_meeting
from graph.sourcing.makers import Makers
from graph.sourcing.scoring import supplier_score
from graph.structure.loading import Walk
from graph.structure.service import today

EACH: Final = 5
"""Alternates listed for one item."""
ITEMS: Final = 50
"""Items that alternates are looked for."""


def alternates_of(
    graph: Graph, facts: Facts, disruption: Disruption, demands: Mapping[int, float]
) -> list[Alternate]:
    """For the first ``ITEMS`` items, by place with their demand a year; the best of each, all by
    score. Reads the database: the caller sees to it that it is of the version of the facts."""
    walk, ids = Walk(graph), facts.bill.items.ids
    sought = list(demands)[:ITEMS]
    items = load_items(walk, [ids[place] for place in sought])
    profiles = {place: items[ids[place]].profile for place in sought}
    processes = processes_meeting(profiles.values())
    day = today().isoformat()
    makers = Makers(load_enterprises(walk, (), processes) if processes else {}, day)
    found: list[Alternate] = []
    for place, profile in profiles.items():
        supplying = {facts.supplier(line).id for line in facts.lines_of(place)}
        able = []
        for enterprise, fitting in makers.able(profile):
            if enterprise.ref.id in supplying or disruption.stops(enterprise.ref):
                continue
            capacity, known = capable_capacity(profile, fitting)
            judged = judge(profile, enterprise.holder, day)
            unknown = [entry.detail for entry in judged.unknown]
            if not known:
                unknown.append("part of the capacity is in kg; the part's mass is not known")
            demand = demands[place]
            score = supplier_score(
                "capable", capacity=capacity, units=demand or None, unknown=len(unknown)
            )
            able.append(
                Alternate(
                    item_id=ids[place],
                    name=facts.bill.items.names[place],
                    enterprise=enterprise.ref,
                    capacity=capacity,
                    annual_demand=demand,
                    score=score,
                    unknown=unknown,
                )
            )
        found += sorted(able, key=lambda each: (-each.score, each.enterprise.id))[:EACH]
    return sorted(found, key=lambda each: (-each.score, each.item_id, each.enterprise.id))
