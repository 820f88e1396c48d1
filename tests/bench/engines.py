"""The databases that are measured: embedded always, Neo4j where NEO4J_TEST_URI names one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from graph.connection import Graph, open_graph
from graph.schema import ensure_schema
from graph.settings import Settings

DIMENSIONS = 384
WIPE = "MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS gone"


def engine_names() -> list[str]:
    """``embedded``, and ``neo4j`` where there is one to measure."""
    return ["embedded", *(["neo4j"] if os.environ.get("NEO4J_TEST_URI") else [])]


@contextmanager
def fresh_graph(engine: str) -> Iterator[Graph]:
    """An empty database with constraints and indexes, with a ZANJIR_HOME of its own."""
    with (
        TemporaryDirectory(prefix="zanjir-bench-") as home,
        open_graph(_settings(engine, Path(home))) as graph,
    ):
        if engine == "neo4j":
            while graph.database.run_schema(WIPE)[0]["gone"]:
                pass
        ensure_schema(graph.database, graph.engine, lambda: DIMENSIONS)
        yield graph


def _settings(engine: str, home: Path) -> Settings:
    if engine == "embedded":
        return Settings(graph_uri=None, zanjir_home=home)
    uri = os.environ["NEO4J_TEST_URI"]
    if urlsplit(uri).hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise SystemExit(f"NEO4J_TEST_URI {uri}: the benchmark wipes the database, loopback only")
    return Settings(
        graph_uri=uri,
        graph_user=os.environ.get("NEO4J_TEST_USER", "neo4j"),
        graph_password=os.environ.get("NEO4J_TEST_PASSWORD", ""),
        zanjir_home=home,
    )
