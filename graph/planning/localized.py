"""What localizing some items does to the local content of every vehicle."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from graph.errors import InputError, NotFoundError
from graph.planning.demand import planned_today
from graph.planning.facts import Facts
from graph.planning.local_content import Bought, imported_values
from graph.planning.localization import assessed_value, bought_of, level_of
from graph.planning.reach import Reach, reach_of
from graph.planning.what_if_answers import LocalizationEffect, Localized
from graph.structure.bill import KINDS


def localized_shares(facts: Facts, localize: tuple[Localized, ...]) -> dict[int, float]:
    """Shares by place. Raises NotFoundError for an unknown item, InputError for a vehicle or a
    share of more than 1 in all."""
    shares: dict[int, float] = {}
    for each in localize:
        place = facts.place_of(each.item_id)
        if place is None:
            raise NotFoundError(f"there is no item {each.item_id!r}")
        if facts.bill.items.kind(place) == "vehicle":
            raise InputError(f"localize: {each.item_id} is a vehicle; name what is in it")
        shares[place] = shares.get(place, 0.0) + each.share
        if shares[place] > 1.0:
            raise InputError(f"localize: the shares of {each.item_id} add up to more than 1")
    return shares


def localization_effect(facts: Facts, shares: Mapping[int, float]) -> LocalizationEffect:
    """Levels by tracing. The other sources of an item keep their proportions, so that its foreign
    share f becomes (1 - share) f; its unit value stays."""
    vehicles = np.flatnonzero(facts.bill.items.kinds == KINDS.index("vehicle"))
    reach = reach_of(facts.bill, vehicles.tolist(), planned_today())
    bought = bought_of(facts, reach).without_roots(reach)
    before = _levels(facts, reach, bought)
    ids = facts.bill.items.ids
    return LocalizationEffect(
        method="tracing",
        before=before,
        after=_levels(facts, reach, _with(reach, bought, shares)) if shares else before,
        alone={
            ids[place]: _levels(facts, reach, _with(reach, bought, {place: share}))
            for place, share in sorted(shares.items())
        },
    )


def _with(reach: Reach, bought: Bought, shares: Mapping[int, float]) -> Bought:
    foreign = bought.foreign.copy()
    for place, share in shares.items():
        node = reach.node_of(place)
        if node is not None:
            foreign[node] *= 1.0 - share
    return Bought(bought.values, foreign)


def _levels(facts: Facts, reach: Reach, bought: Bought) -> dict[str, float | None]:
    imported, _ = imported_values(reach, bought, "tracing")
    found = {}
    for node in reach.roots.tolist():
        place = int(reach.places[node])
        level = level_of(assessed_value(facts, place), float(imported[node]))
        found[facts.bill.items.ids[place]] = level
    return found
