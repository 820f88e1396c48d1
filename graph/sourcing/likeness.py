"""How alike items are, 0…1, by what is known of them: one item against many at once. Pure.

Similarity is the weighted mean of what is known of both: HS code, materials, stored text
embedding, mass, kind. Mass and kind alone make no relative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.structure.bill import KINDS, Codes, Numbers, Offsets, offsets_of

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


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """Some texts for each of many things: ``codes`` (places in ``texts``), sorted by thing."""

    offsets: Offsets
    codes: Codes
    texts: Sequence[str]

    @classmethod
    def of(cls, many: Sequence[Iterable[str]]) -> Tags:
        """From the texts of each thing."""
        known: dict[str, int] = {}
        owners, codes = [], []
        for owner, texts in enumerate(many):
            for text in sorted(texts):
                owners.append(owner)
                codes.append(known.setdefault(text, len(known)))
        offsets = offsets_of(np.array(owners, dtype=np.int32), len(many))
        return cls(offsets, np.array(codes, dtype=np.int32), list(known))

    def of_one(self, place: int) -> frozenset[str]:
        """The texts of one thing."""
        own = self.codes[self.offsets[place] : self.offsets[place + 1]]
        return frozenset(self.texts[code] for code in own.tolist())

    def counts(self) -> NDArray[np.int64]:
        """How many each thing has."""
        return np.diff(self.offsets)

    def shared(self, wanted: frozenset[str]) -> NDArray[np.int64]:
        """How many of ``wanted`` each thing has."""
        is_wanted = np.array([text in wanted for text in self.texts], dtype=np.bool_)
        hits = np.zeros(len(self.codes) + 1, dtype=np.int64)
        if len(self.codes):
            np.cumsum(is_wanted[self.codes], out=hits[1:])
        return hits[self.offsets[1:]] - hits[self.offsets[:-1]]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Items as columns; ``masses`` is NaN where not known, ``hs_codes`` -1."""

    ids: Sequence[str]
    kinds: NDArray[np.int8]
    masses: Numbers
    hs_codes: Codes
    hs_texts: Sequence[str]
    materials: Tags
    processes: Tags

    @classmethod
    def of(cls, subjects: Sequence[Subject]) -> Candidates:
        """From items one by one."""
        texts: dict[str, int] = {}
        codes = [
            texts.setdefault(subject.hs_code, len(texts)) if subject.hs_code else -1
            for subject in subjects
        ]
        masses = [np.nan if s.mass_kg is None else s.mass_kg for s in subjects]
        return cls(
            ids=[subject.id for subject in subjects],
            kinds=np.array([KINDS.index(s.kind) for s in subjects], dtype=np.int8),
            masses=np.array(masses, dtype=np.float64),
            hs_codes=np.array(codes, dtype=np.int32),
            hs_texts=list(texts),
            materials=Tags.of([subject.materials for subject in subjects]),
            processes=Tags.of([subject.processes for subject in subjects]),
        )

    def subject(self, place: int) -> Subject:
        """One of them, without embeddings."""
        mass = float(self.masses[place])
        code = int(self.hs_codes[place])
        return Subject(
            id=self.ids[place],
            kind=KINDS[int(self.kinds[place])],
            hs_code=None if code < 0 else self.hs_texts[code],
            mass_kg=None if np.isnan(mass) else mass,
            materials=self.materials.of_one(place),
            processes=self.processes.of_one(place),
        )

    def by_hs_text(self, values: Sequence[float], otherwise: float) -> Numbers:
        """Spread a value for each of ``hs_texts`` over the items that have that code."""
        return np.array([*values, otherwise], dtype=np.float64)[self.hs_codes]


def hs_likeness(code: str, other: str) -> float:
    """How alike two HS codes are, by the digits they begin with."""
    for digits, likeness in HS_PREFIXES:
        if len(code) >= digits and code[:digits] == other[:digits]:
            return likeness
    return 0.0


def text_likeness(subject: Subject, other: Subject) -> float:
    """The best cosine of two embeddings of one language; NaN where there are none."""
    cosines = [
        float(vector @ other.embeddings[language])
        for language, vector in subject.embeddings.items()
        if language in other.embeddings and other.embeddings[language].shape == vector.shape
    ]
    return min(1.0, max(0.0, *cosines)) if cosines else np.nan


def similarities(subject: Subject, others: Candidates, texts: Numbers | None = None) -> Numbers:
    """Likeness of an item to each of the others; 0 where nothing but mass or kind could be
    compared. ``texts`` are likenesses by text, NaN where not known."""
    nothing = np.full(len(others.ids), np.nan)
    known = {
        "hs": _by_hs(subject.hs_code, others) if subject.hs_code else nothing,
        "materials": _by_materials(subject.materials, others) if subject.materials else nothing,
        "text": nothing if texts is None else texts,
        "mass": _by_mass(subject.mass_kg, others) if subject.mass_kg else nothing,
        "kind": (others.kinds == KINDS.index(subject.kind)).astype(np.float64),
    }
    total, weight = np.zeros(len(others.ids)), np.zeros(len(others.ids))
    related = np.zeros(len(others.ids), dtype=np.bool_)
    for feature, likeness in known.items():
        here = ~np.isnan(likeness)
        total[here] += WEIGHTS[feature] * likeness[here]
        weight[here] += WEIGHTS[feature]
        if feature in ("hs", "materials", "text"):
            related |= here
    return np.where(related, total / weight, 0.0)


def _by_hs(code: str, others: Candidates) -> Numbers:
    return others.by_hs_text([hs_likeness(code, text) for text in others.hs_texts], np.nan)


def _by_materials(materials: frozenset[str], others: Candidates) -> Numbers:
    counts, shared = others.materials.counts(), others.materials.shared(materials)
    return np.where(counts > 0, shared / (counts + len(materials) - shared), np.nan)


def _by_mass(mass: float, others: Candidates) -> Numbers:
    ratio = np.minimum(others.masses, mass) / np.maximum(others.masses, mass)
    return np.where(others.masses == 0, np.nan, ratio)


def unit_vector(numbers: Iterable[Any]) -> Vector:
    """An embedding scaled to length one."""
    vector = np.asarray(list(numbers), dtype=np.float32)
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else vector
