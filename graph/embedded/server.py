"""One java process: start it, wait until it answers, say why it does not, stop it."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from graph.embedded.folder import disk_full
from graph.embedded.java import (
    Ports,
    ServerOptions,
    free_ports,
    java_command,
    java_environment,
    no_memory,
)
from graph.embedded.model import DATABASE_NAME, LOOPBACK
from graph.embedded.rest import RestClient, ServerRefusalError, ServerUnreachableError
from graph.errors import EmbeddedDatabaseError

_POLL_SECONDS = 0.05
_STOP_SECONDS = 20.0
_PORT_ATTEMPTS = 3
_KEPT_EVENT_LOGS = 2
_OUTPUT_LIMIT_BYTES = 2 * 2**20
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

_LOGGING = """handlers = java.util.logging.FileHandler
.level = WARNING
com.arcadedb.level = INFO
java.util.logging.FileHandler.pattern = arcadedb.%g.log
java.util.logging.FileHandler.limit = 5000000
java.util.logging.FileHandler.count = 2
java.util.logging.FileHandler.append = true
java.util.logging.FileHandler.encoding = UTF-8
java.util.logging.FileHandler.formatter = java.util.logging.SimpleFormatter
java.util.logging.SimpleFormatter.format = %1$tF %1$tT %4$s %5$s%6$s%n
"""
_PORT_TAKEN = "Unable to listen"
_DISK_FULL = "No space left on device"
_NO_MEMORY = (
    "Could not reserve enough space",
    "insufficient memory",
    "OutOfMemoryError",
    "Cannot allocate memory",
)
# What the server reports and goes on without, as if the records had never been there.
_DAMAGED = (
    "The schema will be reset",
    "Possible corrupted record",
    "has invalid content size",
)
# The same, but after a crash these are what its own recovery mends.
_DAMAGED_UNLESS_CRASHED = (
    "holds no database",
    "is corrupt",
    "bytes past the last complete page",
    "Cannot find bucket",
    "is not loaded",
)
_STARTED = "ArcadeDB Server started in"


class StartCancelledError(Exception):
    """The caller no longer wants the server."""


class _PortTakenError(Exception):
    """Another program was quicker to take the port."""


class JavaServer:
    """One server whose root is ``data`` and whose logs lie in ``log``."""

    def __init__(self, data: Path, log: Path, password_file: Path, options: ServerOptions) -> None:
        self.ports = Ports(0, 0)
        self._data = data
        self._log = log
        self._password_file = password_file
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._log_offset = 0
        self._damage_signs: tuple[str, ...] = _DAMAGED

    @property
    def pid(self) -> int:
        """The process id of java, 0 before the first start."""
        return self._process.pid if self._process else 0

    def is_running(self) -> bool:
        """Whether java still runs."""
        return self._process is not None and self._process.poll() is None

    def start(
        self, wanted: Ports | None, launched: Callable[[], None], cancelled: Callable[[], bool]
    ) -> None:
        """Start it and wait until it answers; ``launched`` is called once java has a pid.

        Raises EmbeddedDatabaseError with the cause, StartCancelledError when ``cancelled()``.
        """
        if self._damage_mark.exists():
            raise self._failure("")
        for _ in range(_PORT_ATTEMPTS):
            self.ports = free_ports(wanted)
            wanted = None
            try:
                self._launch()
                launched()
                self._wait(cancelled)
                return
            except _PortTakenError:
                self.stop()
            except BaseException:
                self.stop()
                raise
        raise EmbeddedDatabaseError("other programs keep taking the database's ports; try again")

    def stop(self) -> None:
        """Stop java cleanly, by force after 20 s. Returns when it is gone."""
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def bound_output(self) -> None:
        """Empty the file of java's own output when it has grown too large."""
        with suppress(OSError):
            if self._output.stat().st_size > _OUTPUT_LIMIT_BYTES:
                os.truncate(self._output, 0)

    @property
    def _output(self) -> Path:
        return self._log / "java.out"

    @property
    def _damage_mark(self) -> Path:
        # The server overwrites what it cannot read, so a second start would find an empty database.
        return self._data / "damaged"

    @property
    def _server_log(self) -> Path:
        return self._log / "arcadedb.0.log"

    def _launch(self) -> None:
        (self._log / "logging.properties").write_text(_LOGGING, encoding="ascii")
        for old in sorted((self._data / "log").glob("server-event-log-*"))[:-_KEPT_EVENT_LOGS]:
            old.unlink(missing_ok=True)
        self._log_offset = self._server_log.stat().st_size if self._server_log.exists() else 0
        # The server deletes its write-ahead log when it closes the database.
        crashed = any(self._data.glob(f"databases/{DATABASE_NAME}/*.wal"))
        self._damage_signs = _DAMAGED + (() if crashed else _DAMAGED_UNLESS_CRASHED)
        self._output.write_bytes(b"")
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                java_command(self._data, self._password_file, self.ports, self._options),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self._log,
                env=java_environment(),
                # Only ever runs in the keeper's single thread, where it is safe.
                preexec_fn=_die_with(os.getpid()),
            )

    def _wait(self, cancelled: Callable[[], bool]) -> None:
        client = RestClient(
            f"http://{LOOPBACK}:{self.ports.http}",
            self._password_file.read_text(encoding="ascii").strip(),
        )
        deadline = time.monotonic() + self._options.start_timeout_seconds
        while time.monotonic() < deadline:
            if cancelled():
                raise StartCancelledError
            said = self._said()
            if _PORT_TAKEN in said:
                raise _PortTakenError
            if not self.is_running() or _DISK_FULL in said:
                raise self._failure(said)
            if self._answers(client, said):
                return
            time.sleep(_POLL_SECONDS)
        raise EmbeddedDatabaseError(
            f"the embedded database did not start in {self._options.start_timeout_seconds:g} s; "
            f"try again with a longer time limit, or read {self._server_log}"
        )

    def _answers(self, client: RestClient, said: str) -> bool:
        """Whether it is ready. Raises EmbeddedDatabaseError when it never will be."""
        try:
            if not client.database_is_open():
                if _STARTED in said:
                    raise self._failure(said)
                return False
            with socket.create_connection((LOOPBACK, self.ports.bolt), timeout=1.0):
                pass
            client.check_readable()
        except (OSError, ServerUnreachableError):
            return False
        except ServerRefusalError as error:
            if _STARTED in said:
                raise self._failure(said) from error
            return False
        said = self._said()
        if any(sign in said for sign in self._damage_signs):
            self._damage_mark.touch()
            raise self._failure(said)
        return True

    def _said(self) -> str:
        """What java and the server wrote since this start."""
        parts = []
        for path, offset in ((self._output, 0), (self._server_log, self._log_offset)):
            with suppress(OSError), path.open("rb") as file:
                file.seek(offset if path.stat().st_size >= offset else 0)
                parts.append(file.read().decode("utf-8", "replace"))
        return "\n".join(parts)

    def _failure(self, said: str) -> EmbeddedDatabaseError:
        if _DISK_FULL in said:
            return EmbeddedDatabaseError(disk_full(self._data))
        if any(sign in said for sign in _NO_MEMORY):
            return EmbeddedDatabaseError(no_memory(self._options.heap_mb))
        return EmbeddedDatabaseError(
            f"the database in {self._data} does not open; run `zanjir db restore FILE` with a "
            "backup, or `zanjir db wipe` and load your files again "
            f"(the reason is in {self._server_log})"
        )


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process with its parent (Linux; elsewhere nothing happens)."""
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def _die_with(parent: int) -> Callable[[], None]:
    return lambda: die_with_parent(parent)
