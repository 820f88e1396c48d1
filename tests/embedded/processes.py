"""Users of an embedded database in processes of their own, and looks at what is running."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

from graph.embedded.model import EmbeddedAddress
from graph.embedded.rest import RestClient

REPOSITORY = Path(__file__).resolve().parents[2]
HEAP_MB = 256
_USER = """
import sys
from pathlib import Path
from graph.embedded import EmbeddedDatabase, leave_on_signals
with leave_on_signals(), EmbeddedDatabase(Path(sys.argv[1]), heap_mb=256) as address:
    print(address.pid, address.bolt_uri, flush=True)
    sys.stdin.readline()
"""


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Poll until the condition holds; fail the test when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether the process exists and is not merely waiting to be reaped."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def processes_of(home: Path) -> list[int]:
    """Every process, keeper or java, that has this home on its command line."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            line = process.cmdline()
            works_here = any(str(home) in word for word in line)
            is_ours = "graph.embedded.keeper" in line or any("arcadedb" in word for word in line)
            if works_here and is_ours and alive(process.pid):
                found.append(process.pid)
    return found


class User:
    """A command that uses the database until it is told to end, in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _USER, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        self.java = 0
        self.bolt_uri = ""

    @property
    def pid(self) -> int:
        return self.process.pid

    def joined(self) -> User:
        """Wait until it has joined."""
        pid, self.bolt_uri = _stream(self.process.stdout).readline().split()
        self.java = int(pid)
        return self

    def kill(self) -> None:
        """End it as ``kill -9`` does."""
        self.process.kill()
        self.process.wait(10)

    def end(self) -> int:
        """Let it come to its own end; returns its exit code."""
        with suppress(BrokenPipeError):
            _stream(self.process.stdin).write("\n")
            _stream(self.process.stdin).flush()
        return self.process.wait(30)

    def close(self) -> None:
        """Clean up after the test."""
        self.kill()
        _stream(self.process.stdout).close()
        with suppress(BrokenPipeError):
            _stream(self.process.stdin).close()


def write_part(address: EmbeddedAddress, name: str) -> None:
    """Commit one record."""
    client = RestClient(address.http_url, address.password)
    client.sql("CREATE VERTEX TYPE Part IF NOT EXISTS")
    client.sql(f"INSERT INTO Part SET name = '{name}'")


def part_names(address: EmbeddedAddress) -> list[str]:
    """The names of all records, in order; nothing when there never was one."""
    client = RestClient(address.http_url, address.password)
    if not client.sql("SELECT FROM schema:types WHERE name = 'Part'"):
        return []
    return [row["name"] for row in client.sql("SELECT name FROM Part ORDER BY name")]


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
