"""Which enterprises lack nothing for which items, judged for many items at once.

Says what ``graph.sourcing.judgement.judge`` says of one item and one enterprise (INTERFACE
section 5), without the sentences: an enterprise after the other, over columns of items.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.sourcing.capability import Capability, Holder, Profile, certificate_valid, unit_mass
from graph.structure.bill import Mask, Numbers
from graph.units import KILOGRAM, PIECE

Rows = NDArray[np.int64]
DIMENSIONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Items as columns: ``masses`` as stated, ``unit_masses`` of one unit and ``sizes``
    (descending) are NaN where not known; ``materials`` are codes of ``material_sets``; ``pieces``
    are those counted in whole pieces.

    ``requiring``: the items by process; ``meeting``: the processes that one meets; ``required``:
    how many an item has; ``certified``: by certificate how many of those ask for it.
    """

    masses: Numbers
    unit_masses: Numbers
    pieces: Mask
    sizes: Numbers
    materials: NDArray[np.int64]
    material_sets: Sequence[frozenset[str]]
    requiring: Mapping[str, Rows]
    meeting: Mapping[str, Sequence[str]]
    required: NDArray[np.int64]
    certified: Mapping[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Of each item how many things one enterprise lacks, and its capacity a year in the item's
    unit by the capabilities that fit: infinite without a limit, NaN where not known."""

    missing: NDArray[np.int64]
    capacities: Numbers


def columns_of(profiles: Sequence[Profile]) -> Asked:
    """The columns of some items, in their order."""
    count = len(profiles)
    sizes = np.full((count, DIMENSIONS), np.nan)
    sets: dict[frozenset[str], int] = {}
    requiring: dict[str, list[int]] = defaultdict(list)
    meeting: dict[str, set[str]] = defaultdict(set)
    certified: dict[str, NDArray[np.int64]] = {}
    for row, profile in enumerate(profiles):
        ordered = sorted(profile.size_mm, reverse=True)[:DIMENSIONS]
        sizes[row, : len(ordered)] = ordered
        for required in profile.requirements:
            requiring[required.process].append(row)
            if len(requiring[required.process]) == 1:
                for process in required.below:
                    meeting[process].add(required.process)
            for certificate in required.certificates:
                asked = certified.setdefault(certificate, np.zeros(count, dtype=np.int64))
                asked[row] += 1
    return Asked(
        masses=_known(profile.mass_kg for profile in profiles),
        unit_masses=_known(unit_mass(profile) for profile in profiles),
        pieces=np.array([profile.unit == PIECE for profile in profiles], dtype=np.bool_),
        sizes=sizes,
        materials=np.array(
            [sets.setdefault(profile.materials, len(sets)) for profile in profiles], dtype=np.int64
        ),
        material_sets=list(sets),
        requiring={process: np.array(rows) for process, rows in requiring.items()},
        meeting={process: sorted(met) for process, met in meeting.items()},
        required=np.array([len(profile.requirements) for profile in profiles], dtype=np.int64),
        certified=certified,
    )


def _known(masses: Iterable[float | None]) -> Numbers:
    return np.array([math.nan if mass is None else mass for mass in masses], dtype=np.float64)


def judge_all(asked: Asked, holder: Holder, day: str) -> Judged:
    """One enterprise against all items; certificates must be valid on ``day`` (ISO)."""
    by_process: dict[str, list[Capability]] = defaultdict(list)
    for capability in holder.capabilities:
        for process in asked.meeting.get(capability.process, ()):
            by_process[process].append(capability)
    missing = asked.required.copy()
    for certificate, counts in asked.certified.items():
        if not certificate_valid(holder.certificates, certificate, day):
            missing += counts
    capacities = np.full(len(missing), np.inf)
    fits = np.zeros(len(missing), dtype=np.bool_)
    for process, capabilities in by_process.items():
        rows = asked.requiring[process]
        lacks = np.stack([limits_exceeded(asked, each, rows) for each in capabilities])
        missing[rows] += lacks.min(axis=0) - 1
        total, known = _capacity(asked, capabilities, lacks == 0, rows)
        some = (lacks == 0).any(axis=0)
        fits[rows] |= some
        # NaN stays: what is not known of one process leaves the whole not known.
        least = np.minimum(capacities[rows], np.where(known, total, np.nan))
        capacities[rows] = np.where(some, least, capacities[rows])
    return Judged(missing, np.where(fits, capacities, np.nan))


def limits_exceeded(asked: Asked, capability: Capability, rows: Rows) -> NDArray[np.int64]:
    """How many of its limits each item exceeds; what is not known exceeds none."""
    found = np.zeros(len(rows), dtype=np.int64)
    if capability.max_mass_kg is not None:
        found += asked.masses[rows] > capability.max_mass_kg
    if capability.max_size_mm:
        most = np.full(DIMENSIONS, np.inf)
        ordered = sorted(capability.max_size_mm, reverse=True)[:DIMENSIONS]
        most[: len(ordered)] = ordered
        found += (asked.sizes[rows] > most).any(axis=1)
    if capability.materials:
        outside = [not each <= capability.materials for each in asked.material_sets]
        found += np.array(outside, dtype=np.int64)[asked.materials[rows]]
    return found


def _capacity(
    asked: Asked, capabilities: Sequence[Capability], fitting: Mask, rows: Rows
) -> tuple[Numbers, Mask]:
    """The sum over those that fit, and whether it is known."""
    masses = asked.unit_masses[rows]
    total, open_ones = np.zeros(len(rows)), np.zeros(len(rows), dtype=np.bool_)
    for capability, fits in zip(capabilities, fitting, strict=True):
        amounts = yearly_units(capability, masses)
        unknown = np.isnan(amounts)
        total += np.where(fits & ~unknown, amounts, 0.0)
        open_ones |= fits & unknown
    return total, ~open_ones | np.isinf(total)


def yearly_units(capability: Capability, masses: Numbers) -> Numbers:
    """A year's capacity in units of each item: infinite without a limit, NaN where not known."""
    if capability.annual_capacity is None:
        return np.full(len(masses), np.inf)
    if capability.unit != KILOGRAM:
        return np.full(len(masses), capability.annual_capacity)
    with np.errstate(divide="ignore", invalid="ignore"):
        amounts = capability.annual_capacity / masses
    return np.where(masses == 0, np.inf, amounts)
