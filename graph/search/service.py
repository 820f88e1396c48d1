"""Search: the sources' candidates within the filters, fused into one answer (INTERFACE 4)."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future
from typing import Final

from graph.connection import Graph
from graph.errors import InputError
from graph.search.answering import Search, start
from graph.search.answers import SearchAnswer
from graph.search.embedding import Embedder
from graph.search.filters import Filters
from graph.search.keeper import SnapshotKeeper
from graph.search.snapshot import Snapshot
from graph.text.words import clean

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 1_000


def search(
    graph: Graph,
    held: SnapshotKeeper | Snapshot,
    embedder: Embedder,
    q: str,
    *,
    kinds: Collection[str] = (),
    regions: Collection[str] = (),
    countries: Collection[str] = (),
    hs: Collection[str] = (),
    vehicles: Collection[str] = (),
    processes: Collection[str] = (),
    limit: int = DEFAULT_LIMIT,
) -> SearchAnswer:
    """The things that answer a query, best first: one snapshot, one version.

    Raises InputError for a blank query, a limit out of bounds or an unknown filter value (kind,
    region, country, hs), NotFoundError for an unknown vehicle or process, NotReadyError before
    the keeper's first snapshot, EmbeddingError when the model cannot be loaded.
    """
    filters = Filters(kinds, regions, countries, hs, vehicles, processes)
    return start_search(graph, held, embedder, q, filters, limit).result()


def start_search(
    graph: Graph,
    held: SnapshotKeeper | Snapshot,
    embedder: Embedder,
    q: str,
    filters: Filters,
    limit: int,
) -> Future[SearchAnswer]:
    """The same for those who do not want to hold a thread meanwhile.

    A blank query, a wrong limit and a missing snapshot raise at once, all else in the future.
    """
    if not clean(q):
        raise InputError("q must not be blank; say what to look for")
    if not 1 <= limit <= MAX_LIMIT:
        raise InputError(f"limit must be from 1 to {MAX_LIMIT}")
    if isinstance(held, SnapshotKeeper):
        snapshot, index_ready = held.current(), held.index_is_warm
    else:
        snapshot, index_ready = held, True
    return start(Search(graph, snapshot, embedder, q, filters, limit, index_ready))


def warm_up(graph: Graph, held: SnapshotKeeper | Snapshot, embedder: Embedder) -> None:
    """Load the model and let every source answer once: the first user waits for nothing."""
    embedder.warm_up()
    search(graph, held, embedder, "warm up 0000")
