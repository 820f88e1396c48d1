"""What a prune takes back, settled before anything is: a dry run counts the same facts.

A fact leaves when every source that states it has it no longer. A thing stays all the same while
something points at it that stays: a row of this run, or a fact in the graph.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from graph.client import Database, Row
from graph.facts import FACTS, LinkFact, NodeFact
from ingest.pointers import NAMESPACES
from ingest.report import Findings
from ingest.rows.row import KEY_SEPARATOR
from ingest.staging import Staging

STILL_USED = "{!r} is stated no longer but other facts point at it: it stays"
LOOK_UP = 2_000
SCHEMA = (
    "CREATE TABLE gone (source TEXT NOT NULL, tbl TEXT NOT NULL, key TEXT NOT NULL, "
    "others INTEGER NOT NULL, PRIMARY KEY (tbl, key, source)) WITHOUT ROWID",
    "CREATE TABLE leaving (tbl TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (tbl, key)) "
    "WITHOUT ROWID",
)
# Things of this run are written before a prune, facts about them after it.
LEAVE = """
INSERT INTO leaving SELECT tbl, key FROM gone GROUP BY tbl, key HAVING count(*) > max(others)
AND NOT (tbl IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM staged s
  WHERE s.tbl = gone.tbl AND s.state = 'ok' AND s.source IN (SELECT source FROM brought)
  AND s.key = gone.key))
"""
POINTED_AT = """
SELECT key FROM leaving WHERE tbl = ? INTERSECT SELECT id FROM pointed WHERE namespace = ?
"""
RESTATED = """
SELECT 1 FROM held h JOIN staged s ON s.tbl = h.tbl AND s.state = 'ok' AND s.source = h.source
  AND s.key = h.key WHERE h.tbl = ? AND h.key = ? AND h.shared = 0
"""
TABLE_OF_LINKS = {fact.type: table for table, fact in FACTS.items() if isinstance(fact, LinkFact)}
TABLE_OF_LABEL = {
    label: table
    for table, fact in FACTS.items()
    if isinstance(fact, NodeFact)
    for label in fact.kinds.values() or (fact.label,)
}


def shown(key: str) -> str:
    """A natural key for people: its parts joined by ' | '."""
    return " | ".join(part for part in key.split(KEY_SEPARATOR) if part)


class Leaving:
    """The facts that leave; those about things are settled, and gone, before the things."""

    def __init__(self, staging: Staging, database: Database, findings: Findings) -> None:
        self._db = staging.db
        self._database = database
        for statement in SCHEMA:
            self._db.execute(statement)
        for source, table in sorted(staging.brought()):
            missing = staging.missing(source, table)
            rows = ((source, table, key, others) for key, *_, others in missing)
            self._db.executemany("INSERT INTO gone VALUES (?,?,?,?)", rows)
        self._db.execute(LEAVE, (json.dumps(list(NAMESPACES)),))
        for table, fact in reversed(FACTS.items()):
            if isinstance(fact, NodeFact) and fact.used_by:
                self._keep(table, findings)

    def keys(self, table: str, among: Iterable[str] | None = None) -> set[str]:
        """Keys of the facts of a table that leave, of all or of these."""
        if among is None:
            found = self._db.execute("SELECT key FROM leaving WHERE tbl = ?", (table,))
        else:
            found = self._db.execute(
                "SELECT key FROM leaving WHERE tbl = ? AND key IN (SELECT value FROM json_each(?))",
                (table, json.dumps(list(among))),
            )
        return {key for (key,) in found}

    def count(self, table: str) -> int:
        """How many facts of a table leave."""
        counted = self._db.execute("SELECT count(*) FROM leaving WHERE tbl = ?", (table,))
        return int(counted.fetchone()[0])

    def _keep(self, table: str, findings: Findings) -> None:
        """Things that something which stays points at stay, and what they point at in turn."""
        used = {key for (key,) in self._db.execute(POINTED_AT, (table, NAMESPACES[table]))}
        below: dict[str, list[str]] = {}
        for row in self._users(table, self.keys(table) - used):
            user_table = TABLE_OF_LINKS.get(row["type"]) or _table_of(row["labels"])
            user = row["user"]
            if user_table in NAMESPACES and self._holds(RESTATED, user_table, user):
                continue  # what it points at now, its row says
            if user_table == table:
                below.setdefault(user, []).append(row["key"])
            if not self.keys(user_table, [user]):
                used.add(row["key"])
        waiting = list(used)
        while waiting:
            more = set(below.get(waiting.pop(), ())) - used
            used |= more
            waiting += more
        for key in sorted(used):
            self._db.execute("DELETE FROM leaving WHERE tbl = ? AND key = ?", (table, key))
            sources = self._db.execute(
                "SELECT source FROM gone WHERE tbl = ? AND key = ?", (table, key)
            )
            for (source,) in sources.fetchall():
                findings.warn(source, table, 0, None, STILL_USED.format(shown(key)))

    def _users(self, table: str, keys: set[str]) -> Iterator[Row]:
        rest = iter(sorted(keys))
        while batch := list(islice(rest, LOOK_UP)):
            rows = [{"key": key} for key in batch]
            yield from self._database.stream(f"facts/{table}/list_users", rows=rows)

    def _holds(self, condition: str, *values: str) -> bool:
        return self._db.execute(condition, values).fetchone() is not None


def _table_of(labels: list[str]) -> str:
    return next(TABLE_OF_LABEL[label] for label in labels if label in TABLE_OF_LABEL)
