"""What a part without declared requirements probably requires: what its nearest relatives do. Pure.

The nearest ``RELATIVES`` items of at least ``LEAST_SIMILARITY`` vote with their similarity: a
process with half of the votes or more is inferred. Its confidence is that share of the votes times
the mean similarity of the items that require it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.sourcing.likeness import Candidates, Subject, similarities, text_likeness

RELATIVES: Final = 8
LEAST_SIMILARITY: Final = 0.5
LEAST_SUPPORT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Inferred:
    """A process inferred, with the relatives that require it, nearest first."""

    process: str
    confidence: float
    relatives: tuple[str, ...]


def nearest_relatives(
    subject: Subject, candidates: Iterable[Subject], limit: int = RELATIVES
) -> list[tuple[float, Subject]]:
    """The most similar candidates with declared processes, best first, none below the least."""
    others = [other for other in candidates if other.processes and other.id != subject.id]
    texts = np.array([text_likeness(subject, other) for other in others])
    scored = zip(similarities(subject, Candidates.of(others), texts).tolist(), others, strict=True)
    near = [pair for pair in scored if pair[0] >= LEAST_SIMILARITY]
    near.sort(key=lambda pair: (-pair[0], pair[1].id))
    return near[:limit]


def infer(subject: Subject, candidates: Iterable[Subject]) -> list[Inferred]:
    """Processes that the item probably requires, most confident first; empty without relatives."""
    relatives = nearest_relatives(subject, candidates)
    votes = sum(likeness for likeness, _ in relatives)
    found = []
    for process in sorted({process for _, other in relatives for process in other.processes}):
        having = [(likeness, other) for likeness, other in relatives if process in other.processes]
        own = sum(likeness for likeness, _ in having)
        if own / votes >= LEAST_SUPPORT:
            confidence = min(1.0, own / votes * (own / len(having)))
            found.append(Inferred(process, confidence, tuple(other.id for _, other in having)))
    found.sort(key=lambda inferred: (-inferred.confidence, inferred.process))
    return found
