"""The ids that this run and the graph have, and the rows that point at nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from graph.client import Database
from ingest.compare import StatedTables
from ingest.pointers import NAMESPACES
from ingest.report import Findings
from ingest.staging import Staging

LOOK_UP = 2_000


def know_staged_ids(staging: Staging, findings: Findings) -> None:
    """Register the ids this run brings; an id taken by another table is rejected there."""
    for table, namespace in NAMESPACES.items():
        clashing = list(
            staging.db.execute(
                "SELECT s.seq, s.key, k.kind, k.tbl FROM staged s JOIN known k ON k.namespace = ? "
                "AND k.id = s.key WHERE s.tbl = ? AND s.state = 'ok' AND k.tbl <> s.tbl",
                (namespace, table),
            )
        )
        for seq, key, kind, _ in clashing:
            reject(staging, findings, seq, "id", key, f"the id is already that of {_a(kind)}")
        staging.db.execute(
            "INSERT INTO known (namespace, id, kind, unit, tbl, in_graph) "
            "SELECT ?, key, coalesce(kind, ?), unit, tbl, 0 FROM staged "
            "WHERE tbl = ? AND state = 'ok' ORDER BY seq "
            "ON CONFLICT DO UPDATE SET kind = excluded.kind, unit = coalesce(excluded.unit, unit)",
            (namespace, namespace, table),
        )


def know_graph_ids(staging: Staging, database: Database, stated: StatedTables) -> None:
    """Register what the graph has of the ids that rows bring or point at and that are not known.

    Those of this run are: by now the graph may have them too.
    """
    for namespace in ("enterprise", "process", "item"):
        tables = [table for table, of in NAMESPACES.items() if of == namespace]
        if stated.at_start.isdisjoint(tables):
            continue
        wanted = staging.db.execute(
            "SELECT id FROM pointed WHERE namespace = ? UNION "
            "SELECT key FROM staged WHERE tbl IN (SELECT value FROM json_each(?)) "
            "EXCEPT SELECT id FROM known WHERE namespace = ?",
            (namespace, _json_list(iter(tables)), namespace),
        )
        for batch in _batches((record[0] for record in wanted.fetchall()), LOOK_UP):
            found = database.read(f"ingest/list_known_{namespace}", ids=batch)
            staging.db.executemany(
                "INSERT OR REPLACE INTO known (namespace, id, kind, unit, tbl, in_graph) "
                "VALUES (?,?,?,?,?,1)",
                (
                    (
                        namespace,
                        row["id"],
                        row["kind"],
                        row["unit"],
                        _table_of(row["kind"]),
                    )
                    for row in found
                ),
            )


def _table_of(kind: str) -> str:
    return {
        "vehicle": "vehicles",
        "material": "materials",
        "enterprise": "enterprises",
        "process": "processes",
    }.get(kind, "items")


def _json_list(values: Iterator[str]) -> str:
    return "[" + ",".join(f'"{value}"' for value in values) + "]"


def _batches(values: Iterator[str], size: int) -> Iterator[list[str]]:
    while batch := list(islice(values, size)):
        yield batch


def reject_dangling(staging: Staging, findings: Findings) -> None:
    """Reject rows that point at nothing, again until none is left.

    A rejected node takes what points at it along: a row may arrive later than what it points at,
    not before.
    """
    while True:
        dangling = list(
            staging.db.execute(
                "SELECT r.seq, r.col, r.id, r.kinds, k.kind FROM pointed r "
                "LEFT JOIN known k ON k.namespace = r.namespace AND k.id = r.id "
                "WHERE k.id IS NULL OR (r.kinds <> '' AND "
                "instr(',' || r.kinds || ',', ',' || k.kind || ',') = 0) ORDER BY r.seq"
            )
        )
        if not dangling:
            return
        done: set[int] = set()
        for seq, column, value, kinds, kind in dangling:
            if seq in done:
                continue
            done.add(seq)
            reject(staging, findings, seq, column, value, _dangling_reason(value, kinds, kind))
            _forget(staging, seq)


def _a(kind: str) -> str:
    return f"an {kind}" if kind.startswith(("a", "e", "i")) else f"a {kind}"


def _dangling_reason(value: str, kinds: str, kind: str | None) -> str:
    if kind is None:
        return f"unknown id {value!r}; load what it points at first, or in the same call"
    return f"{value!r} is {_a(kind)}; allowed here: {kinds.replace(',', ', ')}"


def _forget(staging: Staging, seq: int) -> None:
    """A rejected node that only this run would have brought is known no longer."""
    table, key = staging.db.execute("SELECT tbl, key FROM staged WHERE seq = ?", (seq,)).fetchone()
    still = staging.db.execute(
        "SELECT 1 FROM staged WHERE tbl = ? AND key = ? AND state = 'ok' LIMIT 1", (table, key)
    ).fetchone()
    if table in NAMESPACES and not still:
        staging.db.execute(
            "DELETE FROM known WHERE namespace = ? AND id = ? AND in_graph = 0",
            (NAMESPACES[table], key),
        )


def reject(
    staging: Staging, findings: Findings, seq: int, column: str | None, value: object, reason: str
) -> None:
    """Take one staged row out of the run and say why."""
    table, file, row = staging.db.execute(
        "SELECT tbl, file, row FROM staged WHERE seq = ?", (seq,)
    ).fetchone()
    staging.set_state([seq], "rejected")
    findings.reject(file, table, row, column, value, reason)
