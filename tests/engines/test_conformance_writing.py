"""What the code relies on of a database, pinned on both engines: keys and writing.

A new version of an engine is taken only when these hold. Plain Cypher here stands for what the
named queries do; where one of them is simple enough it is used itself.
"""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.connection import Graph
from graph.errors import (
    GraphConflictError,
)
from graph.queries import get_query, query_names
from tests.engines.plain_cypher import one, run


def test_a_second_node_of_an_id_is_refused(graph: Graph) -> None:
    run(graph, "CREATE (:Item:Part {id: 'a'})")
    for other in ("CREATE (:Item {id: 'a'})", "CREATE (:Item:Material {id: 'a'})"):
        with pytest.raises(GraphConflictError, match="same key"):
            run(graph, other)
    assert one(graph, "MATCH (n:Item) RETURN count(n) AS n") == 1
    run(graph, "CREATE (:Enterprise {id: 'a'})")


def test_a_refused_transaction_leaves_nothing(graph: Graph) -> None:
    rows = [{"id": "a"}, {"id": "b"}, {"id": "a"}]
    with pytest.raises(GraphConflictError):
        run(graph, "UNWIND $rows AS row CREATE (:Item {id: row.id})", rows=rows)
    assert one(graph, "MATCH (n:Item) RETURN count(n) AS n") == 0


def test_a_changed_id_keeps_the_index_true(graph: Graph) -> None:
    run(graph, "CREATE (:Item {id: 'a'})")
    run(graph, "MATCH (n:Item {id: 'a'}) SET n.id = 'b'")
    run(graph, "CREATE (:Item {id: 'a'})")
    with pytest.raises(GraphConflictError):
        run(graph, "CREATE (:Item {id: 'b'})")


@pytest.mark.parametrize("id_", ["тормоз", "Überzug ß", "oʻzbek", "x'\"`\\", " a ", "🚗", ""])
def test_ids_of_any_script_are_found_by_the_index(graph: Graph, id_: str) -> None:
    rows = [{"id": f"{id_}{number}"} for number in range(50)]
    for _ in range(2):
        run(graph, "UNWIND $rows AS row MERGE (n:Item {id: row.id})", rows=rows)
    assert one(graph, "MATCH (n:Item {id: $id}) RETURN n.id AS id", id=f"{id_}7") == f"{id_}7"
    assert one(graph, "MATCH (n:Item) RETURN count(n) AS n") == 50


def test_writers_at_the_same_time_make_one_node(graph: Graph) -> None:
    def write(number: int) -> None:
        for _ in range(10):
            graph.database.write(
                ("ingest/note_source_tables", {"source": "s", "tables": [str(number)]})
            )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert one(graph, "MATCH (s:Source) RETURN count(s) AS n") == 1


def test_increments_at_the_same_time_are_all_kept(graph: Graph) -> None:
    graph.database.write(("meta/create_graph", {}))

    def advance(number: int) -> None:
        run_id = str(number)
        start = {"run_id": run_id, "source": "s", "started_at": "now"}
        end = {"run_id": run_id, "increment": 1, "stated_at": "now"}
        graph.database.write(("ingest/start_run", start), ("ingest/advance_version", end))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(advance, range(20)))
    assert graph.version() == 20


def test_set_to_a_map_drops_absent_keys_and_nulls(graph: Graph) -> None:
    write = "UNWIND $rows AS row MERGE (n:Item {id: row.id}) SET n = row"
    run(graph, write, rows=[{"id": "a", "name": "old", "mass_kg": 1.5, "unit": "kg"}])
    run(graph, write, rows=[{"id": "a", "name": "new", "unit": None}])
    assert one(graph, "MATCH (n:Item) RETURN properties(n) AS p") == {"id": "a", "name": "new"}


def test_set_of_a_relationship_to_a_map_drops_absent_keys(graph: Graph) -> None:
    run(graph, "CREATE (:Item {id: 'a'})-[:CONTAINS {key: 'k', unit: 'kg', n: 1}]->(:Item)")
    run(graph, "MATCH (:Item {id: 'a'})-[r:CONTAINS]->() SET r = $row", row={"key": "k", "n": None})
    assert one(graph, "MATCH ()-[r:CONTAINS]->() RETURN properties(r) AS p") == {"key": "k"}


