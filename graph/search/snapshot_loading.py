"""Reads a search snapshot from the graph: one version, however long it takes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final

import numpy as np

from graph.client import Row
from graph.connection import Graph
from graph.errors import GraphError
from graph.glossary.space import concept_space
from graph.search.embedding import Vectors
from graph.search.snapshot import VECTOR_SCAN_LIMIT, Snapshot, Stamp, assemble_snapshot
from graph.search.things import thing_of
from graph.text.lexical import Places

logger = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 3
_EMBEDDINGS: Final = 2_000


def read_stamp(graph: Graph) -> Stamp:
    """The stamp of the graph now."""
    rows = graph.database.read("search/get_stamp")
    if not rows:
        raise GraphError("the database has no schema yet; run `zanjir schema apply`")
    row = rows[0]
    return Stamp(
        int(row["version"]),
        int(row["search_stamp"]),
        row["embedding_model"],
        int(row["dimensions"] or 0),
    )


def load_snapshot(graph: Graph, scan_limit: int = VECTOR_SCAN_LIMIT) -> Snapshot:
    """Read it all; again when the graph moved on meanwhile, so that no two versions are mixed."""
    before = read_stamp(graph)
    for _ in range(MAX_ATTEMPTS):
        snapshot = _load(graph, before, scan_limit)
        after = read_stamp(graph)
        if after == before:
            return snapshot
        before = after
    # Somebody writes without pause; the keeper will see that this one is out of date already.
    logger.warning("the graph changed at each attempt to read it for search")
    return snapshot


def _load(graph: Graph, stamp: Stamp, scan_limit: int) -> Snapshot:
    def embeddings(ids: list[str]) -> tuple[Vectors, Places]:
        return _matrix(graph, ids, stamp.model or "", stamp.dimensions)

    return assemble_snapshot(
        concept_space(graph.settings.glossary_path),
        stamp,
        (thing_of(row) for row in _thing_rows(graph)),
        graph.database.stream("search/list_entries"),
        embeddings,
        scan_limit,
    )


def _thing_rows(graph: Graph) -> Iterator[Row]:
    for kind in ("items", "processes", "enterprises"):
        yield from graph.database.stream(f"search/list_searched_{kind}")


def _matrix(graph: Graph, ids: list[str], model: str, dimensions: int) -> tuple[Vectors, Places]:
    # One allocation of the full size: joining blocks at the end would need the memory twice.
    matrix = np.empty((len(ids), dimensions), dtype=np.float32)
    places: list[int] = []
    for start in range(0, len(ids), _EMBEDDINGS):
        chunk = ids[start : start + _EMBEDDINGS]
        place_of = {entry_id: start + offset for offset, entry_id in enumerate(chunk)}
        rows = graph.database.read("search/list_embeddings", ids=chunk, model=model)
        rows = [row for row in rows if len(row["embedding"]) == dimensions]
        rows.sort(key=lambda row: place_of[row["id"]])
        if rows:
            block = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
            matrix[len(places) : len(places) + len(rows)] = block
            places += [place_of[row["id"]] for row in rows]
    return matrix[: len(places)], np.asarray(places, dtype=np.int32)
