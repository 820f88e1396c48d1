"""A generated supply base with too little capacity: `zanjir generate` makes enough of everything,
so that no capacity binds, and a coverage is hard where most of them do."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.generate.lines import annual_demand
from ingest.generate.tables import TABLES
from ingest.generate.world import World
from tests.bench.generated import rows_of

UNUSED = 1_000.0
"""Capacity in a process that no part asks for by itself: one with others below it."""


def make_scarce(folder: Path, world: World, share: float) -> None:
    """Write capabilities and supplies anew: those of a process, and those of an item, together
    have this share of what is needed of it in a year."""
    needs = annual_demand(world)
    numbers = {world.item_id(number): number for number in range(world.items)}
    asked: dict[str, float] = defaultdict(float)
    for row in rows_of(world, "requirements"):
        asked[row["process_id"]] += needs[numbers[row["part_id"]]]
    capabilities = list(rows_of(world, "capabilities"))
    usual = max(row.get("annual_capacity", 0.0) for row in capabilities)
    weights: dict[str, float] = defaultdict(float)
    for row in capabilities:
        weights[row["process_id"]] += row.setdefault("annual_capacity", usual)
    for row in capabilities:
        process = row["process_id"]
        part = row["annual_capacity"] / weights[process]
        row["annual_capacity"] = round(share * part * asked.get(process, UNUSED))
    supplies = list(rows_of(world, "supplies"))
    for row in supplies:
        if row["item_id"] in numbers:
            need = needs[numbers[row["item_id"]]]
            row["annual_capacity"] = int(share * row["share"] * need)
    for table, rows in (("capabilities", capabilities), ("supplies", supplies)):
        _write(folder / f"{table}.csv", TABLES[table].columns, rows)


def _write(file: Path, columns: Sequence[str], rows: Iterable[dict[str, object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
