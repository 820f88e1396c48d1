"""What the graph already holds of the sources of a run."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from graph.client import Database, Row, in_batches
from graph.provenance import beginning_of, digest_by
from ingest.staging import Staging

Held = tuple[str, str, str, str, str | None, str | None, int]
CHUNK = 10_000


class StatedTables:
    """Which sources have stated which tables, as noted on the Source nodes."""

    def __init__(self, database: Database) -> None:
        self.tables: dict[str, set[str]] = {
            row["id"]: set(row["tables"]) for row in database.read("ingest/list_source_tables")
        }
        self.at_start = frozenset[str]().union(*self.tables.values())
        """Tables of which the graph has anything from before this run."""

    def has(self, source: str, table: str) -> bool:
        """Has the source ever stated the table?"""
        return table in self.tables.get(source, set())

    def others(self, source: str, table: str) -> bool:
        """Has any other source stated it? Then facts may be shared."""
        return any(table in tables for name, tables in self.tables.items() if name != source)

    def note(self, source: str, table: str) -> list[str]:
        """Add one; returns all tables of the source."""
        self.tables.setdefault(source, set()).add(table)
        return sorted(self.tables[source])


def hold_stated(
    staging: Staging, database: Database, stated: StatedTables, tables: Collection[str]
) -> None:
    """Note key and fingerprint of all that the sources of this run state in these tables."""
    for source, table in sorted(staging.brought()):
        if table in tables and stated.has(source, table):
            rows = database.stream(f"facts/{table}/list_stated", beginning=beginning_of(source))
            for batch in in_batches(rows, CHUNK):
                staging.hold(_held(source, table, batch))


def _held(source: str, table: str, rows: list[Row]) -> Iterator[Held]:
    """The last figure is how many other sources state the fact too."""
    for row in rows:
        digest = digest_by(source, row["statements"])
        shared = len(row["statements"]) - 1
        yield source, table, row["key"], digest, row.get("start_id"), row.get("end_id"), shared
