"""Answers to what to localize next, and what one enterprise could make of what is imported."""

from __future__ import annotations

from graph.sourcing.answers import Answer, EnterpriseRef, RequirementEntry


class ImportFigures(Answer):
    """What was imported from a country, or in a year; ``quantity`` in the item's unit, null where
    no row states one."""

    value_usd: float
    quantity: float | None


class CountryImport(ImportFigures):
    """From one country in the year asked about; ``share`` of the value."""

    country: str
    share: float


class YearImport(ImportFigures):
    """In one year."""

    year: int


class LocalMaker(Answer):
    """A local enterprise that could make the item, or nearly: ``missing`` says what it lacks.

    ``capacity`` a year in the item's unit, null where not limited or not known (see ``unknown``);
    ``feasible_share`` of the annual demand by it, null where either is not known.
    """

    enterprise: EnterpriseRef
    capacity: float | None
    feasible_share: float | None
    missing: list[RequirementEntry]
    unknown: list[RequirementEntry]


class Candidate(Answer):
    """An imported item as a candidate for localization; figures as imported in the year.

    ``best`` is the capable local enterprise with the largest feasible share, else the nearest one;
    null where nobody lacks fewer than four things. ``level_delta``: by vehicle, what making all
    of it at home adds to the local content by tracing. ``trend``: the value against the latest
    earlier year, 0.1 for a tenth more. ``unknown`` names what was not known and how it was treated.
    """

    item_id: str
    kind: str
    name: str
    unit: str
    import_value_usd: float
    import_quantity: float | None
    countries: list[str]
    by_country: list[CountryImport]
    by_year: list[YearImport]
    trend: float | None
    hhi_countries: float | None
    annual_demand: float
    capable_local: int
    best: LocalMaker | None
    nearest: list[LocalMaker]
    local_material_share: float | None
    level_delta: dict[str, float]
    score: float
    reasons: list[str]
    unknown: list[str]


class HeadingImports(Answer):
    """Imports of the year that name an HS code and no item; ``quantity`` where all rows state it
    in one ``unit``."""

    hs_code: str
    import_value_usd: float
    quantity: float | None
    unit: str | None
    countries: list[str]


class CandidatesAnswer(Answer):
    """Items imported in ``year``, best candidates first; ``headings`` apart, by value."""

    year: int
    vehicles: list[str]
    import_value_usd: float
    candidates: list[Candidate]
    headings: list[HeadingImports]
    total: int
    unknown: list[str]
    graph_version: int


class Opportunity(Answer):
    """An imported item that the enterprise could make, or nearly.

    ``capacity`` a year in the item's unit by the capabilities that fit, null where not limited or
    not known; ``feasible_share`` of ``annual_demand`` by it, null where either is not known.
    ``local_material_share`` by mass, of materials that a local enterprise supplies. ``unknown``:
    requirements of which it is not known whether they are met; ``notes``: what else was not known
    of the item, and how it was treated.
    """

    item_id: str
    kind: str
    name: str
    unit: str
    import_value_usd: float
    import_quantity: float | None
    countries: list[str]
    annual_demand: float
    capacity: float | None
    feasible_share: float | None
    local_material_share: float | None
    met: list[RequirementEntry]
    missing: list[RequirementEntry]
    unknown: list[RequirementEntry]
    score: float
    reasons: list[str]
    notes: list[str]


class OpportunitiesAnswer(Answer):
    """What ``enterprise`` could make of what is imported in ``year``, best first."""

    enterprise: EnterpriseRef
    year: int
    near: int
    opportunities: list[Opportunity]
    total: int
    unknown: list[str]
    graph_version: int
