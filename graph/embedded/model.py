"""What the embedded database tells its callers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

DATABASE_NAME = "zanjir"
ROOT_USER = "root"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class EmbeddedAddress:
    """Where a running database answers. ``pid`` is that of the java process."""

    bolt_uri: str
    http_url: str
    user: str
    password: str = field(repr=False)
    database: str
    pid: int


@dataclass(frozen=True, slots=True)
class EmbeddedStatus:
    """The state of one home. ``address`` is None while the database is down or starting.

    ``users`` are the process ids that use it now, ``size_bytes`` the size of its data on disk.
    """

    running: bool
    kept: bool
    users: tuple[int, ...]
    address: EmbeddedAddress | None
    folder: Path
    size_bytes: int
