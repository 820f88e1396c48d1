"""File locks that the kernel frees when their holder dies, even by ``kill -9``.

``flock`` belongs to the open file: two locks of one process on one path exclude each other too,
and a lock that a forked child inherited would outlive its owner, so forked children close theirs.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from graph.errors import ConflictError, EmbeddedDatabaseError

_POLL_SECONDS = 0.02
_held: set[FileLock] = set()


class FileLock:
    """An exclusive lock on one file. Not for use by two threads at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if it is free. Raises OSError when the file cannot be opened."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not _try_flock(descriptor, fcntl.LOCK_EX, self.path):
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        _held.add(self)
        return True

    def acquire(self, timeout_seconds: float, complaint: str) -> None:
        """Wait for the lock; after the time limit raise ConflictError(complaint)."""
        deadline = time.monotonic() + timeout_seconds
        while not self.try_acquire():
            if time.monotonic() >= deadline:
                raise ConflictError(complaint)
            time.sleep(_POLL_SECONDS)

    def write(self, text: str) -> None:
        """Replace the content of the locked file."""
        descriptor = self._open_descriptor()
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)

    def still_there(self) -> bool:
        """Whether the path still names the locked file (its folder may have been deleted)."""
        descriptor = self._open_descriptor()
        try:
            return os.path.samestat(os.stat(self.path), os.fstat(descriptor))
        except OSError:
            return False

    def rename(self, path: Path) -> None:
        """Give the locked file another name."""
        os.rename(self.path, path)
        self.path = path

    def release(self) -> None:
        """Free the lock; twice is once."""
        descriptor, self._descriptor = self._descriptor, None
        _held.discard(self)
        if descriptor is not None:
            os.close(descriptor)

    def _open_descriptor(self) -> int:
        if self._descriptor is None:
            raise RuntimeError(f"{self.path} is not locked by this object")
        return self._descriptor


def is_locked(path: Path) -> bool:
    """Whether somebody holds a lock on the file; False when there is no such file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two onlookers do not take each other for the holder.
        return not _try_flock(descriptor, fcntl.LOCK_SH, path)
    finally:
        os.close(descriptor)


class Lease:
    """The sign that one user of this process uses the database."""

    def __init__(self, users_folder: Path) -> None:
        name = f"{os.getpid()}-{token_hex(4)}"
        self._lock = FileLock(users_folder / f"{name}.new")
        if not self._lock.try_acquire():
            raise EmbeddedDatabaseError(f"cannot lock {self._lock.path}; try again")
        # It gets its real name locked, so nobody can take it for a dead user's.
        self._lock.rename(users_folder / f"{name}.lease")

    def release(self) -> None:
        """Stop using the database; twice is once."""
        with suppress(OSError):
            self._lock.path.unlink(missing_ok=True)
        self._lock.release()


def lease_holders(users_folder: Path) -> list[int]:
    """The process id of every living lease, one for each lease."""
    holders = []
    for path in sorted(users_folder.glob("*.lease")):
        if is_locked(path):
            holders.append(int(path.name.partition("-")[0]))
    return holders


def drop_dead_leases(users_folder: Path) -> None:
    """Delete what users that were killed left behind. Call it with the guard held."""
    for path in users_folder.iterdir():
        if not is_locked(path):
            path.unlink(missing_ok=True)


def _try_flock(descriptor: int, how: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN):
            return False
        raise EmbeddedDatabaseError(
            f"cannot lock {path} ({error.strerror}); set ZANJIR_HOME to a folder on a local disk"
        ) from error
    return True


def _close_inherited() -> None:
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_close_inherited)
