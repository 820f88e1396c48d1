"""Whether an enterprise's capabilities meet what a part requires (INTERFACE section 5). Pure.

A capability meets a required process when it is for that process or one below it, and admits the
part: mass, size and materials within its limits. The certificate asked for must be held and not
expired. What is not known of the part counts for nobody and against nobody: it is *unknown*.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from graph.text.folding import fold_name
from graph.units import KILOGRAM, kilograms_of_one

Verdict = Literal["met", "missing", "unknown"]


@dataclass(frozen=True, slots=True)
class RequiredProcess:
    """A process that a part requires; ``below`` holds the ids that meet it, its own included.

    A part requires a process once, whatever the number of ``certificates`` asked for with it.
    """

    process: str
    name: str
    below: frozenset[str]
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What is asked of a maker of ``item``.

    ``mass_kg`` is of one ``unit``; ``size_mm`` one to three dimensions, empty when not known;
    ``materials`` all the part is made of, empty when not known.
    """

    item: str
    unit: str = "piece"
    mass_kg: float | None = None
    size_mm: tuple[float, ...] = ()
    materials: frozenset[str] = frozenset()
    requirements: tuple[RequiredProcess, ...] = ()


@dataclass(frozen=True, slots=True)
class Capability:
    """A process an enterprise can do within limits; no limit is None or empty.

    ``annual_capacity`` is in ``unit``, piece or kg.
    """

    id: str
    process: str
    annual_capacity: float | None = None
    unit: str = "piece"
    max_mass_kg: float | None = None
    max_size_mm: tuple[float, ...] = ()
    materials: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Holder:
    """An enterprise as far as judging goes; ``certificates``: folded name -> last valid day (ISO),
    None where it does not expire."""

    enterprise: str
    capabilities: tuple[Capability, ...] = ()
    certificates: Mapping[str, str | None] = field(default_factory=dict)


def size_fits(size: Sequence[float], limit: Sequence[float]) -> bool:
    """Sorted dimensions one by one; where either side is one number, the largest only."""
    pairs = zip(sorted(size, reverse=True), sorted(limit, reverse=True), strict=False)
    return all(dimension <= most for dimension, most in pairs)


def limit_verdicts(capability: Capability, profile: Profile) -> Iterator[tuple[str, Verdict]]:
    """``mass``, ``size`` and ``material`` where the capability limits them, and ``capacity`` where
    it is in kilograms and the part's mass is not known."""
    if capability.max_mass_kg is not None:
        if profile.mass_kg is None:
            yield "mass", "unknown"
        else:
            yield "mass", "met" if profile.mass_kg <= capability.max_mass_kg else "missing"
    if capability.max_size_mm:
        if not profile.size_mm:
            yield "size", "unknown"
        else:
            fits = size_fits(profile.size_mm, capability.max_size_mm)
            yield "size", "met" if fits else "missing"
    if capability.materials:
        if not profile.materials:
            yield "material", "unknown"
        else:
            yield "material", "met" if profile.materials <= capability.materials else "missing"
    if annual_units(capability, profile) is None:
        yield "capacity", "unknown"


def unit_mass(profile: Profile) -> float | None:
    """Kilograms of one unit of the item; what is counted by mass weighs what its unit says."""
    counted = kilograms_of_one(profile.unit)
    return profile.mass_kg if counted is None else counted


def annual_units(capability: Capability, profile: Profile) -> float | None:
    """A year's capacity in units of the item; infinite when not limited, None when it is in
    kilograms and the mass is not known."""
    if capability.annual_capacity is None:
        return math.inf
    if capability.unit != KILOGRAM:
        return capability.annual_capacity
    mass = unit_mass(profile)
    if mass is None:
        return None
    return capability.annual_capacity / mass if mass > 0 else math.inf


def certificate_valid(certificates: Mapping[str, str | None], name: str, day: str) -> bool:
    """Held and not expired on ``day`` (ISO); the last valid day counts."""
    key = fold_name(name)
    if key not in certificates:
        return False
    valid_to = certificates[key]
    return valid_to is None or valid_to[:10] >= day


def fitting_capabilities(
    profile: Profile, holder: Holder, day: str
) -> dict[str, tuple[Capability, ...]] | None:
    """By required process the capabilities that admit the part, most capacity first; None when
    anything is missing. Says what ``judge`` says, without the sentences."""
    found: dict[str, tuple[Capability, ...]] = {}
    for required in profile.requirements:
        if _lacking(required, holder, day):
            return None
        fitting = [
            c for c, missing, _ in ranked_capabilities(required, profile, holder) if not missing
        ]
        if not fitting:
            return None
        found[required.process] = tuple(fitting)
    return found or None


def missing_count(profile: Profile, holder: Holder, day: str) -> int:
    """How many requirements ``judge`` would list as missing."""
    count = 0
    for required in profile.requirements:
        ranked = ranked_capabilities(required, profile, holder)
        count += ranked[0][1] if ranked else 1
        count += _lacking(required, holder, day)
    return count


def _lacking(required: RequiredProcess, holder: Holder, day: str) -> int:
    """How many of the certificates asked for are not held, or expired."""
    return sum(
        not certificate_valid(holder.certificates, name, day) for name in required.certificates
    )


def ranked_capabilities(
    required: RequiredProcess, profile: Profile, holder: Holder
) -> list[tuple[Capability, int, int]]:
    """Capabilities for a process with how many limits are missed and not known, best first."""
    ranked = []
    for capability in holder.capabilities:
        if capability.process in required.below:
            verdicts = [verdict for _, verdict in limit_verdicts(capability, profile)]
            ranked.append((capability, verdicts.count("missing"), verdicts.count("unknown")))
    ranked.sort(key=lambda r: (r[1], r[2], -(annual_units(r[0], profile) or 0.0), r[0].id))
    return ranked


def capable_capacity(
    profile: Profile, fitting: Mapping[str, Sequence[Capability]]
) -> tuple[float | None, bool]:
    """A year's capacity in the item's unit and whether it is known; None is not limited.

    A process has the sum of its fitting capabilities, the part the least of its processes.
    Capabilities whose capacity is not known make the whole not known, unless the others are
    without limit.
    """
    least = math.inf
    known = True
    for capabilities in fitting.values():
        amounts = [annual_units(capability, profile) for capability in capabilities]
        total = sum(amount for amount in amounts if amount is not None)
        if total < math.inf and None in amounts:
            known = False
        else:
            least = min(least, total)
    if not known:
        return None, False
    return (None if math.isinf(least) else least), True
