"""Search: the sources' candidates within the filters, fused into one answer (INTERFACE 4)."""

from __future__ import annotations

import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Final, cast

from graph.connection import Graph
from graph.errors import InputError
from graph.glossary.space import ConceptSpace, concept_space
from graph.search.answers import Names, Reason, SearchAnswer, SearchResult
from graph.search.candidates import (
    Allowed,
    Found,
    engine_text_found,
    engine_vector_found,
    glossary_found,
    number_candidates,
    text_found,
    vector_found,
)
from graph.search.embedding import Embedder
from graph.search.filters import Filters, allowed_things
from graph.search.fusion import Ranked, fuse
from graph.search.keeper import SnapshotKeeper
from graph.search.query import Query, read_query
from graph.search.snapshot import Snapshot
from graph.search.things import Kind, Thing
from graph.text.words import clean

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 1_000

# The database works on the words while this process embeds the query.
_SIDE_WORK: Final = ThreadPoolExecutor(max_workers=8, thread_name_prefix="search")


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
    started = time.perf_counter()
    if not clean(q):
        raise InputError("q must not be blank; say what to look for")
    if not 1 <= limit <= MAX_LIMIT:
        raise InputError(f"limit must be from 1 to {MAX_LIMIT}")
    is_keeper = isinstance(held, SnapshotKeeper)
    snapshot = held.current() if isinstance(held, SnapshotKeeper) else held
    filters = Filters(kinds, regions, countries, hs, vehicles, processes)
    allowed = allowed_things(graph, snapshot, filters)
    index_ready = not is_keeper or cast(SnapshotKeeper, held).index_is_warm
    space = concept_space(graph.settings.glossary_path)
    query = read_query(q, snapshot.reader, space)
    ranked, total = _ranked(graph, snapshot, space, embedder, query, allowed, index_ready, limit)
    results = [_result(snapshot.things[entry.thing], entry) for entry in ranked]
    return SearchAnswer(
        query=q,
        results=results,
        unknown_numbers=snapshot.numbers.unknown(query.text),
        total=total,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
        graph_version=snapshot.version,
    )


def warm_up(graph: Graph, held: SnapshotKeeper | Snapshot, embedder: Embedder) -> None:
    """Load the model and let every source answer once: the first user waits for nothing."""
    embedder.warm_up()
    search(graph, held, embedder, "warm up 0000")


def _ranked(
    graph: Graph,
    snapshot: Snapshot,
    space: ConceptSpace,
    embedder: Embedder,
    query: Query,
    allowed: Allowed | None,
    index_ready: bool,
    limit: int,
) -> tuple[list[Ranked], int]:
    if allowed is not None and not allowed.any():
        return [], 0
    numbers = number_candidates(snapshot, query.text, allowed)
    if snapshot.words is not None:
        by_text = text_found(snapshot, snapshot.words, query, allowed)
        by_vector = _by_vector(graph, snapshot, embedder, query, allowed, index_ready)
    else:
        waiting = _SIDE_WORK.submit(engine_text_found, graph, snapshot, query, allowed)
        by_vector = _by_vector(graph, snapshot, embedder, query, allowed, index_ready)
        by_text = waiting.result()
    by_glossary = glossary_found(snapshot, space, query, allowed)
    sources = [by_glossary, by_text, *([by_vector] if by_vector else [])]
    return fuse(len(snapshot.things), numbers, sources, limit)


def _by_vector(
    graph: Graph,
    snapshot: Snapshot,
    embedder: Embedder,
    query: Query,
    allowed: Allowed | None,
    index_ready: bool,
) -> Found | None:
    # Without words there is no meaning, and the vectors of another model mean something else.
    if not query.words or snapshot.stamp.model != embedder.model_key:
        return None
    if snapshot.matrix is not None:
        return vector_found(snapshot, embedder.encode_query(query.vector_text), allowed)
    if not index_ready:
        return None
    vector = embedder.encode_query(query.vector_text)
    return engine_vector_found(graph, snapshot, vector, allowed)


def _result(thing: Thing, entry: Ranked) -> SearchResult:
    return SearchResult(
        id=thing.id,
        kind=cast(Kind, thing.kind),
        name=thing.name,
        names=Names(en=thing.name_en, ru=thing.name_ru, uz=thing.name_uz),
        score=entry.score,
        why=[Reason(by=reason.by, detail=reason.detail) for reason in entry.reasons],
        part_number=thing.part_number,
        hs_code=thing.hs_code,
    )
