"""Join and leave the embedded database of a home; start, stop, look at and empty it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import psutil

from graph.embedded import archive
from graph.embedded.folder import DatabaseFolder, ServerState
from graph.embedded.java import ServerOptions
from graph.embedded.launch import start_keeper, stop_keeper
from graph.embedded.locks import FileLock, Lease, drop_dead_leases, is_locked, lease_holders
from graph.embedded.model import (
    DATABASE_NAME,
    LOOPBACK,
    ROOT_USER,
    EmbeddedAddress,
    EmbeddedStatus,
)
from graph.embedded.rest import RestClient, ServerRefusalError, ServerUnreachableError
from graph.errors import ConflictError, EmbeddedDatabaseError

_POLL_SECONDS = 0.03
_GUARD_SLACK_SECONDS = 30.0
_ATTEMPTS = 3


class EmbeddedDatabase:
    """This process's way to the database below ``home``. Safe to share between threads.

    ``heap_mb`` bounds java's heap, ``command_timeout_seconds`` every query (by the server) and
    ``start_timeout_seconds`` a start; those of whoever starts it count. Every method may raise
    EmbeddedDatabaseError (cannot start) and ConflictError (others use it or are busy with it).
    """

    def __init__(
        self,
        home: Path,
        *,
        heap_mb: int = 1024,
        command_timeout_seconds: float = 60.0,
        start_timeout_seconds: float = 60.0,
    ) -> None:
        self._folder = DatabaseFolder(home)
        self._options = ServerOptions(heap_mb, command_timeout_seconds, start_timeout_seconds)
        self._mutex = threading.RLock()
        self._lease: Lease | None = None
        self._lease_owner = 0

    def __enter__(self) -> EmbeddedAddress:
        return self.join()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def join(self) -> EmbeddedAddress:
        """Use the database: start it, or join the one that runs. Again: see that it still runs."""
        with self._mutex, self._guarded():
            return self._join()

    def leave(self) -> None:
        """Stop using it. The last user out stops it and waits until it is gone, unless kept."""
        with self._mutex:
            if not self._has_lease():
                return
            try:
                if not self._folder.root.is_dir():
                    return  # somebody deleted it, and the keeper has noticed
                with self._guarded():
                    self._drop_lease()
                    if not lease_holders(self._folder.users) and not self._folder.is_kept():
                        stop_keeper(self._folder)
            except ConflictError:
                pass  # somebody is busy with the folder; the keeper sees to the rest
            finally:
                self._drop_lease()

    def keep(self) -> EmbeddedAddress:
        """Start or join it, and let it stay up after this process has left, until ``stop``."""
        with self._mutex, self._guarded():
            joined_before = self._has_lease()
            address = self._join()
            self._folder.set_kept(True)
            if not joined_before:
                self._drop_lease()
            return address

    def stop(self) -> bool:
        """Stop it, kept or not. False if it was not running."""
        if not self._folder.root.is_dir():
            return False
        with self._mutex, self._guarded():
            self._refuse_while_used()
            self._folder.set_kept(False)
            self._drop_lease()
            return stop_keeper(self._folder)

    def status(self) -> EmbeddedStatus:
        """How it is; starts and changes nothing."""
        folder = self._folder
        state = folder.read_state()
        alive = state is not None and _java_runs(state)
        ready = alive and state is not None and state.phase == "ready"
        with folder.errors():
            return EmbeddedStatus(
                running=alive or is_locked(folder.keeper_lock),
                kept=folder.is_kept(),
                users=tuple(sorted(set(lease_holders(folder.users)))),
                address=self._address(state) if state and ready else None,
                folder=folder.root,
                size_bytes=folder.size_bytes(),
            )

    def wipe(self) -> None:
        """Delete all data."""
        if not self._folder.root.is_dir():
            return
        with self._mutex, self._guarded(), self._stopped(), self._folder.errors():
            for data in (self._folder.data, self._folder.previous_data):
                if data.exists():
                    shutil.rmtree(data)

    def backup(self, file: Path, *, overwrite: bool = False) -> None:
        """Write a consistent copy of the database to ``file``, a zip, while it may be in use.

        Raises ConflictError when the file exists, unless ``overwrite``.
        """
        archive.check_target(file, overwrite)
        with self._mutex:
            joined_before = self._has_lease()
            address = self.join()
            try:
                archive.write_backup(self._folder, address, file, overwrite)
            finally:
                if not joined_before:
                    self.leave()

    def restore(self, file: Path) -> None:
        """Replace the data by a backup. What cannot be opened leaves the present data alone."""
        archive.check_archive(file)
        with self._mutex, self._guarded():
            self._folder.make_data()
            self._refuse_while_used()
            with archive.opened_copy(self._folder, file, self._options) as copy, self._stopped():
                archive.swap_in(self._folder, copy)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        self._folder.create()
        guard = FileLock(self._folder.guard)
        with self._folder.errors():
            guard.acquire(
                self._options.start_timeout_seconds + _GUARD_SLACK_SECONDS,
                f"another command is busy starting, stopping or restoring {self._folder.root}; "
                "try again when it is done",
            )
        try:
            yield
        finally:
            guard.release()

    @contextmanager
    def _stopped(self) -> Iterator[None]:
        """Stop it for the while, and start it again if it is kept or this process uses it."""
        self._refuse_while_used()
        stop_keeper(self._folder)
        yield
        if self._folder.is_kept() or self._own_leases():
            kept_only = not self._has_lease()
            self._join()
            if kept_only:
                self._drop_lease()

    def _own_leases(self) -> bool:
        return os.getpid() in lease_holders(self._folder.users)

    def _refuse_while_used(self) -> None:
        others = sorted(set(lease_holders(self._folder.users)) - {os.getpid()})
        if others:
            pids = ", ".join(map(str, others))
            raise ConflictError(
                f"the database in {self._folder.root} is in use by process {pids}; "
                "end it first (or wait until it is done)"
            )

    def _has_lease(self) -> bool:
        return self._lease is not None and self._lease_owner == os.getpid()

    def _drop_lease(self) -> None:
        if self._lease is not None and self._has_lease():
            self._lease.release()
        self._lease = None

    def _join(self) -> EmbeddedAddress:
        """Needs the guard. On any failure, Ctrl-C included, no lease stays behind."""
        self._options.check()
        joined_before = self._has_lease()
        try:
            with self._folder.errors():
                drop_dead_leases(self._folder.users)
                if not joined_before:
                    self._lease_owner = os.getpid()
                    self._lease = Lease(self._folder.users)
            return self._running_address()
        except BaseException:
            if not joined_before:
                self._drop_lease()
            raise

    def _running_address(self) -> EmbeddedAddress:
        deadline = time.monotonic() + self._options.start_timeout_seconds + _GUARD_SLACK_SECONDS
        attempts: list[str] = []
        while time.monotonic() < deadline:
            locked = is_locked(self._folder.keeper_lock)
            state = self._folder.read_state()
            if not locked:
                attempts.append(self._start_keeper(state, attempts))
            elif state is not None and self._is_up(state):
                return self._address(state)
            time.sleep(_POLL_SECONDS)
        raise EmbeddedDatabaseError(
            "the embedded database does not answer; run `zanjir db stop` and try again, "
            f"or read the files in {self._folder.log}"
        )

    def _start_keeper(self, state: ServerState | None, attempts: list[str]) -> str:
        """Start one, unless those started before have failed; returns the attempt's name."""
        if state and state.attempt in attempts and state.phase == "failed":
            raise EmbeddedDatabaseError(state.error)
        self._folder.check_room()
        if len(attempts) == _ATTEMPTS:
            raise EmbeddedDatabaseError(
                f"the embedded database stops at once; read the files in {self._folder.log}"
            )
        self._folder.make_data()
        return start_keeper(self._folder, self._options)

    def _is_up(self, state: ServerState) -> bool:
        if state.phase != "ready" or not _java_runs(state):
            return False
        address = self._address(state)
        with suppress(ServerUnreachableError, ServerRefusalError):
            opened = RestClient(address.http_url, address.password).database_is_open()
            # A keeper that has just been killed takes its java with it.
            return opened and is_locked(self._folder.keeper_lock)
        return False

    def _address(self, state: ServerState) -> EmbeddedAddress:
        with self._folder.errors():
            password = self._folder.password()
        return EmbeddedAddress(
            bolt_uri=f"bolt://{LOOPBACK}:{state.bolt_port}",
            http_url=f"http://{LOOPBACK}:{state.http_port}",
            user=ROOT_USER,
            password=password,
            database=DATABASE_NAME,
            pid=state.java_pid,
        )


def _java_runs(state: ServerState) -> bool:
    """Whether the recorded process lives, and is not another one with its number."""
    try:
        process = psutil.Process(state.java_pid)
        return (
            abs(process.create_time() - state.java_started) < 1.0
            and process.status() != psutil.STATUS_ZOMBIE
        )
    except (psutil.Error, ValueError):
        return False
