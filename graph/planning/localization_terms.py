"""Which items of a vehicle may be localized, to what share and at what cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np

from graph.errors import InputError, NotFoundError
from graph.planning.facts import Facts
from graph.planning.local_content import Bought
from graph.planning.localization_plan_answers import ItemTerms
from graph.planning.reach import Nodes, Reach
from graph.structure.bill import Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """By node: ``shares`` (0: not up for choice) and ``costs`` (None: none are given), ``capable``
    counts (None: not asked for). ``barred`` says of nodes why they are not up for choice."""

    shares: Numbers
    costs: Numbers | None
    capable: Nodes | None
    barred: Mapping[int, str]
    notes: list[str]


def terms_of(
    facts: Facts,
    reach: Reach,
    bought: Bought,
    *,
    share: float,
    items: ItemTerms,
    capable: Nodes | None,
) -> Terms:
    """Of what one vehicle reaches; ``capable`` counts by place, None where nobody has to be.

    Raises NotFoundError for an unknown item, InputError for a vehicle among them or a share
    outside 0…1.
    """
    if isnan(share) or not 0.0 <= share <= 1.0:
        raise InputError("share must be a number from 0 to 1")
    notes: list[str] = []
    own = _by_node(facts, reach, bought, items.shares, "shares", notes)
    given = _by_node(facts, reach, bought, items.costs, "costs", notes)
    eligible = (bought.foreign > 0) & ~np.isnan(bought.values)
    shares = np.where(eligible, share, 0.0)
    costs = np.zeros(reach.size) if items.costs else None
    for node, stated in own.items():
        shares[node] = stated if eligible[node] else 0.0
    barred = {
        int(n): "its share to localize is 0" for n in np.flatnonzero(eligible & (shares == 0))
    }
    if costs is not None:
        for node in np.flatnonzero(eligible).tolist():
            if node in given:
                costs[node] = given[node]
            else:
                shares[node] = 0.0
                barred[node] = "no cost is given for it"
    counts = None
    if capable is not None:
        counts = capable[reach.places]
        for node in np.flatnonzero((shares > 0) & (counts == 0)).tolist():
            shares[node] = 0.0
            barred[node] = "no local enterprise is known to be capable of it"
    return Terms(shares, costs, counts, barred, notes)


def _by_node(
    facts: Facts,
    reach: Reach,
    bought: Bought,
    figures: Mapping[str, float],
    what: str,
    notes: list[str],
) -> dict[int, float]:
    found = {}
    for id_, figure in figures.items():
        place = facts.place_of(id_)
        if place is None:
            raise NotFoundError(f"there is no item {id_!r}")
        if facts.bill.items.kind(place) == "vehicle":
            raise InputError(f"{what}: {id_} is a vehicle; name what is in it")
        node = reach.node_of(place)
        if node is None:
            notes.append(f"{id_} is not in this vehicle; it is not up for choice")
        elif not bought.foreign[node] > 0:
            notes.append(f"nothing of {id_} comes from abroad; it is not up for choice")
        elif isnan(bought.values[node]):
            notes.append(f"the unit value of {id_} is not known; it is not up for choice")
        else:
            found[node] = figure
    return found