def test_nodes_of_two_labels_are_made_once_and_found_by_the_shared_one(graph: Graph) -> None:
    rows = [{"key": f"p{number}", "properties": {"id": f"p{number}"}} for number in range(3_000)]
    for query in ("create_part", "create_part", "create_assembly"):
        graph.database.write((f"facts/items/{query}", {"rows": rows}))
    assert run(graph, "MATCH (n:Item) RETURN DISTINCT labels(n) AS l, count(*) AS n") in (
        [{"l": ["Item", "Part"], "n": 3_000}],
        [{"l": ["Part", "Item"], "n": 3_000}],
    )
    started = time.monotonic()
    ids = [row["key"] for row in rows]
    found = graph.database.read("ingest/list_known_item", ids=ids)
    assert {row["id"] for row in found} == set(ids)
    assert time.monotonic() - started < 3, "3,000 look-ups by a scan each take minutes"


def test_a_row_twice_in_one_batch_of_creates_is_refused_or_made_once(graph: Graph) -> None:
    rows = [{"key": "p", "properties": {"id": "p", "name": name}} for name in ("one", "two")]
    with pytest.raises(GraphConflictError):
        graph.database.write(("facts/items/create_part", {"rows": rows}))
    assert one(graph, "MATCH (n:Item) RETURN count(n) AS n") == 0


def test_a_label_is_changed_in_two_transactions(graph: Graph) -> None:
    rows = [{"key": "a", "properties": {"id": "a", "kind": "part", "name": "x"}}]
    graph.database.write(("facts/items/create_part", {"rows": rows}))
    run(graph, "MATCH (n:Item {id: 'a'}) CREATE (n)-[:CONTAINS {key: 'k'}]->(:Item {id: 'b'})")
    for _ in range(2):
        graph.database.write(("facts/items/unlabel_part", {"rows": rows}))
        graph.database.write(("facts/items/label_assembly", {"rows": rows}))
    assert one(graph, "MATCH (n:Assembly {id: 'a'}) RETURN n.name AS name") == "x"
    assert one(graph, "MATCH (n:Part) RETURN count(n) AS n") == 0
    assert one(graph, "MATCH (:Assembly)-[r:CONTAINS]->(:Item {id: 'b'}) RETURN r.key AS k") == "k"
    with pytest.raises(GraphConflictError):
        run(graph, "CREATE (:Item {id: 'a'})")


def test_no_query_makes_labels_from_data() -> None:
    """ArcadeDB leaves out a dynamic label in CREATE without a word, so no query may use one."""
    dynamic = re.compile(r":\s*\$\s*\(")
    assert [name for name in query_names() if dynamic.search(get_query(name).text)] == []


def test_no_comprehension_begins_at_a_node_that_is_still_to_be_found() -> None:
    """ArcadeDB walks `[(s:SearchEntry)-[:DESCRIBES]->(n) | …]` from every SearchEntry, for each n.

    Begun at the bound node, `[(n)<-[:DESCRIBES]-(s:SearchEntry) | …]`, it is 40 times as fast with
    3,000 of them.
    """
    unbound = re.compile(r"\[\s*\(\w*\s*:\w+[^)]*\)\s*<?-")
    assert [name for name in query_names() if unbound.search(get_query(name).text)] == []


def test_a_comprehension_from_the_bound_node_does_not_look_at_all_others(graph: Graph) -> None:
    ids = [f"p{number}" for number in range(3_000)]
    run(
        graph,
        "UNWIND $ids AS id CREATE (n:Item:Part {id: id})"
        " CREATE (:SearchEntry {id: id, text: 'x'})-[:DESCRIBES]->(n)",
        ids=ids,
    )
    text = (
        "UNWIND $ids AS id MATCH (n:Item {id: id})"
        " RETURN n.id AS id, [(n)<-[:DESCRIBES]-(s:SearchEntry) | s {.id}] AS entries"
    )
    started = time.monotonic()
    rows = run(graph, text, ids=ids)
    assert time.monotonic() - started < 5
    assert all(row["entries"] == [{"id": row["id"]}] for row in rows)
    assert len(rows) == len(ids)


