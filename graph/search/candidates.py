"""Where results may come from: numbers, words, glossary, vectors; each scores things its own way.

Every source heeds the filter before anything is ranked: what is not allowed never takes a place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from graph.client import Row
from graph.connection import Graph
from graph.glossary.space import ConceptSpace
from graph.search.embedding import Vectors
from graph.search.engine_text import lucene_query
from graph.search.numbers_index import NumberHit, NumbersFound
from graph.search.query import Query
from graph.search.snapshot import Snapshot
from graph.search.vector_index import VectorIndex
from graph.text.lexical import LexicalIndex, Scores

By = Literal["number", "number-near", "glossary", "text", "vector"]
Allowed = np.ndarray[Any, np.dtype[np.bool_]]
"""For each thing of the snapshot whether the filters keep it."""

SIMILARITY_FLOOR: Final = 0.35
"""Cosine below which a vector neighbour is no match at all."""
GLOSSARY_FLOOR: Final = 0.1
"""The same for the concepts that two texts share."""

WHOLE_NAME: Final = 0.7
"""The share of the text score that a name with every word of the query has to itself: who types
`Samarqand Radiator` means that maker, not radiators."""

VECTOR_NEIGHBOURS: Final = 200
FULLTEXT_FIRST: Final = 1_000
FULLTEXT_MOST: Final = 20_000
INDEX_MOST: Final = 10_000
_GROWTH: Final = 5
# Of several numbers that one thing was found by, the first of these explains it.
_FIELD_SCORE: Final = {"part number": 1.0, "other number": 0.99, "tax number": 0.98, "id": 0.97}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing (its place in the snapshot) found by a number.

    ``score`` lies in 0…1; ``is_whole``: the query was nothing but this number.
    """

    thing: int
    score: float
    by: By
    detail: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What one source says of every thing, by place: 0…1, and 0 for no match.

    ``explain`` tells why, for a place with a score.
    """

    by: By
    scores: Scores
    explain: Callable[[int], str]


def number_candidates(found: NumbersFound, allowed: Allowed | None) -> list[Candidate]:
    """Exact numbers, and numbers that nearly are; a thing once, by its best number."""
    exact = _best_hits(found.exact, "number", allowed)
    near = _best_hits(found.near, "number-near", allowed)
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


def text_found(
    snapshot: Snapshot, index: LexicalIndex, query: Query, allowed: Allowed | None
) -> Found:
    """Things with words of the query, inside this process."""
    by_word = [index.word_scores(word.keys) for word in query.words]
    total = sum(by_word, np.zeros(index.size, dtype=np.float32))
    scores = (1 - WHOLE_NAME) * _to_one(_kept(total, allowed))
    if len(query.words) > 1 and snapshot.names is not None:
        is_named = scores > 0
        for word in query.words:
            if not is_named.any():
                break
            is_named &= snapshot.names.word_scores(word.keys) > 0
        scores += np.float32(WHOLE_NAME) * is_named

    def explain(place: int) -> str:
        met = [
            word.text
            for word, word_scores in zip(query.words, by_word, strict=True)
            if word_scores[place] > 0
        ]
        return f"{snapshot.things[place].name} ({', '.join(dict.fromkeys(met))})"

    return Found("text", scores, explain)


def glossary_found(
    snapshot: Snapshot, space: ConceptSpace, query: Query, allowed: Allowed | None
) -> Found:
    """Things that speak of the concepts of the query, in whatever language."""
    vector = snapshot.meanings.vector(query.meaning.weights)
    scores = _kept(snapshot.meanings.scores(vector), allowed)
    scores[scores < GLOSSARY_FLOOR] = 0.0

    def explain(place: int) -> str:
        shared = snapshot.meanings.shared(place, vector)
        met = query.meaning.terms.get(shared)
        term = space.glossary.concepts[shared].term("en")
        return f"{met.term} = {term}" if met and met.term != term else term

    return Found("glossary", np.minimum(scores, 1.0), explain)


def vector_found(
    entry_texts: Sequence[str],
    index: VectorIndex,
    cosines: Scores,
    allowed: Allowed | None,
    others: Sequence[Found],
) -> Found:
    """Things above the floor: the nearest, and those that other sources have found.

    ``cosines``: of the query with each embedded entry.
    """
    scores = _kept(index.scores(cosines), allowed)
    is_found = np.zeros(len(scores), dtype=np.bool_)
    for other in others:
        is_found |= other.scores > 0
    scores = _nearest(scores, is_found)

    def explain(place: int) -> str:
        entry = index.nearest_entry(place, cosines)
        return f"{entry_texts[entry]} ({scores[place]:.2f})"

    return Found("vector", scores, explain)


def engine_text_found(
    graph: Graph, snapshot: Snapshot, query: Query, allowed: Allowed | None
) -> Found:
    """Things by the engine's full-text index, by their best entry; for very many entries."""
    lucene = lucene_query(query.words)
    limit = FULLTEXT_FIRST
    rows: list[Row] = []
    while lucene:
        rows = graph.database.read("search/fulltext_candidates", query=lucene, limit=limit)
        if len(rows) < limit or limit >= FULLTEXT_MOST:
            break
        limit = min(limit * _GROWTH, FULLTEXT_MOST)
    scores, entries = _by_entries(snapshot, rows, [row["score"] for row in rows])
    return Found(
        "text",
        (1 - WHOLE_NAME) * _to_one(_kept(scores, allowed)),
        lambda place: snapshot.entry_texts[entries[place]],
    )


