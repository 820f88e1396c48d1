"""The ranking: exact numbers, then numbers that nearly are, then words and meaning together.

The other sources' scores lie in 0…1 and are added with weights (a convex combination: Bruch et
al., arXiv 2210.11934, found it better than ranks alone, in and out of domain). The weights were
fitted on the tuning half of the judged set, see docs/search.md. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.search.answers import Reason
from graph.search.candidates import By, Candidate, Found
from graph.text.lexical import Scores, best_places

WEIGHTS: Final[dict[By, float]] = {"text": 0.27, "glossary": 0.57, "vector": 0.16}
NEAR_WEIGHT: Final = 0.3
"""A number nearly met inside a sentence is a hint on top."""

# Bands of the final score, so that no sum of the weaker reaches into the stronger.
EXACT_FROM: Final = 0.95
NEAR_FROM: Final = 0.85
FUSED_UP_TO: Final = 0.8


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing (its place) with its final score in 0…1 and every reason it was found for."""

    thing: int
    score: float
    reasons: list[Reason]


def fuse(
    size: int, numbers: Sequence[Candidate], sources: Sequence[Found], limit: int
) -> tuple[list[Ranked], int]:
    """The best ``limit`` of ``size`` things, and how many were found at all.

    Equal scores keep the order of the things.
    """
    weak = np.zeros(size, dtype=np.float32)
    for source in sources:
        weak += np.float32(WEIGHTS[source.by]) * source.scores
    by_thing: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in numbers:
        by_thing[candidate.thing].append(candidate)
        if candidate.by == "number-near" and not candidate.is_whole:
            weak[candidate.thing] += np.float32(NEAR_WEIGHT * candidate.score)
    scores: Scores = np.float32(FUSED_UP_TO) * np.minimum(weak, np.float32(1.0))
    for thing, found in by_thing.items():
        scores[thing] = _with_numbers(found, float(weak[thing]), float(scores[thing]))
    places = best_places(scores, limit)
    ranked = [
        Ranked(place, round(float(scores[place]), 6), _reasons(place, by_thing, sources))
        for place in places
    ]
    return ranked, int(np.count_nonzero(scores))


def _with_numbers(found: Sequence[Candidate], weak: float, fused: float) -> float:
    exact = [candidate.score for candidate in found if candidate.by == "number"]
    if exact:
        return _in_band(EXACT_FROM, 1.0, max(exact), weak)
    near = [candidate.score for candidate in found if candidate.is_whole]
    if near:
        return _in_band(NEAR_FROM, EXACT_FROM, 0.99 * max(near), weak)
    return fused


def _in_band(low: float, high: float, strong: float, weak: float) -> float:
    """Mostly by the number, a little by what else speaks for the thing."""
    return low + (high - low) * (0.9 * strong + 0.1 * min(1.0, weak))


def _reasons(
    place: int, numbers: dict[int, list[Candidate]], sources: Sequence[Found]
) -> list[Reason]:
    by_number = [
        Reason(candidate.by, candidate.detail)
        for candidate in sorted(numbers.get(place, ()), key=lambda candidate: candidate.by)
    ]
    others = [
        Reason(source.by, source.explain(place)) for source in sources if source.scores[place] > 0
    ]
    return by_number + others
