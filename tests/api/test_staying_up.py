"""Ends cleanly whenever it is told to, and finds its database again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from graph.connection import open_graph
from graph.schema import ensure_schema
from graph.settings import Settings
from ingest.lease import write_lease
from ingest.write import LEASE, later
from tests.api.serving import READY_SECONDS, serving, wait_for
from tests.embedded.processes import processes_of


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str, status: int) -> bool:
    try:
        return httpx.get(url, timeout=10.0).status_code == status
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_while_warming_up(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    environment = {**os.environ, "ZANJIR_HOME": str(tmp_path), "GRAPH_URI": ""}
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app"]
    child = subprocess.Popen([*command, "--port", str(port)], env=environment)
    try:
        url = f"http://127.0.0.1:{port}/readyz"
        wait_for(lambda: answers(url, 503))
        child.send_signal(number)
        child.wait(READY_SECONDS)
        wait_for(lambda: not processes_of(tmp_path))
    finally:
        child.kill()
        child.wait()


def test_a_database_that_died_is_joined_again(tmp_path: Path) -> None:
    settings = Settings(graph_uri=None, zanjir_home=tmp_path, embedded_heap_mb=256)
    with serving(settings) as client:
        java = [pid for pid in processes_of(tmp_path) if "java" in psutil.Process(pid).name()]
        assert java
        for pid in java:
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: client.get("/readyz").status_code == 503)
        wait_for(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/v1/items").json()["total"] == 0
    wait_for(lambda: not processes_of(tmp_path))


def test_ready_while_a_load_is_written(tmp_path: Path) -> None:
    """Nothing is held of the version before: what needs it is refused, and all else answers."""
    settings = Settings(graph_uri=None, zanjir_home=tmp_path, embedded_heap_mb=256)
    with open_graph(settings) as graph:
        ensure_schema(graph.database, graph.engine, lambda: 384)
        with write_lease(graph.database, "load"):
            graph.database.write(
                ("ingest/start_run", {"run_id": "load", "source": "s", "started_at": "2026"}),
                (
                    "ingest/checkpoint",
                    {"run_id": "load", "table": "bom", "changed": 1, "lease_until": later(LEASE)},
                ),
            )
            with serving(settings) as client:
                assert client.get("/v1/items").json()["total"] == 0
                refused = client.get("/v1/bottlenecks")
                assert refused.status_code == 503
                assert "a load is being written" in refused.json()["detail"]
                moved = {"run_id": "load", "increment": 1, "stated_at": "2026"}
                graph.database.write(("ingest/advance_version", moved))
                wait_for(lambda: client.get("/v1/bottlenecks").status_code == 200)
