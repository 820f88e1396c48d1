"""The folder of one embedded database: names, password, recorded state, room on the disk.

Layout below ``HOME/database`` (only its owner may enter)::

    data/         ArcadeDB's root: databases, server users, backups in the making
    log/          the server's log and the keeper's
    users/        one locked lease file per user
    guard.lock    held during every transition (start, stop, restore, wipe)
    keeper.lock   held by the keeper for its life; contains its pid
    state.json    what the keeper last said of the server
    kept          there while ``db start`` asked for it; contains the boot it was asked in
    password      of the database's only user
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.embedded.model import DATABASE_NAME
from graph.errors import EmbeddedDatabaseError, UnusableHomeError

MINIMUM_FREE_BYTES = 100 * 2**20
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class ServerState:
    """What the keeper records. ``attempt`` names the start that it belongs to."""

    attempt: str
    phase: str  # starting | ready | failed
    java_pid: int = 0
    java_started: float = 0.0
    bolt_port: int = 0
    http_port: int = 0
    error: str = ""


class DatabaseFolder:
    """Paths and small files of one database."""

    def __init__(self, home: Path) -> None:
        self.home = home.expanduser().absolute()
        self.root = self.home / "database"
        self.data = self.root / "data"
        self.previous_data = self.root / "data.previous"
        self.log = self.root / "log"
        self.users = self.root / "users"
        self.guard = self.root / "guard.lock"
        self.keeper_lock = self.root / "keeper.lock"
        self.password_file = self.root / "password"
        self._state = self.root / "state.json"
        self._kept = self.root / "kept"

    @property
    def database(self) -> Path:
        """The files of the database itself."""
        return self.data / "databases" / DATABASE_NAME

    def create(self) -> None:
        """Make the folders. Raises EmbeddedDatabaseError when they cannot be written."""
        with self.errors():
            self.home.mkdir(parents=True, exist_ok=True)
            for folder in (self.root, self.log, self.users):
                folder.mkdir(mode=0o700, exist_ok=True)
                if folder.stat().st_mode & 0o077:
                    folder.chmod(0o700)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn a refusal of the file system into one line that says what to do."""
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise EmbeddedDatabaseError(disk_full(self.root)) from error
            raise UnusableHomeError(
                f"cannot use {error.filename or self.root} ({error.strerror}); give your account "
                "the right to write there, or set ZANJIR_HOME to another folder"
            ) from error

    def check_room(self) -> None:
        """Raise EmbeddedDatabaseError when the disk is all but full."""
        if shutil.disk_usage(self.root).free < MINIMUM_FREE_BYTES:
            raise EmbeddedDatabaseError(disk_full(self.root))

    def make_data(self) -> None:
        """Make the data folder, or finish a swap that a crash cut short. Needs the guard."""
        with self.errors():
            if self.previous_data.exists() and not self.data.exists():
                self.previous_data.rename(self.data)
            shutil.rmtree(self.previous_data, ignore_errors=True)
            self.data.mkdir(mode=0o700, exist_ok=True)
            self._forget_unfinished_database()
            if not self.password_file.exists():
                self._make_password()

    def _forget_unfinished_database(self) -> None:
        """A server killed while it made the database leaves a folder that it then refuses."""
        if not self.database.is_dir():
            return
        holds_data = any(self.database.glob("schema*.json")) or any(self.database.glob("*.bucket"))
        if not holds_data:
            shutil.rmtree(self.database)

    def _make_password(self) -> None:
        fresh = self.root / f"password.{secrets.token_hex(4)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        # The server keeps a hash of the password it was first started with.
        (self.data / "config" / "server-users.jsonl").unlink(missing_ok=True)
        fresh.replace(self.password_file)

    def password(self) -> str:
        """The password. Raises OSError when there is none yet."""
        return self.password_file.read_text(encoding="ascii").strip()

    def read_state(self) -> ServerState | None:
        """The recorded state, None when there is none that can be read."""
        try:
            return ServerState(**json.loads(self._state.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write_state(self, state: ServerState) -> None:
        """Record the state in one step."""
        fresh = self.root / f"state.{os.getpid()}.json"
        fresh.write_text(json.dumps(asdict(state)), encoding="utf-8")
        fresh.replace(self._state)

    def is_kept(self) -> bool:
        """Whether ``db start`` asked, since the machine was booted, that it stays up."""
        try:
            return self._kept.read_text(encoding="ascii") == _boot()
        except OSError:
            return False

    def set_kept(self, kept: bool) -> None:
        """Record or forget that the database stays up without users."""
        with self.errors():
            if kept:
                self._kept.write_text(_boot(), encoding="ascii")
            else:
                self._kept.unlink(missing_ok=True)

    def size_bytes(self) -> int:
        """The size of the data on disk, 0 when there is none."""
        total = 0
        for folder, _, names in os.walk(self.data):
            for name in names:
                with suppress(OSError):
                    total += os.stat(os.path.join(folder, name)).st_size
        return total


def disk_full(folder: Path) -> str:
    """The line for a full disk."""
    return (
        f"the disk of {folder} is full; free at least {MINIMUM_FREE_BYTES // 2**20} MB there, "
        "or set ZANJIR_HOME to a folder on another disk"
    )


def _boot() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"
