"""Twins as vehicles and items: names, numbers, and which is which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from graph.units import UnitError, canonical_unit
from ingest.rows.cells import Cell
from ingest.sources.catena_x.aspects import Submodel, Twin
from ingest.sources.catena_x.lines import Line, normal_id

_VEHICLE = re.compile(
    r"vehicle|fahrzeug|автомобил|автобус|avtomobil|automobil|\bpkw\b|transport vositasi",
    re.IGNORECASE,
)
# Keys of the older lists of local identifiers.
_VEHICLE_NUMBER: Final = "van"


@dataclass(slots=True)
class Thing:
    """What is known of one id, from all its twins and lines."""

    id: str
    file: str
    row: int
    name: str | None = None
    part_number: str | None = None
    other_numbers: list[str] = field(default_factory=list)
    is_vehicle_by_name: bool = False

    def cells(self) -> dict[str, Cell]:
        """The columns that vehicles and items share."""
        return {
            "id": self.id,
            "name": self.name or self.id,
            "part_number": self.part_number,
            "other_numbers": ";".join(self.other_numbers) or None,
        }


class Things:
    """All ids met, in the order met; ids that differ by letter case alone are one."""

    def __init__(self) -> None:
        self._by_key: dict[str, Thing] = {}

    def add_twin(self, file: str, twin: Twin, twin_id: str) -> None:
        """Take up a twin and what its part aspects say."""
        thing = self.named(twin_id, file, twin.row)
        if _VEHICLE.search(twin.blueprint):
            thing.is_vehicle_by_name = True
        for submodel in twin.submodels:
            if submodel.kind == "part":
                _take_part(thing, submodel)

    def named(self, text: str, file: str, row: int) -> Thing:
        """The thing of an id, made on first mention."""
        identifier = normal_id(text)
        return self._by_key.setdefault(identifier.lower(), Thing(identifier, file, row))

    def tables(self, lines: list[Line]) -> tuple[list[Thing], list[tuple[Thing, dict[str, Cell]]]]:
        """Vehicles, and items with their cells."""
        parents = {line.parent.lower() for line in lines}
        children = {line.child.lower() for line in lines}
        units = _units(lines)
        vehicles: list[Thing] = []
        items: list[tuple[Thing, dict[str, Cell]]] = []
        for key, thing in self._by_key.items():
            if thing.is_vehicle_by_name and key not in children:
                vehicles.append(thing)
                continue
            kind = "assembly" if key in parents else "part"
            items.append((thing, {**thing.cells(), "kind": kind, "unit": units.get(key)}))
        return vehicles, items


def _units(lines: Iterable[Line]) -> dict[str, str]:
    """The unit of the first line that states one, by child."""
    units: dict[str, str] = {}
    for line in lines:
        key = line.child.lower()
        if line.unit is None or key in units:
            continue
        try:
            units[key] = canonical_unit(line.unit)
        except UnitError:
            continue  # that line is rejected; the item need not be
    return units


def _take_part(thing: Thing, submodel: Submodel) -> None:
    payload = submodel.payload
    for key in ("partTypeInformation", "staticData", "partTypeInformations"):
        for facts in _dicts(payload.get(key)):
            _take_facts(thing, facts)
    _take_facts(thing, payload)
    for entry in _dicts(payload.get("localIdentifiers")):
        name, value = entry.get("key"), entry.get("value")
        if isinstance(name, str) and isinstance(value, str):
            _take_facts(thing, {name: value})
            if name.casefold() == _VEHICLE_NUMBER:
                thing.is_vehicle_by_name = True


def _take_facts(thing: Thing, facts: dict[str, Any]) -> None:
    name = _text(facts, "nameAtManufacturer") or _text(facts, "nameAtCustomer")
    if name:
        thing.name = thing.name or name
        thing.is_vehicle_by_name = thing.is_vehicle_by_name or bool(_VEHICLE.search(name))
    thing.part_number = thing.part_number or _text(facts, "manufacturerPartId")
    other = _text(facts, "customerPartId")
    if other and other not in thing.other_numbers:
        thing.other_numbers.append(other)


def _dicts(value: Any) -> list[dict[str, Any]]:
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, dict)]


def _text(facts: dict[str, Any], key: str) -> str | None:
    value = facts.get(key)
    return value.strip() or None if isinstance(value, str) else None
