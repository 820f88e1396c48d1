"""Facts with provenance against the bare loop that a programmer would write with the driver."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import neo4j

from graph.connection import Graph, embedded_database
from graph.search.embedding import Embedder
from ingest.generate.tables import write_tables
from ingest.generate.world import World
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph

BATCH = 2_000
CATALOGUE = World.of(20_000)
OPTIONAL = ("scrap_rate", "alternative_group", "alternative_rank", "valid_from", "valid_to")
BARE_NODES = """
UNWIND $rows AS row
MERGE (n:Item {id: row.id})
SET n += row.properties
"""
BARE_LINES = """
UNWIND $rows AS row
MATCH (a:Item {id: row.parent})
MATCH (b:Item {id: row.child})
MERGE (a)-[r:CONTAINS]->(b)
SET r += row.properties
"""


@dataclass(frozen=True, slots=True)
class IngestFigures:
    """Seconds for the same rows; ``stages`` are of the ingest run."""

    rows: int
    bare: float
    bare_items: float
    bare_lines: float
    facts: float
    everything: float
    stages: dict[str, float]

    @property
    def ratio(self) -> float:
        """Rate of facts with provenance over the rate of the bare loop."""
        return self.bare / self.facts


def write_catalogue(folder: Path) -> Path:
    """Vehicles, 20,000 items and 81,000 lines: what the bare loop writes, and no more; of the
    vehicles' makers nothing is said."""
    folder.mkdir(parents=True, exist_ok=True)
    assert dict(write_tables(CATALOGUE, folder, ("vehicles", "items", "bom")))["bom"] == 81_000
    file = folder / "vehicles.csv"
    vehicles = [cells | {"maker_id": ""} for cells in _cells(file)]
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(vehicles[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(vehicles)
    return folder


def measure_ingest(engine: str, tables: Path) -> IngestFigures:
    """One round: the bare loop into a fresh database, then the ingest into another."""
    with fresh_graph(engine) as graph:
        bare_items, bare_lines, items, lines = _bare_loop(graph, tables)
        _check_counts(graph, items, lines)
    with fresh_graph(engine) as graph:
        options = IngestOptions(paths=[tables], embed=False)
        report = run_ingest(graph, options, Embedder(), Progress(quiet=True))
        assert not report.rejects, report.rejects[:3]
        _check_counts(graph, items, lines)
    return IngestFigures(
        rows=items + lines,
        bare=bare_items + bare_lines,
        bare_items=bare_items,
        bare_lines=bare_lines,
        facts=report.seconds - report.stages["index"],
        everything=report.seconds,
        stages=report.stages,
    )


def _bare_loop(graph: Graph, tables: Path) -> tuple[float, float, int, int]:
    """Seconds for items and for lines, and how many there are of each."""
    uri, auth, database = _address(graph)
    with (
        neo4j.GraphDatabase.driver(uri, auth=auth) as driver,
        driver.session(database=database) as session,
    ):
        started = time.monotonic()
        things = chain(
            map(_item, _cells(tables / "items.csv")), map(_vehicle, _cells(tables / "vehicles.csv"))
        )
        items = _write_all(session, BARE_NODES, things)
        between = time.monotonic()
        lines = _write_all(session, BARE_LINES, map(_line, _cells(tables / "bom.csv")))
        return between - started, time.monotonic() - between, items, lines


def _cells(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def _item(cells: dict[str, str]) -> dict[str, Any]:
    """The conversions that a programmer who knows the file would write."""
    properties = {
        **cells,
        "mass_kg": float(cells["mass_kg"]),
        "size_mm": [float(length) for length in cells["size_mm"].split("x")],
    }
    return {"id": cells["id"], "properties": properties}


def _vehicle(cells: dict[str, str]) -> dict[str, Any]:
    return {"id": cells["id"], "properties": {**cells, "mass_kg": float(cells["mass_kg"])}}


def _line(cells: dict[str, str]) -> dict[str, Any]:
    properties: dict[str, Any] = {name: cells[name] for name in OPTIONAL if cells[name]}
    properties |= {
        "quantity": float(cells["quantity"]),
        "unit": cells["unit"],
        "position": int(cells["position"]),
    }
    return {"parent": cells["parent_id"], "child": cells["child_id"], "properties": properties}


def _write_all(session: neo4j.Session, text: str, rows: Iterator[dict[str, Any]]) -> int:
    written = 0
    while batch := list(islice(rows, BATCH)):
        # A managed transaction: outside one the embedded database commits every row.
        session.execute_write(_send, text, batch)
        written += len(batch)
    return written


def _send(transaction: neo4j.ManagedTransaction, text: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(text, rows=rows).consume()


def _address(graph: Graph) -> tuple[str, tuple[str, str], str]:
    settings = graph.settings
    if settings.graph_uri:
        password = settings.graph_password.get_secret_value()
        return settings.graph_uri, (settings.graph_user, password), settings.graph_database
    with embedded_database(settings) as address:
        return address.bolt_uri, (address.user, address.password), address.database


def _check_counts(graph: Graph, items: int, lines: int) -> None:
    [nodes] = graph.database.run_schema("MATCH (n:Item) RETURN count(n) AS total")
    [links] = graph.database.run_schema("MATCH (:Item)-[r:CONTAINS]->() RETURN count(r) AS total")
    assert (nodes["total"], links["total"]) == (items, lines), (nodes, links)
