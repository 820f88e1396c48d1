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

Requirement = Literal["process", "mass", "size", "material", "certificate"]
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement and how it stands, in a sentence."""

    requirement: Requirement
    process: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How an enterprise stands against a profile.

    ``used``: by required process the capability that suits best, the one that the entries speak
    of; ``fitting``: all that admit the part, most capacity first.
    """

    met: tuple[Entry, ...]
    missing: tuple[Entry, ...]
    unknown: tuple[Entry, ...]
    used: Mapping[str, Capability]
    fitting: Mapping[str, tuple[Capability, ...]]

    @property
    def capable(self) -> bool:
        """Nothing is missing of at least one required process."""
        return bool(self.fitting) and not self.missing


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
        fitting = [c for c, missing, _ in _ranked(required, profile, holder) if not missing]
        if not fitting:
            return None
        found[required.process] = tuple(fitting)
    return found or None


def missing_count(profile: Profile, holder: Holder, day: str) -> int:
    """How many requirements ``judge`` would list as missing."""
    count = 0
    for required in profile.requirements:
        ranked = _ranked(required, profile, holder)
        count += ranked[0][1] if ranked else 1
        count += _lacking(required, holder, day)
    return count


def _lacking(required: RequiredProcess, holder: Holder, day: str) -> int:
    """How many of the certificates asked for are not held, or expired."""
    return sum(
        not certificate_valid(holder.certificates, name, day) for name in required.certificates
    )


def _ranked(
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


def judge(profile: Profile, holder: Holder, day: str) -> Judgement:
    """Hold an enterprise against every required process, on ``day`` (ISO)."""
    entries: dict[Verdict, list[Entry]] = {"met": [], "missing": [], "unknown": []}
    used: dict[str, Capability] = {}
    fitting: dict[str, tuple[Capability, ...]] = {}
    for required in profile.requirements:
        ranked = _ranked(required, profile, holder)
        if not ranked:
            detail = f"no capability for {required.name}"
            entries["missing"].append(Entry("process", required.process, detail))
        else:
            best = ranked[0][0]
            used[required.process] = best
            fitting[required.process] = tuple(c for c, missing, _ in ranked if not missing)
            detail = f"can do {required.name}"
            if best.process != required.process:
                detail += f" ({best.process})"
            entries["met"].append(Entry("process", required.process, detail))
            for kind, verdict in limit_verdicts(best, profile):
                entries[verdict].append(_limit_entry(kind, verdict, required, best, profile))
        for certificate in required.certificates:
            entry, held = _certificate_entry(required, certificate, holder, day)
            entries["met" if held else "missing"].append(entry)
    return Judgement(
        tuple(entries["met"]), tuple(entries["missing"]), tuple(entries["unknown"]), used, fitting
    )


def _limit_entry(
    kind: str, verdict: Verdict, required: RequiredProcess, capability: Capability, profile: Profile
) -> Entry:
    if kind == "capacity":
        detail = (
            f"capacity is {capability.annual_capacity:g} kg a year; the part's mass is not known"
        )
        return Entry("mass", required.process, detail)
    if kind == "mass":
        part = None if profile.mass_kg is None else f"{profile.mass_kg:g} kg"
        detail = _against("mass", part, f"{capability.max_mass_kg:g} kg", verdict)
        return Entry("mass", required.process, detail)
    if kind == "size":
        part = f"{_size(profile.size_mm)} mm" if profile.size_mm else None
        detail = _against("size", part, f"{_size(capability.max_size_mm)} mm", verdict)
        return Entry("size", required.process, detail)
    return Entry("material", required.process, _material_detail(verdict, capability, profile))


def _against(what: str, part: str | None, limit: str, verdict: Verdict) -> str:
    if part is None:
        return f"the part's {what} is not known; the limit is {limit}"
    return f"{what} {part} is {'within' if verdict == 'met' else 'above'} the limit of {limit}"


def _material_detail(verdict: Verdict, capability: Capability, profile: Profile) -> str:
    if verdict == "unknown":
        listed = ", ".join(sorted(capability.materials))
        return f"what the part is made of is not known; only {listed} can be worked"
    if verdict == "met":
        return f"works {', '.join(sorted(profile.materials))}"
    return f"does not work {', '.join(sorted(profile.materials - capability.materials))}"


def _certificate_entry(
    required: RequiredProcess, certificate: str, holder: Holder, day: str
) -> tuple[Entry, bool]:
    held = certificate_valid(holder.certificates, certificate, day)
    valid_to = holder.certificates.get(fold_name(certificate))
    if held:
        detail = f"{certificate} held" + (f" until {valid_to}" if valid_to else "")
    elif valid_to:
        detail = f"{certificate} expired on {valid_to}"
    else:
        detail = f"{certificate} not held"
    return Entry("certificate", required.process, detail), held


def _size(dimensions: Sequence[float]) -> str:
    return "x".join(f"{dimension:g}" for dimension in sorted(dimensions, reverse=True))


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
