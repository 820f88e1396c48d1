"""What a source states no longer, and what a prune takes back of it, on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.provenance import sources_of
from graph.search.embedding import Embedder
from ingest.progress import Progress
from ingest.report import Report
from ingest.run import IngestOptions, run_ingest
from tests.engines.ingesting import Load, count, lines, loading, rows_of
from tests.tables import TOWN, Rows, write_tables


@pytest.fixture
def load(graph: Graph, tmp_path: Path, embedder: Embedder) -> Load:
    return loading(graph, tmp_path, embedder)


def test_what_is_missing_is_listed_and_stays(graph: Graph, load: Load) -> None:
    load(TOWN)
    report = load({"bom": TOWN["bom"][:2]})

    assert count(report, "bom").missing == 1
    assert [(row.table, row.key) for row in report.missing_rows] == [("bom", "A | P | as-planned")]
    assert report.graph_version == 1
    assert ("A", "P", 2) in lines(graph)


def test_prune_deletes_what_no_source_states(graph: Graph, load: Load) -> None:
    load(TOWN)
    report = load(
        {table: [row for row in rows if "P" not in row.values()] for table, rows in TOWN.items()},
        allow_prune=True,
    )

    assert count(report, "items").pruned == 1
    assert count(report, "bom").pruned == 1
    assert lines(graph) == {("V", "A", 2), ("A", "D", 1)}
    assert rows_of(graph, "MATCH (n:Item {id: 'P'}) RETURN n.id AS id") == []
    assert rows_of(graph, "MATCH (s:SearchEntry) WHERE s.thing_id = 'P' RETURN s.id AS id") == []


def test_a_table_that_is_gone_altogether_is_left_alone(graph: Graph, load: Load) -> None:
    load(TOWN)
    report = load({"materials": TOWN["materials"]}, allow_prune=True)

    assert report.missing_rows == []
    assert len(lines(graph)) == 3


def test_a_thing_that_a_fact_still_points_at_is_not_pruned(graph: Graph, load: Load) -> None:
    load(TOWN)
    load({"bom": [{"parent_id": "V", "child_id": "D", "quantity": 1}]}, source="other")
    report = load(
        {t: [r for r in rows if "D" not in r.values()] for t, rows in TOWN.items()},
        allow_prune=True,
    )

    assert count(report, "items").pruned == 0
    assert any(
        "still" in warning.reason or "stays" in warning.reason for warning in report.warnings
    )
    assert ("V", "D", 1) in lines(graph)


def test_what_another_source_builds_on_is_not_pruned(graph: Graph, load: Load) -> None:
    tree: Rows = [
        {"id": "forming", "name": "forming", "parent_id": ""},
        {"id": "bending", "name": "bending", "parent_id": "forming"},
        {"id": "rolling", "name": "rolling", "parent_id": "forming"},
        {"id": "milling", "name": "milling", "parent_id": ""},
    ]
    rare: Rows = [{"id": "gold", "name": "gold"}, {"id": "tin", "name": "tin"}]
    load({"processes": tree, "materials": rare}, source="base")
    theirs: dict[str, Rows] = {
        "enterprises": [{"id": "E", "name": "e"}],
        "processes": [{"id": "hemming", "name": "hemming", "parent_id": "bending"}],
        "capabilities": [{"enterprise_id": "E", "process_id": "hemming", "materials": "gold"}],
    }
    load(theirs, source="theirs")

    pruned = load({"processes": tree[3:], "materials": []}, source="base", allow_prune=True)

    # bending carries hemming, forming carries bending, and nothing carries rolling.
    assert (count(pruned, "processes").missing, count(pruned, "processes").pruned) == (3, 1)
    assert (count(pruned, "materials").missing, count(pruned, "materials").pruned) == (2, 1)
    again = load(theirs, source="theirs")
    assert (again.rejects, again.graph_version) == ([], pruned.graph_version)
    taxonomy = "MATCH (p:Process)-[:BROADER]->(above:Process) RETURN p.id AS p, above.id AS above"
    assert set(rows_of(graph, taxonomy)) == {("hemming", "bending"), ("bending", "forming")}


def test_of_two_sources_the_later_counts_and_after_a_prune_what_remains(
    graph: Graph, load: Load
) -> None:
    load(TOWN)
    load({"items": [{"id": "D", "kind": "part", "name": "rotor", "mass_kg": 6}]}, source="other")
    name = "MATCH (n:Item {id: 'D'}) RETURN n.name AS name, n.mass_kg AS mass, n.statements AS s"
    [(shown, mass, statements)] = rows_of(graph, name)
    assert (shown, mass) == ("rotor", 6)
    assert [source.source for source in sources_of(statements)] == ["other", "town"]  # type: ignore[arg-type]

    again = load({"items": TOWN["items"]})
    assert count(again, "items").unchanged == 3
    assert rows_of(graph, name)[0][0] == "rotor"

    pruned = load(
        {"items": [{"id": "X", "kind": "part", "name": "x"}]}, source="other", allow_prune=True
    )
    assert count(pruned, "items").missing == 1
    assert count(pruned, "items").pruned == 0
    assert rows_of(graph, name)[0][:2] == ("disc", 5)


def test_three_sources_one_after_the_other_taken_back(graph: Graph, load: Load) -> None:
    """What remains is what the others state, column by column of a thing, whole of a line."""
    load(TOWN)
    load({"items": [{"id": "D", "kind": "part", "name": "rotor"}]}, source="town2")
    item = {"id": "D", "kind": "part", "name": "disque", "mass_kg": 7}
    line = {"parent_id": "A", "child_id": "D", "quantity": 9}
    load({"items": [item], "bom": [line | {"scrap_rate": 0.5}]}, source='to"wn')
    thing = "MATCH (n:Item {id: 'D'}) RETURN n.name AS name, n.mass_kg AS m, n.statements AS s"
    lines_of_d = (
        "MATCH ()-[r:CONTAINS]->(:Item {id: 'D'})"
        " RETURN r.quantity AS q, r.scrap_rate AS scrap, r.statements AS s"
    )

    def stated() -> list[tuple[object, ...]]:
        return [
            (*values, [source.source for source in sources_of(texts)])  # type: ignore[arg-type]
            for text in (thing, lines_of_d)
            for *values, texts in rows_of(graph, text)
        ]

    assert stated() == [
        ("disque", 7, ['to"wn', "town2", "town"]),
        (9, 0.5, ['to"wn', "town"]),
    ]
    # The same rows again are unchanged, whatever others say of them meanwhile.
    assert count(load({"items": TOWN["items"]}), "items").unchanged == 3
    another = {"items": [{"id": "X", "kind": "part", "name": "x"}]}
    load({**another, "bom": [line | {"child_id": "P"}]}, source='to"wn', allow_prune=True)
    assert stated() == [("rotor", 5, ["town2", "town"]), (1, None, ["town"])]
    load(another, source="town2", allow_prune=True)
    assert stated() == [("disc", 5, ["town"]), (1, None, ["town"])]
    assert count(load(TOWN), "items").unchanged == 3


def test_a_turned_line_is_no_cycle_when_the_old_one_is_pruned(graph: Graph, load: Load) -> None:
    load(TOWN)
    turned = [TOWN["bom"][0], TOWN["bom"][2], {"parent_id": "D", "child_id": "A", "quantity": 1}]
    report = load({"bom": turned}, allow_prune=True)
    assert report.rejects == []
    assert lines(graph) == {("V", "A", 2), ("A", "P", 2), ("D", "A", 1)}


def test_a_rejected_row_is_not_missing(graph: Graph, load: Load) -> None:
    load(TOWN)
    items = [*TOWN["items"][:2], {"id": "P", "kind": "part", "name": "pad", "mass_kg": "heavy"}]
    report = load({"items": items}, allow_prune=True)
    assert len(report.rejects) == 1
    assert report.missing_rows == []
    assert ("A", "P", 2) in lines(graph)


PEOPLE: Mapping[str, Rows] = {"enterprises": [{"id": "E", "name": "e"}, {"id": "F", "name": "f"}]}


def test_a_dry_run_tells_what_the_prune_then_does(graph: Graph, load: Load) -> None:
    """Shared facts, things that others build on, things that only leaving facts point at, and a
    process whose parent leaves while it gets another."""
    tree: Rows = [
        {"id": "forming", "name": "forming", "parent_id": ""},
        {"id": "bending", "name": "bending", "parent_id": "forming"},
        {"id": "hemming", "name": "hemming", "parent_id": "bending"},
        {"id": "milling", "name": "milling", "parent_id": ""},
    ]
    stated = {**TOWN, "processes": [*TOWN["processes"], *tree]}
    load(stated)
    load({"bom": TOWN["bom"][:2], "items": TOWN["items"][:1]}, source="other")
    load({"supplies": [{"enterprise_id": "E2", "item_id": "D"}], **PEOPLE}, source="third")
    about_p = ("supplies", "imports", "stocks")
    left = {table: [] if table in about_p else rows[:1] for table, rows in stated.items()}
    left["processes"] = [{"id": "hemming", "name": "hemming", "parent_id": "milling"}, tree[3]]
    left["vehicles"] = [TOWN["vehicles"][0] | {"maker_id": "E1"}]

    dry = load(left, allow_prune=True, dry_run=True)
    real = load(left, allow_prune=True)

    assert dry.tables == real.tables
    assert dry.warnings == real.warnings
    pruned = {found.table: found.pruned for found in real.tables if found.missing}
    # D has the third source's supply, and so has E2; the other source's line to D is its own.
    assert (count(real, "items").missing, pruned["items"]) == (2, 1)
    assert (count(real, "bom").missing, pruned["bom"]) == (2, 1)
    assert (count(real, "enterprises").missing, pruned["enterprises"]) == (2, 1)
    assert (count(real, "processes").missing, pruned["processes"]) == (5, 3)
    left_over = "MATCH (p:Process) RETURN p.id AS id"
    # E1 keeps what it can do, and with it grey iron casting; D what it asks for, and casting.
    assert set(rows_of(graph, left_over)) == {("hemming",), ("milling",), ("casting",), ("grey",)}
    again = load(left, allow_prune=True)
    assert again.graph_version == real.graph_version


def test_a_fact_that_two_sources_give_up_in_one_run_is_pruned_once(
    graph: Graph, load: Load, tmp_path: Path, embedder: Embedder
) -> None:
    load(PEOPLE, source="one")
    load(PEOPLE, source="two")

    def both(**options: object) -> Report:
        folders = [
            write_tables(tmp_path / source, {"enterprises": PEOPLE["enterprises"][:1]})
            for source in ("one", "two")
        ]
        wanted = IngestOptions(folders, embed=False, allow_prune=True)
        return run_ingest(graph, replace(wanted, **options), embedder, Progress(quiet=True))

    dry, real = both(dry_run=True), both()
    assert dry.tables == real.tables
    assert (count(real, "enterprises").missing, count(real, "enterprises").pruned) == (2, 1)
    assert rows_of(graph, "MATCH (e:Enterprise) RETURN e.id AS id") == [("E",)]


def test_what_a_new_row_points_at_is_not_pruned(graph: Graph, load: Load) -> None:
    load(TOWN)
    kept = {"items": [row for row in TOWN["items"] if row["id"] != "P"]}
    turned = {"bom": [*TOWN["bom"][:2], {"parent_id": "V", "child_id": "P", "quantity": 3}]}
    gone: dict[str, Rows] = {"composition": [], "supplies": [], "imports": [], "stocks": []}
    report = load({**kept, **turned, **gone}, allow_prune=True)

    assert (count(report, "items").missing, count(report, "items").pruned) == (1, 0)
    assert lines(graph) == {("V", "A", 2), ("A", "D", 1), ("V", "P", 3)}


def test_a_long_chain_of_processes_is_pruned_in_one_run(graph: Graph, load: Load) -> None:
    """Longer than a batch; the names sort against the tree as well as along it."""
    names = [f"{number % 2}{number:05}" for number in range(2_500)]
    chain: Rows = [
        {"id": name, "name": "p", "parent_id": above}
        for above, name in zip(["", *names], names, strict=False)
    ]
    other: Rows = [{"id": "other", "name": "other", "parent_id": ""}]
    load({"processes": [*chain, *other]})
    report = load({"processes": other}, allow_prune=True)

    assert count(report, "processes").pruned == len(chain)
    assert rows_of(graph, "MATCH (p:Process) RETURN p.id AS id") == [("other",)]
