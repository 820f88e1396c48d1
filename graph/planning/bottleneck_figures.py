"""The figures of bottlenecks: where each item comes from against what the plan needs of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from graph.planning.bottleneck_answers import BottleneckKind
from graph.planning.criticality import SupplyRisk, governance_by_country, supply_risk
from graph.planning.demand import Demand, contents_of, demand_of
from graph.planning.facts import Facts
from graph.planning.imported import Imported, imported_in
from graph.planning.sources import (
    Source,
    Supply,
    by_country,
    herfindahl,
    import_share,
    local_supply,
    sources_of,
)
from graph.sourcing.places import PlaceFilter
from graph.structure.bill import KINDS, Numbers

WEIGHTS: Final = {"import share": 0.4, "concentration": 0.35, "units at risk": 0.25}
"""What each figure, 0…1, adds to the score at most."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is reckoned of one item, in its unit; ``risk`` only of materials."""

    place: int
    demand: float
    local: float
    imported: Imported
    sources: list[Source]
    units_at_risk: float
    units_share: float
    import_share: float
    hhi: float | None
    hhi_countries: float | None
    score: float
    suppliers: int
    risk: SupplyRisk | None = None
    unknown: list[str] = field(default_factory=list)


def bottleneck_score(share: float, hhi: float | None, units_share: float) -> float:
    """0…1, and never lower when one of the three (0…1) is higher; an unknown hhi counts as 1.

    The supply risk is no part of it: it can fall when the import share rises, where the world's
    production is better spread or governed than what is bought.
    """
    figures = (share, 1.0 if hhi is None else hhi, units_share)
    return math.fsum(
        weight * figure for weight, figure in zip(WEIGHTS.values(), figures, strict=True)
    )


def units_at_risk(facts: Facts, planned: Mapping[int, float]) -> Numbers:
    """By place the planned units of the vehicles that hold it."""
    units = np.zeros(len(facts.bill.items.ids))
    for vehicle, contents in contents_of(facts).items():
        units[contents.places] += planned.get(vehicle, 0.0)
    return units


def figures_of(
    facts: Facts, demand: Demand, kind: BottleneckKind, places: PlaceFilter
) -> list[Figures]:
    """Of every material, or part, with a demand; ``places`` restrict the local supply."""
    planned = demand_of(facts, demand.year).planned
    at_risk = units_at_risk(facts, planned)
    everything = math.fsum(planned.values())
    elsewhere = governance_by_country(facts.production) if kind == "material" else {}
    wanted = (facts.bill.items.kinds == KINDS.index(kind)) & (demand.amounts > 0)
    found = []
    for place in np.flatnonzero(wanted).tolist():
        units = float(at_risk[place])
        figures = _item_figures(
            facts, place, demand, places, (units, units / everything), elsewhere
        )
        found.append(figures)
    return found


def _item_figures(
    facts: Facts,
    place: int,
    demand: Demand,
    places: PlaceFilter,
    units: tuple[float, float],
    elsewhere: Mapping[str, float],
) -> Figures:
    amount = float(demand.amounts[place])
    imported = imported_in(facts, place, demand.year)
    lines = facts.lines_of(place)
    supplies = [_supply(facts, line) for line in lines]
    sources = sources_of(amount, supplies, imported.quantities)
    local = local_supply(
        amount,
        (
            float(facts.capacities[line])
            for line in lines
            if facts.local[line] and places.admits(facts.supplier(line).region, None)
        ),
    )
    share = import_share(amount, local)
    hhi = herfindahl(source.quantity for source in sources)
    countries = by_country(sources)
    risk = None
    if place in facts.prices:
        prices = facts.prices[place]
        risk = supply_risk(
            facts.production.get(place, ()),
            demand.year,
            {c: quantity for c, quantity in countries.items() if not c.startswith("?")},
            share,
            prices.recycling_rate,
            prices.substitutability,
            elsewhere,
        )
    return Figures(
        place=place,
        demand=amount,
        local=local,
        imported=imported,
        sources=sources,
        units_at_risk=units[0],
        units_share=units[1],
        import_share=share,
        hhi=hhi,
        hhi_countries=herfindahl(countries.values()),
        score=bottleneck_score(share, hhi, units[1]),
        suppliers=len(lines),
        risk=risk,
        unknown=_unknown(facts, imported, supplies, sources, risk),
    )


def _supply(facts: Facts, line: int) -> Supply:
    supplier = facts.supplier(line)
    return Supply(
        supplier.id, supplier.country, bool(facts.local[line]), float(facts.capacities[line])
    )


def _unknown(
    facts: Facts,
    imported: Imported,
    supplies: Sequence[Supply],
    sources: Sequence[Source],
    risk: SupplyRisk | None,
) -> list[str]:
    """What was not known of an item, and how it was treated."""
    found = list(imported.unknown)
    if not any(source.quantity > 0 for source in sources):
        found.append("no source is known; its concentration counts as 1")
    placeless = [supply.enterprise for supply in supplies if supply.country is None]
    if placeless:
        found.append(f"the country of {', '.join(placeless)} is not known and counts as foreign")
    unlimited = [s.id for s in sources if not s.limited]
    if unlimited:
        found.append(
            f"the capacity of {', '.join(unlimited)} is not stated; it counts as what the others "
            "leave of the demand"
        )
    return found + (risk.unknown if risk is not None else [])
