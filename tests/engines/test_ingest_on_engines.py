"""Ingest from files to facts, on both engines (INTERFACE section 3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.connection import Graph
from graph.errors import ConflictError
from graph.search.embedding import Embedder
from graph.sourcing.suppliers import find_suppliers
from ingest.lease import write_lease
from tests.engines.ingesting import Load, count, lines, loading, rows_of
from tests.tables import TOWN


@pytest.fixture
def load(graph: Graph, tmp_path: Path, embedder: Embedder) -> Load:
    return loading(graph, tmp_path, embedder)


def test_every_table_loads(graph: Graph, load: Load) -> None:
    report = load(TOWN)

    assert report.rejects == []
    for table, rows in TOWN.items():
        assert (count(report, table).rows, count(report, table).loaded) == (len(rows), len(rows))
    assert report.graph_version == 1
    assert lines(graph) == {("V", "A", 2), ("A", "D", 1), ("A", "P", 2)}
    labels = "MATCH (n:Item) RETURN n.id AS id, labels(n) AS labels"
    assert {(row[0], frozenset(row[1])) for row in rows_of(graph, labels)} == {  # type: ignore[call-overload]
        ("V", frozenset({"Item", "Vehicle"})),
        ("A", frozenset({"Item", "Assembly"})),
        ("D", frozenset({"Item", "Part"})),
        ("P", frozenset({"Item", "Part"})),
        ("iron", frozenset({"Item", "Material"})),
        ("steel", frozenset({"Item", "Material"})),
    }
    places = "MATCH (e:Enterprise)-[:LOCATED_IN]->(p) RETURN e.id AS e, p.id AS p"
    assert set(rows_of(graph, places)) == {("E1", "UZ-AN"), ("E2", "UZ-TK"), ("E3", "KR")}
    links = "MATCH (a)-[r:MAKES|BROADER|FOR|OF|FROM|AT]->(b) RETURN type(r) AS t, b.id AS b"
    assert {("MAKES", "V"), ("BROADER", "casting"), ("FOR", "V"), ("OF", "P"), ("AT", "E2")} <= set(
        rows_of(graph, links)
    )


def test_the_same_rows_again_change_nothing(graph: Graph, load: Load) -> None:
    first = load(TOWN)
    again = load(TOWN)

    assert again.graph_version == first.graph_version
    for table, rows in TOWN.items():
        assert (count(again, table).loaded, count(again, table).unchanged) == (0, len(rows)), table
    assert again.searchable == 0


def test_a_changed_row_is_loaded_and_the_version_moves(graph: Graph, load: Load) -> None:
    load(TOWN)
    changed = {"bom": [*TOWN["bom"][:2], {"parent_id": "A", "child_id": "P", "quantity": 4}]}
    report = load(changed)

    assert (count(report, "bom").loaded, count(report, "bom").unchanged) == (1, 2)
    assert report.graph_version == 2
    assert ("A", "P", 4) in lines(graph)


def test_a_source_without_a_column_does_not_empty_it(graph: Graph, load: Load) -> None:
    load(TOWN)
    load({"items": [{"id": "D", "kind": "part", "name": "rotor"}]}, source="other")
    found = "MATCH (n:Item {id: 'D'}) RETURN n.name AS name, n.mass_kg AS mass, n.hs_code AS hs"
    assert rows_of(graph, found) == [("rotor", 5, "870830")]
    load(
        {"items": [TOWN["items"][0], TOWN["items"][2], {"id": "D", "kind": "part", "name": "disc"}]}
    )
    assert rows_of(graph, found)[0][0] == "disc"


def test_a_certificate_renewed_and_two_certificates_for_one_process(
    graph: Graph, load: Load
) -> None:
    held = [
        {"enterprise_id": "E1", "certificate": "ISO 9001", "valid_to": "2099-01-01"},
        {"enterprise_id": "E1", "certificate": "ISO-9001", "valid_to": "2020-01-01"},
    ]
    asked = [
        {"part_id": "D", "process_id": "casting", "certificate": "ISO 9001"},
        {"part_id": "D", "process_id": "casting", "certificate": "IATF 16949"},
    ]
    load({**TOWN, "certificates": held})
    assert [s.relation for s in find_suppliers(graph, "D").suppliers] == ["capable"]
    load({"requirements": asked})
    assert find_suppliers(graph, "D").suppliers == []


def test_an_item_can_become_an_assembly(graph: Graph, load: Load) -> None:
    load(TOWN)
    load({"items": [*TOWN["items"][:2], {"id": "P", "kind": "assembly", "name": "pad set"}]})

    [(labels, kind)] = rows_of(
        graph, "MATCH (n:Item {id: 'P'}) RETURN labels(n) AS labels, n.kind AS kind"
    )
    assert set(labels) == {"Item", "Assembly"}  # type: ignore[call-overload]
    assert kind == "assembly"
    assert ("A", "P", 2) in lines(graph)


def test_repeated_lines_add_up_and_are_reported(graph: Graph, load: Load) -> None:
    repeated = [*TOWN["bom"], {"parent_id": "A", "child_id": "P", "quantity": 3}]
    report = load({**TOWN, "bom": repeated})

    assert (count(report, "bom").rows, count(report, "bom").loaded) == (4, 4)
    assert count(report, "bom").warnings == 1
    assert ("A", "P", 5) in lines(graph)
    assert count(load({"bom": repeated}), "bom").unchanged == 4


def test_repeated_lines_of_different_groups_are_one_in_the_first(graph: Graph, load: Load) -> None:
    line = {"parent_id": "A", "child_id": "P", "quantity": 3, "alternative_group": "pads"}
    load({**TOWN, "bom": [line | {"alternative_rank": 2}, *TOWN["bom"]]})

    text = "MATCH ()-[r:CONTAINS]->(:Item {id: 'P'}) RETURN r.quantity AS q, "
    text += "r.alternative_group AS named, r.alternative_rank AS rank"
    assert rows_of(graph, text) == [(5, "pads", 2)]


def test_exactly_one_line_of_a_cycle_is_rejected(graph: Graph, load: Load) -> None:
    items = [{"id": name, "kind": "assembly", "name": name} for name in "ABC"]
    cycle = [
        {"parent_id": "A", "child_id": "B", "quantity": 1},
        {"parent_id": "B", "child_id": "C", "quantity": 1},
        {"parent_id": "C", "child_id": "A", "quantity": 1},
    ]
    report = load({"items": items, "bom": cycle})

    [reject] = report.rejects
    assert (reject.table, reject.row, reject.column) == ("bom", 4, None)
    assert "C > A > B > C" in reject.reason
    assert report.exit_code(0) == 3
    assert report.exit_code(1) == 0


def test_a_line_that_closes_a_cycle_with_the_graph_is_rejected(graph: Graph, load: Load) -> None:
    load(TOWN)
    line = [{"parent_id": "D", "child_id": "A", "quantity": 1}]
    report = load({"bom": line}, source="other")
    assert "A" in report.rejects[0].reason
    assert report.graph_version == 1


def test_bad_rows_are_rejected_and_good_ones_loaded(graph: Graph, load: Load) -> None:
    bad = [
        *TOWN["bom"],
        {"parent_id": "A", "child_id": "nobody", "quantity": 1},
        {"parent_id": "A", "child_id": "D", "quantity": -1},
        {"parent_id": "A", "child_id": "D", "quantity": "many"},
        {"parent_id": "A", "child_id": "iron", "quantity": 1},
        {"parent_id": "A", "child_id": "D", "quantity": 1, "unit": "litre"},
    ]
    report = load({**TOWN, "bom": bad})

    found = {(reject.row, reject.column) for reject in report.rejects}
    assert found == {
        (5, "child_id"),
        (6, "quantity"),
        (7, "quantity"),
        (8, "child_id"),
        (9, "unit"),
    }
    assert len(lines(graph)) == 3
    counts = count(report, "bom")
    assert counts.rows == counts.loaded + counts.unchanged + counts.rejected == 8


def test_an_id_of_another_table_is_refused(graph: Graph, load: Load) -> None:
    load(TOWN)
    report = load({"materials": [{"id": "D", "name": "disc"}]}, source="other")
    assert "already" in report.rejects[0].reason


def test_a_dry_run_writes_nothing_and_tells_the_same(graph: Graph, load: Load) -> None:
    bad = {**TOWN, "plans": [{"vehicle_id": "none", "year": 2026, "units": 1}]}
    dry = load(bad, dry_run=True)
    assert rows_of(graph, "MATCH (n:Item) RETURN n.id AS id") == []
    real = load(bad)
    assert dry.tables == real.tables
    assert dry.rejects == real.rejects
    assert dry.exit_code(0) == real.exit_code(0) == 3


def test_units_are_converted_to_the_items(graph: Graph, load: Load) -> None:
    oil = {"id": "O", "kind": "part", "name": "oil", "unit": "litre", "mass_kg": 0.9}
    tables = {
        "items": [*TOWN["items"], oil],
        "bom": [{"parent_id": "A", "child_id": "O", "quantity": 250, "unit": "ml"}],
        "supplies": [
            {"enterprise_id": "E1", "item_id": "iron", "annual_capacity": 2, "unit": "t",
             "unit_price_usd": 700},
        ],
    }  # fmt: skip
    report = load({**TOWN, **tables})
    assert report.rejects == []
    assert ("A", "O", 0.25) in lines(graph)
    supplied = (
        "MATCH (:Enterprise)-[r:SUPPLIES]->(:Material) "
        "RETURN r.annual_capacity AS c, r.unit_price_usd AS p"
    )
    assert rows_of(graph, supplied) == [(2000, 0.7)]


def test_ids_with_cypher_in_them_are_only_ids(graph: Graph, load: Load) -> None:
    nasty = "x'}) DETACH DELETE n //`\"\\ $rows"
    report = load(
        {
            **TOWN,
            "items": [*TOWN["items"], {"id": nasty, "kind": "part", "name": nasty}],
            "bom": [*TOWN["bom"], {"parent_id": "A", "child_id": nasty, "quantity": 1}],
        }
    )
    assert report.rejects == []
    assert ("A", nasty, 1) in lines(graph)


def test_a_run_that_died_still_moves_the_version(graph: Graph, load: Load) -> None:
    load(TOWN)
    graph.database.write(
        ("ingest/start_run", {"run_id": "dead", "source": "town", "started_at": "2026-01-01"}),
        (
            "ingest/checkpoint",
            {"run_id": "dead", "table": "bom", "changed": 5, "lease_until": ""},
        ),
    )
    report = load(TOWN)
    assert report.graph_version == 2
    assert load(TOWN).graph_version == 2


def test_two_runs_do_not_write_at_the_same_time(graph: Graph) -> None:
    with (
        write_lease(graph.database, "first"),
        pytest.raises(ConflictError, match="another ingest"),
        write_lease(graph.database, "second", wait=0.0),
    ):
        pass
    with write_lease(graph.database, "third", wait=0.0):
        pass
