"""What the code relies on of a database, pinned on both engines: schema, limits, failures.

A new version of an engine is taken only when these hold. Plain Cypher here stands for what the
named queries do; where one of them is simple enough it is used itself.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest

from graph.client import Database
from graph.connection import Graph, open_graph
from graph.errors import (
    ConfigurationError,
    GraphConflictError,
    GraphTimeoutError,
    GraphUnavailableError,
)
from graph.queries import get_query
from graph.schema import ensure_schema, schema_problems
from tests.conftest import DIMENSIONS, wipe
from tests.engines.login import Login, login_of
from tests.engines.plain_cypher import at_cosine, embed, nearest, one, run
from tests.engines.tcp_proxy import proxied


def test_the_indexes_have_the_same_names(graph: Graph) -> None:
    rows = run(graph, get_query("schema/list_indexes").text)
    assert all(row.keys() == {"name", "type", "state"} for row in rows)
    indexes = {row["name"]: (row["type"], row["state"]) for row in rows}
    assert indexes["SearchEntry[text]"] == ("FULLTEXT", "ONLINE")
    assert indexes["SearchEntry[embedding]"] == ("VECTOR", "ONLINE")


def test_the_constraints_tell_label_and_property(graph: Graph) -> None:
    rows = run(graph, get_query("schema/list_constraints").text)
    assert all(row.keys() == {"name", "labels", "properties"} for row in rows)
    assert (["Item"], ["id"]) in [(row["labels"], row["properties"]) for row in rows]


def test_applying_the_schema_again_changes_nothing(graph: Graph) -> None:
    def state() -> list[tuple[Any, ...]]:
        names = ("schema/list_indexes", "schema/list_constraints")
        return sorted(
            tuple(map(str, row.values())) for n in names for row in run(graph, get_query(n).text)
        )

    before = state()
    for _ in range(2):
        wipe(graph)  # without its Graph node the schema is applied, not only looked at
        ensure_schema(graph.database, graph.engine, lambda: DIMENSIONS)
        assert state() == before
    assert schema_problems(graph.database) == []


def test_a_dropped_index_is_named_and_made_again(graph: Graph) -> None:
    embed(graph, {"a": at_cosine(1.0)})
    for _ in range(2):  # the second time there is nothing to drop
        run(graph, get_query("schema/drop_search_entry_embedding").text)
    assert schema_problems(graph.database) == ["index missing: SearchEntry[embedding]"]
    ensure_schema(graph.database, graph.engine, lambda: DIMENSIONS)
    assert schema_problems(graph.database) == []
    assert nearest(graph, at_cosine(1.0)) == ["a"]


def test_a_dropped_constraint_is_named_and_made_again(graph: Graph) -> None:
    rows = run(graph, get_query("schema/list_constraints").text)
    [name] = [row["name"] for row in rows if row["labels"] == ["Stock"]]
    run(graph, f"DROP CONSTRAINT `{name}`")
    assert schema_problems(graph.database) == ["constraint missing: Stock.id unique"]
    ensure_schema(graph.database, graph.engine, lambda: DIMENSIONS)
    assert schema_problems(graph.database) == []
    run(graph, "CREATE (:Stock {id: 'a'})")
    with pytest.raises(GraphConflictError):
        run(graph, "CREATE (:Stock {id: 'a'})")


def test_every_query_compiles_on_a_graph_without_a_schema(graph: Graph) -> None:
    """A fresh database knows no label or property yet; a question about it is no error."""
    wipe(graph)
    assert graph.database.read("meta/get_graph") == []
    assert graph.database.read("ingest/list_lines") == []


WIDTH, DEPTH = 8, 11


@pytest.fixture
def hurried(
    engines: dict[str, Graph], engine_name: str, graph: Graph, tmp_path: Path
) -> Iterator[Graph]:
    """The same engine with two seconds for a question, and one there that takes an age; the
    embedded one in a home of its own. Filled without haste, which a database just started needs."""
    own_home = {"zanjir_home": tmp_path / "hurried", "embedded_heap_mb": 256}
    settings = engines[engine_name].settings.model_copy(update=own_home)
    layers = [[f"{layer}-{i}" for i in range(WIDTH)] for layer in range(DEPTH)]
    lines = [{"a": a, "b": b} for above, below in pairwise(layers) for a in above for b in below]
    with open_graph(settings) as opened:
        run(opened, "UNWIND $ids AS id CREATE (:Item {id: id})", ids=list(chain(*layers)))
        run(
            opened,
            "UNWIND $lines AS line MATCH (a:Item {id: line.a}), (b:Item {id: line.b})"
            " CREATE (a)-[:CONTAINS]->(b)",
            lines=lines,
        )
    limits = {"graph_timeout_seconds": 2.0, "graph_write_timeout_seconds": 2.0}
    with open_graph(settings.model_copy(update=limits)) as opened:
        yield opened


def test_a_question_that_takes_too_long_is_stopped_by_the_server(hurried: Graph) -> None:
    started = time.monotonic()
    with pytest.raises(GraphTimeoutError, match="too long"):
        run(hurried, "MATCH p = (:Item {id: '0-0'})-[:CONTAINS*]->(n) RETURN sum(length(p)) AS n")
    assert time.monotonic() - started < 8
    assert one(hurried, "MATCH (n:Item) RETURN count(n) AS n") == WIDTH * DEPTH


@pytest.fixture
def login(engines: dict[str, Graph], engine_name: str) -> Login:
    return login_of(engines[engine_name])


def test_a_read_is_asked_again_when_the_connection_is_cut(graph: Graph, login: Login) -> None:
    uri, auth, name = login
    with proxied(uri) as proxy:
        database = Database(proxy.uri, auth, name)
        try:
            assert database.read("meta/get_graph")[0]["version"] == 0
            proxy.reset_all()
            assert database.read("meta/get_graph")[0]["version"] == 0
            proxy.reset_answer(1)
            assert database.read("meta/get_graph")[0]["version"] == 0
            assert proxy.resets == 1
        finally:
            database.close()


def test_a_write_whose_answer_is_lost_is_done_once(graph: Graph, login: Login) -> None:
    uri, auth, name = login
    with proxied(uri) as proxy:
        database = Database(proxy.uri, auth, name)
        try:
            for answer in range(1, 5):  # of the query, of the commit, and what comes next
                database.read("meta/get_graph")
                proxy.reset_answer(answer)
                row = {"key": str(answer), "properties": {"id": str(answer)}}
                database.write(("facts/items/create_part", {"rows": [row]}))
        finally:
            database.close()
        assert proxy.resets >= 2
    found = run(graph, "MATCH (n:Part) RETURN n.id AS id ORDER BY id")
    assert [row["id"] for row in found] == ["1", "2", "3", "4"]


def test_a_server_that_has_gone_is_unavailable_soon(graph: Graph, login: Login) -> None:
    uri, auth, name = login
    with proxied(uri) as proxy:
        database = Database(proxy.uri, auth, name)
    try:
        started = time.monotonic()
        with pytest.raises(GraphUnavailableError, match="is it running"):
            database.read("meta/get_graph")
        assert not database.is_alive()
        assert time.monotonic() - started < 20
    finally:
        database.close()


def test_nobody_at_the_address_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    started = time.monotonic()
    with pytest.raises(GraphUnavailableError, match="is it running") as raised:
        Database(f"bolt://127.0.0.1:{port}", ("neo4j", "x"), "neo4j")
    assert time.monotonic() - started < 5
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code == 4


def test_something_else_at_the_address_is_no_database() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        port = listener.getsockname()[1]

        def answer() -> None:
            entry, _ = listener.accept()
            with entry:
                entry.recv(1000)
                entry.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        answering = pool.submit(answer)
        with pytest.raises(GraphUnavailableError, match=str(port)):
            Database(f"bolt://127.0.0.1:{port}", ("neo4j", "x"), "neo4j")
        answering.result(10)


def test_a_wrong_password_is_a_matter_of_configuration(login: Login) -> None:
    uri, (user, _), name = login
    with pytest.raises(ConfigurationError, match="GRAPH_PASSWORD"):
        Database(uri, (user, "wrong-password"), name)
    # The right one still works: one failure locks nobody out.
    Database(uri, login[1], name).close()


def test_a_wrong_database_name_is_a_matter_of_configuration(login: Login) -> None:
    uri, auth, _ = login
    database = Database(uri, auth, "nothing")
    try:
        with pytest.raises(ConfigurationError, match="GRAPH_DATABASE"):
            database.read("meta/get_graph")
        with pytest.raises(ConfigurationError, match="GRAPH_DATABASE"):
            database.write(("meta/create_graph", {}))
    finally:
        database.close()


@pytest.mark.parametrize("uri", ["bolt://[::1", "bolt://127.0.0.1:99999", "nothing"])
def test_an_address_that_is_none_is_a_matter_of_configuration(uri: str) -> None:
    with pytest.raises(ConfigurationError, match="GRAPH_URI"):
        Database(uri, ("neo4j", "x"), "neo4j")
