"""Loading small tables into a graph, and looking at what a load did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from graph.connection import Graph
from graph.search.embedding import Embedder
from ingest.progress import Progress
from ingest.report import Report, TableCount
from ingest.run import IngestOptions, run_ingest
from tests.tables import Rows, write_tables

Load = Callable[..., Report]


def loading(graph: Graph, folder: Path, embedder: Embedder) -> Load:
    """Load tables under a source's name; keyword arguments are IngestOptions."""

    def call(tables: Mapping[str, Rows] | Path, source: str = "town", **options: object) -> Report:
        path = tables if isinstance(tables, Path) else write_tables(folder / source, tables)
        wanted = replace(IngestOptions([path], source=source, embed=False), **options)
        report = run_ingest(graph, wanted, embedder, Progress(quiet=True))
        for table in tables if isinstance(tables, Mapping) else ():
            (path / f"{table}.csv").unlink()
        return report

    return call


def count(report: Report, table: str) -> TableCount:
    return next(found for found in report.tables if found.table == table)


def rows_of(graph: Graph, text: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in graph.database.run_schema(text)]


def lines(graph: Graph) -> set[tuple[object, ...]]:
    text = "MATCH (p:Item)-[r:CONTAINS]->(c:Item) RETURN p.id AS p, c.id AS c, r.quantity AS q"
    return set(rows_of(graph, text))
