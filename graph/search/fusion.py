"""The ranking: exact numbers, then numbers that nearly are, then text and meaning together.

Text and vector scores are brought to 0…1 and added with weights (a convex combination: Bruch et
al., arXiv 2210.11934, found it better than ranks alone, in and out of domain). Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.search.candidates import SIMILARITY_FLOOR, By, Candidate

WEIGHTS: Final[dict[By, float]] = {"text": 0.6, "vector": 0.4, "number-near": 0.3}
"""Text and vector make 1; a number nearly met inside a sentence is a hint on top."""

# Bands of the final score, so that no sum of the weaker reaches into the stronger.
EXACT_FROM: Final = 0.95
NEAR_FROM: Final = 0.85
FUSED_UP_TO: Final = 0.8

_ORDER: Final[tuple[By, ...]] = ("number", "number-near", "glossary", "text", "vector")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing with its final score in 0…1 and every reason it was found for."""

    thing: int
    score: float
    reasons: tuple[Candidate, ...]


def fuse(candidates: Iterable[Candidate]) -> list[Ranked]:
    """Best first; equal scores keep the order of the things."""
    candidates = list(candidates)
    by_thing: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_thing[candidate.thing].append(candidate)
    scale = _scales(candidates)
    ranked = [
        Ranked(thing, _score(found, scale), tuple(sorted(found, key=lambda c: _ORDER.index(c.by))))
        for thing, found in by_thing.items()
    ]
    return sorted(ranked, key=lambda entry: (-entry.score, entry.thing))


def _scales(candidates: list[Candidate]) -> dict[By, tuple[float, float]]:
    """For each source the score that counts as 0 and the one that counts as 1."""
    best: dict[By, float] = {}
    for candidate in candidates:
        best[candidate.by] = max(best.get(candidate.by, 0.0), candidate.score)
    return {
        # The least a text score can be is 0 and a vector's the floor: taking the lowest score
        # found instead would count the last match as none.
        "text": (0.0, best.get("text", 0.0)),
        "vector": (SIMILARITY_FLOOR, best.get("vector", 0.0)),
        "number-near": (0.0, 1.0),
    }


def _score(found: list[Candidate], scale: dict[By, tuple[float, float]]) -> float:
    weak = 0.0
    for candidate in found:
        if candidate.by in scale and not _is_near(candidate):
            low, high = scale[candidate.by]
            share = (candidate.score - low) / (high - low) if high > low else 1.0
            weak += WEIGHTS[candidate.by] * min(1.0, max(0.0, share))
    weak = min(1.0, weak)
    exact = [candidate.score for candidate in found if candidate.by == "number"]
    if exact:
        return _in_band(EXACT_FROM, 1.0, max(exact), weak)
    near = [candidate.score for candidate in found if _is_near(candidate)]
    if near:
        return _in_band(NEAR_FROM, EXACT_FROM, 0.99 * max(near), weak)
    return round(FUSED_UP_TO * weak, 6)


def _is_near(candidate: Candidate) -> bool:
    return candidate.by == "number-near" and candidate.is_whole


def _in_band(low: float, high: float, strong: float, weak: float) -> float:
    """Mostly by the number, a little by what else speaks for the thing."""
    return round(low + (high - low) * (0.9 * strong + 0.1 * weak), 6)
