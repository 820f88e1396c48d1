"""What can be had of each item in a year, with some of it lost: the network of what-if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.planning.demand import planned_today
from graph.planning.disruption import Disruption
from graph.planning.facts import Facts
from graph.planning.reach import Nodes, Reach, reach_of
from graph.planning.supply_network import Network
from graph.structure.bill import Mask, Numbers
from graph.structure.service import planned_units

NOTHING: Final = Disruption((), frozenset(), frozenset(), frozenset(), frozenset())
"""All is as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What the plan of a year reaches; ``demand`` is of vehicles, ``totals`` of every node, and
    ``sources`` what can be bought of it with nothing lost, zero without a source."""

    year: int
    reach: Reach
    demand: Numbers
    totals: Numbers
    sources: Numbers
    import_years: Numbers
    is_sourced: Mask


def plan_of(facts: Facts, year: int) -> Plan:
    """Worked out once for a version, a year and a day."""
    selection = planned_today()
    return facts.kept(("what-if plan", selection, year), lambda: _plan(facts, year))


def _plan(facts: Facts, year: int) -> Plan:
    planned = {
        vehicle: units for vehicle, units in planned_units(facts.bill, year).items() if units
    }
    roots = sorted(planned)
    reach = reach_of(facts.bill, roots, planned_today(), with_materials=True)
    demand = np.zeros(reach.size)
    for node, vehicle in zip(reach.roots.tolist(), roots, strict=True):
        demand[node] = planned[vehicle]
    places = reach.places
    bought = _supplied(facts, np.ones(len(facts.capacities), dtype=np.bool_))
    rows, years = counted_imports(facts, year)
    bought += _imported(facts, rows)
    supplied = facts.values.supplied | (years > 0)
    return Plan(
        year=year,
        reach=reach,
        demand=demand,
        totals=reach.pass_down(demand, np.ones(reach.size)),
        sources=bought[places],
        import_years=years[places].astype(np.float64),
        is_sourced=supplied[places],
    )


def counted_imports(facts: Facts, year: int) -> tuple[Mask, Nodes]:
    """The import rows that count: those of the year, or of the latest before it, that state a
    quantity; and by item the year of its rows, 0 without any."""
    imports = facts.imports
    stated = ~np.isnan(imports.quantities) & (imports.years <= year)
    latest = np.zeros(len(facts.bill.items.ids), dtype=np.int64)
    np.maximum.at(latest, imports.items[stated], imports.years[stated])
    counted: Mask = stated & (imports.years == latest[imports.items])
    return counted, latest


def network_of(
    facts: Facts, plan: Plan, disruption: Disruption, localized: Mapping[int, float]
) -> Network:
    """The plan's network with all that is lost left out; ``localized``: by place the share of the
    demand that another local source gives."""
    reach = plan.reach
    places = reach.places
    supplies = facts.projection.supplies
    up = np.array(
        [not disruption.stops(facts.enterprises[id_]) for id_ in supplies.enterprise_ids],
        dtype=np.bool_,
    )
    rows, _ = counted_imports(facts, plan.year)
    imports = facts.imports
    open_ = np.array([code not in disruption.countries for code in imports.country_ids], np.bool_)
    bought = _supplied(facts, up[supplies.enterprises])
    bought += _imported(facts, rows & open_[imports.countries])
    capacities = bought[places]
    # A leaf without any source is not limited: nothing is known of where it comes from.
    capacities[~plan.is_sourced & ~reach.has_children] = np.inf
    if facts.home_country not in disruption.countries:
        for place, share in localized.items():
            node = reach.node_of(place)
            if node is not None:
                capacities[node] += share * plan.totals[node]
    stopped = np.isin(places, np.array(sorted(disruption.items), dtype=np.int64))
    return Network(reach, capacities, _stocks(facts, reach, disruption), stopped, plan.demand)


def _supplied(facts: Facts, counted: Mask) -> Numbers:
    count = len(facts.bill.items.ids)
    items, capacities = facts.projection.supplies.items, facts.capacities
    found: Numbers = np.bincount(
        items[counted], weights=capacities[counted], minlength=count
    ).astype(np.float64)
    return found


def _imported(facts: Facts, counted: Mask) -> Numbers:
    imports = facts.imports
    found: Numbers = np.bincount(
        imports.items[counted],
        weights=imports.quantities[counted],
        minlength=len(facts.bill.items.ids),
    ).astype(np.float64)
    return found


def _stocks(facts: Facts, reach: Reach, disruption: Disruption) -> Numbers:
    found = np.zeros(len(facts.bill.items.ids))
    for stock in facts.stocks:
        at = None if stock.enterprise is None else facts.enterprises.get(stock.enterprise)
        if at is None or not disruption.stops(at):
            found[stock.item] += stock.quantity
    return found[reach.places]
