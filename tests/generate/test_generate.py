"""Generated supply bases: the same for a seed, without rejects, shared and deep as cars are."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.embedded import Told
from graph.planning.localization import localization
from graph.planning.what_if import what_if
from graph.planning.what_if_answers import WhatIfRequest
from graph.search.embedding import Embedder
from ingest.command_line import run
from ingest.generate.lines import annual_demand
from ingest.generate.tables import TABLES, write_tables
from ingest.generate.world import LEVEL_SHARES, World
from ingest.progress import Progress
from ingest.rows import TABLES as ROWS
from ingest.run import IngestOptions, run_ingest

SMALL = World.of(600, vehicles=3)
DEPTH = len(LEVEL_SHARES) + 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made")
    assert [name for name, _ in write_tables(SMALL, made)] == list(TABLES)
    return made


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def generate(*arguments: str) -> int:
    """Run ``zanjir generate`` in this process; returns its exit code."""
    return run(["generate", *arguments], debug=False, told=Told())


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert generate("--items", "600", "--vehicles", "3", str(again)) == 0
    assert digests(again) == digests(folder)
    other = tmp_path / "other"
    assert generate("--items", "600", "--vehicles", "3", "--seed", "2", str(other)) == 0
    of_the_sample = {"materials.csv", "processes.csv", "production.csv"}
    same = {name for name, digest in digests(other).items() if digest == digests(folder)[name]}
    assert same == of_the_sample


def test_bytes_that_a_later_python_and_another_machine_must_give_too(folder: Path) -> None:
    assert digests(folder)["bom.csv"].startswith("086c6286eeb5339b")
    assert digests(folder)["imports.csv"].startswith("86bc44f062342abe")


def test_columns_are_those_of_the_input_tables() -> None:
    assert set(TABLES) == set(ROWS)
    for name, table in TABLES.items():
        assert set(table.columns) <= ROWS[name].columns, name
        assert ROWS[name].missing_columns(table.columns) == [], name


def test_every_item_is_used_and_lines_only_lead_down(folder: Path) -> None:
    children: dict[str, list[str]] = defaultdict(list)
    for row in read(folder, "bom"):
        children[row["parent_id"]].append(row["child_id"])
    steps = Counter[str]()
    # Parents come before what they hold: one pass finds the longest ways, and any cycle.
    for parent, held in children.items():
        assert len(set(held)) == len(held)
        for child in held:
            assert child not in children or list(children).index(child) > list(children).index(
                parent
            )
            steps[child] = max(steps[child], steps[parent] + 1)
    items = {row["id"]: row["kind"] for row in read(folder, "items")}
    assert steps.keys() == items.keys()
    assert set(children) == {row["id"] for row in read(folder, "vehicles")} | {
        id_ for id_, kind in items.items() if kind == "assembly"
    }
    assert max(steps.values()) == DEPTH


@pytest.mark.parametrize("items", [600, 5_000])
def test_sharing_is_within_the_stated_ranges(items: int, tmp_path: Path) -> None:
    list(write_tables(World.of(items), tmp_path, ("bom", "items")))
    rows = read(tmp_path, "bom")
    assert len(rows) == pytest.approx(4.05 * items, rel=0.02)
    used = Counter(row["child_id"] for row in rows)
    parents = len({row["parent_id"] for row in rows})
    # One part is in a fifth of all assemblies or more, half of the items in one or two.
    assert max(used.values()) > parents / 5
    assert sorted(used.values())[items // 2] <= 3
    shared = sum(1 for id_, count in used.items() if id_.startswith("A") and count > 1)
    assert 0.1 < shared / (0.35 * items) < 0.5


def test_materials_add_up_to_the_mass_of_a_part(folder: Path) -> None:
    made_of: dict[str, float] = defaultdict(float)
    for row in read(folder, "composition"):
        made_of[row["part_id"]] += float(row["mass_kg"])
    parts = {r["id"]: float(r["mass_kg"]) for r in read(folder, "items") if r["kind"] == "part"}
    assert made_of == pytest.approx(parts, abs=1e-5)


def test_the_smallest_supply_base(tmp_path: Path) -> None:
    assert generate("--items", "10", str(tmp_path / "least")) == 0
    assert len(read(tmp_path / "least", "items")) == 10


def test_a_folder_that_is_not_empty_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").touch()
    assert generate("--items", "10", str(tmp_path)) == 2
    assert "is not empty" in capsys.readouterr().err
    assert generate("--items", "10", str(tmp_path / "mine.txt")) == 2
    assert "is a file" in capsys.readouterr().err
    assert generate("--items", "9", str(tmp_path / "few")) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_every_row_loads_and_planning_has_answers(graph: Graph, folder: Path) -> None:
    report = run_ingest(
        graph, IngestOptions([folder], embed=False), Embedder(), Progress(quiet=True)
    )
    assert report.rejects == []
    written = {name: len(read(folder, name)) for name in TABLES}
    assert {t.table: (t.rows, t.loaded, t.warnings) for t in report.tables} == {
        name: (rows, rows, 0) for name, rows in written.items()
    }
    local = localization(graph, "V0000")
    assert local.level is not None
    assert 0 < local.level < 1
    lost = what_if(graph, WhatIfRequest(down=["CN"], recovery_days=60))
    assert 0 <= lost.baseline_lost_units < lost.lost_units < 40_000
    assert len(annual_demand(SMALL)) == SMALL.items
