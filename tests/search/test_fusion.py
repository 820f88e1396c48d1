"""The ranking: numbers before all else, scores within 0…1 and never rising."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.search.candidates import By, Candidate, Found
from graph.search.fusion import fuse

SIZE = 20
NUMBERS = st.one_of(
    st.builds(Candidate, st.integers(0, 19), st.floats(0.5, 1), st.just("number"), st.text()),
    st.builds(
        Candidate,
        st.integers(0, 19),
        st.floats(0.01, 0.99),
        st.just("number-near"),
        st.text(),
        st.booleans(),
    ),
)
SCORES = st.lists(st.floats(0, 1, width=32), min_size=SIZE, max_size=SIZE)


def found(by: By, scores: dict[int, float] | list[float]) -> Found:
    filled = scores if isinstance(scores, list) else [scores.get(i, 0.0) for i in range(SIZE)]
    return Found(by, np.asarray(filled, dtype=np.float32), lambda place: f"{by} {place}")


@given(st.lists(NUMBERS, max_size=20), SCORES, SCORES, SCORES, st.integers(1, 30))
def test_order_and_bounds(numbers, text, glossary, vector, limit) -> None:  # type: ignore[no-untyped-def]
    sources = [found("text", text), found("glossary", glossary), found("vector", vector)]
    ranked, total = fuse(SIZE, numbers, sources, limit)
    scores = [entry.score for entry in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert len(ranked) == min(limit, total)
    exact = {c.thing for c in numbers if c.by == "number"}
    near = {c.thing for c in numbers if c.is_whole} - exact
    first = [entry.thing for entry in ranked]
    assert set(first[: len(exact)]) <= exact
    assert set(first[len(exact) : len(exact) + len(near)]) <= near
    assert all(entry.reasons for entry in ranked)


def test_found_by_several_beats_found_by_one() -> None:
    ranked, total = fuse(
        SIZE, [], [found("text", {1: 1.0, 2: 1.0}), found("vector", {2: 0.8, 3: 0.8})], 10
    )
    assert {entry.thing for entry in ranked[:1]} == {2}
    assert total == 3
    assert [reason.by for reason in ranked[0].reasons] == ["text", "vector"]


def test_a_near_number_in_a_sentence_is_a_hint_and_not_more() -> None:
    near = Candidate(1, 0.9, "number-near", "x", is_whole=False)
    ranked, _ = fuse(SIZE, [near], [found("glossary", {2: 1.0})], 10)
    assert [entry.thing for entry in ranked] == [2, 1]


def test_the_limit_does_not_change_what_comes_first() -> None:
    source = found("text", {place: 0.5 for place in range(SIZE)})
    assert [r.thing for r in fuse(SIZE, [], [source], 3)[0]] == [0, 1, 2]


def test_nothing_gives_nothing() -> None:
    assert fuse(SIZE, [], [], 10) == ([], 0)
