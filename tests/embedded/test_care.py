"""Looking after the database: keep, stop, status, backup, restore, wipe, and what goes wrong."""

from __future__ import annotations

import os
import signal
import socket
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.embedded import EmbeddedDatabase
from graph.embedded.folder import DatabaseFolder
from graph.embedded.java import Ports, free_ports
from graph.errors import ConfigurationError, ConflictError, EmbeddedDatabaseError, InputError
from tests.embedded.processes import (
    HEAP_MB,
    User,
    alive,
    part_names,
    processes_of,
    wait_until,
    write_part,
)

StartUser = Callable[[], User]


def one_line(error: BaseException) -> str:
    """The message, which must be a single line."""
    assert "\n" not in str(error)
    return str(error)


def test_kept_database_stays_until_it_is_stopped(
    database: EmbeddedDatabase, user: StartUser, home: Path
) -> None:
    address = database.keep()
    assert database.status().users == ()
    entry = user().joined()
    assert entry.java == address.pid
    with pytest.raises(ConflictError, match=str(entry.pid)):
        database.stop()
    with pytest.raises(ConflictError, match=str(entry.pid)):
        database.wipe()
    assert entry.end() == 0
    status = database.status()
    assert (status.running, status.kept, status.address) == (True, True, address)
    assert status.size_bytes > 0
    assert database.stop()
    assert processes_of(home) == []
    assert not database.stop()
    assert not database.status().kept


def test_kept_database_comes_back_when_java_is_killed(database: EmbeddedDatabase) -> None:
    address = database.keep()
    os.kill(address.pid, signal.SIGKILL)
    wait_until(lambda: (now := database.status().address) is not None and now.pid != address.pid)
    assert database.join().bolt_uri == address.bolt_uri
    assert database.stop()


def test_status_starts_and_creates_nothing(database: EmbeddedDatabase, home: Path) -> None:
    status = database.status()
    assert (status.running, status.kept, status.users) == (False, False, ())
    assert (status.address, status.size_bytes) == (None, 0)
    assert not database.stop()
    database.wipe()
    assert not home.exists()


def test_backup_and_restore(database: EmbeddedDatabase, user: StartUser, tmp_path: Path) -> None:
    copy, bad, mangled = tmp_path / "копия.zip", tmp_path / "bad.zip", tmp_path / "mangled.zip"
    with database as address:
        write_part(address, "before")
        database.backup(copy)
        write_part(address, "after")
        with pytest.raises(ConflictError):
            database.backup(copy)
        other = user().joined()
        with pytest.raises(ConflictError, match=str(other.pid)):
            database.restore(copy)
        other.end()
    bad.write_bytes(b"no zip at all")
    with zipfile.ZipFile(copy) as whole, zipfile.ZipFile(mangled, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, b"broken" * 40)
    for file in (bad, mangled, tmp_path / "missing.zip"):
        with pytest.raises(InputError) as caught:
            database.restore(file)
        assert file.name in one_line(caught.value)
    with database as address:
        assert part_names(address) == ["after", "before"]
        database.restore(copy)
        assert part_names(database.join()) == ["before"]
    assert sorted(path.name for path in database.status().folder.glob("incoming*")) == []


def test_wipe_empties_a_kept_database_and_keeps_it(database: EmbeddedDatabase) -> None:
    write_part(database.keep(), "gone")
    database.wipe()
    status = database.status()
    assert status.running
    assert status.address is not None
    assert part_names(status.address) == []
    assert database.stop()


def test_broken_data_are_named_every_time_until_restored(
    database: EmbeddedDatabase, tmp_path: Path, home: Path
) -> None:
    copy = tmp_path / "copy.zip"
    with database as address:
        write_part(address, "safe")
    database.backup(copy)
    files = DatabaseFolder(home).database
    for schema in files.glob("schema*.json"):
        schema.write_text("{broken", encoding="utf-8")
    for _ in range(2):  # the server would take the second start for that of an empty database
        with pytest.raises(EmbeddedDatabaseError) as caught:
            database.join()
        line = one_line(caught.value)
        assert str(home) in line
        assert "zanjir db restore FILE" in line
        assert "zanjir db wipe" in line
        assert ".log" in line
        assert processes_of(home) == []
    database.restore(copy)
    with database as address:
        assert part_names(address) == ["safe"]


def test_home_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(EmbeddedDatabaseError) as caught:
        EmbeddedDatabase(blocked, heap_mb=HEAP_MB).join()
    assert "ZANJIR_HOME" in one_line(caught.value)


def test_heap_that_does_not_fit(home: Path) -> None:
    with pytest.raises(EmbeddedDatabaseError, match="memory"):
        EmbeddedDatabase(home, heap_mb=10**8).join()
    with pytest.raises(ConfigurationError):
        EmbeddedDatabase(home, heap_mb=1).join()
    assert processes_of(home) == []
    assert EmbeddedDatabase(home).status().users == ()


def test_full_disk_is_named_before_the_start(
    database: EmbeddedDatabase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.embedded.folder.MINIMUM_FREE_BYTES", 2**62)
    with pytest.raises(EmbeddedDatabaseError, match="disk") as caught:
        database.join()
    assert str(home) in one_line(caught.value)
    assert database.status().users == ()


def test_package_that_is_not_installed(
    database: EmbeddedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "arcadedb_embedded", None)
    with pytest.raises(EmbeddedDatabaseError, match="pip install arcadedb-embedded") as caught:
        database.join()
    assert one_line(caught.value)


def test_taken_ports_are_not_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = free_ports(Ports(bolt=port, http=port))
        assert port not in (found.bolt, found.http)
        assert found.bolt != found.http


def test_ports_lost_while_it_was_down_are_replaced(database: EmbeddedDatabase) -> None:
    with database as address:
        port = int(address.bolt_uri.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)), database as address:
        assert not address.bolt_uri.endswith(f":{port}")


def test_deleted_home_stops_its_database(database: EmbeddedDatabase, home: Path) -> None:
    java = database.keep().pid
    home.rename(home.with_name("moved away"))
    wait_until(lambda: not alive(java) and processes_of(home) == [])
