"""What a source states no longer: listed always, removed only when asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from graph.facts import FACTS, Fact, NodeFact
from graph.provenance import decode_statements
from ingest.report import Findings, MissingRow
from ingest.rows.row import KEY_SEPARATOR
from ingest.staging import Staging
from ingest.write import BATCH, FactWriter, Written, stated

STILL_USED = "{!r} is stated no longer but other facts point at it: it stays"

Gone = tuple[str, str | None, str | None, int]


def shown(key: str) -> str:
    """A natural key for people: its parts joined by ' | '."""
    return " | ".join(part for part in key.split(KEY_SEPARATOR) if part)


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
    for table in reversed(FACTS):
        for source, brought in sorted(staging.brought()):
            if brought == table:
                for batch in _batches(staging.missing(source, table)):
                    pruned, used = _prune_batch(writer, table, source, batch)
                    findings.count(table).pruned += pruned
                    for key in sorted(used):
                        findings.warn(source, table, 0, None, STILL_USED.format(shown(key)))


def _batches(rows: Iterator[Gone]) -> Iterator[list[Gone]]:
    gone = list(rows)
    iterator = iter(gone)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _prune_batch(
    writer: FactWriter, table: str, source: str, batch: list[Gone]
) -> tuple[int, set[str]]:
    fact = FACTS[table]
    rows: list[Written] = [
        {"key": key, "start_id": start, "end_id": end} for key, start, end, _ in batch
    ]
    ends = {key: (start, end) for key, start, end, _ in batch}
    found = writer.database.read(f"facts/{table}/list_statements", rows=rows)
    kept, orphaned = [], []
    for row in found:
        said = decode_statements(row["statements"], row["properties"])
        others = [statement for statement in said if statement.source != source]
        start, end = ends[row["key"]]
        if others:
            kept.append(stated(fact, row["key"], start, end, others))
        else:
            orphaned.append({"key": row["key"], "start_id": start, "end_id": end})
    if kept:
        writer.rewrite(fact, kept)
    used = _used(writer, fact, orphaned)
    orphaned = [row for row in orphaned if row["key"] not in used]
    if orphaned:
        writer.delete(fact, orphaned)
    return len(orphaned), used


def _used(writer: FactWriter, fact: Fact, orphaned: list[Written]) -> set[str]:
    """Keys of nodes that stay; one that stays may keep another, so it is asked until none does."""
    used: set[str] = set()
    rows = orphaned if isinstance(fact, NodeFact) and fact.used_by else []
    while rows:
        found = {
            row["key"] for row in writer.database.read(f"facts/{fact.table}/list_used", rows=rows)
        }
        if not found:
            break
        used |= found
        rows = [row for row in rows if row["key"] not in found]
    return used
