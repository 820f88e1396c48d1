"""Real java, real processes: every test has a home of its own and leaves nothing running."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from graph.embedded import EmbeddedDatabase
from tests.embedded.processes import HEAP_MB, User, processes_of


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose processes do not outlive the test."""
    folder = tmp_path / "home"
    yield folder
    for pid in processes_of(folder):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def user(home: Path) -> Iterator[Callable[[], User]]:
    """Starts users of the test's home."""
    users: list[User] = []

    def start() -> User:
        users.append(User(home))
        return users[-1]

    yield start
    for entry in users:
        entry.close()


@pytest.fixture
def database(home: Path) -> EmbeddedDatabase:
    """This process's way to the test's home."""
    return EmbeddedDatabase(home, heap_mb=HEAP_MB)
