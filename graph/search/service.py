"""Search: the sources' candidates within the filters, fused into one answer (INTERFACE 4)."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import BoundedSemaphore
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
from graph.search.embedding import Embedder, Vectors
from graph.search.filters import Filters, allowed_things
from graph.search.fusion import Ranked, fuse
from graph.search.keeper import SnapshotKeeper
from graph.search.query import Query, read_query
from graph.search.snapshot import Snapshot
from graph.search.things import Kind, Thing
from graph.text.words import clean

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 1_000

_TURNS: Final = BoundedSemaphore(max(1, (os.cpu_count() or 2) - 1))
"""Work on answers in turn, leaving a core to the model and to HTTP: threads that all work at once
fight over Python's lock at every product of arrays, and 16 clients get a fifth fewer answers."""

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
    with _TURNS:
        query = read_query(q, snapshot.reader, space)
    waited_for = _waited_for(graph, snapshot, embedder, query, allowed, index_ready)
    with _TURNS:
        ranked, total = _ranked(snapshot, space, query, allowed, waited_for, limit)
        results = [_result(snapshot.things[entry.thing], entry) for entry in ranked]
        unknown = snapshot.numbers.unknown(query.text)
    return SearchAnswer(
        query=q,
        results=results,
        unknown_numbers=unknown,
        total=total,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
        graph_version=snapshot.version,
    )


def warm_up(graph: Graph, held: SnapshotKeeper | Snapshot, embedder: Embedder) -> None:
    """Load the model and let every source answer once: the first user waits for nothing."""
    embedder.warm_up()
    search(graph, held, embedder, "warm up 0000")


@dataclass(frozen=True, slots=True)
class _WaitedFor:
    """What is not worked out here: the query's vector from the model, and for very many entries
    what the database's indexes find."""

    vector: Vectors | None = None
    by_text: Found | None = None
    by_vector: Found | None = None


def _waited_for(
    graph: Graph,
    snapshot: Snapshot,
    embedder: Embedder,
    query: Query,
    allowed: Allowed | None,
    index_ready: bool,
) -> _WaitedFor:
    if _nothing(allowed):
        return _WaitedFor()
    asked = None
    if snapshot.words is None:
        asked = _SIDE_WORK.submit(engine_text_found, graph, snapshot, query, allowed)
    vector = by_vector = None
    # Without words there is no meaning, and the vectors of another model mean something else.
    if query.words and snapshot.stamp.model == embedder.model_key:
        if snapshot.matrix is not None:
            vector = embedder.encode_query(query.vector_text)
        elif index_ready:
            vector = embedder.encode_query(query.vector_text)
            by_vector = engine_vector_found(graph, snapshot, vector, allowed)
    return _WaitedFor(vector, asked.result() if asked else None, by_vector)


def _nothing(allowed: Allowed | None) -> bool:
    return allowed is not None and not allowed.any()


def _ranked(
    snapshot: Snapshot,
    space: ConceptSpace,
    query: Query,
    allowed: Allowed | None,
    waited_for: _WaitedFor,
    limit: int,
) -> tuple[list[Ranked], int]:
    if _nothing(allowed):
        return [], 0
    numbers = number_candidates(snapshot, query.text, allowed)
    sources = [glossary_found(snapshot, space, query, allowed)]
    if snapshot.words is not None:
        sources.append(text_found(snapshot, snapshot.words, query, allowed))
    if waited_for.by_text is not None:
        sources.append(waited_for.by_text)
    if waited_for.by_vector is not None:
        sources.append(waited_for.by_vector)
    elif waited_for.vector is not None:
        sources.append(vector_found(snapshot, waited_for.vector, allowed))
    return fuse(len(snapshot.things), numbers, sources, limit)


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
