"""Searches on their way together: each gets its own answer, the one it would get alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from graph.errors import EmbeddingError
from graph.evaluation.judged import read_judged
from graph.search import answering
from graph.search.answering import Search, start
from graph.search.answers import SearchAnswer
from graph.search.embedding import Embedder
from graph.search.filters import Filters
from graph.search.snapshot import Snapshot
from tests.evaluation.in_memory import JUDGED, NO_DATABASE, snapshot_of

SECONDS = 60.0
FOLDERS = ("tuning", "strangers")
NO_FILTERS = Filters()


@pytest.fixture(scope="module")
def snapshots(embedder: Embedder) -> list[Snapshot]:
    return [snapshot_of(JUDGED / folder, embedder) for folder in FOLDERS]


@pytest.fixture
def together() -> Callable[[list[Search]], list[Future[SearchAnswer]]]:
    """Start searches while the reading thread is held up, so that they go in full batches."""

    def started(searches: list[Search]) -> list[Future[SearchAnswer]]:
        all_there = Event()
        answering._PYTHON.submit(all_there.wait, SECONDS)
        futures = [start(search) for search in searches]
        all_there.set()
        return futures

    return started


def queries(folder: str) -> list[str]:
    return [query.text for query in read_judged(JUDGED / folder / "queries.tsv")[::9]]


def shown(answer: SearchAnswer) -> list[tuple[str, float, list[str]]]:
    return [
        (result.id, pytest.approx(result.score, abs=2e-5), [reason.by for reason in result.why])
        for result in answer.results
    ]


def test_answers_together_are_those_alone(
    snapshots: list[Snapshot],
    embedder: Embedder,
    together: Callable[[list[Search]], list[Future[SearchAnswer]]],
) -> None:
    def of(snapshot: Snapshot, q: str) -> Search:
        return Search(NO_DATABASE, snapshot, embedder, q, NO_FILTERS, 5, True)

    # In turn from two versions of a graph, as after a load.
    asked = [
        (snapshot, q)
        for pair in zip(*map(queries, FOLDERS), strict=False)
        for snapshot, q in zip(snapshots, pair, strict=True)
    ]
    found = [future.result(SECONDS) for future in together([of(*one) for one in asked])]
    assert len(found) > 2 * answering.TOGETHER
    for one, answer in zip(asked, found, strict=True):
        alone = start(of(*one)).result(SECONDS)
        assert answer.query == one[1]
        assert shown(answer) == shown(alone)
        assert answer.total == pytest.approx(alone.total, abs=1)


def test_only_the_one_to_blame_fails(
    snapshots: list[Snapshot],
    embedder: Embedder,
    together: Callable[[list[Search]], list[Future[SearchAnswer]]],
) -> None:
    good = [
        Search(NO_DATABASE, snapshots[0], embedder, q, NO_FILTERS, 5, True)
        for q in queries(FOLDERS[0])[:7]
    ]
    bad = replace(good[0], embedder=Embedder("./absent"), future=Future())
    futures = together([*good[:3], bad, *good[3:]])
    with pytest.raises(EmbeddingError, match="no such folder"):
        futures.pop(3).result(SECONDS)
    assert all(future.result(SECONDS).results for future in futures)


def test_a_filter_that_keeps_nothing_needs_no_model(snapshots: list[Snapshot]) -> None:
    search = Search(
        NO_DATABASE, snapshots[0], Embedder("./absent"), "disc", Filters(hs=["99"]), 5, True
    )
    answer = start(search).result(SECONDS)
    assert (answer.results, answer.total) == ([], 0)


def test_the_order_of_entries_is_no_matter(embedder: Embedder) -> None:
    folder = JUDGED / FOLDERS[0]
    forth, back = (snapshot_of(folder, embedder, backwards=each) for each in (False, True))
    assert np.all(np.diff(back.things_of_entries) >= 0)
    for q in queries(FOLDERS[0]):
        answers = [
            start(Search(NO_DATABASE, each, embedder, q, NO_FILTERS, 5, True)).result(SECONDS)
            for each in (forth, back)
        ]
        assert shown(answers[0]) == shown(answers[1])