def engine_vector_found(
    graph: Graph, snapshot: Snapshot, vector: Vectors, allowed: Allowed | None
) -> Found:
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
        near = [float(np.asarray(row["embedding"], dtype=np.float32) @ vector) for row in rows]
        raw, entries = _by_entries(snapshot, rows, near)
        scores = _nearest(_kept(raw, allowed))
        is_all = limit >= len(snapshot.entry_texts) or min(near, default=0.0) < SIMILARITY_FLOOR
        if is_all or np.count_nonzero(scores) >= VECTOR_NEIGHBOURS or limit >= INDEX_MOST:
            break
        limit *= _GROWTH
    return Found(
        "vector",
        scores,
        lambda place: f"{snapshot.entry_texts[entries[place]]} ({scores[place]:.2f})",
    )


def _by_entries(
    snapshot: Snapshot, rows: Sequence[Row], row_scores: Sequence[float]
) -> tuple[Scores, dict[int, int]]:
    """The best score of each thing, and the entry it came by."""
    scores = np.zeros(len(snapshot.things), dtype=np.float32)
    entries: dict[int, int] = {}
    for row, score in zip(rows, row_scores, strict=True):
        # Entries newer than the snapshot wait for the next one.
        entry = snapshot.entries_by_id.get(row["entry_id"])
        if entry is not None:
            place = int(snapshot.things_of_entries[entry])
            if score > scores[place]:
                scores[place], entries[place] = score, entry
    return scores, entries


def _kept(scores: Scores, allowed: Allowed | None) -> Scores:
    return scores if allowed is None else np.where(allowed, scores, np.float32(0.0))


def _to_one(scores: Scores) -> Scores:
    """Divided by the best: BM25 has no upper bound of its own."""
    best = float(scores.max(initial=0.0))
    return scores / np.float32(best) if best > 0 else scores


def _nearest(scores: Scores, is_found: Allowed | bool = False) -> Scores:
    """Those above the floor, and of them the nearest so many, or found otherwise too."""
    is_near = scores >= SIMILARITY_FLOOR
    if np.count_nonzero(is_near) > VECTOR_NEIGHBOURS:
        least = np.partition(scores[is_near], -VECTOR_NEIGHBOURS)[-VECTOR_NEIGHBOURS]
        is_near &= (scores >= least) | is_found
    return np.where(is_near, np.minimum(scores, np.float32(1.0)), np.float32(0.0))
