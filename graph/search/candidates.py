"""Where results may come from: numbers, full text, vectors; each gives its own candidates.

Every source heeds the filter before it ranks: what is not allowed never takes a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from graph.connection import Graph
from graph.search.analysis import Analysis, lucene_query
from graph.search.embedding import Vectors
from graph.search.numbers_index import NumberHit
from graph.search.snapshot import Snapshot

By = Literal["number", "number-near", "glossary", "text", "vector"]
Allowed = np.ndarray[Any, np.dtype[np.bool_]]
"""For each thing of the snapshot whether the filters keep it."""

SIMILARITY_FLOOR: Final = 0.35
"""Cosine below which a vector neighbour is no match at all."""

VECTOR_NEIGHBOURS: Final = 200
FULLTEXT_FIRST: Final = 1_000
FULLTEXT_MOST: Final = 20_000
INDEX_MOST: Final = 10_000
_GROWTH: Final = 5
# Of several numbers that one thing was found by, the first of these explains it.
_FIELD_SCORE: Final = {"part number": 1.0, "other number": 0.99, "tax number": 0.98, "id": 0.97}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing (its place in the snapshot) that one source found.

    ``score`` is on the source's own scale; ``is_whole``: the query was nothing but this number.
    """

    thing: int
    score: float
    by: By
    detail: str
    is_whole: bool = False


def number_candidates(
    snapshot: Snapshot, analysis: Analysis, allowed: Allowed | None
) -> list[Candidate]:
    """Exact numbers, and numbers that nearly are; a thing once, by its best number."""
    exact = _best_hits(snapshot.numbers.exact(analysis.text), "number", allowed)
    near = _best_hits(snapshot.numbers.near(analysis.text), "number-near", allowed)
    return [*exact.values(), *(near[thing] for thing in near.keys() - exact.keys())]


def _best_hits(hits: list[NumberHit], by: By, allowed: Allowed | None) -> dict[int, Candidate]:
    best: dict[int, Candidate] = {}
    for hit in hits:
        if allowed is not None and not allowed[hit.thing]:
            continue
        score = hit.closeness * _FIELD_SCORE[hit.field]
        if hit.thing not in best or best[hit.thing].score < score:
            detail = f"{hit.field} {hit.number}"
            best[hit.thing] = Candidate(hit.thing, score, by, detail, hit.is_whole)
    return best


def fulltext_candidates(
    graph: Graph, snapshot: Snapshot, analysis: Analysis, allowed: Allowed | None
) -> list[Candidate]:
    """All things that an entry with any of the telling words describes, by their best entry."""
    words = snapshot.vocabulary.telling(analysis.words)
    query = lucene_query(words, snapshot.vocabulary.near)
    if not query:
        return []
    limit = FULLTEXT_FIRST
    while True:
        rows = graph.database.read("search/fulltext_candidates", query=query, limit=limit)
        if len(rows) < limit or limit >= FULLTEXT_MOST:
            break
        limit = min(limit * _GROWTH, FULLTEXT_MOST)
    best: dict[int, Candidate] = {}
    for row in rows:
        # Entries newer than the snapshot wait for the next one.
        entry = snapshot.entries_by_id.get(row["entry_id"])
        if entry is not None:
            _keep(best, snapshot, entry, float(row["score"]), "text", allowed)
    return list(best.values())


def vector_candidates(
    snapshot: Snapshot, vector: Vectors, allowed: Allowed | None
) -> list[Candidate]:
    """The nearest things above the floor, every vector compared."""
    if snapshot.matrix is None or not len(snapshot.matrix):
        return []
    scores = snapshot.matrix @ vector
    matching = scores >= SIMILARITY_FLOOR
    if allowed is not None:
        matching &= allowed[snapshot.things_of_entries[snapshot.embedded]]
    rows = np.flatnonzero(matching)
    rows = rows[np.argsort(-scores[rows], kind="stable")]
    best: dict[int, Candidate] = {}
    for row in rows:
        if len(best) == VECTOR_NEIGHBOURS:
            break
        entry = int(snapshot.embedded[row])
        _keep(best, snapshot, entry, min(1.0, float(scores[row])), "vector", allowed)
    return list(best.values())


def indexed_vector_candidates(
    graph: Graph, snapshot: Snapshot, vector: Vectors, allowed: Allowed | None
) -> list[Candidate]:
    """The nearest things above the floor by the engine's index, for very many entries.

    The index knows no filters, so it is asked for more until enough allowed ones came.
    """
    limit = 2 * VECTOR_NEIGHBOURS
    while True:
        rows = graph.database.read(
            "search/vector_candidates",
            vector=vector.tolist(),
            limit=limit,
            model=snapshot.stamp.model,
        )
        found = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
        scores = found.reshape(len(rows), -1) @ vector if rows else np.empty(0, dtype=np.float32)
        best: dict[int, Candidate] = {}
        for place in np.argsort(-scores, kind="stable"):
            entry = snapshot.entries_by_id.get(rows[place]["entry_id"])
            score = min(1.0, float(scores[place]))
            if entry is not None and score >= SIMILARITY_FLOOR and len(best) < VECTOR_NEIGHBOURS:
                _keep(best, snapshot, entry, score, "vector", allowed)
        is_all = limit >= len(snapshot.entry_texts) or bool(
            scores.min(initial=1) < SIMILARITY_FLOOR
        )
        if is_all or not rows or len(best) >= VECTOR_NEIGHBOURS or limit >= INDEX_MOST:
            return list(best.values())
        limit *= _GROWTH


def _keep(
    best: dict[int, Candidate],
    snapshot: Snapshot,
    entry: int,
    score: float,
    by: By,
    allowed: Allowed | None,
) -> None:
    thing = int(snapshot.things_of_entries[entry])
    if allowed is not None and not allowed[thing]:
        return
    if thing not in best or best[thing].score < score:
        shown = snapshot.entry_texts[entry]
        detail = f"{shown} ({score:.2f})" if by == "vector" else shown
        best[thing] = Candidate(thing, score, by, detail)
