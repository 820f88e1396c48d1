"""Requirements inferred from similar items."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.sourcing.inference import RELATIVES, infer, nearest_relatives
from graph.sourcing.likeness import (
    Candidates,
    Subject,
    hs_likeness,
    similarities,
    text_likeness,
    unit_vector,
)

DISC = Subject("disc", "part", "870830", 8.0, frozenset({"iron"}))


def similarity(one: Subject, other: Subject) -> float:
    texts = np.array([text_likeness(one, other)])
    return float(similarities(one, Candidates.of([other]), texts)[0])


def like(name: str, *processes: str, **changes) -> Subject:
    return replace(DISC, id=name, processes=frozenset(processes), **changes)


def test_twins_give_their_processes_with_full_confidence():
    found = infer(DISC, [like("a", "casting", "turning"), like("b", "casting", "turning")])
    assert [(one.process, one.confidence) for one in found] == [("casting", 1.0), ("turning", 1.0)]
    assert found[0].relatives == ("a", "b")


def test_half_of_the_votes_is_enough_and_less_is_not():
    found = infer(DISC, [like("a", "casting"), like("b", "casting", "painting")])
    assert {one.process: one.confidence for one in found} == {"casting": 1.0, "painting": 0.5}
    third = infer(DISC, [like("a", "x"), like("b", "x"), like("c", "y")])
    assert [one.process for one in third] == ["x"]
    assert third[0].confidence == pytest.approx(2 / 3)


def test_confidence_is_support_times_mean_similarity():
    near = like("a", "casting", mass_kg=4.0)
    likeness = similarity(DISC, near)
    assert likeness == pytest.approx((0.3 + 0.3 + 0.1 * 0.5 + 0.05) / 0.75)
    assert infer(DISC, [near])[0].confidence == pytest.approx(likeness)


def test_nothing_similar_enough_infers_nothing():
    stranger = Subject("w", "part", "400930", 8.0, frozenset({"rubber"}), frozenset({"moulding"}))
    assert infer(DISC, [stranger]) == []
    assert infer(DISC, []) == []
    # Mass and kind alone make no relative.
    assert infer(Subject("x", "part", mass_kg=8.0), [like("a", "casting")]) == []


def test_only_the_nearest_vote():
    near = [like(f"n{number}", "casting") for number in range(RELATIVES)]
    far = [like(f"f{number}", "forging", mass_kg=1.0) for number in range(3 * RELATIVES)]
    assert [one.process for one in infer(DISC, far + near)] == ["casting"]


def test_text_alone_relates():
    vectors = {"en": unit_vector([1.0, 1.0, 0.0])}
    part = Subject("p", "part", embeddings=vectors)
    close = Subject(
        "c", "part", processes=frozenset({"casting"}), embeddings={"en": unit_vector([1, 0.9, 0])}
    )
    other = Subject(
        "o", "part", processes=frozenset({"sewing"}), embeddings={"en": unit_vector([0, 0, 5])}
    )
    assert [one.process for one in infer(part, [close, other])] == ["casting"]
    # Vectors of another language or another model are not compared.
    assert similarity(part, replace(close, embeddings={"ru": vectors["en"]})) == 0.0
    assert similarity(part, replace(close, embeddings={"en": unit_vector([1.0])})) == 0.0


def test_unit_vector():
    assert np.allclose(unit_vector([3, 4]), [0.6, 0.8])
    assert np.allclose(unit_vector([0, 0]), [0, 0])


def test_hs_codes_compare_by_leading_digits():
    assert hs_likeness("870830", "87083010") == 1.0
    assert hs_likeness("870830", "870840") == 0.7
    assert hs_likeness("8708", "870840") == 0.7
    assert hs_likeness("870830", "8504") == 0.0


subjects = st.builds(
    Subject,
    id=st.sampled_from("abcdefgh"),
    kind=st.sampled_from(["part", "assembly"]),
    hs_code=st.none() | st.sampled_from(["870830", "870840", "850440", "8708"]),
    mass_kg=st.none() | st.floats(0.01, 100),
    materials=st.frozensets(st.sampled_from(["iron", "steel", "rubber"])),
    processes=st.frozensets(st.sampled_from(["x", "y", "z"])),
)


@given(subjects, subjects)
def test_similarity_is_symmetric_and_bounded(one, other):
    assert 0.0 <= similarity(one, other) <= 1.0 + 1e-12
    if not (one.hs_code and other.hs_code and one.hs_code != other.hs_code):
        assert similarity(one, other) == pytest.approx(similarity(other, one))


@given(subjects, st.lists(subjects, max_size=12))
def test_inferred_processes_are_those_of_relatives(subject, candidates):
    relatives = {other.id: other for _, other in nearest_relatives(subject, candidates)}
    found = infer(subject, candidates)
    assert [one.confidence for one in found] == sorted((o.confidence for o in found), reverse=True)
    for one in found:
        assert 0.0 < one.confidence <= 1.0
        assert set(one.relatives) <= set(relatives)
