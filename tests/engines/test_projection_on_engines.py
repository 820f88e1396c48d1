"""The projection: of one version, refreshed when the graph moves, stored for a restart."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graph.connection import Graph
from graph.errors import BeingWrittenError, NotFoundError, NotReadyError
from graph.holders import this_process
from graph.planning.bottlenecks import bottlenecks
from graph.planning.reading import facts_of
from graph.planning.what_if import what_if
from graph.planning.what_if_answers import WhatIfRequest
from graph.projection import stored
from graph.projection.keeper import ProjectionKeeper
from graph.projection.loading import load_projection, read_stamp
from graph.projection.projection import Projection, columns_of
from graph.projection.stored import copy_path, load_copy, save_copy
from graph.structure.service import explode, where_used
from ingest.lease import write_lease
from ingest.write import LEASE, later
from tests.engines.small_facts import Facts

SECONDS = 30.0


@pytest.fixture
def door(graph: Graph, tmp_path: Path) -> Graph:
    """A door with a bolt, at version 1, with a ZANJIR_HOME of its own."""
    facts = Facts(graph)
    facts.item("vehicle", "car", mass_kg=900.0)
    facts.item("assembly", "door")
    facts.item("part", "bolt", "ключ", "screw", hs_code="731815")
    facts.item("material", "steel")
    facts.line("car", "door", 4, valid_from="2020-01-01", position="10")
    facts.line("door", "bolt", 6, alternative_group="g", alternative_rank=1)
    facts.line("door", "screw", 6, alternative_group="g")
    facts.link("composition", "bolt", "steel", mass_kg=0.05)
    facts.node("plans", "car|1", vehicle_id="car", year=2026, units=1000)
    facts.write()
    end_run(graph)
    home = graph.settings.model_copy(update={"zanjir_home": tmp_path})
    return replace(graph, settings=home)


def end_run(graph: Graph, run_id: str = "run") -> None:
    """A run that changed something ends: the version moves."""
    graph.database.write(
        ("ingest/start_run", {"run_id": run_id, "source": "s", "started_at": "2026-01-01"}),
        (
            "ingest/checkpoint",
            {"run_id": run_id, "table": "bom", "changed": 1, "lease_until": ""},
        ),
    )
    moved = {"run_id": run_id, "increment": 1, "stated_at": "2026-01-02"}
    finish = {"run_id": run_id, "finished_at": "2026-01-02"}
    graph.database.write(("ingest/advance_version", moved), ("ingest/finish_run", finish))


def write_quantity(graph: Graph, quantity: float) -> None:
    graph.database.run_schema(
        "MATCH (:Item {id: 'door'})-[r:CONTAINS]->(:Item {id: 'bolt'}) SET r.quantity = $quantity",
        quantity=quantity,
    )


def change(graph: Graph, quantity: float, run_id: str) -> None:
    write_quantity(graph, quantity)
    end_run(graph, run_id)


def bolts(graph: Graph) -> tuple[float, int]:
    answer = explode(graph, "car")
    [bolt] = [line for line in answer.lines if line.id == "bolt"]
    return bolt.quantity, answer.graph_version


def same(one: Projection, other: Projection) -> bool:
    pairs = zip(columns_of(one), columns_of(other), strict=True)
    return one.bill.plan_years == other.bill.plan_years and all(
        name == again
        and (
            column.dtype == copy.dtype and np.array_equal(column, copy, equal_nan=True)
            if isinstance(column, np.ndarray) and column.dtype.kind == "f"
            else np.array_equal(column, copy)
        )
        for (name, column), (again, copy) in pairs
    )


def test_answers_are_those_of_the_database(door: Graph) -> None:
    held = replace(door, projections=ProjectionKeeper(door))
    assert held.projection is None
    assert held.projections is not None
    held.projections.refresh()

    assert held.projection is not None
    for item in ("car", "door", "bolt", "screw", "ключ"):
        assert explode(held, item, units=3) == explode(door, item, units=3)
        assert where_used(held, item) == where_used(door, item)
    for unknown in ("steel", "nothing", ""):
        with pytest.raises(NotFoundError):
            explode(held, unknown)


def test_an_older_projection_answers_for_its_own_version_until_it_is_refreshed(
    door: Graph,
) -> None:
    keeper = ProjectionKeeper(door)
    held = replace(door, projections=keeper)
    keeper.refresh()
    version = door.version()
    change(door, 7, "second")

    assert bolts(held) == (24, version)
    assert keeper.refresh() is keeper.refresh()
    assert bolts(held) == (28, version + 1)


def test_the_keeper_follows_the_graph_while_it_is_asked(door: Graph) -> None:
    keeper = ProjectionKeeper(door, poll_seconds=0.05)
    held = replace(door, projections=keeper)
    with pytest.raises(NotReadyError):
        keeper.current()
    first = door.version()
    seen: set[tuple[float, int]] = set()
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            seen.add(bolts(held))

    keeper.start()
    thread = threading.Thread(target=ask)
    try:
        assert keeper.wait_ready(SECONDS)
        thread.start()
        for number in range(1, 4):
            change(door, 6 + number, f"run {number}")
            wait_for(lambda number=number: bolts(held)[1] == first + number)
    finally:
        ended.set()
        thread.join()
        keeper.stop()

    # Quantities are written before the version moves, but nobody sees them before.
    assert seen <= {(4 * (6 + n), first + n) for n in range(4)}
    assert (36, first + 3) in seen | {bolts(held)}


def begin_run(graph: Graph, quantity: float, run_id: str) -> None:
    """A run has changed something, and goes on."""
    write_quantity(graph, quantity)
    graph.database.write(
        ("ingest/start_run", {"run_id": run_id, "source": "s", "started_at": "2026-01-01"}),
        (
            "ingest/checkpoint",
            {"run_id": run_id, "table": "bom", "changed": 1, "lease_until": later(LEASE)},
        ),
    )


def test_what_a_load_has_written_so_far_is_not_read(door: Graph) -> None:
    """Rows of the next version lie beside those of this one, and the version does not tell yet."""
    keeper = ProjectionKeeper(door)
    keeper.after_look(keeper.refresh())
    held = replace(door, projections=keeper)
    elsewhere = door.settings.model_copy(update={"zanjir_home": door.settings.zanjir_home / "new"})
    facts_of(held)
    before = bolts(held)
    with write_lease(door.database, "next"):
        assert load_projection(door).stamp == keeper.current().stamp, "nothing is written yet"
        begin_run(door, 7, "next")
        with pytest.raises(BeingWrittenError, match="when it has ended"):
            load_projection(door)
        with pytest.raises(BeingWrittenError):
            facts_of(door)
        nothing_held = ProjectionKeeper(replace(door, settings=elsewhere))
        with pytest.raises(BeingWrittenError):
            nothing_held.refresh()
        # A service goes on, and one that starts now has the copy; alternates are not held.
        begun = ProjectionKeeper(door)
        for projections in (keeper, begun):
            projections.refresh()
            assert bolts(replace(door, projections=projections)) == before
        answer = what_if(held, WhatIfRequest(down=("bolt",), recovery_days=30, year=2026))
        assert answer.lost_units > 0
        assert any("a load is being written" in note for note in answer.notes)
        # What is made for search afterwards is not waited for.
        moved = {"run_id": "next", "increment": 1, "stated_at": "2026-01-03"}
        door.database.write(("ingest/advance_version", moved))
        keeper.refresh()
        assert bolts(held) == (28, before[1] + 1)


def test_a_part_has_what_stands_by_for_it(door: Graph) -> None:
    parts = {each.id: each.substitutes for each in bottlenecks(door, kind="part", year=2026).parts}
    assert parts == {"bolt": ["screw"]}


def test_what_a_dead_load_left_is_read_and_told_from_the_version_before(door: Graph) -> None:
    keeper = ProjectionKeeper(door)
    before = keeper.refresh()
    dead = this_process("dead").replace(str(os.getpid()), "999999999")
    begin_run(door, 7, "dead")
    door.database.run_schema(f"MATCH (g:Graph {{id: 'zanjir'}}) SET g.lease_owner = '{dead}'")
    after = keeper.refresh()
    assert bolts(replace(door, projections=keeper))[0] == 28
    assert after.stamp.version == before.stamp.version
    assert after.stamp != before.stamp, "no copy of the one may pass for the other"


def test_a_database_that_fails_leaves_what_there_is(door: Graph) -> None:
    keeper = ProjectionKeeper(door, poll_seconds=0.05)
    projection = keeper.refresh()
    door.database.run_schema("MATCH (g:Graph {id: 'zanjir'}) SET g.id = 'hidden'")
    try:
        keeper.start()
        wait_for(lambda: keeper.error is not None)
        assert keeper.current() is projection
    finally:
        door.database.run_schema("MATCH (g:Graph {id: 'hidden'}) SET g.id = 'zanjir'")
        wait_for(lambda: keeper.error is None)
        keeper.stop()


def test_what_never_settles_is_not_held(door: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    moving = iter(range(100))
    monkeypatch.setattr(
        "graph.projection.loading.read_stamp", lambda _graph: stored.Stamp(next(moving), "")
    )
    with pytest.raises(NotReadyError, match="changes faster"):
        load_projection(door)


def test_a_restart_takes_the_stored_copy(door: Graph) -> None:
    before = ProjectionKeeper(door)
    before.after_look(before.refresh())
    path = copy_path(door.settings)
    written = path.stat().st_mtime_ns

    after = ProjectionKeeper(door)
    projection = after.refresh()
    after.after_look(projection)

    assert load_copy(path, read_stamp(door)) is not None
    assert same(projection, before.current())
    assert path.stat().st_mtime_ns == written
    assert explode(replace(door, projections=after), "car") == explode(door, "car")


def test_a_copy_of_another_version_or_graph_is_passed_over(door: Graph) -> None:
    keeper = ProjectionKeeper(door)
    path = copy_path(door.settings)
    keeper.after_look(keeper.refresh())
    old = read_stamp(door)
    change(door, 7, "second")
    assert load_copy(path, read_stamp(door)) is None
    assert bolts(replace(door, projections=refreshed(door)))[0] == 28

    # Another graph that was loaded in its place has got as far.
    door.database.run_schema("MATCH (r:Run) DETACH DELETE r")
    door.database.run_schema("MATCH (g:Graph {id: 'zanjir'}) SET g.version = g.version - 2")
    end_run(door, "another")
    assert read_stamp(door).version == old.version
    assert load_copy(path, read_stamp(door)) is None
    assert bolts(replace(door, projections=refreshed(door)))[0] == 28


def refreshed(graph: Graph) -> ProjectionKeeper:
    keeper = ProjectionKeeper(graph)
    keeper.refresh()
    return keeper


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"nonsense" * 100,
        lambda data: data[: len(data) // 2],
        lambda data: data[:-10],
        lambda data: data[:1000] + bytes(200) + data[1200:],
        lambda data: data.replace(b"quantities", b"quantitie5"),
    ],
)
def test_a_broken_copy_is_passed_over_and_written_anew(
    door: Graph, spoil: Callable[[bytes], bytes]
) -> None:
    keeper = ProjectionKeeper(door)
    keeper.after_look(keeper.refresh())
    path = copy_path(door.settings)
    path.write_bytes(spoil(path.read_bytes()))
    assert load_copy(path, read_stamp(door)) is None

    again = ProjectionKeeper(door)
    again.after_look(again.refresh())

    assert same(again.current(), keeper.current())
    found = load_copy(path, read_stamp(door))
    assert found is not None
    assert same(found, keeper.current())
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_copy_of_another_format_is_passed_over(
    door: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = refreshed(door)
    path = copy_path(door.settings)
    with monkeypatch.context() as patched:
        patched.setattr(stored, "FORMAT", stored.FORMAT + 1)
        save_copy(path, keeper.current())
    assert load_copy(path, read_stamp(door)) is None


def test_a_folder_that_refuses_the_copy_stops_nothing(door: Graph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = door.settings.model_copy(update={"zanjir_home": tmp_path / "file" / "home"})
    keeper = ProjectionKeeper(replace(door, settings=home))
    keeper.after_look(keeper.refresh())

    assert keeper.current().version == door.version()


def test_memory_is_that_of_the_columns(door: Graph) -> None:
    projection = refreshed(door).current()

    assert projection.count_bytes() > sum(
        column.nbytes for _, column in columns_of(projection) if hasattr(column, "nbytes")
    )
    assert projection.age_seconds >= 0


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.01)
