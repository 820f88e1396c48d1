"""Turns concepts into items and concept lines into bill-of-material lines.

A concept may exist in several variants, each for some of the four vehicles. Walking down from a
vehicle, the variant whose scope covers that vehicle is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.sample.seeds import (
    SCOPES,
    VEHICLE_SCOPES,
    Concept,
    ConceptLine,
    Row,
    SeedError,
    read_concepts,
    read_lines,
    read_rows,
)

ROOT = "VEHICLE"
SUFFIX = {"light": "L", "heavy": "H", "car": "C", "van": "V", "bus": "B", "truck": "T"}
SCOPE_NAMES: dict[str, Row] = {
    "light": {
        "en": "light vehicles",
        "ru": "лёгкие автомобили",
        "uz": "yengil avtomobillar",
    },
    "heavy": {"en": "heavy vehicles", "ru": "тяжёлые машины", "uz": "og'ir mashinalar"},
    "car": {"en": "car", "ru": "легковой автомобиль", "uz": "yengil avtomobil"},
    "van": {"en": "van", "ru": "фургон", "uz": "furgon"},
    "bus": {"en": "bus", "ru": "автобус", "uz": "avtobus"},
    "truck": {"en": "truck", "ru": "грузовик", "uz": "yuk mashinasi"},
}


@dataclass(slots=True)
class Item:
    """One variant of a concept: a part or an assembly with an id of its own."""

    id: str
    scope: str
    concept: Concept
    names: Row
    price_usd: float | None
    size_mm: str
    hs_code: str
    mass_kg: float

    @property
    def is_part(self) -> bool:
        return self.concept.kind == "part"

    @property
    def is_light(self) -> bool:
        """Whether the light vehicles use it, and so decide where it is bought."""
        return bool(SCOPES[self.scope] & SCOPES["light"])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the expanded bill of material."""

    parent: str
    child: str
    quantity: float
    unit: str
    position: str
    scrap_rate: float
    alternative_group: str
    alternative_rank: str
    valid_from: str
    valid_to: str


@dataclass(slots=True)
class Structure:
    """Vehicles, items and the lines between them."""

    vehicles: dict[str, Row]
    items: dict[str, Item]
    lines: list[Line]
    children: dict[str, list[Line]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.lines:
            self.children.setdefault(line.parent, []).append(line)


def item_id(concept: Concept, scope: str) -> str:
    """The stable id of a variant, such as BRK-FRONT-ASSEMBLY-L."""
    base = concept.key.upper().replace("_", "-")
    if len(concept.scopes) == 1 or scope == "common":
        return base
    return f"{base}-{SUFFIX[scope]}"


def _variant(concept: Concept, scope: str) -> Item:
    suffix = SCOPE_NAMES[scope] if len(concept.scopes) > 1 and scope in SCOPE_NAMES else {}
    price = concept.price_usd[scope]
    return Item(
        id=item_id(concept, scope),
        scope=scope,
        concept=concept,
        names={
            language: ", ".join(
                filter(None, (concept.texts[f"name_{language}"], suffix.get(language)))
            )
            for language in ("en", "ru", "uz")
        },
        price_usd=float(price) if price else None,
        size_mm=concept.size_mm[scope],
        hs_code=concept.hs_code[scope],
        mass_kg=float(concept.mass_kg[scope] or 0),
    )


def _variant_for(concept: Concept, vehicle: str, where: str) -> str:
    scopes = [scope for scope in concept.scopes if vehicle in SCOPES[scope]]
    if not scopes:
        raise SeedError(f"{where}: {concept.key} has no variant for the {vehicle}")
    return item_id(concept, min(scopes, key=lambda scope: len(SCOPES[scope])))


def _line(seed: ConceptLine, parent: str, child: str, vehicle: str, unit: str) -> Line:
    return Line(
        parent=parent,
        child=child,
        quantity=float(seed.quantity[vehicle]),
        unit=seed.unit or unit,
        position=seed.position,
        scrap_rate=seed.scrap_rate,
        alternative_group=seed.alternative_group,
        alternative_rank=seed.alternative_rank,
        valid_from=seed.valid_from,
        valid_to=seed.valid_to,
    )


def _expand(concepts: dict[str, Concept], vehicles: dict[str, Row]) -> list[Line]:
    ids = {row["scope"]: vehicle_id for vehicle_id, row in vehicles.items()}
    found: dict[Line, set[str]] = {}
    for seed in read_lines():
        for key in (seed.child, seed.parent):
            if key != ROOT and key not in concepts:
                raise SeedError(f"{seed.origin}: {key} is not defined")
        child = concepts[seed.child]
        for vehicle in (scope for scope in VEHICLE_SCOPES if scope in seed.vehicles):
            if seed.parent == ROOT:
                parent_id = ids[vehicle]
            else:
                parent_id = _variant_for(concepts[seed.parent], vehicle, seed.origin)
            child_id = _variant_for(child, vehicle, seed.origin)
            line = _line(seed, parent_id, child_id, vehicle, child.unit)
            found.setdefault(line, set()).add(vehicle)
    return _agreeing(found, {item for item in ids.values()})


def _agreeing(found: dict[Line, set[str]], vehicle_ids: set[str]) -> list[Line]:
    """The lines, after checking that an assembly is the same in every vehicle that has it."""
    users: dict[str, set[str]] = {}
    for line, vehicles in found.items():
        users.setdefault(line.parent, set()).update(vehicles)
    wrong = [
        f"{line.parent} > {line.child}: only for {sorted(vehicles)}, but the parent is used by "
        f"{sorted(users[line.parent])}"
        for line, vehicles in found.items()
        if line.parent not in vehicle_ids and vehicles != users[line.parent]
    ]
    keys = [
        (line.parent, line.child, line.position, line.valid_from, line.valid_to) for line in found
    ]
    wrong += [f"{key[0]} > {key[1]}: stated twice" for key in set(keys) if keys.count(key) > 1]
    if wrong:
        raise SeedError("; ".join(sorted(wrong)))
    return list(found)


def read_structure() -> Structure:
    """Vehicles, items and lines of the whole data set, before masses are rolled up."""
    concepts = read_concepts()
    vehicles = {row["id"]: row for row in read_rows("vehicles.tsv")}
    variants = [
        _variant(concept, scope) for concept in concepts.values() for scope in concept.scopes
    ]
    lines = _expand(concepts, vehicles)
    used = {line.child for line in lines}
    items = {item.id: item for item in variants if item.id in used}
    if len({item.id for item in variants}) != len(variants):
        raise SeedError("two variants have the same id")
    return Structure(vehicles, items, lines)
