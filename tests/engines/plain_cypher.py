"""Plain Cypher for tests of what the engines do."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.client import Row
from graph.connection import Graph
from tests.conftest import DIMENSIONS

HASH = "1"
MODEL = "model"


def run(graph: Graph, text: str, **params: Any) -> list[Row]:
    return graph.database.run_schema(text, **params)


def one(graph: Graph, text: str, **params: Any) -> Any:
    """The only value of the only row."""
    [row] = run(graph, text, **params)
    [value] = row.values()
    return value


def direction(seed: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A unit vector; those of other seeds are about at right angles to it."""
    values = np.random.default_rng(seed).normal(size=DIMENSIONS)
    found: np.ndarray[Any, np.dtype[np.float64]] = values / np.linalg.norm(values)
    return found


def at_cosine(cosine: float) -> list[float]:
    """A unit vector at this cosine to ``direction(0)``."""
    base, other = direction(0), direction(1)
    side = other - (other @ base) * base
    side /= np.linalg.norm(side)
    found: list[float] = (cosine * base + (1 - cosine**2) ** 0.5 * side).tolist()
    return found


def embed(graph: Graph, vectors: dict[str, list[float]]) -> None:
    run(
        graph,
        "UNWIND $ids AS id MERGE (s:SearchEntry {id: id}) SET s.text = id, s.text_hash = $hash",
        ids=list(vectors),
        hash=HASH,
    )
    rows = [{"id": id_, "text_hash": HASH, "embedding": one} for id_, one in vectors.items()]
    graph.database.write(("search/write_embeddings", {"rows": rows, "model": MODEL}))


def nearest(graph: Graph, query: list[float], limit: int = 10) -> list[str]:
    rows = graph.database.read("search/vector_candidates", vector=query, limit=limit, model=MODEL)
    return [row["entry_id"] for row in rows]
