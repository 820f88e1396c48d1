"""Makes the sample tables from the hand-written seeds.

Run `python -m ingest.sample.generate [FOLDER]`; without a folder it renews `ingest/sample/tables`.
The result depends on the seeds alone: no clock, no state shared between rows.

How figures come about:

- masses of parts are seeds, except that the structural steel parts of each vehicle are scaled by
  one factor so that its parts add up to the kerb mass (`masses.py` says how);
- suppliers, shares, capacities and prices follow `seed/sourcing.tsv` and the yearly need of the
  plans (`supply.py`), and a local supplier of a part is nearly always capable of it;
- imports are what the plans of a year need from abroad; 2026 is the year's full planned volume.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.sample import tables, trade
from ingest.sample.columns import material_id, write_table
from ingest.sample.explosion import effective, totals
from ingest.sample.industry import read_enterprises
from ingest.sample.masses import AS_OF, calibrate, roll_up
from ingest.sample.seeds import TABLE_FOLDER, Row, read_rows
from ingest.sample.structure import Structure, read_structure
from ingest.sample.supply import Offer, item_offers, loads, material_offers

ALWAYS_REQUIRED = ("brk_", "whl_hub", "whl_stud", "std_")
STOCKED_MATERIALS = {
    "steel_sheet_dc04": 0.6,
    "steel_sheet_hss": 0.6,
    "steel_galvanized": 0.6,
    "steel_structural_s355": 0.8,
    "steel_tube_welded": 0.4,
    "paint_wet": 0.8,
    "primer_ecoat": 0.9,
    "adhesive_pu": 0.7,
    "sealant_pvc": 0.9,
    "copper_wire": 0.1,
    "pp_talc": 0.1,
}
"""Materials that a maker keeps itself, with the share of its need that it buys itself."""


def _trade_tables(structure: Structure, offers: list[Offer]) -> dict[str, list[Row]]:
    materials = read_rows("materials.tsv")
    ids = {row["key"]: material_id(row["key"]) for row in materials}
    prices = {row["key"]: float(row["price_usd_kg"]) for row in materials}
    bought = {line.item_id for line in offers}
    sources = trade.sources(structure, offers)
    imports = trade.import_rows(structure, sources, bought)
    imports += trade.material_import_rows(structure, ids, prices)
    imports += trade.heading_import_rows()
    return {
        "imports": imports,
        "stocks": trade.stock_rows(structure, ids, bought | sources.keys(), STOCKED_MATERIALS),
    }


def _offers(structure: Structure) -> tuple[list[Offer], list[Offer]]:
    enterprises = read_enterprises()
    materials = read_rows("materials.tsv")
    ids = {row["key"]: material_id(row["key"]) for row in materials}
    plan = trade.units(structure, 2026)
    needed = trade.material_demand(structure, totals(structure, plan, effective(AS_OF)))
    of_items = item_offers(structure, trade.demand(structure), enterprises)
    return of_items, material_offers(materials, ids, needed, enterprises)


def build() -> dict[str, list[Row]]:
    """All tables, by name."""
    structure = read_structure()
    calibrate(structure)
    roll_up(structure)
    enterprises = read_enterprises()
    of_items, of_materials = _offers(structure)
    return {
        "vehicles": tables.vehicle_rows(structure),
        "items": tables.item_rows(structure),
        "bom": tables.bom_rows(structure),
        "materials": tables.material_rows(),
        "composition": tables.composition_rows(structure),
        "processes": tables.process_rows(),
        "requirements": tables.requirement_rows(structure, ALWAYS_REQUIRED),
        "enterprises": tables.enterprise_rows(enterprises),
        "certificates": tables.certificate_rows(enterprises),
        "capabilities": tables.capability_rows(enterprises, loads(structure, of_items)),
        "supplies": tables.supply_rows([*of_items, *of_materials]),
        "plans": tables.plan_rows(structure),
        "production": tables.production_rows(),
        **_trade_tables(structure, of_items),
    }


def main(folder: Path = TABLE_FOLDER) -> None:
    """Writes every table into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in build().items():
        count = write_table(folder, name, rows)
        sys.stdout.write(f"{name:13} {count:6} rows\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
