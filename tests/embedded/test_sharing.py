"""One database per home: who starts it, who joins it, who stops it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from graph.embedded import EmbeddedDatabase
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


def test_users_starting_at_the_same_instant_share_one_database(user: StartUser) -> None:
    users = [user(), user(), user()]
    assert len({(entry.joined().java, entry.bolt_uri) for entry in users}) == 1


def test_last_one_out_stops_it(user: StartUser, home: Path) -> None:
    first, second = user(), user()
    java = first.joined().java
    second.joined()
    assert first.end() == 0
    assert alive(java)
    assert second.end() == 0
    assert processes_of(home) == []


def test_killed_owner_leaves_the_database_to_the_others(user: StartUser) -> None:
    owner = user().joined()
    other = user().joined()
    owner.kill()
    third = user().joined()
    assert third.java == other.java == owner.java
    assert alive(owner.java)


def test_killed_sole_user_leaves_nothing_behind(
    user: StartUser, home: Path, database: EmbeddedDatabase
) -> None:
    user().joined().kill()
    wait_until(lambda: processes_of(home) == [])
    assert not database.status().running
    assert database.status().users == ()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, -2)])
def test_signalled_user_stops_it_on_the_way_out(
    user: StartUser, home: Path, number: signal.Signals, code: int
) -> None:
    entry = user().joined()
    entry.process.send_signal(number)
    assert entry.process.wait(30) == code
    assert processes_of(home) == []


def test_signal_during_the_start_leaves_nothing_behind(user: StartUser, home: Path) -> None:
    entry = user()
    wait_until(lambda: bool(processes_of(home)))
    entry.process.send_signal(signal.SIGINT)
    entry.process.wait(30)
    wait_until(lambda: processes_of(home) == [])


def test_two_homes_are_two_databases(database: EmbeddedDatabase, tmp_path: Path) -> None:
    with database as one, EmbeddedDatabase(tmp_path / "other дом", heap_mb=HEAP_MB) as two:
        assert one.pid != two.pid
        assert len({one.bolt_uri, two.bolt_uri}) == len({one.http_url, two.http_url}) == 2
        write_part(one, "only here")
        assert part_names(two) == []


def test_objects_and_threads_of_one_process_have_their_own_leases(home: Path) -> None:
    databases = [EmbeddedDatabase(home, heap_mb=HEAP_MB) for _ in range(3)]
    threads = [threading.Thread(target=entry.join) for entry in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert databases[0].status().users == (os.getpid(),)
    databases[0].leave()
    databases[0].leave()
    databases[1].leave()
    assert databases[2].status().running
    databases[2].leave()
    assert processes_of(home) == []


def test_forked_child_holds_no_lease(database: EmbeddedDatabase, home: Path) -> None:
    database.join()
    child = multiprocessing.get_context("fork").Process(target=signal.pause)
    child.start()
    try:
        database.leave()
        assert processes_of(home) == []
    finally:
        child.kill()
        child.join()


def test_data_survive_and_secrets_stay_secret(database: EmbeddedDatabase) -> None:
    with database as address:
        write_part(address, "кузов")
        for entry in psutil.process_iter(["cmdline", "environ"]):
            shown = [*(entry.info["cmdline"] or ()), *(entry.info["environ"] or {}).values()]
            assert not any(address.password in word for word in shown)
        assert address.password not in repr(address)
    folder = database.status().folder
    assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with database as address:
        assert part_names(address) == ["кузов"]


def test_killed_java_is_started_again_with_the_committed_data(
    user: StartUser, database: EmbeddedDatabase
) -> None:
    waiting = user().joined()
    with database as address:
        write_part(address, "committed")
        os.kill(address.pid, signal.SIGKILL)
        again = database.join()
        assert again.pid != address.pid
        assert again.bolt_uri == address.bolt_uri == waiting.bolt_uri
        assert part_names(again) == ["committed"]


def test_killed_keeper_leaves_no_orphan_in_the_way(
    user: StartUser, database: EmbeddedDatabase, home: Path
) -> None:
    java = user().joined().java
    keeper = psutil.Process(java).ppid()
    os.kill(keeper, signal.SIGKILL)
    wait_until(lambda: not alive(keeper))
    with database as address:
        assert address.pid != java
        assert not alive(java)
        assert len(processes_of(home)) == 2
