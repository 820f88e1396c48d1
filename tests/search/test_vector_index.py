"""A thing is as near as the nearest of its entries, whatever else is asked at once."""

from __future__ import annotations

import numpy as np
import pytest

from graph.search.candidates import SIMILARITY_FLOOR, VECTOR_NEIGHBOURS, Found, vector_found
from graph.search.vector_index import VectorIndex
from graph.text.lexical import Places, Scores

SIZE = 60


@pytest.fixture(params=["some have several, some none", "each has two"])
def owners(request: pytest.FixtureRequest) -> Places:
    if request.param == "each has two":
        return np.repeat(np.arange(SIZE, dtype=np.int32), 2)
    return np.sort(np.random.default_rng(1).integers(0, SIZE, 100)).astype(np.int32)


@pytest.fixture
def index(owners: Places) -> VectorIndex:
    rows = np.random.default_rng(2).normal(size=(len(owners), 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return VectorIndex(SIZE, rows, np.arange(0, 3 * len(owners), 3, dtype=np.int32), owners)


def test_things_have_the_best_of_their_entries(index: VectorIndex, owners: Places) -> None:
    queries = index.matrix[[3, 50, 99]]
    for query, cosines in zip(queries, index.cosines(queries), strict=True):
        assert cosines == pytest.approx(index.matrix @ query, abs=1e-6)
        scores = index.scores(cosines)
        for thing in range(SIZE):
            own = cosines[owners == thing]
            assert scores[thing] == max(own.max(initial=0.0), 0.0)
            if len(own):
                place = np.flatnonzero(owners == thing)[np.argmax(own)]
                assert index.nearest_entry(thing, cosines) == index.embedded[place]


def test_nothing_embedded() -> None:
    nothing = np.empty(0, dtype=np.int32)
    index = VectorIndex(SIZE, np.empty((0, 16), dtype=np.float32), nothing, nothing)
    [cosines] = index.cosines(np.ones((1, 16), dtype=np.float32))
    assert not index.scores(cosines).any()


def test_what_others_found_keeps_its_share_however_many_are_nearer() -> None:
    """Within a filter of thousands the best by all sources may be no near neighbour."""
    count = 3 * VECTOR_NEIGHBOURS
    cosines: Scores = np.linspace(0.99, SIMILARITY_FLOOR + 0.01, count, dtype=np.float32)
    every = np.arange(count, dtype=np.int32)
    index = VectorIndex(count, np.zeros((count, 1), dtype=np.float32), every, every)
    words = np.zeros(count, dtype=np.float32)
    words[-1] = 1.0
    scores = vector_found([], index, cosines, None, [Found("text", words, str)]).scores
    assert np.flatnonzero(scores).tolist() == [*range(VECTOR_NEIGHBOURS), count - 1]
    assert scores[-1] == cosines[-1]
