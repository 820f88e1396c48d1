"""Rows on their way into the graph, kept in a temporary SQLite file.

A file of a million lines never lies in memory: rows are validated as they stream by and staged
here, where SQL finds duplicates, dangling references, what is unchanged and what is missing, and
hands the rest out sorted by natural key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from ingest.pointers import ENDS

# 64 MB of cache: rows are looked up in the order of their keys, not in that of the file.
PRAGMAS = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000;"
SCHEMA = """
CREATE TABLE staged (
  seq INTEGER PRIMARY KEY,
  source TEXT NOT NULL, tbl TEXT NOT NULL, key TEXT NOT NULL,
  digest TEXT NOT NULL, file TEXT NOT NULL, row INTEGER NOT NULL,
  start_id TEXT, end_id TEXT, kind TEXT, unit TEXT,
  properties TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'ok'
);
CREATE TABLE refs (seq INTEGER NOT NULL, col TEXT NOT NULL, namespace TEXT NOT NULL,
  id TEXT NOT NULL, kinds TEXT NOT NULL);
CREATE TABLE ends (tbl TEXT NOT NULL, side TEXT NOT NULL, col TEXT NOT NULL,
  namespace TEXT NOT NULL, kinds TEXT NOT NULL, PRIMARY KEY (tbl, side)) WITHOUT ROWID;
CREATE VIEW pointed (seq, col, namespace, id, kinds) AS
  SELECT s.seq, r.col, r.namespace, r.id, r.kinds
  FROM refs r JOIN staged s ON s.seq = r.seq WHERE s.state = 'ok'
  UNION ALL
  SELECT s.seq, e.col, e.namespace, iif(e.side = 'start_id', s.start_id, s.end_id), e.kinds
  FROM staged s CROSS JOIN ends e ON e.tbl = s.tbl WHERE s.state = 'ok';
CREATE TABLE known (namespace TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT,
  tbl TEXT NOT NULL, in_graph INTEGER NOT NULL, PRIMARY KEY (namespace, id)) WITHOUT ROWID;
CREATE TABLE held (source TEXT NOT NULL, tbl TEXT NOT NULL, key TEXT NOT NULL,
  digest TEXT NOT NULL, start_id TEXT, end_id TEXT, shared INTEGER NOT NULL,
  PRIMARY KEY (source, tbl, key)) WITHOUT ROWID;
