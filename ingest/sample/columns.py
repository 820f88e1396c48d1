"""The columns of each input table, ids of seeds, and writing a table to a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from ingest.sample.seeds import LANGUAGES, Row

_TEXTS = tuple(
    f"{column}_{language}" for column in ("name", "description") for language in LANGUAGES
)

COLUMNS: dict[str, tuple[str, ...]] = {
    "vehicles": (
        "id",
        "name",
        *_TEXTS,
        "maker_id",
        "body",
        "model_year",
        "exworks_price_usd",
        "margin_usd",
        "mass_kg",
    ),
    "items": (
        "id",
        "kind",
        "name",
        *_TEXTS,
        "part_number",
        "other_numbers",
        "hs_code",
        "mass_kg",
        "size_mm",
        "unit",
    ),
    "bom": (
        "parent_id",
        "child_id",
        "quantity",
        "unit",
        "position",
        "scrap_rate",
        "alternative_group",
        "alternative_rank",
        "valid_from",
        "valid_to",
        "lifecycle",
    ),
    "materials": (
        "id",
        "name",
        *_TEXTS,
        "hs_code",
        "price_usd_kg",
        "recycling_rate",
        "substitutability",
    ),
    "composition": ("part_id", "material_id", "mass_kg"),
    "processes": ("id", "name", *_TEXTS, "parent_id"),
    "requirements": ("part_id", "process_id", "certificate"),
    "enterprises": (
        "id",
        "name",
        "tax_number",
        "country",
        "region",
        "district",
        "latitude",
        "longitude",
        "description",
        "description_en",
        "description_ru",
        "description_uz",
        "employees",
    ),
    "certificates": ("enterprise_id", "certificate", "valid_to"),
    "capabilities": (
        "enterprise_id",
        "process_id",
        "annual_capacity",
        "unit",
        "max_mass_kg",
        "max_size_mm",
        "materials",
    ),
    "supplies": (
        "enterprise_id",
        "item_id",
        "annual_capacity",
        "unit",
        "unit_price_usd",
        "lead_time_days",
        "moq",
        "share",
    ),
    "imports": ("item_id", "hs_code", "country", "year", "quantity", "unit", "value_usd"),
    "plans": ("vehicle_id", "year", "units"),
    "stocks": ("item_id", "quantity", "unit", "enterprise_id"),
    "production": ("material_id", "country", "year", "quantity_t", "governance"),
}


def material_id(key: str) -> str:
    return f"MAT-{key.upper().replace('_', '-')}"


def process_id(key: str) -> str:
    return f"PROC-{key.upper().replace('_', '-')}" if key else ""


def write_table(folder: Path, name: str, rows: Iterable[Row]) -> int:
    """Writes one CSV file; returns how many rows it has."""
    ordered = sorted(rows, key=lambda row: tuple(row[column] for column in COLUMNS[name]))
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(ordered)
    return len(ordered)
