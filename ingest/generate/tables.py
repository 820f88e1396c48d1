"""The tables of a generated supply base, in the form that `zanjir ingest` takes (README)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.generate import lines, supply, things
from ingest.generate.world import World
from ingest.sample.columns import COLUMNS as SAMPLE_COLUMNS

Rows = Iterator[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and the rows of a supply base one after another."""

    columns: tuple[str, ...]
    rows: Callable[[World], Rows]


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _copied(name: str) -> Table:
    columns = SAMPLE_COLUMNS[name]
    return Table(columns, lambda _: supply.copied_rows(name, columns))


TABLES: Final[dict[str, Table]] = {
    "vehicles": Table(
        _columns("id name maker_id body model_year exworks_price_usd margin_usd mass_kg"),
        things.vehicle_rows,
    ),
    "items": Table(
        _columns("id kind name name_ru name_uz part_number hs_code mass_kg size_mm"),
        things.item_rows,
    ),
    "bom": Table(
        _columns(
            "parent_id child_id quantity unit position scrap_rate alternative_group "
            "alternative_rank valid_from valid_to"
        ),
        lines.bom_rows,
    ),
    "materials": _copied("materials"),
    "composition": Table(_columns("part_id material_id mass_kg"), supply.composition_rows),
    "processes": _copied("processes"),
    "requirements": Table(_columns("part_id process_id certificate"), supply.requirement_rows),
    "enterprises": Table(
        _columns("id name tax_number country region employees"), supply.enterprise_rows
    ),
    "certificates": Table(_columns("enterprise_id certificate valid_to"), supply.certificate_rows),
    "capabilities": Table(
        _columns("enterprise_id process_id annual_capacity unit max_mass_kg"),
        supply.capability_rows,
    ),
    "supplies": Table(
        _columns(
            "enterprise_id item_id annual_capacity unit unit_price_usd lead_time_days moq share"
        ),
        supply.supply_rows,
    ),
    "imports": Table(_columns("item_id country year quantity unit value_usd"), supply.import_rows),
    "plans": Table(_columns("vehicle_id year units"), things.plan_rows),
    "stocks": Table(_columns("item_id quantity unit enterprise_id"), supply.stock_rows),
    "production": _copied("production"),
}


def write_tables(
    world: World, folder: Path, names: tuple[str, ...] = tuple(TABLES)
) -> Iterator[tuple[str, int]]:
    """Write tables as CSV, row by row; yields the name and the rows of each when it is written."""
    for name in names:
        table = TABLES[name]
        count = 0
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.columns)
            for row in table.rows(world):
                writer.writerow(row)
                count += 1
        yield name, count
