"""Tables of things: vehicles, items, materials, processes."""

from __future__ import annotations

from typing import ClassVar

from ingest.rows.columns import (
    DescribedRow,
    Kind,
    Lines,
    Number,
    OptionalAmount,
    OptionalId,
    OptionalLine,
    OptionalYear,
    Rate,
    Size,
    Unit,
)
from ingest.rows.hs_codes import HsCode


class VehicleRow(DescribedRow):
    """A vehicle model; mass_kg is its kerb mass."""

    table: ClassVar[str] = "vehicles"
    translated: ClassVar[tuple[str, ...]] = ("name", "description", "body")

    maker_id: OptionalId = None
    body: OptionalLine = None
    body_en: OptionalLine = None
    body_ru: OptionalLine = None
    body_uz: OptionalLine = None
    model_year: OptionalYear = None
    exworks_price_usd: OptionalAmount = None
    margin_usd: Number = None
    part_number: OptionalLine = None
    other_numbers: Lines = None
    mass_kg: OptionalAmount = None


class ItemRow(DescribedRow):
    """An assembly or a part; without a unit it is counted in pieces."""

    table: ClassVar[str] = "items"
    required: ClassVar[tuple[str, ...]] = ("id", "kind", "name")

    kind: Kind
    part_number: OptionalLine = None
    other_numbers: Lines = None
    hs_code: HsCode = None
    mass_kg: OptionalAmount = None
    size_mm: Size = None
    unit: Unit = None


class MaterialRow(DescribedRow):
    """A raw material or consumable."""

    table: ClassVar[str] = "materials"

    hs_code: HsCode = None
    price_usd_kg: OptionalAmount = None
    recycling_rate: Rate = None
    substitutability: Rate = None


class ProcessRow(DescribedRow):
    """A process of the taxonomy, below its parent."""

    table: ClassVar[str] = "processes"

    parent_id: OptionalId = None
