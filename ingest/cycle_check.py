"""Rejects rows that would close a cycle in the structure or in the process taxonomy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from graph.client import Database
from ingest.cycles import Edge, closing_lines
from ingest.digest import read_canonical
from ingest.references import reject
from ingest.report import Findings
from ingest.staging import Staging


def reject_cycles(
    staging: Staging,
    findings: Findings,
    database: Database,
    tables: Collection[str],
    allow_prune: bool,
) -> None:
    """Exactly one line of each cycle in these tables is rejected, the one read last."""
    brought = {table for _, table in staging.brought() if table in tables}
    if "bom" in brought:
        for edges in _structure(staging, database, allow_prune).values():
            _reject_closing(staging, findings, edges, None)
    if "processes" in brought:
        _reject_closing(staging, findings, _taxonomy(staging, database), "parent_id")


def _reject_closing(
    staging: Staging, findings: Findings, edges: list[Edge], column: str | None
) -> None:
    for closing in closing_lines(edges):
        way = " > ".join(closing.cycle)
        reject(staging, findings, closing.seq, column, None, f"closes a cycle: {way}")


def _structure(staging: Staging, database: Database, allow_prune: bool) -> dict[str, list[Edge]]:
    """Lines by lifecycle: those of the graph that stay, and those of this run."""
    edges: dict[str, list[Edge]] = defaultdict(list)
    leaving = _leaving(staging) if allow_prune else set()
    for row in database.stream("ingest/list_lines"):
        for child, key in row["lines"]:
            if key not in leaving:
                edges[row["lifecycle"]].append(Edge(row["parent"], child, None))
    for lifecycle, start, end, seq in staging.lines():
        edges[lifecycle].append(Edge(start, end, seq))
    return edges


def _leaving(staging: Staging) -> set[str]:
    """Keys of lines that this run takes back, stated by nobody else."""
    return {
        key
        for source, table in staging.brought()
        if table == "bom"
        for key, _, _, shared in staging.missing(source, table)
        if not shared
    }


def _taxonomy(staging: Staging, database: Database) -> list[Edge]:
    restated = {row.key for row in staging.rows("processes")}
    edges = [
        Edge(row["parent"], row["id"], None)
        for row in database.stream("ingest/list_taxonomy")
        if row["id"] not in restated
    ]
    return edges + list(_stated_parents(staging))


def _stated_parents(staging: Staging) -> Iterator[Edge]:
    for staged in staging.rows("processes"):
        parent = read_canonical(staged.properties).get("parent_id")
        if parent is not None:
            yield Edge(parent, staged.key, staged.seq)
