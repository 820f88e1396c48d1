"""The ranking: numbers before all else, scores within 0…1 and never rising."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.search.candidates import SIMILARITY_FLOOR, Candidate
from graph.search.fusion import fuse

CANDIDATES = st.one_of(
    st.builds(Candidate, st.integers(0, 20), st.floats(0.5, 1), st.just("number"), st.text()),
    st.builds(
        Candidate,
        st.integers(0, 20),
        st.floats(0.01, 0.99),
        st.just("number-near"),
        st.text(),
        st.booleans(),
    ),
    st.builds(Candidate, st.integers(0, 20), st.floats(0, 1e6), st.just("text"), st.text()),
    st.builds(
        Candidate, st.integers(0, 20), st.floats(SIMILARITY_FLOOR, 1), st.just("vector"), st.text()
    ),
)


@given(st.lists(CANDIDATES, max_size=60))
def test_order_and_bounds(candidates: list[Candidate]) -> None:
    ranked = fuse(candidates)
    scores = [entry.score for entry in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert sorted(entry.thing for entry in ranked) == sorted({c.thing for c in candidates})
    assert sum(len(entry.reasons) for entry in ranked) == len(candidates)
    exact = {c.thing for c in candidates if c.by == "number"}
    assert {entry.thing for entry in ranked[: len(exact)]} == exact
    near = {c.thing for c in candidates if c.by == "number-near" and c.is_whole} - exact
    assert {entry.thing for entry in ranked[len(exact) : len(exact) + len(near)]} == near


def test_found_by_both_beats_found_by_one() -> None:
    ranked = fuse(
        [
            Candidate(1, 9.0, "text", "a"),
            Candidate(2, 9.0, "text", "b"),
            Candidate(2, 0.8, "vector", "b"),
            Candidate(3, 0.8, "vector", "c"),
        ]
    )
    assert [entry.thing for entry in ranked] == [2, 1, 3]


def test_a_near_number_in_a_sentence_does_not_outrank_the_words() -> None:
    ranked = fuse(
        [Candidate(1, 0.9, "number-near", "x", is_whole=False), Candidate(2, 5.0, "text", "y")]
    )
    assert [entry.thing for entry in ranked] == [2, 1]


def test_nothing_gives_nothing() -> None:
    assert fuse([]) == []
