"""Writes staged rows into the graph: sorted batches, each one transaction with its checkpoint."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from graph.client import Database, Step
from graph.connection import Graph
from graph.errors import CommitUnknownError, ConflictError
from graph.facts import FACTS, Fact, LinkFact, NodeFact
from graph.provenance import Statement, decode_statements, encode_statements
from graph.text.countries import country_name
from graph.text.regions import region_name
from ingest.digest import read_canonical
from ingest.progress import Progress
from ingest.staging import Staged

BATCH = 2_000
IN_FLIGHT = 16
LEASE = timedelta(seconds=120)
Written = dict[str, Any]
Send = Callable[[list[Written]], None]


def later(moment: timedelta) -> str:
    """A time from now, as text that sorts."""
    return (datetime.now(UTC) + moment).isoformat()


@dataclass
class FactWriter:
    """Writes the facts of one run, which holds the lease as ``owner``.

    Batches are prepared here and sent by threads of their own: the two take about the same time
    and use different processors. Most are sent in their order; those that only create
    relationships go side by side where the engine gains by it, because they never wait for each
    other (a MERGE does, and two that meet are a deadlock). At most ``IN_FLIGHT`` wait in memory.
    """

    graph: Graph
    run_id: str
    owner: str
    loaded_at: str
    progress: Progress
    changed: int = 0
    _in_order: ThreadPoolExecutor = field(init=False)
    _side_by_side: ThreadPoolExecutor = field(init=False)
    _pool: ThreadPoolExecutor = field(init=False)
    _pending: deque[Future[int]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._pool = self._in_order = ThreadPoolExecutor(1)
        self._side_by_side = ThreadPoolExecutor(self.graph.engine.writers)

    @property
    def database(self) -> Database:
        """Where the facts go."""
        return self.graph.database

    def write(self, rows: Iterable[Staged], *, fresh: bool, shared: bool) -> None:
        """Prepare rows of one table and source and have them written; see ``finish``.

        ``fresh``: no source has stated this table yet. ``shared``: another source has.
        """
        if shared:
            self.finish()  # what the other source said may be on its way
        for batch in _batches(rows):
            fact = FACTS[batch[0].table]
            before = self._statements(fact, batch) if shared else {}
            written = [self._written(fact, row, before.get(row.key, [])) for row in batch]
            if fresh and isinstance(fact, LinkFact) and not fact.makes_its_end:
                self._submit(self._side_by_side, partial(self._create, fact), written)
            else:
                self._submit(self._in_order, partial(self._merge, fact, fresh=fresh), written)

    def rewrite(self, fact: Fact, rows: list[Written]) -> None:
        """Write facts whose statements were changed, for example by a prune."""
        self._submit(self._in_order, partial(self._merge, fact, fresh=False), rows)
        self.finish()

    def delete(self, fact: Fact, rows: list[Written]) -> None:
        """Remove facts."""
        steps: list[Step] = [(f"facts/{fact.table}/delete", {"rows": rows})]
        self.database.write(*steps, self._checkpoint(fact, len(rows)))
        self.changed += len(rows)

    def finish(self) -> None:
        """Wait until every batch is committed; raises what went wrong with one."""
        while self._pending:
            self._wait_for_oldest()

    def close(self) -> None:
        """Release the threads; what is under way is waited for."""
        for pool in (self._in_order, self._side_by_side):
            pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, pool: ThreadPoolExecutor, send: Send, rows: list[Written]) -> None:
        """Send a batch by one of the pools, when all that the other sends has arrived."""
        if pool is not self._pool:
            self.finish()
            self._pool = pool
        if len(self._pending) == IN_FLIGHT:
            self._wait_for_oldest()
        self._pending.append(pool.submit(_sent, send, rows))

    def _wait_for_oldest(self) -> None:
        written = self._pending.popleft().result()
        self.changed += written
        self.progress.advance(written)

    def _merge(self, fact: Fact, rows: list[Written], *, fresh: bool) -> None:
        """Add or change facts; on a fresh table nothing is there to be changed."""
        *first, last = _transactions(fact, rows, fresh=fresh)
        for steps in first:
            self.database.write(*steps, self._checkpoint(fact, 0))
        self.database.write(*last, self._checkpoint(fact, len(rows)))

    def _create(self, fact: Fact, rows: list[Written]) -> None:
        """Add relationships of which none is there, in less time than it takes to look first."""
        step: Step = (f"facts/{fact.table}/create", {"rows": rows, "owner": self.owner})
        try:
            [[answer], _] = self.database.write(step, self._checkpoint(fact, len(rows)), once=True)
        except CommitUnknownError:
            # The checkpoint first: it waits for the lock of a commit that may still be under way.
            merge: Step = (f"facts/{fact.table}/write", {"rows": rows})
            self.database.write(self._checkpoint(fact, len(rows)), merge)
            return
        if answer["created"] != len(rows):
            raise ConflictError("another ingest has taken over from this one; run it again")

    def _checkpoint(self, fact: Fact, changed: int) -> Step:
        return (
            "ingest/checkpoint",
            {
                "run_id": self.run_id,
                "table": fact.table,
                "changed": changed,
                "lease_until": later(LEASE),
            },
        )

    def _statements(self, fact: Fact, batch: list[Staged]) -> dict[str, list[Statement]]:
        rows = [{"key": row.key, "start_id": row.start_id} for row in batch]
        found = self.database.read(f"facts/{fact.table}/list_statements", rows=rows)
        return {
            row["key"]: decode_statements(row["statements"] or [], row["properties"])
            for row in found
        }

    def _written(self, fact: Fact, row: Staged, before: list[Statement]) -> Written:
        said = Statement(
            row.source,
            row.file,
            row.row,
            self.loaded_at,
            fact.basis,
            row.digest,
            read_canonical(row.properties),
        )
        others = [statement for statement in before if statement.source != row.source]
        return stated(fact, row.key, row.start_id, row.end_id, [*others, said])


def _sent(send: Send, rows: list[Written]) -> int:
    send(rows)
    return len(rows)


def stated(
    fact: Fact, key: str, start_id: str | None, end_id: str | None, statements: list[Statement]
) -> Written:
    """The row that writes a fact as its statements, oldest first, have it together."""
    properties = _taken(fact, statements)
    properties["statements"] = encode_statements(statements)
    row: Written = {"key": key, "properties": properties}
    if isinstance(fact, LinkFact):
        properties["key"] = key
        row["start_id"], row["end_id"] = start_id, end_id
    else:
        properties["id"] = key
        if fact.table == "enterprises":
            row["places"] = list(_places(properties))
    return row


def _taken(fact: Fact, statements: list[Statement]) -> dict[str, Any]:
    """Where statements differ the last one counts.

    Of a thing each column is a statement of its own: a source that has no such column, or leaves
    the cell empty, does not differ from one that fills it. A line or a figure is taken whole.
    """
    if isinstance(fact, NodeFact) and fact.used_by:
        return {name: value for said in statements for name, value in said.values.items()}
    return dict(statements[-1].values)


def _places(properties: dict[str, Any]) -> Iterator[dict[str, Any]]:
    country, region = properties.get("country"), properties.get("region")
    if country is None:
        return
    yield {
        "country": country,
        "country_names": _names(country, country_name),
        "region": region,
        "region_names": _names(region, region_name) if region else {},
    }


def _names(code: str, name: Any) -> dict[str, str]:
    names = {f"name_{language}": name(code, language) for language in ("en", "ru", "uz")}
    return {"name": names["name_en"] or code} | {k: v for k, v in names.items() if v}


def _batches(rows: Iterable[Staged]) -> Iterator[list[Staged]]:
    batch: list[Staged] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _transactions(fact: Fact, rows: list[Written], *, fresh: bool) -> Iterator[list[Step]]:
    """The steps of a batch; more than one transaction only where a kind may have changed."""
    folder = f"facts/{fact.table}"
    if isinstance(fact, NodeFact) and fact.kinds:
        by_kind: dict[str, list[Written]] = defaultdict(list)
        for row in rows:
            by_kind[row["properties"]["kind"]].append(row)
        if not fresh and len(fact.kinds) > 1:
            # ArcadeDB takes one change of labels for a node in a transaction, and none in the
            # one that creates it.
            yield [
                (f"{folder}/unlabel_{other}", {"rows": some})
                for kind, some in by_kind.items()
                for other in fact.kinds
                if other != kind
            ]
            yield [(f"{folder}/label_{kind}", {"rows": some}) for kind, some in by_kind.items()]
        steps: list[Step] = [
            (f"{folder}/create_{kind}", {"rows": some}) for kind, some in by_kind.items()
        ]
        if not fresh:
            steps.append((f"{folder}/update", {"rows": rows}))
    else:
        steps = [(f"{folder}/write", {"rows": rows})]
    if isinstance(fact, NodeFact) and fact.has_links:
        steps.append((f"{folder}/link", {"rows": rows}))
    yield steps
