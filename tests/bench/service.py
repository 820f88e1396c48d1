"""A real ``zanjir serve`` in a process of its own, over the sample data set."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psutil

from graph.settings import Settings

READY_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Service:
    """A client that keeps its connection, and the seconds from the command to /readyz 200."""

    client: httpx.Client
    port: int
    ready_seconds: float
    process_id: int

    @property
    def megabytes(self) -> float:
        """Resident memory of the serving process now, without the embedded database's."""
        return float(psutil.Process(self.process_id).memory_info().rss) / 2**20


@contextmanager
def running_service(settings: Settings) -> Iterator[Service]:
    """`zanjir serve` on a free port, ready to answer; stopped at the end."""
    port = _free_port()
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "serve", "--port", str(port)], env=_environment(settings)
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60.0) as client:
            _wait(client, process, started + READY_SECONDS)
            yield Service(client, port, time.monotonic() - started, process.pid)
    finally:
        process.terminate()
        process.wait(60)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes], deadline: float) -> None:
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"zanjir serve ended with {process.returncode}")
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise SystemExit(f"zanjir serve was not ready within {READY_SECONDS:.0f} s")


def _environment(settings: Settings) -> dict[str, str]:
    named = {
        "GRAPH_URI": settings.graph_uri,
        "GRAPH_USER": settings.graph_user,
        "GRAPH_PASSWORD": settings.graph_password.get_secret_value(),
        "ZANJIR_HOME": str(settings.zanjir_home),
    }
    others = {name: value for name, value in os.environ.items() if name not in named}
    return others | {name: value for name, value in named.items() if value}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
