"""What the code relies on of a database, pinned on both engines: full text and vectors.

A new version of an engine is taken only when these hold. Plain Cypher here stands for what the
named queries do; where one of them is simple enough it is used itself.
"""

from __future__ import annotations

import numpy as np
import pytest

from graph.connection import Graph
from graph.errors import (
    GraphError,
)
from graph.search.engine_text import lucene_query
from graph.text.lexical import text_words
from graph.text.words import clean
from tests.conftest import wipe
from tests.engines.plain_cypher import MODEL, at_cosine, direction, embed, nearest, run


def entries(graph: Graph, texts: dict[str, str]) -> None:
    run(
        graph,
        "UNWIND $rows AS row MERGE (s:SearchEntry {id: row.id}) SET s.text = row.text",
        rows=[{"id": id_, "text": text} for id_, text in texts.items()],
    )


def found(graph: Graph, query: str, limit: int = 50) -> list[str]:
    rows = graph.database.read("search/fulltext_candidates", query=query, limit=limit)
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    return [row["entry_id"] for row in rows]


def test_full_text_finds_words_of_any_script(graph: Graph) -> None:
    texts = {
        "de": "Überzug für Türgriff",
        "ru": "Тормозной диск передний",
        "uz": "oʻrindiq gʻilofi",
        "uc": "Ўриндиқ ғилофи",
    }
    entries(graph, texts)
    for id_, word in {"de": "türgriff", "ru": "тормозной", "uz": "gʻilofi", "uc": "ғилофи"}.items():
        assert found(graph, word) == [id_]
    assert found(graph, "диск*") == ["ru"]
    assert found(graph, "nothing") == []


def test_full_text_ranks_more_words_first_and_keeps_to_the_limit(graph: Graph) -> None:
    entries(graph, {f"e{number:02}": "brake hose" for number in range(30)})
    entries(graph, {"best": "brake disc front"})
    assert found(graph, "brake disc")[0] == "best"
    assert len(found(graph, "brake", limit=7)) == 7
    assert len(found(graph, "brake", limit=1000)) == 31


def test_full_text_boosts_count(graph: Graph) -> None:
    entries(graph, {"a": "alpha", "b": "beta"})
    assert found(graph, "alpha^4 beta^0.3") == ["a", "b"]
    assert found(graph, "alpha^0.3 beta^4") == ["b", "a"]


@pytest.mark.parametrize(
    "typed", ["a AND (", 'brake" OR ', "x~~~", "[1 TO", "\\", "text:*", "&& || !", "brake/disc^"]
)
def test_what_people_type_is_never_a_lucene_error(graph: Graph, typed: str) -> None:
    entries(graph, {"a": "brake disc"})
    query = lucene_query(text_words(clean(typed)))
    if query:
        found(graph, query)
    assert found(graph, "brake") == ["a"]


def test_malformed_lucene_is_one_of_our_errors(graph: Graph) -> None:
    with pytest.raises(GraphError, match="refused"):
        found(graph, "bad ( query [")
    assert found(graph, "good") == []


def test_full_text_sees_changes_at_once(graph: Graph) -> None:
    entries(graph, {"a": "clutch plate", "b": "clutch cover"})
    assert sorted(found(graph, "clutch")) == ["a", "b"]
    entries(graph, {"a": "gear wheel"})
    assert found(graph, "clutch") == ["b"]
    assert found(graph, "gear") == ["a"]
    graph.database.write(("search/delete_entries", {"ids": ["a"]}))
    assert found(graph, "gear") == []
    wipe(graph)
    assert found(graph, "clutch") == []


def test_vectors_come_nearest_first_without_those_that_have_none(graph: Graph) -> None:
    cosines = {"same": 1.0, "near": 0.8, "side": 0.0, "away": -0.6, "opposite": -1.0}
    embed(graph, {id_: at_cosine(cosine) for id_, cosine in cosines.items()})
    run(graph, "CREATE (:SearchEntry {id: 'none', text: 'no embedding'})")
    assert nearest(graph, at_cosine(1.0)) == list(cosines)
    assert nearest(graph, [3 * value for value in at_cosine(1.0)], limit=2) == ["same", "near"]
    # On both engines the score is (1 + cos) / 2, Neo4j's of quantized vectors.
    text = (
        "CALL db.index.vector.queryNodes('SearchEntry[embedding]', 10, $vector)"
        " YIELD node, score RETURN node.id AS id, score"
    )
    for row in run(graph, text, vector=at_cosine(1.0)):
        assert row["score"] == pytest.approx((1 + cosines[row["id"]]) / 2, abs=0.02)


def test_embeddings_come_back_as_they_went(graph: Graph) -> None:
    vector = np.asarray(direction(2), dtype=np.float32).tolist()
    embed(graph, {"a": vector})
    [row] = graph.database.read("search/vector_candidates", vector=vector, limit=1, model=MODEL)
    assert row["embedding"] == pytest.approx(vector, abs=1e-7)


def test_vectors_see_changes_at_once(graph: Graph) -> None:
    here, there = direction(0).tolist(), direction(1).tolist()
    embed(graph, {"a": here, "b": there})
    assert nearest(graph, here, limit=1) == ["a"]
    embed(graph, {"a": direction(2).tolist(), "c": here})
    assert nearest(graph, here, limit=1) == ["c"]
    graph.database.write(("search/delete_entries", {"ids": ["c"]}))
    assert sorted(nearest(graph, here)) == ["a", "b"]
    wipe(graph)
    assert nearest(graph, here) == []


def test_a_vector_of_a_wrong_length_is_one_of_our_errors(graph: Graph) -> None:
    embed(graph, {"a": at_cosine(1.0)})
    with pytest.raises(GraphError):
        nearest(graph, [1.0, 0.0])
