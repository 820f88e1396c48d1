"""What a process keeps in memory of the graph to answer searches: one version, read only."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from graph.client import Row
from graph.connection import Graph
from graph.errors import GraphError
from graph.search.embedding import Vectors
from graph.search.numbers_index import NumbersIndex
from graph.search.things import ITEM_KINDS, Thing, thing_of
from graph.search.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

VECTOR_SCAN_LIMIT: Final = 200_000
"""Up to so many entries every vector is compared, exactly; above, the engine's index is asked."""

MAX_ATTEMPTS: Final = 3
_EMBEDDINGS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Stamp:
    """Moves whenever what is searched may have changed."""

    version: int
    search_stamp: int
    model: str | None
    dimensions: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Things, numbers and entries of one stamp.

    An entry or a thing is named by its place in the lists. ``matrix`` holds the embeddings, a row
    for each of ``embedded`` (places of entries); it is None where the engine's index is to be
    asked. ``entry_texts`` are the first lines: the names. ``things_of_entries``: the thing that
    each entry describes.
    """

    stamp: Stamp
    things: list[Thing]
    numbers: NumbersIndex
    vocabulary: Vocabulary
    entry_texts: list[str]
    things_of_entries: np.ndarray[Any, np.dtype[np.int32]]
    matrix: Vectors | None
    embedded: np.ndarray[Any, np.dtype[np.int32]]
    seconds: float
    things_by_key: dict[tuple[str, str], int]
    entries_by_id: dict[str, int]
    contents: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    """Explosions already asked for in filters: (vehicle, day) -> places of things."""

    @property
    def version(self) -> int:
        """The graph's version that this is."""
        return self.stamp.version

    @property
    def megabytes(self) -> float:
        """Memory of the embeddings."""
        return 0.0 if self.matrix is None else self.matrix.nbytes / 2**20

    def find(self, kind: str, thing_id: str) -> int | None:
        """The place of a thing; any kind of item will do for an item."""
        return self.things_by_key.get((_namespace(kind), thing_id))


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
    started = time.monotonic()
    # In an order of their own, so that equal scores rank alike after every load.
    things = sorted(
        (thing_of(row) for row in _thing_rows(graph)), key=lambda thing: (thing.kind, thing.id)
    )
    by_key = {(_namespace(thing.kind), thing.id): place for place, thing in enumerate(things)}
    ids, texts, owners = _entries(graph, by_key)
    by_id = {entry_id: place for place, entry_id in enumerate(ids)}
    matrix: Vectors | None = None
    embedded = np.empty(0, dtype=np.int32)
    if stamp.model is not None and len(ids) <= scan_limit:
        matrix, embedded = _matrix(graph, ids, stamp.model, stamp.dimensions)
    return Snapshot(
        stamp=stamp,
        things=things,
        numbers=NumbersIndex(things),
        vocabulary=Vocabulary(texts),
        entry_texts=[text.partition("\n")[0] for text in texts],
        things_of_entries=owners,
        matrix=matrix,
        embedded=embedded,
        seconds=time.monotonic() - started,
        things_by_key=by_key,
        entries_by_id=by_id,
    )


def _thing_rows(graph: Graph) -> Iterator[Row]:
    for kind in ("items", "processes", "enterprises"):
        yield from graph.database.stream(f"search/list_searched_{kind}")


def _entries(
    graph: Graph, by_key: dict[tuple[str, str], int]
) -> tuple[list[str], list[str], np.ndarray[Any, np.dtype[np.int32]]]:
    ids: list[str] = []
    texts: list[str] = []
    owners: list[int] = []
    for row in graph.database.stream("search/list_entries"):
        owner = by_key.get((_namespace(row["kind"]), row["thing_id"]))
        if owner is not None:
            ids.append(row["id"])
            texts.append(row["text"])
            owners.append(owner)
    return ids, texts, np.asarray(owners, dtype=np.int32)


def _matrix(
    graph: Graph, ids: list[str], model: str, dimensions: int
) -> tuple[Vectors, np.ndarray[Any, np.dtype[np.int32]]]:
    # One allocation of the full size: joining blocks at the end would need the memory twice.
    matrix = np.empty((len(ids), dimensions), dtype=np.float32)
    places: list[int] = []
    for start in range(0, len(ids), _EMBEDDINGS):
        chunk = ids[start : start + _EMBEDDINGS]
        place_of = {entry_id: start + offset for offset, entry_id in enumerate(chunk)}
        rows = graph.database.read("search/list_embeddings", ids=chunk, model=model)
        rows = [row for row in rows if len(row["embedding"]) == dimensions]
        if rows:
            block = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
            matrix[len(places) : len(places) + len(rows)] = block
            places += [place_of[row["id"]] for row in rows]
    return matrix[: len(places)], np.asarray(places, dtype=np.int32)


def _namespace(kind: str) -> str:
    return "item" if kind in ITEM_KINDS else kind
