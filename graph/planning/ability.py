"""What imported items ask of a maker, and which local enterprises meet it.

Worked out once for a version and a day, for every item with imports of any year: judging is what
takes long, the rest of a question is quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.connection import Graph
from graph.errors import NotReadyError
from graph.keeping import MAX_ATTEMPTS
from graph.planning.facts import Facts
from graph.planning.reading import facts_of
from graph.projection.loading import read_stamp
from graph.sourcing.capability import Profile, capable_capacity
from graph.sourcing.loading import Enterprise, load_enterprises, load_items, processes_meeting
from graph.sourcing.makers import Makers
from graph.structure.loading import Walk
from graph.structure.service import today


@dataclass(frozen=True, slots=True)
class Able:
    """A local enterprise that lacks nothing for an item. ``capacity`` a year in the item's unit:
    None is not limited, or not known where ``known`` is false."""

    enterprise: str
    capacity: float | None
    known: bool

    def feasible_share(self, demand: float) -> float | None:
        """Of a yearly demand; None where capacity or demand is not known."""
        return feasible_share(self.capacity, self.known, demand)


@dataclass(frozen=True, slots=True)
class Abilities:
    """By place of an imported item: its ``profiles``, and who is ``able`` at home, suppliers of it
    left out. ``local`` judges the local enterprises, ``everyone`` knows all of them."""

    profiles: Mapping[int, Profile]
    able: Mapping[int, list[Able]]
    local: Makers
    everyone: Mapping[str, Enterprise]
    day: str


def feasible_share(capacity: float | None, known: bool, demand: float) -> float | None:
    """min(1, capacity ÷ demand); 1 without a limit; None where either is not known."""
    if not known:
        return None
    if capacity is None:
        return 1.0
    return min(1.0, capacity / demand) if demand > 0 else None


def abilities_of(graph: Graph) -> tuple[Facts, Abilities]:
    """The facts and the abilities of one version; raises NotReadyError when it never settles."""
    day = today().isoformat()
    for _ in range(MAX_ATTEMPTS):
        facts = facts_of(graph)
        found: Abilities | None = facts.derived.get(("abilities", day))
        if found is not None:
            return facts, found
        stamp = facts.projection.stamp
        if read_stamp(graph) == stamp:
            made = _judge(graph, facts, day)
            if read_stamp(graph) == stamp:
                facts.derived["abilities", day] = made
                return facts, made
        if graph.projections is not None:
            graph.projections.refresh()
    raise NotReadyError("the graph changes faster than it can be read; try again in a moment")


def _judge(graph: Graph, facts: Facts, day: str) -> Abilities:
    walk = Walk(graph)
    places = np.unique(facts.imports.items).tolist()
    ids = facts.bill.items.ids
    items = load_items(walk, [ids[place] for place in places])
    profiles = {place: items[ids[place]].profile for place in places}
    processes = processes_meeting(profiles.values())
    everyone = load_enterprises(walk, facts.enterprises, processes)
    local = {
        id_: enterprise
        for id_, enterprise in everyone.items()
        if enterprise.ref.country == facts.home_country
    }
    makers = Makers(local, day)
    able = {place: _able(facts, makers, place, profile) for place, profile in profiles.items()}
    return Abilities(profiles, able, makers, everyone, day)


def _able(facts: Facts, makers: Makers, place: int, profile: Profile) -> list[Able]:
    supplying = {facts.supplier(line).id for line in facts.lines_of(place)}
    found = []
    for enterprise, fitting in makers.able(profile):
        if enterprise.ref.id not in supplying:
            capacity, known = capable_capacity(profile, fitting)
            found.append(Able(enterprise.ref.id, capacity, known))
    return found
