"""The process that owns java: ``python -m graph.embedded.keeper keep|check …``.

It stays in a session of its own, so that Ctrl-C in a terminal does not reach it, watches who uses
the database and stops it when nobody does. What its users forget when they are killed, the kernel
tells it: their locks are gone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil

from graph.embedded.folder import DatabaseFolder, ServerState
from graph.embedded.java import Ports, ServerOptions
from graph.embedded.launch import end_orphans
from graph.embedded.locks import FileLock, drop_dead_leases, lease_holders
from graph.embedded.server import JavaServer, StartCancelledError, die_with_parent
from graph.errors import ZanjirError

_WATCH_SECONDS = 0.5
_RESTARTS, _RESTART_SECONDS = 3, 60.0


class Keeper:
    """Runs one server for as long as somebody uses it or it is kept."""

    def __init__(self, folder: DatabaseFolder, options: ServerOptions, attempt: str) -> None:
        self._folder = folder
        self._lock = FileLock(folder.keeper_lock)
        self._server = JavaServer(folder.data, folder.log, folder.password_file, options)
        self._state = ServerState(attempt=attempt, phase="starting")
        self._stop = threading.Event()
        self._starts: deque[float] = deque(maxlen=_RESTARTS)

    def run(self, started: Callable[[], None]) -> int:
        """Keep the server; returns the exit code when it is gone.

        ``started`` is called once this keeper, or a quicker one, is seen to be there.
        """
        signal.signal(signal.SIGTERM, lambda *_: self._stop.set())
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if not self._lock.try_acquire():
            started()
            return 0
        self._lock.write(str(os.getpid()))
        started()
        try:
            with self._folder.errors():
                end_orphans(self._folder)
                self._start()
                self._watch()
        except StartCancelledError:
            pass
        except ZanjirError as error:
            self._fail(error.detail)
            return 1
        except Exception:
            self._fail(f"the embedded database's keeper broke; read {self._folder.log}/keeper.log")
            raise
        finally:
            # The lock goes with the process, so that who sees it free sees nothing of us left.
            self._server.stop()
        return 0

    def _start(self) -> None:
        before = self._folder.read_state()
        wanted = Ports(before.bolt_port, before.http_port) if before else None
        self._starts.append(time.monotonic())
        self._server.start(wanted, self._record_starting, self._stop.is_set)
        self._record(replace(self._state, phase="ready"))

    def _watch(self) -> None:
        while not self._stop.wait(_WATCH_SECONDS):
            self._server.bound_output()
            if not self._lock.still_there():
                return  # the folder was deleted under us
            if not self._is_wanted() and self._stop_unless_joined():
                return
            if not self._server.is_running():
                self._restart()

    def _restart(self) -> None:
        """Java died under its users: start it again on its ports, unless it keeps dying."""
        recent = [at for at in self._starts if time.monotonic() - at < _RESTART_SECONDS]
        if len(recent) >= _RESTARTS:
            self._stop.set()
            return
        self._start()

    def _is_wanted(self) -> bool:
        return bool(lease_holders(self._folder.users)) or self._folder.is_kept()

    def _stop_unless_joined(self) -> bool:
        guard = FileLock(self._folder.guard)
        try:
            if not guard.try_acquire():
                return False  # somebody is joining or leaving just now
        except OSError:
            return not self._lock.still_there()
        if self._is_wanted():
            guard.release()
            return False
        drop_dead_leases(self._folder.users)
        self._server.stop()
        return True  # with the guard still held: the next to join finds nobody here

    def _record_starting(self) -> None:
        self._record(
            replace(
                self._state,
                phase="starting",
                java_pid=self._server.pid,
                java_started=psutil.Process(self._server.pid).create_time(),
                bolt_port=self._server.ports.bolt,
                http_port=self._server.ports.http,
            )
        )

    def _fail(self, reason: str) -> None:
        with suppress(OSError):
            self._record(replace(self._state, phase="failed", error=reason))

    def _record(self, state: ServerState) -> None:
        self._state = state
        with suppress(FileNotFoundError):
            self._folder.write_state(state)


def check(data: Path, password_file: Path, options: ServerOptions) -> int:
    """Open a data folder once; on failure say why on stderr."""
    parent = os.getppid()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    die_with_parent(parent)
    log = data.parent / "log"
    log.mkdir(exist_ok=True)
    server = JavaServer(data, log, password_file, options)
    try:
        server.start(None, lambda: None, stop.is_set)
    except (ZanjirError, StartCancelledError) as error:
        sys.stderr.write(str(error))
        return 1
    finally:
        server.stop()
    return 0


def main(arguments: list[str]) -> int:
    """``keep HOME ATTEMPT LIMITS`` goes to the background, ``check DATA PASSWORD_FILE LIMITS``
    stays; LIMITS are heap, query and start limits."""
    command, first, second, *limits = arguments
    heap, query_limit, start_limit = limits
    options = ServerOptions(int(heap), float(query_limit), float(start_limit))
    if command == "check":
        return check(Path(first), Path(second), options)
    return _run_in_background(Keeper(DatabaseFolder(Path(first)), options, second))


def _run_in_background(keeper: Keeper) -> int:
    """The first process ends when the keeper has started, so that no caller has to reap it."""
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        os._exit(0 if os.read(reader, 1) else 1)
    os.close(reader)

    def started() -> None:
        os.write(writer, b"1")
        os.close(writer)

    return keeper.run(started)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
