"""How an enterprise stands against all that is required of a maker, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.sourcing.capability import (
    Capability,
    Holder,
    Profile,
    RequiredProcess,
    Verdict,
    certificate_valid,
    limit_verdicts,
    ranked_capabilities,
)
from graph.text.folding import fold_name

Requirement = Literal["process", "mass", "size", "material", "certificate"]


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


def judge(profile: Profile, holder: Holder, day: str) -> Judgement:
    """Hold an enterprise against every required process, on ``day`` (ISO)."""
    entries: dict[Verdict, list[Entry]] = {"met": [], "missing": [], "unknown": []}
    used: dict[str, Capability] = {}
    fitting: dict[str, tuple[Capability, ...]] = {}
    for required in profile.requirements:
        ranked = ranked_capabilities(required, profile, holder)
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
