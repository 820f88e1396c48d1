"""The measures against figures worked out by hand, and against scikit-learn where it agrees."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from graph.evaluation.measures import DEPTH, bootstrap, measure

GRADES = {"a": 3, "b": 2, "c": 1}
# 2^3 - 1, 2^2 - 1, 2^1 - 1, at ranks 1, 2, 3.
IDEAL = 7 + 3 / log2(3) + 1 / 2


@pytest.mark.parametrize(
    ("ranking", "gained", "reciprocal_rank", "recall"),
    [
        (["a", "b", "c"], IDEAL, 1, 1),
        (["c", "b", "a"], 1 + 3 / log2(3) + 7 / 2, 1, 1),
        (["x", "y", "a"], 7 / 2, 1 / 3, 1 / 3),
        (["x", "b"], 3 / log2(3), 1 / 2, 1 / 3),
        (["x", "y"], 0, 0, 0),
        ([], 0, 0, 0),
        # The eleventh is too late.
        ([*"0123456789", "a"], 0, 0, 0),
        ([*"012345678", "a"], 7 / log2(11), 1 / 10, 1 / 3),
    ],
)
def test_figures_worked_out_by_hand(
    ranking: list[str], gained: float, reciprocal_rank: float, recall: float
) -> None:
    found = measure(ranking, GRADES)
    assert found.ndcg == pytest.approx(gained / IDEAL)
    assert found.reciprocal_rank == pytest.approx(reciprocal_rank)
    assert found.recall == pytest.approx(recall)


def test_a_grade_of_zero_is_not_relevant() -> None:
    found = measure(["n", "a"], {"n": 0, "a": 1})
    assert (found.reciprocal_rank, found.recall) == (0.5, 1)
    assert found.ndcg == pytest.approx(1 / log2(3))


def test_recall_counts_no_more_than_can_be_shown() -> None:
    grades = {str(number): 1 for number in range(2 * DEPTH)}
    assert measure([str(number) for number in range(DEPTH)], grades).recall == 1


@given(st.lists(st.integers(0, 3), min_size=2, max_size=25).filter(any), st.randoms())
def test_ndcg_is_that_of_scikit_learn(grades: list[int], random: object) -> None:
    places = list(range(len(grades)))
    random.shuffle(places)  # type: ignore[attr-defined]
    found = measure(list(map(str, places)), {str(p): grade for p, grade in enumerate(grades)})

    scores = np.empty(len(grades))
    scores[places] = -np.arange(len(grades))
    # Its gain is the number itself, so it is given ours: 2^grade - 1.
    gains = 2.0 ** np.asarray([grades]) - 1
    assert found.ndcg == pytest.approx(ndcg_score(gains, [scores], k=DEPTH))


def test_the_interval_of_a_mean() -> None:
    random = np.random.default_rng(7)
    values = list(random.random(400))
    found = bootstrap(values)
    error = np.std(values) / np.sqrt(len(values))
    assert found.mean == pytest.approx(np.mean(values))
    # Of so many values the bootstrap's interval is nearly the normal one.
    assert found.low == pytest.approx(found.mean - 1.96 * error, abs=0.3 * error)
    assert found.high == pytest.approx(found.mean + 1.96 * error, abs=0.3 * error)
    assert bootstrap(values) == found


def test_the_interval_of_equal_values_and_of_none() -> None:
    same = bootstrap([0.5, 0.5, 0.5])
    assert (same.low, same.mean, same.high) == (0.5, 0.5, 0.5)
    assert bootstrap([]).mean == 0
