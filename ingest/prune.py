"""What a source states no longer: listed always, removed only when asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from graph.facts import FACTS
from graph.provenance import decode_statements
from ingest.leaving import Leaving, shown
from ingest.report import Findings, MissingRow
from ingest.staging import Staging
from ingest.write import BATCH, FactWriter, Written, stated

Gone = tuple[str, str | None, str | None, int]


def list_missing(staging: Staging, findings: Findings, tables: Collection[str]) -> None:
    """Note every fact of these tables that the sources of this run state no longer."""
    for source, table in sorted(staging.brought()):
        if table in tables:
            for key, *_ in staging.missing(source, table):
                findings.missing.append(MissingRow(table=table, key=shown(key)))
                findings.count(table).missing += 1


def prune(staging: Staging, findings: Findings, writer: FactWriter) -> None:
    """Take back what the sources state no longer; links first, then nodes.

    A fact that another source states stays, with what that source says of it. A node that a fact
    still points at stays too, and is said to.
    """
    leaving = Leaving(staging, writer.database, findings)
    for table in reversed(FACTS):
        for source, brought in sorted(staging.brought()):
            if brought == table:
                for batch in _batches(staging.missing(source, table)):
                    pruned = _prune_batch(writer, leaving, table, source, batch)
                    findings.count(table).pruned += pruned


def _batches(rows: Iterator[Gone]) -> Iterator[list[Gone]]:
    gone = list(rows)
    iterator = iter(gone)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _prune_batch(
    writer: FactWriter, leaving: Leaving, table: str, source: str, batch: list[Gone]
) -> int:
    fact = FACTS[table]
    rows: list[Written] = [
        {"key": key, "start_id": start, "end_id": end} for key, start, end, _ in batch
    ]
    ends = {key: (start, end) for key, start, end, _ in batch}
    found = writer.database.read(f"facts/{table}/list_statements", rows=rows)
    may_leave = leaving.keys(table, ends)
    kept, orphaned = [], []
    for row in found:
        said = decode_statements(row["statements"], row["properties"])
        others = [statement for statement in said if statement.source != source]
        start, end = ends[row["key"]]
        if others:
            kept.append(stated(fact, row["key"], start, end, others))
        elif row["key"] in may_leave:
            orphaned.append({"key": row["key"], "start_id": start, "end_id": end})
    if kept:
        writer.rewrite(fact, kept)
    if orphaned:
        writer.delete(fact, orphaned)
    return len(orphaned)
