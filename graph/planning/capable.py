"""How many local enterprises lack nothing for which items, whether they supply them or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.connection import Graph
from graph.planning.ability import find_able
from graph.planning.facts import Facts
from graph.planning.reach import Nodes
from graph.sourcing.judging import columns_of
from graph.sourcing.loading import load_enterprises, load_items, processes_meeting
from graph.structure.loading import Walk
from graph.structure.service import today


def count_capable(graph: Graph, facts: Facts, places: Nodes) -> NDArray[np.int64]:
    """A count for each of these items. Reads the database: the caller sees to it that the facts
    are of the version there."""
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
    day = today().isoformat()
    able = find_able(facts, places, columns_of(profiles), local, day, with_suppliers=True)
    counts: NDArray[np.int64] = np.diff(able.offsets)
    return counts
