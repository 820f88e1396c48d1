"""Supply risk of a material after the method of the EU's list of critical raw materials. Pure.

European Commission, *Methodology for establishing the EU list of critical raw materials*
(2017; Blengini and others, Resources Policy 53, 2017):

    SR = [HHI_global · IR / 2 + HHI_sourcing · (1 - IR / 2)] · (1 - EoL_RIR) · SI

``HHI = Σ S_c² g_c`` over countries with shares ``S_c`` and governance ``g_c``. There ``g`` is the
scaled World Governance Index; here it is the column ``governance``, 0 good … 1 bad, so that the
risk lies in 0…1. Its trade parameter is 1: no table tells of export restrictions. ``IR`` is the
import reliance, ``EoL_RIR`` the column ``recycling_rate``, ``SI`` the column ``substitutability``,
read as the EU's substitution index: 1 means that nothing can take the material's place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.planning.facts import Production

WORST = 1.0
"""Stands for a governance or a substitution index that is not known, and is named."""


@dataclass(frozen=True, slots=True)
class SupplyRisk:
    """``value`` 0…1 and what it was reckoned from; ``unknown`` names what was assumed."""

    value: float
    year: int
    global_concentration: float
    sourcing_concentration: float | None
    import_reliance: float
    recycling_rate: float
    substitution_index: float
    unknown: list[str] = field(default_factory=list)


def weighted_concentration(
    quantities: Mapping[str, float], governance: Mapping[str, float]
) -> float | None:
    """Σ share² · governance over countries; one whose governance is not known counts as worst."""
    total = math.fsum(quantities.values())
    if total <= 0:
        return None
    return math.fsum(
        (amount / total) ** 2 * governance.get(country, WORST)
        for country, amount in quantities.items()
    )


def latest_production(rows: Sequence[Production], year: int) -> tuple[int, dict[str, float]] | None:
    """World production by country in the latest year not after ``year`` that states any."""
    stated = [row for row in rows if row.quantity_t and row.year <= year]
    if not stated:
        return None
    latest = max(row.year for row in stated)
    found: dict[str, float] = {}
    for row in stated:
        if row.year == latest:
            found[row.country] = found.get(row.country, 0.0) + (row.quantity_t or 0.0)
    return latest, found


def governance_by_country(rows: Mapping[int, Sequence[Production]]) -> dict[str, float]:
    """A country's mean governance over all materials, each row counting alike."""
    stated: dict[str, list[float]] = {}
    for of_material in rows.values():
        for row in of_material:
            if row.governance is not None:
                stated.setdefault(row.country, []).append(row.governance)
    return {country: math.fsum(found) / len(found) for country, found in stated.items()}


def supply_risk(
    production: Sequence[Production],
    year: int,
    sourcing: Mapping[str, float],
    reliance: float,
    recycling_rate: float | None,
    substitution_index: float | None,
    elsewhere: Mapping[str, float],
) -> SupplyRisk | None:
    """None without world production up to ``year``. ``sourcing``: quantities by country of origin;
    ``elsewhere``: governance of countries that the material's own rows say nothing of."""
    latest = latest_production(production, year)
    if latest is None:
        return None
    of_year, quantities = latest
    governance = dict(elsewhere)
    for row in sorted(production, key=lambda row: row.year):
        if row.governance is not None and row.year <= year:
            governance[row.country] = row.governance
    unknown = [
        f"the governance of {country} is not known and counts as the worst"
        for country in sorted({*quantities, *sourcing} - governance.keys())
    ]
    world = weighted_concentration(quantities, governance) or 0.0
    sources = weighted_concentration(sourcing, governance)
    if sources is None:
        unknown.append("where it is sourced is not known; world production alone counts")
    if recycling_rate is None:
        unknown.append("the recycling rate is not known and counts as 0")
    if substitution_index is None:
        unknown.append("the substitutability is not known and counts as the worst")
    half = 1.0 if sources is None else reliance / 2
    recycled = recycling_rate or 0.0
    index = WORST if substitution_index is None else substitution_index
    value = (world * half + (sources or 0.0) * (1 - half)) * (1 - recycled) * index
    return SupplyRisk(value, of_year, world, sources, reliance, recycled, index, unknown)
