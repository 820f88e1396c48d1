"""One ingest at a time: a lease on the graph, renewed with every batch."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psutil

from graph.client import Database
from graph.errors import ConflictError
from ingest.write import LEASE, later

POLL_SECONDS = 0.5
WAIT_SECONDS = 600.0


def this_process(run_id: str) -> str:
    """A name that tells another process on this machine whether its holder still lives."""
    return f"{socket.gethostname()}|{os.getpid()}|{psutil.Process().create_time():.2f}|{run_id}"


def is_dead(holder: str) -> bool:
    """True only when the holder ran on this machine and is certainly gone."""
    host, _, rest = holder.partition("|")
    pid, _, rest = rest.partition("|")
    started = rest.partition("|")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" != started
    except psutil.NoSuchProcess:
        return True


@contextmanager
def write_lease(database: Database, run_id: str, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the right to write; waits for another run to end, ConflictError after ``wait`` s."""
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
        yield
    finally:
        database.write(("ingest/give_lease_back", {"owner": owner}))


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
