"""One measurement: search and its baselines over the same queries and the same data."""

from __future__ import annotations

from collections.abc import Sequence

from graph.connection import Graph
from graph.errors import ConfigurationError
from graph.evaluation.baselines import full_text_ranker, hybrid_ranker, vector_ranker
from graph.evaluation.judged import JudgedQuery, unknown_ids
from graph.evaluation.measures import DEPTH
from graph.evaluation.plain_entries import make_plain_entries, stored
from graph.evaluation.report import Evaluation, Ranker, System, measured
from graph.search.embedding import Embedder
from graph.search.service import search
from graph.search.snapshot import Snapshot
from graph.search.snapshot_loading import load_snapshot

OURS = "zanjir"
VECTOR, FULL_TEXT, HYBRID = "vector only", "full text only", "HybridRetriever"


def evaluate(
    graph: Graph, embedder: Embedder, queries: Sequence[JudgedQuery], *, baselines: bool = True
) -> Evaluation:
    """Measure search on this graph; with baselines the graph is written to, and cleared again.

    An id that no thing has counts as not found, whatever is asked.
    """
    snapshot = load_snapshot(graph)
    systems = [measured(OURS, queries, search_ranker(graph, snapshot, embedder))]
    if baselines:
        systems += measured_baselines(graph, snapshot, embedder, queries)
    return Evaluation(
        queries=len(queries),
        unknown_ids=len(unknown_ids(queries, (thing.id for thing in snapshot.things))),
        unembedded=_unembedded(snapshot, embedder),
        database=graph.engine.name,
        model=embedder.model_key,
        graph_version=snapshot.version,
        systems=systems,
    )


def _unembedded(snapshot: Snapshot, embedder: Embedder) -> int:
    entries = len(snapshot.entry_texts)
    if snapshot.stamp.model != embedder.model_key:
        return entries
    return 0 if snapshot.vectors is None else entries - len(snapshot.vectors.embedded)


def search_ranker(graph: Graph, snapshot: Snapshot, embedder: Embedder) -> Ranker:
    """Search as the service answers it, without filters."""

    def rank(query: str) -> Sequence[str]:
        answer = search(graph, snapshot, embedder, query, limit=DEPTH)
        return [result.id for result in answer.results]

    return rank


def measured_baselines(
    graph: Graph, snapshot: Snapshot, embedder: Embedder, queries: Sequence[JudgedQuery]
) -> list[System]:
    """Vector only, full text only, and HybridRetriever where it can run."""
    entries = make_plain_entries(graph, snapshot, embedder)
    systems = [measured(VECTOR, queries, vector_ranker(entries, embedder))]
    with stored(graph, entries):
        systems.append(measured(FULL_TEXT, queries, full_text_ranker(graph)))
        try:
            systems.append(measured(HYBRID, queries, hybrid_ranker(graph, embedder)))
        except ConfigurationError as error:
            systems.append(System(name=HYBRID, not_run=error.detail))
    return systems
