"""Enterprises, what they can do, and whether one of them is capable of a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache

from ingest.sample.seeds import LANGUAGES, Row, read_rows, split
from ingest.sample.stable import between, rounded
from ingest.sample.structure import Item

AS_OF = "2026-11-01"
HOME = "UZ"
_SCALE = {"1": 0.25, "2": 0.5, "3": 1.0, "4": 2.0, "5": 4.0}
_CLOSING = {
    "en": "An invented example.",
    "ru": "Вымышленный пример.",
    "uz": "O'ylab topilgan misol.",
}


@dataclass(frozen=True, slots=True)
class Capability:
    """One process of one enterprise with its limits; None and empty mean no limit."""

    process: str
    annual_capacity: float | None
    unit: str
    max_mass_kg: float | None
    max_size_mm: str
    materials: frozenset[str]


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One invented maker, its certificates and its capabilities by process."""

    row: Row
    certificates: dict[str, str]
    capabilities: dict[str, Capability]
    sells: frozenset[str]

    @property
    def id(self) -> str:
        return self.row["id"]

    @property
    def country(self) -> str:
        return self.row["country"]

    @property
    def weight(self) -> float:
        return _SCALE[self.row["scale"]]

    def holds(self, certificate: str) -> bool:
        """Whether a certificate is held and not expired."""
        if not certificate:
            return True
        return certificate in self.certificates and (
            not self.certificates[certificate] or self.certificates[certificate] >= AS_OF
        )


@cache
def processes_below() -> dict[str, tuple[str, ...]]:
    """Every process of the taxonomy that has others below it, and those, on all levels."""
    below: dict[str, tuple[str, ...]] = {}
    parents = {row["key"]: row["parent"] for row in read_rows("processes.tsv")}
    for process in parents:
        above = parents[process]
        while above:
            below[above] = (*below.get(above, ()), process)
            above = parents[above]
    return below


@cache
def size_of(text: str) -> tuple[float, ...]:
    """Dimensions in mm, largest first."""
    return tuple(sorted((float(part) for part in text.split("x") if part), reverse=True))


def within(capability: Capability, item: Item) -> bool:
    """Whether mass, size and materials of a part are inside the limits."""
    if capability.max_mass_kg is not None and item.mass_kg > capability.max_mass_kg:
        return False
    limits = size_of(capability.max_size_mm)
    if any(size > limit for size, limit in zip(size_of(item.size_mm), limits, strict=False)):
        return False
    materials = {material for material, _ in item.concept.materials}
    return not capability.materials or materials <= capability.materials


def suiting(enterprise: Enterprise, item: Item, process: str) -> list[Capability]:
    """The capabilities that meet a process on this item: the process itself or one below it."""
    names = (process, *processes_below().get(process, ()))
    found = (enterprise.capabilities.get(name) for name in names)
    return [capability for capability in found if capability and within(capability, item)]


def covered(enterprise: Enterprise, item: Item, processes: Sequence[str]) -> float:
    """The share of the processes that the enterprise can do on this item."""
    met = sum(bool(suiting(enterprise, item, process)) for process in processes)
    return met / len(processes) if processes else 0.0


@cache
def _assembly_rules() -> tuple[Row, ...]:
    return tuple(read_rows("assembly_requirements.tsv"))


def required(item: Item) -> tuple[tuple[str, ...], str]:
    """The processes and the certificate that making an item takes.

    A part names its own; an assembly that is traded follows the first rule that fits its key; one
    that is only put together in house takes nothing from outside.
    """
    if item.is_part:
        return item.concept.processes, item.concept.certificate
    if item.price_usd is None:
        return (), ""
    fitting = (row for row in _assembly_rules() if fnmatchcase(item.concept.key, row["pattern"]))
    rule = next(fitting)
    return split(rule["processes"]), rule["certificate"]


def capable(enterprise: Enterprise, item: Item) -> bool:
    """Whether nothing that the item requires is missing."""
    processes, certificate = required(item)
    return covered(enterprise, item, processes) == 1.0 and enterprise.holds(certificate)


def _materials(cell: str, groups: dict[str, str]) -> frozenset[str]:
    names = (groups[name[1:]] if name.startswith("@") else name for name in split(cell))
    return frozenset(material for name in names for material in split(name))


def _capability(row: Row, enterprise: Row, groups: dict[str, str]) -> Capability:
    capacity: float | None = None
    if row["annual_capacity"]:
        jitter = between(0.85, 1.2, enterprise["id"], row["process"], "capacity")
        capacity = rounded(float(row["annual_capacity"]) * _SCALE[enterprise["scale"]] * jitter)
    return Capability(
        process=row["process"],
        annual_capacity=capacity,
        unit=row["unit"] or "piece",
        max_mass_kg=float(row["max_mass_kg"]) if row["max_mass_kg"] else None,
        max_size_mm=row["max_size_mm"],
        materials=_materials(row["materials"], groups),
    )


def _merged(first: Capability, second: Capability) -> Capability:
    """One capability for a process that two profiles of an enterprise give."""
    capacities = (first.annual_capacity, second.annual_capacity)
    masses = (first.max_mass_kg, second.max_mass_kg)
    capacity = max(capacities[0] or 0, capacities[1] or 0) if None not in capacities else None
    mass = max(masses[0] or 0, masses[1] or 0) if None not in masses else None
    size = max(first.max_size_mm, second.max_size_mm, key=size_of)
    if not first.max_size_mm or not second.max_size_mm:
        size = ""
    both = bool(first.materials and second.materials)
    larger = second if capacities[1] is not None and capacity == capacities[1] else first
    return replace(
        first,
        annual_capacity=capacity,
        unit=larger.unit,
        max_mass_kg=mass,
        max_size_mm=size,
        materials=first.materials | second.materials if both else frozenset(),
    )


def _certificates(cell: str) -> dict[str, str]:
    return {name: expiry for name, _, expiry in (part.partition("@") for part in split(cell))}


def read_enterprises() -> list[Enterprise]:
    """Every enterprise of the seeds with what its profiles make it able to do."""
    groups = {row["group"]: row["materials"] for row in read_rows("material_groups.tsv")}
    by_profile: dict[str, list[Row]] = {}
    for row in read_rows("capabilities.tsv"):
        by_profile.setdefault(row["profile"], []).append(row)
    enterprises = []
    for row in read_rows("enterprises.tsv"):
        capabilities: dict[str, Capability] = {}
        for profile in split(row["profiles"]):
            for ability in by_profile.get(profile, []):
                new = _capability(ability, row, groups)
                held = capabilities.get(new.process)
                capabilities[new.process] = _merged(held, new) if held else new
        enterprises.append(
            Enterprise(
                row=row,
                certificates=_certificates(row["certificates"]),
                capabilities=capabilities,
                sells=frozenset(split(row["sells"])),
            )
        )
    return enterprises


def describe(enterprise: Enterprise, profiles: dict[str, Row]) -> Row:
    """What the enterprise does, in each language, from the first three of its profiles."""
    described = {}
    for language in LANGUAGES:
        does = [profiles[name][f"does_{language}"] for name in split(enterprise.row["profiles"])]
        sentence = "; ".join(does[:3])
        described[f"description_{language}"] = (
            f"{enterprise.row['district']}: {sentence}. {_CLOSING[language]}"
        )
    return described
