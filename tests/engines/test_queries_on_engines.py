"""Every query compiles on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from graph.connection import Graph
from graph.queries import get_query, query_names

# EXPLAIN wants a value for each parameter; which one matters to no plan, its type may.
SAMPLES: dict[str, Any] = {"rows": [], "ids": [], "vector": [0.0] * 384, "limit": 1, "offset": 0}


@pytest.mark.parametrize(
    "name", [name for name in query_names() if get_query(name).mode != "schema"]
)
def test_query_compiles(graph: Graph, name: str) -> None:
    params = {
        param: SAMPLES.get(param, [] if param.endswith("s") else "x")
        for param in get_query(name).params
    }
    graph.database.explain(name, params)
