"""Facts with provenance against the bare loop that a programmer would write with the driver."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neo4j

from graph.connection import Graph, embedded_database
from graph.search.embedding import Embedder
from ingest.progress import Progress
from ingest.rows import TABLES, parse_row
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph

BATCH = 2_000
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


def measure_ingest(engine: str, tables: Path) -> IngestFigures:
    """One round: the bare loop into a fresh database, then the ingest into another."""
    items, lines = _plain_rows(tables)
    with fresh_graph(engine) as graph:
        bare_items, bare_lines = _bare_loop(graph, items, lines)
        _check_counts(graph, len(items), len(lines))
    with fresh_graph(engine) as graph:
        options = IngestOptions(paths=[tables], embed=False)
        report = run_ingest(graph, options, Embedder(), Progress(quiet=True))
        assert not report.rejects, report.rejects[:3]
        _check_counts(graph, len(items), len(lines))
    return IngestFigures(
        rows=len(items) + len(lines),
        bare=bare_items + bare_lines,
        bare_items=bare_items,
        bare_lines=bare_lines,
        facts=report.seconds - report.stages["index"],
        everything=report.seconds,
        stages=report.stages,
    )


def _plain_rows(tables: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows as typed properties, in memory, as the bare loop is given them."""
    items = [{"id": row.id, "properties": row.properties()} for row in _read(tables / "items.csv")]
    lines = [
        {"parent": row.parent_id, "child": row.child_id, "properties": row.properties()}
        for row in _read(tables / "bom.csv")
    ]
    return items, lines


def _read(file: Path) -> list[Any]:
    with file.open(encoding="utf-8", newline="") as opened:
        return [parse_row(TABLES[file.stem], cells) for cells in csv.DictReader(opened)]


def _bare_loop(
    graph: Graph, items: list[dict[str, Any]], lines: list[dict[str, Any]]
) -> tuple[float, float]:
    seconds = []
    uri, auth, database = _address(graph)
    with (
        neo4j.GraphDatabase.driver(uri, auth=auth) as driver,
        driver.session(database=database) as session,
    ):
        for text, rows in ((BARE_NODES, items), (BARE_LINES, lines)):
            started = time.monotonic()
            for start in range(0, len(rows), BATCH):
                # A managed transaction: outside one the embedded database commits every row.
                session.execute_write(_send, text, rows[start : start + BATCH])
            seconds.append(time.monotonic() - started)
    return seconds[0], seconds[1]


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
