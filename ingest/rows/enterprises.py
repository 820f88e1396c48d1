"""Tables of enterprises: who they are, what they hold, can do and supply."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from graph.text import (
    fold_name,
    region_name,
    resolve_country,
    resolve_region,
    suggest_regions,
)
from graph.units import KILOGRAM, PIECE, convert, is_mass, is_piece
from ingest.rows.columns import (
    Day,
    DescribedRow,
    Id,
    Ids,
    Latitude,
    Line,
    Longitude,
    OptionalAmount,
    OptionalCountry,
    OptionalLine,
    Size,
    Unit,
    Whole,
)
from ingest.rows.row import KEY_SEPARATOR, Note, Row, RowError

_SUBDIVISION = re.compile(r"([A-Za-z]{2})-[A-Za-z0-9]{1,3}")


class EnterpriseRow(DescribedRow):
    """An enterprise and where it is."""

    table: ClassVar[str] = "enterprises"
    translated: ClassVar[tuple[str, ...]] = ("name", "description", "district")

    tax_number: OptionalLine = None
    country: OptionalCountry = None
    region: OptionalLine = None
    district: OptionalLine = None
    district_en: OptionalLine = None
    district_ru: OptionalLine = None
    district_uz: OptionalLine = None
    latitude: Latitude = None
    longitude: Longitude = None
    employees: Whole = None

    @classmethod
    def complete(cls, values: dict[str, Any], notes: list[Note]) -> None:
        super().complete(values, notes)
        if "region" in values:
            _settle_region(values, notes)


def _settle_region(values: dict[str, Any], notes: list[Note]) -> None:
    """The region's code: by name in Uzbekistan, a well-formed code of its own country elsewhere."""
    text, country = values["region"], values.get("country")
    code = resolve_region(text)
    subdivision = _SUBDIVISION.fullmatch(text)
    if subdivision and resolve_country(subdivision[1]) != subdivision[1].upper():
        subdivision = None
    if code is not None and country in (None, "UZ"):
        values["region"], values["country"] = code, "UZ"
    elif subdivision and subdivision[1].upper() != (country or subdivision[1].upper()):
        raise RowError("region", text, f"is not in {country}, the country of this row")
    elif country in (None, "UZ") and not (subdivision and subdivision[1].upper() != "UZ"):
        near = ", ".join(f"{near} ({region_name(near)})" for near in suggest_regions(text))
        hint = f"; near: {near}" if near else ""
        raise RowError("region", text, f"is not a known region of Uzbekistan{hint}")
    elif subdivision:
        values["region"] = text.upper()
        values.setdefault("country", subdivision[1].upper())
    elif code is not None:
        place = f"{code} ({region_name(code)})"
        raise RowError("region", text, f"is {place}, but the country of this row is {country}")
    else:
        del values["region"]
        notes.append(("region", f"{text!r} is not an ISO 3166-2 code and was left out"))


class CertificateRow(Row):
    """A certificate that an enterprise holds; without valid_to it does not expire."""

    table: ClassVar[str] = "certificates"
    required: ClassVar[tuple[str, ...]] = ("enterprise_id", "certificate")
    # A renewed certificate is a row of its own beside the expired one.
    key_columns: ClassVar[tuple[str, ...]] = ("enterprise_id", "certificate", "valid_to")
    linked: ClassVar[tuple[str, ...]] = ("enterprise_id",)

    enterprise_id: Id
    certificate: Line
    valid_to: Day = None

    @property
    def certificate_key(self) -> str:
        """The certificate's name in one spelling: the id of its node."""
        return fold_name(self.certificate)

    def key(self) -> str:
        last_day = self.valid_to.isoformat() if self.valid_to else ""
        return KEY_SEPARATOR.join((self.enterprise_id, self.certificate_key, last_day))


class CapabilityRow(Row):
    """A process that an enterprise can do, within limits; annual_capacity is in `unit`.

    An enterprise may state one process several times with different limits: the limits are part
    of the key, the capacity is not.
    """

    table: ClassVar[str] = "capabilities"
    required: ClassVar[tuple[str, ...]] = ("enterprise_id", "process_id")
    key_columns: ClassVar[tuple[str, ...]] = (
        "enterprise_id",
        "process_id",
        "unit",
        "max_mass_kg",
        "max_size_mm",
        "materials",
    )
    linked: ClassVar[tuple[str, ...]] = (
        "enterprise_id",
        "process_id",
    )

    enterprise_id: Id
    process_id: Id
    annual_capacity: OptionalAmount = None
    unit: Unit = PIECE
    max_mass_kg: OptionalAmount = None
    max_size_mm: Size = None
    materials: Ids = None

    @classmethod
    def complete(cls, values: dict[str, Any], notes: list[Note]) -> None:
        unit = values.get("unit", PIECE)
        if is_piece(unit):
            base = PIECE
        elif is_mass(unit):
            base = KILOGRAM
        else:
            raise RowError("unit", None, "must be piece or a unit of mass")
        values["unit"] = base
        if "annual_capacity" in values:
            values["annual_capacity"] = convert(values["annual_capacity"], unit, base)
        if values.get("materials"):
            values["materials"] = sorted(values["materials"])


class SupplyRow(Row):
    """What an enterprise supplies; without a unit, annual_capacity and moq are in the item's."""

    table: ClassVar[str] = "supplies"
    required: ClassVar[tuple[str, ...]] = ("enterprise_id", "item_id")
    key_columns: ClassVar[tuple[str, ...]] = ("enterprise_id", "item_id")
    linked: ClassVar[tuple[str, ...]] = (
        "enterprise_id",
        "item_id",
    )

    enterprise_id: Id
    item_id: Id
    annual_capacity: OptionalAmount = None
    unit: Unit = None
    unit_price_usd: OptionalAmount = None
    lead_time_days: OptionalAmount = None
    moq: OptionalAmount = None
    share: OptionalAmount = None
