"""What a part without declared requirements probably requires: what its nearest relatives do. Pure.

Similarity of two items (0…1) is the weighted mean of what is known of both: HS code, materials,
stored text embedding, mass, kind. Mass and kind alone make no relative. The nearest
``RELATIVES`` items of at least ``LEAST_SIMILARITY`` vote with their similarity: a process with half
of the votes or more is inferred. Its confidence is that share of the votes times the mean
similarity of the items that require it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

RELATIVES: Final = 8
LEAST_SIMILARITY: Final = 0.5
LEAST_SUPPORT: Final = 0.5
WEIGHTS: Final = {"hs": 0.3, "materials": 0.3, "text": 0.25, "mass": 0.1, "kind": 0.05}
HS_PREFIXES: Final = ((6, 1.0), (4, 0.7), (2, 0.25))
"""Shared leading digits of two HS codes and how alike that makes the items."""

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Subject:
    """An item as far as likeness goes; ``embeddings`` by language, of length one.

    ``processes`` are the declared ones, empty for the item asked about.
    """

    id: str
    kind: str
    hs_code: str | None = None
    mass_kg: float | None = None
    materials: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    embeddings: Mapping[str, Vector] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inferred:
    """A process inferred, with the relatives that require it, nearest first."""

    process: str
    confidence: float
    relatives: tuple[str, ...]


def unit_vector(numbers: Iterable[Any]) -> Vector:
    """An embedding scaled to length one."""
    vector = np.asarray(list(numbers), dtype=np.float32)
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else vector


def hs_likeness(code: str, other: str) -> float:
    """How alike two HS codes are, by the digits they begin with."""
    for digits, likeness in HS_PREFIXES:
        if len(code) >= digits and code[:digits] == other[:digits]:
            return likeness
    return 0.0


def _text_likeness(subject: Subject, other: Subject) -> float | None:
    cosines = [
        float(vector @ other.embeddings[language])
        for language, vector in subject.embeddings.items()
        if language in other.embeddings and other.embeddings[language].shape == vector.shape
    ]
    return min(1.0, max(0.0, *cosines)) if cosines else None


def _likenesses(subject: Subject, other: Subject) -> dict[str, float]:
    """Likeness by feature, of the features known of both."""
    known = {}
    if subject.hs_code and other.hs_code:
        known["hs"] = hs_likeness(subject.hs_code, other.hs_code)
    if subject.materials and other.materials:
        shared = len(subject.materials & other.materials)
        known["materials"] = shared / len(subject.materials | other.materials)
    text = _text_likeness(subject, other)
    if text is not None:
        known["text"] = text
    return known


def similarity(subject: Subject, other: Subject) -> float:
    """Likeness of two items, 0…1; 0 where nothing but mass or kind could be compared."""
    known = _likenesses(subject, other)
    if not known:
        return 0.0
    if subject.mass_kg and other.mass_kg:
        lighter, heavier = sorted((subject.mass_kg, other.mass_kg))
        known["mass"] = lighter / heavier
    known["kind"] = float(subject.kind == other.kind)
    weight = sum(WEIGHTS[feature] for feature in known)
    return sum(WEIGHTS[feature] * likeness for feature, likeness in known.items()) / weight


def nearest_relatives(
    subject: Subject, candidates: Iterable[Subject], limit: int = RELATIVES
) -> list[tuple[float, Subject]]:
    """The most similar candidates with declared processes, best first, none below the least."""
    scored = [
        (similarity(subject, other), other)
        for other in candidates
        if other.processes and other.id != subject.id
    ]
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
