"""Measures of a ranking against graded judgements, and how sure their means are. Pure.

nDCG after Järvelin and Kekäläinen, *Cumulated gain-based evaluation of IR techniques* (ACM TOIS
20(4), 2002), with gain 2^grade - 1 and discount log2(rank + 1). MRR and recall count a record of
any grade above 0 as relevant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

import numpy as np

DEPTH: Final = 10
ROUNDS: Final = 2_000
CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Measured:
    """One ranking: each measure lies in 0…1."""

    ndcg: float
    reciprocal_rank: float
    recall: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the bounds it lies within with ``CONFIDENCE``."""

    mean: float
    low: float
    high: float


def measure(ranking: Sequence[str], grades: Mapping[str, int]) -> Measured:
    """The first ``DEPTH`` ids of a ranking against grades by id (ids without one count 0)."""
    first = list(ranking[:DEPTH])
    gained = _discounted([grades.get(id_, 0) for id_ in first])
    ideal = _discounted(sorted(grades.values(), reverse=True)[:DEPTH])
    relevant = {id_ for id_, grade in grades.items() if grade > 0}
    hits = [rank for rank, id_ in enumerate(first, start=1) if id_ in relevant]
    return Measured(
        ndcg=gained / ideal if ideal else 0.0,
        reciprocal_rank=1.0 / hits[0] if hits else 0.0,
        recall=len(hits) / min(DEPTH, len(relevant)) if relevant else 0.0,
    )


def _discounted(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def bootstrap(values: Sequence[float], seed: int = 1) -> Interval:
    """The mean with its percentile bootstrap interval (Efron 1979): queries drawn again."""
    if not values:
        return Interval(0.0, 0.0, 0.0)
    sample = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    means = sample[random.integers(0, len(sample), (ROUNDS, len(sample)))].mean(axis=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(sample.mean()), float(low), float(high))
