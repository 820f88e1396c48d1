"""A generated supply base straight into memory, without files and without a database."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby
from typing import Any

from graph.projection.loading import requirements_of, supplies_of
from graph.projection.projection import Projection, Stamp
from graph.structure.bill import ItemHead
from graph.structure.building import BillBuilder, head_of
from ingest.generate.tables import TABLES
from ingest.generate.world import World

STAMP = Stamp(1, "generated")


def rows_of(world: World, table: str) -> Iterator[dict[str, Any]]:
    """Rows by column, without the cells that are empty."""
    columns = TABLES[table].columns
    for row in TABLES[table].rows(world):
        yield {name: cell for name, cell in zip(columns, row, strict=True) if cell is not None}


def made_projection(world: World) -> Projection:
    """What a load of the tables and a reading of the graph give."""
    hs_codes: dict[str, str] = {}
    builder = BillBuilder(_heads(world, hs_codes))
    for parent, lines in groupby(TABLES["bom"].rows(world), key=lambda row: row[0]):
        builder.add_lines(str(parent), [_line(row) for row in lines])
    for part, material, mass in TABLES["composition"].rows(world):
        builder.add_composition(str(material), [(str(part), float(str(mass)))])
    for row in rows_of(world, "plans"):
        builder.add_plan(row["vehicle_id"], row["year"], row["units"])
    supplies = (
        {"item": row["item_id"], "supplies": [[row["enterprise_id"], *map(row.get, SUPPLY)]]}
        for row in rows_of(world, "supplies")
    )
    requirements: dict[str, dict[str, None]] = {}
    for row in rows_of(world, "requirements"):
        requirements.setdefault(row["process_id"], {})[row["part_id"]] = None
    required = ({"process": process, "items": items} for process, items in requirements.items())
    return Projection(
        stamp=STAMP,
        bill=builder.build(),
        requirements=requirements_of(required, builder.place, hs_codes),
        supplies=supplies_of(supplies, builder),
        seconds=0.0,
    )


SUPPLY = ("annual_capacity", "unit", "unit_price_usd", "lead_time_days", "moq", "share")


def _heads(world: World, hs_codes: dict[str, str]) -> Iterator[ItemHead]:
    kinds = (("vehicles", "vehicle"), ("items", None), ("materials", "material"))
    for row, kind in chain.from_iterable(
        ((row, kind) for row in rows_of(world, table)) for table, kind in kinds
    ):
        if row.get("hs_code"):
            hs_codes[row["id"]] = row["hs_code"]
        mass = None if kind == "material" else row["mass_kg"]
        yield head_of(row["id"], kind or row["kind"], row["name"], None, mass)


def _line(row: tuple[object, ...]) -> list[object]:
    """The cells of a line as ``LINE_CELLS`` has them."""
    _, child, quantity, unit, position, scrap, group, rank, first, last = row
    return [child, quantity, scrap, unit, position, group, rank, first, last, None]
