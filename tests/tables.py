"""Small input tables for tests, written where a test wants them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Mapping[str, object]]

TOWN: dict[str, Rows] = {
    "enterprises": [
        {"id": "E1", "name": "Quyma", "country": "UZ", "region": "Andijon viloyati"},
        {"id": "E2", "name": "Shtamp", "country": "UZ", "region": "UZ-TK"},
        {"id": "E3", "name": "Daesong", "country": "KR", "region": ""},
    ],
    "processes": [
        {"id": "casting", "name": "casting", "parent_id": ""},
        {"id": "grey", "name": "grey iron casting", "parent_id": "casting"},
        {"id": "stamping", "name": "stamping", "parent_id": ""},
    ],
    "materials": [{"id": "iron", "name": "grey iron"}, {"id": "steel", "name": "sheet steel"}],
    "vehicles": [{"id": "V", "name": "compact car", "maker_id": "E2", "exworks_price_usd": 9000}],
    "items": [
        {"id": "A", "kind": "assembly", "name": "brake", "part_number": "96 815-894"},
        {"id": "D", "kind": "part", "name": "disc", "mass_kg": 5, "hs_code": "8708.30"},
        {"id": "P", "kind": "part", "name": "pad", "mass_kg": 0.4, "size_mm": "100x50x15"},
    ],
    "bom": [
        {"parent_id": "V", "child_id": "A", "quantity": 2},
        {"parent_id": "A", "child_id": "D", "quantity": 1},
        {"parent_id": "A", "child_id": "P", "quantity": 2},
    ],
    "composition": [
        {"part_id": "D", "material_id": "iron", "mass_kg": 5},
        {"part_id": "P", "material_id": "steel", "mass_kg": 0.4},
    ],
    "requirements": [{"part_id": "D", "process_id": "casting", "certificate": "ISO 9001"}],
    "certificates": [{"enterprise_id": "E1", "certificate": "iso9001", "valid_to": ""}],
    "capabilities": [
        {"enterprise_id": "E1", "process_id": "grey", "annual_capacity": 1000, "max_mass_kg": 20}
    ],
    "supplies": [
        {"enterprise_id": "E3", "item_id": "P", "annual_capacity": 500, "unit_price_usd": 4}
    ],
    "imports": [{"item_id": "P", "country": "KR", "year": 2025, "quantity": 90, "value_usd": 400}],
    "plans": [{"vehicle_id": "V", "year": 2026, "units": 100}],
    "stocks": [{"item_id": "P", "quantity": 10, "enterprise_id": "E2"}],
    "production": [{"material_id": "iron", "country": "CN", "year": 2024, "quantity_t": 9}],
}


def write_tables(folder: Path, tables: Mapping[str, Rows]) -> Path:
    """Each table as CSV; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        # A table without rows keeps its heading.
        columns = list(dict.fromkeys(column for row in rows or TOWN[table] for column in row))
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder
