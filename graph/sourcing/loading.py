"""Reads what sourcing reckons with, for a whole set of items at once: a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

from graph.errors import GraphError
from graph.projection.projection import Projection
from graph.sourcing.answers import EnterpriseRef
from graph.sourcing.capability import Capability, Holder, Profile, RequiredProcess
from graph.sourcing.places import Point
from graph.structure.building import unit_factor
from graph.structure.loading import Walk
from graph.units import KILOGRAM, PIECE


@dataclass(frozen=True, slots=True)
class Item:
    """An item with what a maker has to meet; ``profile`` has no requirements if none are
    declared."""

    id: str
    kind: str
    name: str
    hs_code: str | None
    profile: Profile


@dataclass(frozen=True, slots=True)
class Supply:
    """A supplies line, in the item's unit; ``annual_capacity`` None is not limited."""

    enterprise: str
    item: str
    annual_capacity: float | None
    unit_price_usd: float | None
    lead_time_days: float | None
    moq: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Who it is, where, and what it can do of what was asked about."""

    ref: EnterpriseRef
    point: Point | None
    holder: Holder


def load_items(walk: Walk, ids: Iterable[str]) -> dict[str, Item]:
    """Items by id with their declared requirements."""
    wanted = list(ids)
    rows = list(walk.read_chunked("sourcing/list_items", wanted))
    made_of: dict[str, list[str]] = {}
    for row in walk.read_chunked("structure/list_composition", wanted):
        for part, _ in row["parts"]:
            made_of.setdefault(part, []).append(row["material"])
    required: dict[str, list[tuple[str, str | None, str | None]]] = {
        row["item"]: [tuple(cells) for cells in row["requirements"]]
        for row in walk.read_chunked("sourcing/list_requirements", wanted)
    }
    processes = load_processes(walk, {p for cells in required.values() for p, _, _ in cells})
    items = {}
    for row in rows:
        certificates: dict[str, set[str]] = {}
        for process, _, certificate in required.get(row["id"], ()):
            certificates.setdefault(process, set()).update([certificate] if certificate else [])
        requirements = tuple(
            replace(processes[process], certificates=tuple(sorted(asked)))
            for process, asked in sorted(certificates.items())
        )
        materials = frozenset(made_of.get(row["id"], ()))
        items[row["id"]] = _item(row, materials, requirements)
    return items


def _item(
    row: Mapping[str, Any], materials: frozenset[str], requirements: tuple[RequiredProcess, ...]
) -> Item:
    unit = row["unit"] or (KILOGRAM if row["kind"] == "material" else PIECE)
    profile = Profile(
        item=row["id"],
        unit=unit,
        mass_kg=row["mass_kg"],
        size_mm=tuple(row["size_mm"] or ()),
        materials=materials,
        requirements=requirements,
    )
    return Item(row["id"], row["kind"], row["name"] or row["id"], row["hs_code"], profile)


def load_processes(walk: Walk, ids: Iterable[str]) -> dict[str, RequiredProcess]:
    """Processes by id, with all below them in the taxonomy."""
    return {
        row["process"]: RequiredProcess(
            row["process"], row["name"] or row["process"], frozenset(row["below"])
        )
        for row in walk.read_chunked("sourcing/list_processes_below", sorted(ids))
    }


def load_supplies(
    walk: Walk, items: Mapping[str, Item], projection: Projection | None = None
) -> dict[str, list[Supply]]:
    """Supplies lines by item, in the order of the enterprises' ids.

    ``projection`` is one of the version that the database is at.
    """
    if projection is not None:
        held = {id_: held_supplies(projection, items[id_]) for id_ in items}
        return {id_: lines for id_, lines in held.items() if lines}
    supplies: dict[str, list[Supply]] = {}
    for row in walk.read_chunked("sourcing/list_supplies", items):
        unit = items[row["item"]].profile.unit
        lines = [_supply(row["item"], unit, cells) for cells in row["supplies"]]
        supplies[row["item"]] = sorted(lines, key=lambda line: line.enterprise)
    return supplies


def _supply(item: str, item_unit: str, cells: list[Any]) -> Supply:
    enterprise, capacity, unit, price, lead_time, moq, share = cells
    if unit is not None and unit != item_unit:
        # The item's unit was changed after this line was loaded.
        factor = unit_factor(unit, item_unit)
        if isnan(factor):
            raise _unusable(enterprise, item, item_unit)
        capacity = None if capacity is None else capacity * factor
        moq = None if moq is None else moq * factor
        price = None if price is None else price / factor
    return Supply(enterprise, item, capacity, price, lead_time, moq, share)


def held_supplies(projection: Projection, item: Item) -> list[Supply]:
    """The supplies lines of one item as the projection has them."""
    place = projection.bill.place_of(item.id)
    held = projection.supplies
    found = []
    for line in range(int(held.offsets[place]), int(held.offsets[place + 1])):
        enterprise = held.enterprise_ids[int(held.enterprises[line])]
        if not held.usable[line]:
            raise _unusable(enterprise, item.id, item.profile.unit)
        columns = (held.capacities, held.prices, held.lead_times, held.moqs, held.shares)
        figures = [float(column[line]) for column in columns]
        found.append(Supply(enterprise, item.id, *(None if isnan(f) else f for f in figures)))
    return found


def _unusable(enterprise: str, item: str, unit: str) -> GraphError:
    return GraphError(
        f"{enterprise} supplies {item} in a unit that cannot be converted to {unit}, in which "
        f"{item} is counted now; load the supplies again"
    )


def load_enterprises(
    walk: Walk, suppliers: Iterable[str], processes: Iterable[str]
) -> dict[str, Enterprise]:
    """The suppliers named and everyone who can do one of ``processes``, by id."""
    capabilities: dict[str, list[Capability]] = {id_: [] for id_ in suppliers}
    for row in walk.read_chunked("sourcing/list_capabilities", sorted(processes)):
        known = capabilities.setdefault(row["enterprise"], [])
        known += [_capability(row["enterprise"], cells) for cells in row["capabilities"]]
    return {
        row["id"]: _enterprise(row, capabilities[row["id"]])
        for row in walk.read_chunked("sourcing/list_enterprises", sorted(capabilities))
    }


def _capability(enterprise: str, cells: list[Any]) -> Capability:
    key, process, capacity, unit, max_mass, max_size, materials = cells
    return Capability(
        id=f"{enterprise}\x1f{key}",
        process=process,
        annual_capacity=capacity,
        unit=unit or PIECE,
        max_mass_kg=max_mass,
        max_size_mm=tuple(max_size or ()),
        materials=frozenset(materials or ()),
    )


def _enterprise(row: Mapping[str, Any], capabilities: list[Capability]) -> Enterprise:
    known_place = row["latitude"] is not None and row["longitude"] is not None
    ref = EnterpriseRef(
        id=row["id"], name=row["name"] or row["id"], country=row["country"], region=row["region"]
    )
    certificates: dict[str, str | None] = {}
    for key, _, valid_to in row["certificates"]:
        if key is not None:
            # Of several periods the one that ends last counts; None never ends.
            certificates[key] = _later_day(certificates.get(key, ""), valid_to)
    ordered = tuple(sorted(capabilities, key=lambda capability: capability.id))
    return Enterprise(
        ref,
        (row["latitude"], row["longitude"]) if known_place else None,
        Holder(row["id"], ordered, certificates),
    )


def _later_day(one: str | None, other: str | None) -> str | None:
    return None if one is None or other is None else max(one, other)


def processes_meeting(profiles: Iterable[Profile]) -> set[str]:
    """Ids of all processes that meet a requirement of one of the profiles."""
    return {
        process
        for profile in profiles
        for required in profile.requirements
        for process in required.below
    }