CREATE TABLE brought (source TEXT NOT NULL, tbl TEXT NOT NULL, PRIMARY KEY (source, tbl));
CREATE TABLE doubtful (source TEXT NOT NULL, tbl TEXT NOT NULL, prefix TEXT NOT NULL);
"""
INDEX = "CREATE INDEX staged_key ON staged (tbl, state, source, key)"


class Staged(NamedTuple):
    """A validated row. ``properties`` is JSON; ``start_id`` and ``end_id`` are a link's ends.

    A tuple, in the order of the columns, as it goes into the store and comes out of it.
    """

    seq: int
    source: str
    table: str
    key: str
    digest: str
    file: str
    row: int
    start_id: str | None
    end_id: str | None
    kind: str | None
    unit: str | None
    properties: str


class Reference(NamedTuple):
    """An id that a staged row points at beside its ends, in which column, and what it may be."""

    seq: int
    column: str
    namespace: str
    id: str
    kinds: str


COLUMNS = "seq, source, tbl, key, digest, file, row, start_id, end_id, kind, unit, properties"


class Staging:
    """The temporary store of one run; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.numbers = count(1)
        """The next is the ``seq`` of the next row."""
        self.file = folder / "staging.sqlite"
        self.db = sqlite3.connect(self.file, isolation_level=None)
        self.db.executescript(PRAGMAS + "BEGIN;" + SCHEMA)
        self.db.executemany("INSERT INTO ends VALUES (?,?,?,?,?)", ENDS)

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.db.close()

    def add(self, rows: Iterable[Staged], references: Iterable[Reference]) -> None:
        """Stage rows with what they point at."""
        self.db.executemany(
            f"INSERT INTO staged ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
            rows,
        )
        self.db.executemany("INSERT INTO refs VALUES (?,?,?,?,?)", references)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Rows are added within; the index that makes look-ups quick is made once, at the end."""
        self.db.execute("DROP INDEX IF EXISTS staged_key")
        yield
        self.db.execute(INDEX)

    def add_doubtful(self, source: str, table: str, prefix: str) -> None:
        """A rejected row still states its key: it must not count as missing."""
        self.db.execute("INSERT INTO doubtful VALUES (?,?,?)", (source, table, prefix))

    def set_state(self, seqs: Iterable[int], state: str) -> None:
        """Take rows out of the run: ``rejected``, ``merged`` or ``superseded``."""
        self.db.executemany("UPDATE staged SET state = ? WHERE seq = ?", ((state, s) for s in seqs))

    def replace(self, rows: Iterable[Staged]) -> None:
        """Change what staged rows will write."""
        self.db.executemany(
            "UPDATE staged SET digest = ?, unit = ?, properties = ? WHERE seq = ?",
            ((r.digest, r.unit, r.properties, r.seq) for r in rows),
        )

    def rows(self, table: str, where: str = "TRUE", *values: object) -> Iterator[Staged]:
        """Rows still in the run, sorted by key; ``where`` is a condition of ours on ``staged``."""
        cursor = self.db.execute(
            f"SELECT {COLUMNS} FROM staged WHERE tbl = ? AND state = 'ok' AND ({where}) "  # noqa: S608
            "ORDER BY source, key, seq",
            (table, *values),
        )
        return map(Staged._make, cursor)

    def lines(self) -> Iterator[tuple[str, str, str, int]]:
        """(lifecycle, parent, child, seq) of the bom lines still in the run."""
        # The + keeps the index out: most rows are lines, so walking the table is quicker.
        yield from self.db.execute(
            "SELECT json_extract(properties, '$.lifecycle'), start_id, end_id, seq FROM staged "
            "WHERE +tbl = 'bom' AND state = 'ok'"
        )

    def note_table(self, source: str, table: str) -> None:
        """The source has this table in this run, be it without a good row."""
        self.db.execute("INSERT OR IGNORE INTO brought VALUES (?,?)", (source, table))

    def brought(self) -> set[tuple[str, str]]:
        """(source, table) pairs of this run."""
        return set(self.db.execute("SELECT source, tbl FROM brought"))

    def hold(self, rows: Iterable[tuple[str, str, str, str, str | None, str | None, int]]) -> None:
        """Note what the graph already holds of a source: (source, table, key, digest, …)."""
        self.db.executemany("INSERT OR REPLACE INTO held VALUES (?,?,?,?,?,?,?)", rows)

    def changed(self, source: str, table: str) -> Iterator[Staged]:
        """Rows that the graph does not hold as they are, sorted by key."""
        return self.rows(
            table,
            "source = ? AND NOT EXISTS (SELECT 1 FROM held h WHERE h.source = staged.source AND "
            "h.tbl = staged.tbl AND h.key = staged.key AND h.digest = staged.digest)",
            source,
        )

    def count_rows(self, tables: Iterable[str]) -> int:
        """Rows of these tables that are still in the run."""
        counted = "SELECT count(*) FROM staged WHERE tbl = ? AND state = 'ok'"
        return sum(self.db.execute(counted, (table,)).fetchone()[0] for table in tables)

    def rows_taken(self, source: str, table: str) -> int:
        """Rows of the files that were not rejected, those that added up or repeat included."""
        found = self.db.execute(
            "SELECT count(*) FROM staged WHERE source = ? AND tbl = ? AND state <> 'rejected'",
            (source, table),
        )
        return int(found.fetchone()[0])

    def rows_of_changed(self, source: str, table: str) -> int:
        """Rows of the files that stand behind ``changed``, added-up lines counted each."""
        found = self.db.execute(
            "SELECT count(*) FROM staged s JOIN staged first ON first.source = s.source "
            "AND first.tbl = s.tbl AND first.key = s.key AND first.state = 'ok' "
            "WHERE s.source = ? AND s.tbl = ? AND s.state IN ('ok', 'merged') "
            "AND NOT EXISTS (SELECT 1 FROM held h WHERE h.source = first.source "
            "AND h.tbl = first.tbl AND h.key = first.key AND h.digest = first.digest)",
            (source, table),
        )
        return int(found.fetchone()[0])

    def missing(self, source: str, table: str) -> Iterator[tuple[str, str | None, str | None, int]]:
        """(key, start, end, shared) that the graph holds of the source but its rows do not."""
        yield from self.db.execute(
            "SELECT h.key, h.start_id, h.end_id, h.shared FROM held h "
            "WHERE h.source = ? AND h.tbl = ? AND NOT EXISTS (SELECT 1 FROM staged s WHERE "
            "s.source = h.source AND s.tbl = h.tbl AND s.key = h.key "
            "AND s.state IN ('ok', 'merged', 'superseded', 'rejected')) "
            "AND NOT EXISTS (SELECT 1 FROM doubtful d WHERE d.source = h.source AND d.tbl = h.tbl "
            "AND (d.prefix = h.key OR "
            "substr(h.key, 1, length(d.prefix) + 1) = d.prefix || char(31))) ORDER BY h.key",
            (source, table),
        )