def test_lists_come_back_as_they_went(graph: Graph) -> None:
    lists = {
        "texts": ["a", "", "тормоз", '{"x": [1, "ü"]}'],
        "floats": [1.5, 2.0, -0.25],
        "whole": [1, 2],
        "empty": [],
    }
    run(graph, "CREATE (n:Item {id: 'a'}) SET n += $lists", lists=lists)
    back = one(graph, "MATCH (n:Item {id: 'a'}) RETURN properties(n) AS p")
    assert {name: back[name] for name in lists} == lists


def test_numbers_come_back_as_they_went(graph: Graph) -> None:
    numbers = {"a": 0.1, "b": 1e-12, "c": 2**53, "d": -1, "e": 1.0, "f": 123456789.123456}
    run(graph, "CREATE (n:Item {id: 'a'}) SET n += $numbers", numbers=numbers)
    back = one(graph, "MATCH (n:Item {id: 'a'}) RETURN properties(n) AS p")
    assert {name: back[name] for name in numbers} == numbers


def test_lines_of_one_pair_are_kept_apart_by_their_key(graph: Graph) -> None:
    run(graph, "CREATE (:Item {id: 'a'}), (:Item {id: 'b'})")
    lines = [
        {"key": key, "start_id": "a", "end_id": "b", "properties": {"key": key, "quantity": 1.0}}
        for key in ("10", "20")
    ]
    for _ in range(2):
        graph.database.write(("facts/bom/write", {"rows": lines}))
    lines[0]["properties"] = {"key": "10", "quantity": 3.0}
    graph.database.write(("facts/bom/write", {"rows": lines}))
    found = run(graph, "MATCH ()-[r:CONTAINS]->() RETURN r.key AS k, r.quantity AS q ORDER BY k")
    assert [(row["k"], row["q"]) for row in found] == [("10", 3.0), ("20", 1.0)]


def test_a_line_twice_in_one_batch_is_one(graph: Graph) -> None:
    run(graph, "CREATE (:Item {id: 'a'}), (:Item {id: 'b'})")
    line = {"key": "k", "start_id": "a", "end_id": "b", "properties": {"key": "k"}}
    graph.database.write(("facts/bom/write", {"rows": [line, line]}))
    assert one(graph, "MATCH ()-[r:CONTAINS]->() RETURN count(r) AS n") == 1


def test_what_was_deleted_can_be_made_again(graph: Graph) -> None:
    row = {"key": "a", "properties": {"id": "a", "name": "x"}}
    for _ in range(3):
        graph.database.write(("facts/items/create_part", {"rows": [row]}))
        run(graph, "MATCH (n:Item {id: 'a'}) MERGE (s:SearchEntry {id: 'a|en'})-[:DESCRIBES]->(n)")
        graph.database.write(("facts/items/delete", {"rows": [row]}))
        assert one(graph, "MATCH (n) WHERE n.id STARTS WITH 'a' RETURN count(n) AS n") == 0
    line = {"key": "k", "start_id": "a", "end_id": "b", "properties": {"key": "k"}}
    run(graph, "CREATE (:Item {id: 'a'}), (:Item {id: 'b'})")
    for _ in range(3):
        graph.database.write(("facts/bom/write", {"rows": [line]}))
        graph.database.write(("facts/bom/delete", {"rows": [line]}))
        assert one(graph, "MATCH ()-[r:CONTAINS]->() RETURN count(r) AS n") == 0


def test_a_later_step_sees_what_an_earlier_one_of_its_transaction_wrote(graph: Graph) -> None:
    rows = [{"key": "a", "properties": {"id": "a"}}, {"key": "b", "properties": {"id": "b"}}]
    line = {"key": "k", "start_id": "a", "end_id": "b", "properties": {"key": "k"}}
    graph.database.write(
        ("facts/items/create_part", {"rows": rows}), ("facts/bom/write", {"rows": [line]})
    )
    assert one(graph, "MATCH ()-[r:CONTAINS]->() RETURN count(r) AS n") == 1
