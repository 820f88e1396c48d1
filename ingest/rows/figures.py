"""Tables of figures: imports, plans, stocks, world production."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from ingest.rows.columns import Amount, Country, Id, OptionalAmount, OptionalId, Rate, Unit, Year
from ingest.rows.hs_codes import HsCode, is_hs_code, keep_hs_code
from ingest.rows.row import Note, Row, RowError


class ImportRow(Row):
    """Imports of an item or material, or of everything under an HS code, by country and year.

    Where both are given the item counts. A later row with the same key takes the place of an
    earlier one; the unit is not part of the key.
    """

    table: ClassVar[str] = "imports"
    required: ClassVar[tuple[str, ...]] = ("country", "year", "value_usd")
    key_columns: ClassVar[tuple[str, ...]] = ("item_id", "hs_code", "country", "year")
    linked: ClassVar[tuple[str, ...]] = ("item_id",)

    item_id: OptionalId = None
    hs_code: HsCode = None
    country: Country
    year: Year
    quantity: OptionalAmount = None
    unit: Unit = None
    value_usd: Amount

    @classmethod
    def missing_columns(cls, heading: Collection[str]) -> list[str]:
        missing = super().missing_columns(heading)
        if "item_id" not in heading and "hs_code" not in heading:
            missing.insert(0, "item_id or hs_code")
        return missing

    @classmethod
    def complete(cls, values: dict[str, Any], notes: list[Note]) -> None:
        if "item_id" not in values:
            if "hs_code" not in values:
                raise RowError("item_id", None, "must not be empty where hs_code is empty too")
            if not is_hs_code(values["hs_code"]):
                raise RowError("hs_code", None, "must be 2 to 10 digits where item_id is empty")
        if "hs_code" in values:
            keep_hs_code(values, notes)

    def key(self) -> str:
        subject = f"item\x1f{self.item_id}" if self.item_id else f"hs\x1f{self.hs_code}"
        return f"{subject}\x1f{self.country}\x1f{self.year}"


class PlanRow(Row):
    """Planned vehicles of a year."""

    table: ClassVar[str] = "plans"
    required: ClassVar[tuple[str, ...]] = ("vehicle_id", "year", "units")
    key_columns: ClassVar[tuple[str, ...]] = ("vehicle_id", "year")
    linked: ClassVar[tuple[str, ...]] = ("vehicle_id",)

    vehicle_id: Id
    year: Year
    units: Amount


class StockRow(Row):
    """What lies in stock, at an enterprise or anywhere; without a unit, in the item's."""

    table: ClassVar[str] = "stocks"
    required: ClassVar[tuple[str, ...]] = ("item_id", "quantity")
    key_columns: ClassVar[tuple[str, ...]] = ("item_id", "enterprise_id")
    linked: ClassVar[tuple[str, ...]] = (
        "item_id",
        "enterprise_id",
    )

    item_id: Id
    quantity: Amount
    unit: Unit = None
    enterprise_id: OptionalId = None


class ProductionRow(Row):
    """World production of a material by country and year; governance 0 good … 1 bad."""

    table: ClassVar[str] = "production"
    required: ClassVar[tuple[str, ...]] = ("material_id", "country", "year")
    key_columns: ClassVar[tuple[str, ...]] = ("material_id", "country", "year")
    linked: ClassVar[tuple[str, ...]] = ("material_id",)

    material_id: Id
    country: Country
    year: Year
    quantity_t: OptionalAmount = None
    governance: Rate = None
