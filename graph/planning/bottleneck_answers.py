"""The answer to which materials or parts are bottlenecks, as all faces of the program give it."""

from __future__ import annotations

from typing import Literal

from graph.sourcing.answers import Answer

BottleneckKind = Literal["material", "part"]


class SourceShare(Answer):
    """A supplier or a country imported from; ``quantity`` a year in the item's unit, ``share`` of
    all known sources. ``limited`` is false where no capacity is stated."""

    kind: Literal["supplier", "imports"]
    id: str
    country: str | None
    quantity: float
    share: float
    limited: bool


class SupplyRiskFigures(Answer):
    """Supply risk after the EU's method, 0…1, and what it was reckoned from."""

    value: float
    production_year: int
    global_concentration: float
    sourcing_concentration: float | None
    import_reliance: float
    recycling_rate: float
    substitution_index: float


class DependenceTests(Answer):
    """The three tests of import dependence: sources concentrated (hhi > 0.4), from outside
    (import share > 0.5), more imported than exported (not known: no table holds exports)."""

    concentrated: bool | None
    from_outside: bool
    imports_over_exports: bool | None = None


class Bottleneck(Answer):
    """What a material and a part have in common.

    ``hhi`` and ``hhi_countries`` are null where no source is known; the score then reckons with 1.
    ``stops_the_line``: the demand cannot be met once the largest source is lost, however few grams
    a vehicle holds. ``unknown`` names what was not known and how it was treated.
    """

    id: str
    name: str
    import_share: float
    hhi: float | None
    hhi_countries: float | None
    suppliers: int
    vehicles_at_risk: list[str]
    units_at_risk: float
    score: float
    reasons: list[str]
    stops_the_line: bool | None
    tests: DependenceTests
    largest_source: SourceShare | None
    sources: list[SourceShare]
    import_year: int | None
    stock: float
    stock_days: float
    substitutes: list[str]
    unknown: list[str]


class MaterialBottleneck(Bottleneck):
    """``mass_share``: of the mass of all materials that the demand takes."""

    demand_kg: float
    local_supply_kg: float
    mass_share: float
    supply_risk: SupplyRiskFigures | None


class PartBottleneck(Bottleneck):
    """``demand`` and ``local_supply`` are in ``unit``."""

    unit: str
    demand: float
    local_supply: float


class BottlenecksAnswer(Answer):
    """Materials or parts with a demand in ``year``, worst first; the other list is empty.

    ``mass_weighted_risk``: the mean supply risk of the materials that have one, by mass, over
    ``mass_with_risk`` of the whole mass. ``unknown``: what bears on all of it.
    """

    kind: BottleneckKind
    year: int
    vehicles: list[str]
    regions: list[str]
    planned_units: float
    materials: list[MaterialBottleneck]
    parts: list[PartBottleneck]
    mass_weighted_risk: float | None
    mass_with_risk: float
    total: int
    unknown: list[str]
    graph_version: int
