"""A search on its way: read, encoded, looked up, ranked; those on the way go together.

One thread has the work that Python's lock allows one thread anyway, another the model and the
product of vectors, which run without the lock. Where a thread for each searched they fought over
the lock, and sixteen clients got a third fewer answers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeVar, cast

import numpy as np

from graph.connection import Graph
from graph.glossary.space import concept_space
from graph.search.answers import Names, SearchAnswer, SearchResult
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
from graph.search.numbers_index import NumbersFound
from graph.search.query import Query, read_query
from graph.search.snapshot import Snapshot
from graph.search.stages import Stage
from graph.search.things import Kind, Thing
from graph.text.lexical import Scores

Owner = TypeVar("Owner")

TOGETHER: Final = 8
"""Half as many as a service lets in at once, unless told: while one thread has eight, the other
has the other eight. docs/search.md has the figures for more and fewer."""
AT_DATABASE: Final = 8
"""Threads that only wait: for filters, words and vectors from the database."""


@dataclass(slots=True, eq=False)
class Search:
    """One search and what is known of it so far.

    ``index_ready``: the engine's vector index may be asked. ``allowed``: None where there are no
    filters. ``cosines``: of the query with each embedded entry held in this process.
    """

    graph: Graph
    snapshot: Snapshot
    embedder: Embedder
    q: str
    filters: Filters
    limit: int
    index_ready: bool
    future: Future[SearchAnswer] = field(default_factory=Future)
    started: float = field(default_factory=time.perf_counter)
    allowed: Allowed | None = None
    query: Query = field(init=False)
    vector: Vectors | None = None
    cosines: Scores | None = None
    by_text: Future[Found] | None = None
    by_vector: Found | None = None
    answer: SearchAnswer = field(init=False)

    @property
    def is_empty(self) -> bool:
        """The filters keep nothing."""
        return self.allowed is not None and not self.allowed.any()


def start(search: Search) -> Future[SearchAnswer]:
    """Have it answered; the future has the answer, or what was raised on the way.

    Not to be waited for in one of the threads here, nor in a child of a process that has searched.
    """
    # Who no longer waits cannot stop it any more: it may be among others.
    search.future.set_running_or_notify_cancel()
    (_NARROW if search.filters else _READ).put(search)
    return search.future


def _narrow(searches: Sequence[Search]) -> None:
    for one in searches:
        one.allowed = allowed_things(one.graph, one.snapshot, one.filters)


def _read(searches: Sequence[Search]) -> None:
    for one in searches:
        space = concept_space(one.graph.settings.glossary_path)
        one.query = read_query(one.q, one.snapshot.reader, space)


def _encode(searches: Sequence[Search]) -> None:
    """The vector of each query and its cosines: the vectors of entries are read once for all."""
    for embedder, group in _grouped(searches, [_embedder_for(one) for one in searches]):
        vectors = embedder.encode_queries([one.query.vector_text for one in group])
        for one, vector in zip(group, vectors, strict=True):
            one.vector = vector
    held = [None if one.vector is None else one.snapshot.vectors for one in searches]
    for index, group in _grouped(searches, held):
        rows = np.stack([cast(Vectors, one.vector) for one in group])
        for one, cosines in zip(group, index.cosines(rows), strict=True):
            one.cosines = cosines


def _embedder_for(one: Search) -> Embedder | None:
    # Without words there is no meaning, and the vectors of another model mean something else.
    if one.is_empty or not one.query.words:
        return None
    if one.snapshot.stamp.model != one.embedder.model_key:
        return None
    return one.embedder if one.snapshot.vectors is not None or one.index_ready else None


def _grouped(
    searches: Sequence[Search], owners: Sequence[Owner | None]
) -> Iterator[tuple[Owner, list[Search]]]:
    """The searches of each owner: of one, but where the graph has just moved on."""
    groups: dict[int, tuple[Owner, list[Search]]] = {}
    for one, owner in zip(searches, owners, strict=True):
        if owner is not None:
            groups.setdefault(id(owner), (owner, []))[1].append(one)
    return iter(groups.values())


def _look_up(searches: Sequence[Search]) -> None:
    for one in searches:
        if one.vector is not None and one.snapshot.vectors is None:
            one.by_vector = engine_vector_found(one.graph, one.snapshot, one.vector, one.allowed)
        if one.by_text is not None:
            one.by_text.result()


def _rank(searches: Sequence[Search]) -> None:
    for one in searches:
        numbers = one.snapshot.numbers.find(one.query.text)
        ranked, total = ([], 0) if one.is_empty else _ranked(one, numbers)
        one.answer = SearchAnswer(
            query=one.q,
            results=[_result(one.snapshot.things[entry.thing], entry) for entry in ranked],
            unknown_numbers=numbers.unknown,
            total=total,
            took_ms=round((time.perf_counter() - one.started) * 1000, 3),
            graph_version=one.snapshot.version,
        )


def _ranked(one: Search, numbers: NumbersFound) -> tuple[list[Ranked], int]:
    snapshot, query = one.snapshot, one.query
    space = concept_space(one.graph.settings.glossary_path)
    sources = [glossary_found(snapshot, space, query, one.allowed)]
    if snapshot.words is not None:
        sources.append(text_found(snapshot, snapshot.words, query, one.allowed))
    if one.by_text is not None:
        sources.append(one.by_text.result())
    if one.by_vector is not None:
        sources.append(one.by_vector)
    if one.cosines is not None and snapshot.vectors is not None:
        texts, index = snapshot.entry_texts, snapshot.vectors
        sources.append(vector_found(texts, index, one.cosines, one.allowed, sources))
    candidates = number_candidates(numbers, one.allowed)
    return fuse(len(snapshot.things), candidates, sources, one.limit)


def _result(thing: Thing, entry: Ranked) -> SearchResult:
    return SearchResult(
        id=thing.id,
        kind=cast(Kind, thing.kind),
        name=thing.name,
        names=Names(thing.name_en, thing.name_ru, thing.name_uz),
        score=entry.score,
        why=entry.reasons,
        part_number=thing.part_number,
        hs_code=thing.hs_code,
    )


def _go_on_from_reading(one: Search) -> None:
    if one.snapshot.words is None and not one.is_empty:
        # The database works on the words while the model works on the query.
        one.by_text = _WORDS.submit(
            engine_text_found, one.graph, one.snapshot, one.query, one.allowed
        )
    if _embedder_for(one) is None:
        _go_on_from_encoding(one)  # and not wait for the model behind others
    else:
        _ENCODE.put(one)


def _go_on_from_encoding(one: Search) -> None:
    (_LOOK_UP if one.snapshot.words is None else _RANK).put(one)


def _end(one: Search) -> None:
    one.future.set_result(one.answer)


def _fail(one: Search, error: Exception) -> None:
    if not one.future.done():
        one.future.set_exception(error)


_WORDS: Final = ThreadPoolExecutor(AT_DATABASE, thread_name_prefix="search-words")
_DATABASE: Final = ThreadPoolExecutor(AT_DATABASE, thread_name_prefix="search-database")
_PYTHON: Final = ThreadPoolExecutor(1, thread_name_prefix="search")
_MODEL: Final = ThreadPoolExecutor(1, thread_name_prefix="search-model")

# One at a time, so that nobody waits for a long list of another.
_RANK: Final = Stage(_PYTHON, _rank, _end, _fail, 1)
_LOOK_UP: Final = Stage(_DATABASE, _look_up, _RANK.put, _fail, 1)
_ENCODE: Final = Stage(_MODEL, _encode, _go_on_from_encoding, _fail, TOGETHER)
_READ: Final = Stage(_PYTHON, _read, _go_on_from_reading, _fail, TOGETHER)
_NARROW: Final = Stage(_DATABASE, _narrow, _READ.put, _fail, 1)
