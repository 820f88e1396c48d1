"""What search is measured against: vectors alone, the engine's full text alone, and both as the
HybridRetriever of neo4j_graphrag fuses them; all over the same raw texts, with the same model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from graph.connection import Graph
from graph.errors import ConfigurationError
from graph.evaluation.measures import DEPTH
from graph.evaluation.plain_entries import PlainEntries
from graph.evaluation.report import Ranker
from graph.search.embedding import Embedder
from graph.text.words import words_of

ENTRIES_OF_A_THING: Final = 4
"""At most so many languages: asked for so many times as many entries, no thing is lost."""
_ASKED: Final = DEPTH * ENTRIES_OF_A_THING


def vector_ranker(entries: PlainEntries, embedder: Embedder) -> Ranker:
    """The nearest texts to the query as it was typed; every vector is compared."""

    def rank(query: str) -> Sequence[str]:
        near = entries.vectors @ embedder.encode_query(query)
        order = np.argsort(-near, kind="stable")[:_ASKED]
        return _first_of_each(entries.thing_ids[int(place)] for place in order)

    return rank


def full_text_ranker(graph: Graph) -> Ranker:
    """The engine's full-text index, asked for the words of the query; entries must be stored."""

    def rank(query: str) -> Sequence[str]:
        words = plain_words(query)
        if not words:
            return []
        rows = graph.database.read("evaluation/fulltext_plain_entries", query=words, limit=_ASKED)
        return _first_of_each(row["thing_id"] for row in rows)

    return rank


def hybrid_ranker(graph: Graph, embedder: Embedder, asked: int = _ASKED) -> Ranker:
    """neo4j_graphrag's HybridRetriever as it comes, ``asked`` for entries; they must be stored.

    It hands the query to Lucene as it is and fails where a sign in it is Lucene's syntax; here it
    gets the words alone, as a careful caller would do, and the vector of the query as typed.
    Raises ConfigurationError where it cannot run: not on Neo4j, or not installed.
    """
    if graph.engine.name != "neo4j":
        raise ConfigurationError("needs Neo4j: name one with GRAPH_URI")
    try:
        from neo4j_graphrag.retrievers import HybridRetriever
        from neo4j_graphrag.types import RetrieverResultItem
    except ImportError as error:
        raise ConfigurationError(
            "the package neo4j-graphrag is not installed: pip install 'zanjir[evaluate]'"
        ) from error
    retriever = HybridRetriever(
        graph.database.driver,
        vector_index_name="PlainEntry[embedding]",
        fulltext_index_name="PlainEntry[text]",
        return_properties=["thing_id"],
        result_formatter=lambda row: RetrieverResultItem(content=row["node"]["thing_id"]),
        neo4j_database=graph.database.name,
    )

    def rank(query: str) -> Sequence[str]:
        found = retriever.search(
            # Without a single word there is nothing to ask the full text for.
            query_text=plain_words(query) or "-",
            query_vector=embedder.encode_query(query).tolist(),
            top_k=asked,
        )
        return _first_of_each(str(item.content) for item in found.items)

    return rank


def plain_words(query: str) -> str:
    """The words in lower case with blanks between: nothing in it is Lucene's syntax."""
    return " ".join(words_of(query))


def _first_of_each(thing_ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(thing_ids))[:DEPTH]
