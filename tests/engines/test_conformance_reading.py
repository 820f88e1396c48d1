"""What the code relies on of a database, pinned on both engines: reading.

A new version of an engine is taken only when these hold. Plain Cypher here stands for what the
named queries do; where one of them is simple enough it is used itself.
"""

from __future__ import annotations

import pytest

from graph.connection import Graph
from tests.engines.plain_cypher import run


@pytest.fixture
def yard(graph: Graph) -> Graph:
    run(
        graph,
        "CREATE (v:Item:Vehicle {id: 'v'}), (a:Item {id: 'a'}), (b:Item {id: 'b'}),"
        " (c:Item {id: 'c'}), (v)-[:CONTAINS {key: '1', valid_from: '2026-01-31'}]->(a),"
        " (v)-[:CONTAINS {key: '2'}]->(b), (a)-[:CONTAINS {key: '3'}]->(c),"
        " (b)-[:CONTAINS {key: '4', valid_to: '2025-12-31'}]->(c)",
    )
    return graph


def test_collected_lists_keep_their_order_and_their_nulls(yard: Graph) -> None:
    text = (
        "MATCH (p:Item)-[r:CONTAINS]->(c:Item) WITH p, r, c ORDER BY c.id"
        " RETURN p.id AS p, collect([c.id, r.key, r.valid_from]) AS lines ORDER BY p"
    )
    assert [(row["p"], row["lines"]) for row in run(yard, text)] == [
        ("a", [["c", "3", None]]),
        ("b", [["c", "4", None]]),
        ("v", [["a", "1", "2026-01-31"], ["b", "2", None]]),
    ]


def test_subqueries_in_a_call(yard: Graph) -> None:
    text = (
        "MATCH (n:Item) CALL (n) { MATCH (n)-[:CONTAINS]->(c) RETURN count(c) AS down }"
        " CALL (n) { OPTIONAL MATCH (p)-[:CONTAINS]->(n) RETURN collect(p.id) AS above }"
        " RETURN n.id AS id, down, above ORDER BY id"
    )
    found = {row["id"]: (row["down"], sorted(row["above"])) for row in run(yard, text)}
    assert found == {"a": (1, ["v"]), "b": (1, ["v"]), "c": (0, ["a", "b"]), "v": (2, [])}
    union = (
        "CALL () { MATCH (n:Vehicle) RETURN n.id AS id UNION ALL"
        " UNWIND $ids AS id MATCH (n:Item {id: id}) RETURN n.id AS id } RETURN id ORDER BY id"
    )
    assert [row["id"] for row in run(yard, union, ids=["a", "c"])] == ["a", "c", "v"]


def test_counts_of_an_empty_graph_are_a_row_of_zeros(graph: Graph) -> None:
    [row] = graph.database.read("meta/count_labels")
    assert set(row.values()) == {0}


def test_exists_as_a_condition(yard: Graph) -> None:
    text = "MATCH (n:Item) WHERE {} EXISTS {{ (n)-[:CONTAINS]->(:Item) }} RETURN n.id AS id"
    assert {row["id"] for row in run(yard, text.format(""))} == {"v", "a", "b"}
    assert {row["id"] for row in run(yard, text.format("NOT"))} == {"c"}


def test_what_is_reached_over_any_number_of_steps_comes_once(yard: Graph) -> None:
    text = "MATCH (:Item {id: 'v'})-[:CONTAINS*0..30]->(n:Item) RETURN DISTINCT n.id AS id"
    assert sorted(row["id"] for row in run(yard, text)) == ["a", "b", "c", "v"]


def test_dates_are_texts_that_compare(yard: Graph) -> None:
    text = (
        "MATCH ()-[r:CONTAINS]->() WHERE (r.valid_from IS NULL OR r.valid_from <= $day)"
        " AND (r.valid_to IS NULL OR r.valid_to >= $day) RETURN r.key AS key ORDER BY key"
    )
    for day, keys in {
        "2025-12-31": ["2", "3", "4"],
        "2026-01-01": ["2", "3"],
        "2026-01-31": ["1", "2", "3"],
    }.items():
        assert [row["key"] for row in run(yard, text, day=day)] == keys


def test_a_null_parameter_and_an_empty_list_match_nothing(yard: Graph) -> None:
    assert run(yard, "MATCH (n:Item {id: $id}) RETURN n.id AS id", id=None) == []
    assert run(yard, "UNWIND $ids AS id MATCH (n:Item {id: id}) RETURN id", ids=[]) == []
    assert run(yard, "MATCH (n:Item) WHERE n.id IN $ids RETURN n.id AS id", ids=[]) == []


def test_a_stream_that_is_left_early_gives_its_connection_back(graph: Graph) -> None:
    rows = [{"key": f"p{number}", "properties": {"id": f"p{number}"}} for number in range(3_000)]
    graph.database.write(("facts/items/create_part", {"rows": rows}))
    for _ in range(60):  # more than the pool has connections
        stream = graph.database.stream("search/list_unindexed_item", version=1)
        assert next(stream)["id"].startswith("p")
        stream.close()  # type: ignore[attr-defined]
    assert len(list(graph.database.stream("search/list_unindexed_item", version=1))) == 3_000
