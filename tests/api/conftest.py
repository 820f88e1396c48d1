"""One server for each module and engine, over a small graph."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from graph.connection import Graph
from graph.schema import ensure_schema
from tests.api.serving import load_tables, serving
from tests.conftest import DIMENSIONS, wipe


@pytest.fixture(scope="module")
def served_graph(
    engines: dict[str, Graph], engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Graph:
    """The small graph, without embeddings: the service has to make them."""
    graph = engines[engine_name]
    wipe(graph)
    ensure_schema(graph.database, graph.engine, lambda: DIMENSIONS)
    load_tables(graph, tmp_path_factory.mktemp("tables"))
    return graph


@pytest.fixture(scope="module")
def client(served_graph: Graph) -> Iterator[httpx.Client]:
    """A client of a server over that graph."""
    with serving(served_graph.settings) as opened:
        yield opened
