"""How many local enterprises lack nothing for which items, whether they supply them or not."""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.connection import Graph
from graph.planning.ability import find_able
from graph.planning.facts import Facts
from graph.planning.makers_of_items import makers_of
from graph.planning.of_today import of_today
from graph.planning.reach import Nodes

KEPT: Final = "planning capable counts"


def count_capable(graph: Graph) -> tuple[Facts, Nodes]:
    """The facts, and a count by place for every item that may be localized in some vehicle, 0 for
    others, of one version; raises NotReadyError when it never settles."""
    return of_today(graph, KEPT, _count)


def _count(graph: Graph, facts: Facts, day: str) -> Nodes:
    values = facts.values
    places = np.flatnonzero((values.foreign_shares > 0) & ~np.isnan(values.unit_values))
    makers = makers_of(graph, facts, places)
    able = find_able(facts, places, makers.asked, makers.local, day, with_suppliers=True)
    counts = np.zeros(len(facts.bill.items.ids), dtype=np.int64)
    counts[places] = np.diff(able.offsets)
    return counts
