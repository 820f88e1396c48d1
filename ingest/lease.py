"""One ingest at a time: a lease on the graph, renewed by every batch and between batches."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from graph.client import Database
from graph.errors import ConflictError, GraphError
from graph.holders import is_dead, this_process
from ingest.write import LEASE, later

POLL_SECONDS = 0.5
WAIT_SECONDS = 600.0
RENEW_SECONDS = LEASE.total_seconds() / 4


@contextmanager
def write_lease(database: Database, run_id: str, wait: float = WAIT_SECONDS) -> Iterator[str]:
    """Hold the right to write, under the name yielded.

    Waits for another run to end; ConflictError after ``wait`` s.
    """
    owner = this_process(run_id)
    deadline = time.monotonic() + wait
    dead = ""
    while (holder := _ask(database, owner, dead)) != owner:
        dead = holder if is_dead(holder) else ""
        if dead:
            continue
        if time.monotonic() > deadline:
            raise ConflictError("another ingest is running; try again when it has ended")
        time.sleep(POLL_SECONDS)
    try:
        with _renewed(database, owner):
            yield owner
    finally:
        database.write(("ingest/give_lease_back", {"owner": owner}))


@contextmanager
def _renewed(database: Database, owner: str) -> Iterator[None]:
    """Comparing or embedding a large load writes no batch for longer than the lease lasts."""
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(RENEW_SECONDS):
            with suppress(GraphError):  # the next batch, or the next time, tells
                _ask(database, owner, "")

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _ask(database: Database, owner: str, dead: str) -> str:
    [rows] = database.write(
        (
            "ingest/take_lease",
            {
                "owner": owner,
                "now": datetime.now(UTC).isoformat(),
                "until": later(LEASE),
                "dead_owner": dead,
            },
        )
    )
    return str(rows[0]["holder"])
