"""What is shown of a thing and of its neighbours.

Lists of neighbours hold the first ``MOST``; ``totals`` says how many there are of each. What is
not known is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from graph.provenance import SourceRef

MOST = 50
"""Neighbours of one sort that an answer shows."""


class Answer(BaseModel):
    """Base of these answers: never changed once made."""

    model_config = ConfigDict(frozen=True)


class Texts(Answer):
    """A text in up to three languages."""

    en: str | None = None
    ru: str | None = None
    uz: str | None = None


class ThingShort(Answer):
    """A neighbour; ``kind`` is vehicle, assembly, part, material, process or enterprise."""

    id: str
    kind: str
    name: str


class EnterpriseShort(Answer):
    """An enterprise as other answers show it: ISO codes of its country and region."""

    id: str
    name: str
    country: str | None = None
    region: str | None = None


class LineShort(ThingShort):
    """A parent or child by one line valid today, as planned.

    ``quantity`` is of the child in one parent, scrap included, in ``unit``.
    """

    quantity: float
    unit: str
    alternative: bool
    position: str | None = None


class MassShort(ThingShort):
    """A material or the part made of it: ``mass_kg`` of the material in one part."""

    mass_kg: float


class RequirementShort(Answer):
    """A process that an item requires, with the certificate asked for."""

    process: ThingShort
    certificate: str | None = None


class SupplyFigures(Answer):
    """One supplies line; an ``annual_capacity`` of None is not limited."""

    annual_capacity: float | None = None
    unit: str | None = None
    unit_price_usd: float | None = None
    lead_time_days: float | None = None
    moq: float | None = None
    share: float | None = None


class SupplierShort(SupplyFigures):
    """Who supplies this thing."""

    enterprise: EnterpriseShort


class SupplyShort(SupplyFigures):
    """What this enterprise supplies."""

    item: ThingShort


class ImportShort(Answer):
    """One import record of this thing."""

    country: str
    year: int
    quantity: float | None = None
    unit: str | None = None
    value_usd: float | None = None


class PlanShort(Answer):
    """Planned units of a vehicle in a year."""

    year: int
    units: float


class StockShort(Answer):
    """A stock of this thing, or at this enterprise."""

    item_id: str
    enterprise_id: str | None = None
    quantity: float
    unit: str | None = None


class ProductionShort(Answer):
    """World production of a material: tonnes by country and year."""

    country: str
    year: int
    quantity_t: float | None = None
    governance: float | None = None


class CertificateShort(Answer):
    """A certificate held; ``valid_to`` None does not expire, ``expired`` as of today (UTC)."""

    certificate: str
    valid_to: str | None = None
    expired: bool


class CapabilityShort(Answer):
    """What an enterprise can do; limits that are None do not bind."""

    process: ThingShort
    annual_capacity: float | None = None
    unit: str | None = None
    max_mass_kg: float | None = None
    max_size_mm: list[float] | None = None
    materials: list[str] | None = None


class ThingAnswer(Answer):
    """What every thing has."""

    id: str
    kind: str
    name: str
    names: Texts
    description: str | None = None
    descriptions: Texts
    totals: dict[str, int]
    sources: list[SourceRef]
    graph_version: int


class ItemAnswer(ThingAnswer):
    """A vehicle, assembly or part; sizes in descending order, ``hs_text`` the official wording."""

    part_number: str | None = None
    other_numbers: list[str] = []
    hs_code: str | None = None
    hs_text: str | None = None
    unit: str
    mass_kg: float | None = None
    size_mm: list[float] | None = None
    maker_id: str | None = None
    maker: EnterpriseShort | None = None
    body: str | None = None
    model_year: int | None = None
    exworks_price_usd: float | None = None
    margin_usd: float | None = None
    parents: list[LineShort]
    children: list[LineShort]
    materials: list[MassShort]
    requirements: list[RequirementShort]
    suppliers: list[SupplierShort]
    imports: list[ImportShort]
    plans: list[PlanShort]
    stocks: list[StockShort]


class MaterialAnswer(ThingAnswer):
    """A raw material."""

    hs_code: str | None = None
    hs_text: str | None = None
    unit: str
    price_usd_kg: float | None = None
    recycling_rate: float | None = None
    substitutability: float | None = None
    parts: list[MassShort]
    suppliers: list[SupplierShort]
    imports: list[ImportShort]
    stocks: list[StockShort]
    production: list[ProductionShort]


class EnterpriseAnswer(ThingAnswer):
    """An enterprise: where it is, what it holds, can, supplies and makes."""

    tax_number: str | None = None
    country: str | None = None
    country_name: str | None = None
    region: str | None = None
    region_name: str | None = None
    district: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    employees: int | None = None
    certificates: list[CertificateShort]
    capabilities: list[CapabilityShort]
    supplies: list[SupplyShort]
    makes: list[ThingShort]
    stocks: list[StockShort]


class ProcessAnswer(ThingAnswer):
    """A process; ``enterprises`` and ``items`` are those of the processes below it too."""

    parent: ThingShort | None = None
    children: list[ThingShort]
    enterprises: list[EnterpriseShort]
    items: list[ThingShort]


def texts(properties: Mapping[str, Any], column: str) -> Texts:
    """The language variants of a text column."""
    return Texts(
        en=properties.get(f"{column}_en"),
        ru=properties.get(f"{column}_ru"),
        uz=properties.get(f"{column}_uz"),
    )


def short(row: Mapping[str, Any], kind: str | None = None) -> ThingShort:
    """A neighbour from a row's id, kind (unless given) and name."""
    return ThingShort(id=row["id"], kind=kind or row["kind"], name=row["name"] or row["id"])


def enterprise_short(row: Mapping[str, Any]) -> EnterpriseShort:
    """An enterprise from a row's id, name, country and region."""
    return EnterpriseShort(
        id=row["id"],
        name=row["name"] or row["id"],
        country=row["country"],
        region=row["region"],
    )


def supplier_short(row: Mapping[str, Any]) -> SupplierShort:
    """A supplier from a row with the enterprise and the line's figures."""
    return SupplierShort(**{**row, "enterprise": enterprise_short(row["enterprise"])})


def masses(rows: list[dict[str, Any]], kind: str | None = None) -> list[MassShort]:
    """Materials or parts with the kg between them."""
    return [
        MassShort(
            id=row["id"],
            kind=kind or row["kind"],
            name=row["name"] or row["id"],
            mass_kg=row["mass_kg"],
        )
        for row in rows
    ]
