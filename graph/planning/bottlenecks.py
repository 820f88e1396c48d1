"""Which materials, or parts, could stop production (INTERFACE section 5, Bottlenecks)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, get_args

import numpy as np

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.planning.bottleneck_answers import (
    BottleneckKind,
    BottlenecksAnswer,
    DependenceTests,
    MaterialBottleneck,
    PartBottleneck,
    SourceShare,
    SupplyRiskFigures,
)
from graph.planning.bottleneck_figures import WEIGHTS, Figures, figures_of
from graph.planning.criticality import SupplyRisk
from graph.planning.demand import Demand, contents_of, demand_of
from graph.planning.facts import Facts
from graph.planning.material_share import untold_parts
from graph.planning.reading import facts_of
from graph.planning.sources import Source, largest_of, stops_the_line
from graph.planning.substitutes import substitutes_of
from graph.sourcing.places import PlaceFilter, place_filter
from graph.structure.bill import KINDS

CONCENTRATED = 0.4
FROM_OUTSIDE = 0.5
"""Thresholds of the tests of import dependence (DESIGN section 6)."""
DAYS = 365
LISTED = 5
"""Ids in a line of what is not known."""


def bottlenecks(
    graph: Graph,
    *,
    kind: BottleneckKind = "material",
    vehicles: Iterable[str] = (),
    regions: Iterable[str] = (),
    year: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> BottlenecksAnswer:
    """Materials (or parts) with a demand, worst first.

    ``vehicles`` restrict the demand, ``regions`` the local supply. Raises NotFoundError for an
    unknown vehicle, InputError for an unknown region.
    """
    places = place_filter(regions, ())
    facts = facts_of(graph)
    chosen = [vehicle_place(facts, id_) for id_ in dict.fromkeys(vehicles)]
    demand = demand_of(facts, facts.year(year), chosen or None)
    found = figures_of(facts, demand, kind, places)
    found.sort(key=lambda each: (-each.score, -each.units_at_risk, each.place))
    page = found[offset : offset + limit]
    return _answer(facts, demand, kind, found, page, chosen, places)


def checked_kind(text: str) -> BottleneckKind:
    """The kind of that name; raises InputError for another word."""
    for kind in get_args(BottleneckKind):
        if kind == text:
            found: BottleneckKind = kind
            return found
    raise InputError(f"kind must be material or part, not {text[:40]!r}")


def vehicle_place(facts: Facts, id_: str) -> int:
    """The place of a vehicle; raises NotFoundError for anything else."""
    place = facts.place_of(id_)
    if place is None or facts.bill.items.kind(place) != "vehicle":
        raise NotFoundError(f"there is no vehicle {id_!r}")
    return place


def _answer(
    facts: Facts,
    demand: Demand,
    kind: BottleneckKind,
    found: Sequence[Figures],
    page: Sequence[Figures],
    chosen: Sequence[int],
    places: PlaceFilter,
) -> BottlenecksAnswer:
    materials = facts.bill.items.kinds == KINDS.index("material")
    mass = math.fsum(demand.amounts[materials])
    of_risk = [(each.demand, each.risk.value) for each in found if each.risk is not None]
    with_risk = math.fsum(amount for amount, _ in of_risk)
    weighted = math.fsum(amount * value for amount, value in of_risk)
    return BottlenecksAnswer(
        kind=kind,
        year=demand.year,
        vehicles=[facts.bill.items.ids[vehicle] for vehicle in chosen],
        regions=sorted(places.regions),
        planned_units=math.fsum(demand.planned.values()),
        materials=[_material(facts, each, mass) for each in page if kind == "material"],
        parts=[_part(facts, each) for each in page if kind == "part"],
        mass_weighted_risk=weighted / with_risk if with_risk else None,
        mass_with_risk=with_risk / mass if mass and kind == "material" else 0.0,
        total=len(found),
        unknown=_not_known(facts, demand, kind, found, chosen),
        graph_version=facts.version,
    )


def _not_known(
    facts: Facts,
    demand: Demand,
    kind: BottleneckKind,
    figures: Sequence[Figures],
    chosen: Sequence[int],
) -> list[str]:
    ids = facts.bill.items.ids
    wanted = chosen or sorted(contents_of(facts))
    unplanned = [ids[vehicle] for vehicle in wanted if vehicle not in demand.planned]
    found = list(facts.unread)
    if unplanned:
        found.append(f"no plan of {demand.year} for {', '.join(unplanned)}; they add no demand")
    if kind == "part":
        return found
    untold = np.flatnonzero(untold_parts(facts) & (demand.amounts > 0)).tolist()
    if untold:
        found.append(
            f"of {len(untold)} parts in demand nobody says what they are made of, and no material "
            f"counts: {_some([ids[place] for place in untold])}"
        )
    riskless = [ids[each.place] for each in figures if each.risk is None]
    if riskless:
        found.append(
            f"of {len(riskless)} materials no world production up to {demand.year} is known, and "
            f"they have no supply risk: {_some(riskless)}"
        )
    return found


def _some(ids: Sequence[str]) -> str:
    """The first of them, and how many more."""
    listed = ", ".join(ids[:LISTED])
    return listed if len(ids) <= LISTED else f"{listed} and {len(ids) - LISTED} more"


def _material(facts: Facts, each: Figures, mass: float) -> MaterialBottleneck:
    return MaterialBottleneck(
        **_shared(facts, each),
        demand_kg=each.demand,
        local_supply_kg=each.local,
        mass_share=each.demand / mass,
        supply_risk=_risk(each.risk),
    )


def _part(facts: Facts, each: Figures) -> PartBottleneck:
    return PartBottleneck(
        **_shared(facts, each),
        unit=facts.bill.items.unit(each.place),
        demand=each.demand,
        local_supply=each.local,
    )


def _risk(risk: SupplyRisk | None) -> SupplyRiskFigures | None:
    if risk is None:
        return None
    return SupplyRiskFigures(
        value=risk.value,
        production_year=risk.year,
        global_concentration=risk.global_concentration,
        sourcing_concentration=risk.sourcing_concentration,
        import_reliance=risk.import_reliance,
        recycling_rate=risk.recycling_rate,
        substitution_index=risk.substitution_index,
    )


def _shared(facts: Facts, each: Figures) -> dict[str, Any]:
    items = facts.bill.items
    stock = math.fsum(stock.quantity for stock in facts.stocks_of(each.place))
    shares = _source_shares(each.sources)
    largest = largest_of(each.sources)
    stops = stops_the_line(each.demand, each.sources)
    return {
        "id": items.ids[each.place],
        "name": items.names[each.place],
        "import_share": each.import_share,
        "hhi": each.hhi,
        "hhi_countries": each.hhi_countries,
        "suppliers": each.suppliers,
        "vehicles_at_risk": _vehicles_with(facts, each.place),
        "units_at_risk": each.units_at_risk,
        "score": each.score,
        "reasons": _reasons(each, items.unit(each.place), largest, stops),
        "stops_the_line": stops,
        "tests": DependenceTests(
            concentrated=None if each.hhi is None else each.hhi > CONCENTRATED,
            from_outside=each.import_share > FROM_OUTSIDE,
        ),
        "largest_source": shares[0] if largest is not None else None,
        "sources": shares,
        "import_year": each.imported.year,
        "stock": stock,
        "stock_days": stock / each.demand * DAYS,
        "substitutes": substitutes_of(facts, each.place),
        "unknown": each.unknown,
    }


def _source_shares(sources: Sequence[Source]) -> list[SourceShare]:
    total = math.fsum(source.quantity for source in sources)
    ordered = sorted(sources, key=lambda source: (-source.quantity, source.id))
    return [
        SourceShare(
            kind=source.kind,
            id=source.id,
            country=source.country,
            quantity=source.quantity,
            share=source.quantity / total if total > 0 else 0.0,
            limited=source.limited,
        )
        for source in ordered
    ]


def _vehicles_with(facts: Facts, place: int) -> list[str]:
    ids = facts.bill.items.ids
    return [
        ids[vehicle]
        for vehicle, contents in sorted(contents_of(facts).items())
        if contents.amount(place) > 0
    ]


def _reasons(each: Figures, unit: str, largest: Source | None, stops: bool | None) -> list[str]:
    """The score's figures, each with what it adds, then what else tells."""
    adds = list(WEIGHTS.values())
    hhi = 1.0 if each.hhi is None else each.hhi
    known = "" if each.hhi is not None else " (no source is known)"
    found = [
        f"import share {each.import_share:.3g}: local supply {each.local:,.6g} {unit} of "
        f"{each.demand:,.6g} {unit} a year; adds {adds[0] * each.import_share:.3f}",
        f"concentration {hhi:.3g} over {len(each.sources)} sources{known}; adds "
        f"{adds[1] * hhi:.3f}",
        f"{each.units_at_risk:,.6g} planned units at risk, {each.units_share:.1%} of all; adds "
        f"{adds[2] * each.units_share:.3f}",
    ]
    if largest is not None:
        verb = "stops the line" if stops else "could be made up for by the others"
        found.append(f"the loss of {largest.id}, the largest source, {verb}")
    if each.risk is not None:
        found.append(
            f"supply risk {each.risk.value:.3g} after the EU's method, by the world production of "
            f"{each.risk.year}"
        )
    return found
