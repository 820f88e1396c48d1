"""What items ask of a maker and who may meet it, read from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.connection import Graph
from graph.planning.facts import Facts
from graph.planning.reach import Nodes
from graph.sourcing.capability import Profile
from graph.sourcing.judging import Asked, columns_of
from graph.sourcing.loading import Enterprise, load_enterprises, load_items, processes_meeting
from graph.structure.loading import Walk


@dataclass(frozen=True, slots=True, eq=False)
class MakersOfItems:
    """``profiles`` and ``asked`` follow the items; ``local`` are those of ``everyone`` in the home
    country, by id."""

    profiles: Sequence[Profile]
    asked: Asked
    everyone: Mapping[str, Enterprise]
    local: Mapping[str, Enterprise]


def makers_of(graph: Graph, facts: Facts, places: Nodes) -> MakersOfItems:
    """Of the items in ``places``. The caller sees to it that the facts are of the version that the
    database is at."""
    walk = Walk(graph)
    wanted = [facts.bill.items.ids[place] for place in places.tolist()]
    items = load_items(walk, wanted)
    profiles = [items[id_].profile for id_ in wanted]
    everyone = load_enterprises(walk, facts.enterprises, processes_meeting(profiles))
    local = {
        id_: enterprise
        for id_, enterprise in everyone.items()
        if enterprise.ref.country == facts.home_country
    }
    return MakersOfItems(profiles, columns_of(profiles), everyone, local)
