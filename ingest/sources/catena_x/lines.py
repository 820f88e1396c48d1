"""Lines between two twins, from a bill of material or from a usage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from graph.units import UnitError, canonical_unit, convert
from ingest.rows.cells import Cell
from ingest.sources.catena_x.aspects import CHILD_LISTS, PARENT_LISTS, Submodel, own_id

_CHILD_IDS: Final = ("childCatenaXId", "childGlobalAssetId", "catenaXId", "globalAssetId")
_PARENT_IDS: Final = ("parentCatenaXId", "parentGlobalAssetId", "catenaXId", "globalAssetId")
_QUANTITIES: Final = ("quantity", "itemQuantity", "partQuantity")
_BARE_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

DEFAULT_LIFECYCLE: Final = "as-planned"


@dataclass(frozen=True, slots=True)
class Line:
    """`quantity` and `unit` as the file states them."""

    file: str
    row: int
    parent: str
    child: str
    quantity: Cell
    unit: str | None
    valid_from: str | None
    valid_to: str | None
    lifecycle: str

    def pair(self) -> tuple[str, str, str]:
        """What a bill of material and a usage state in common; ids without letter case."""
        return self.parent.lower(), self.child.lower(), self.lifecycle

    def cells(self) -> dict[str, Cell]:
        """The line as a row of the table bom."""
        return {
            "parent_id": self.parent,
            "child_id": self.child,
            "quantity": self.quantity,
            "unit": self.unit,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "lifecycle": self.lifecycle,
        }


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """An entry of a list of children or parents that names no id."""

    file: str
    row: int
    value: str
    reason: str


def normal_id(text: str) -> str:
    """A bare UUID as `urn:uuid:…` in lower case; everything else as given."""
    given = text.strip()
    return f"urn:uuid:{given.lower()}" if _BARE_UUID.fullmatch(given) else given


def read_lines(
    file: str, row: int, twin_id: str, submodel: Submodel
) -> Iterator[Line | BrokenLine]:
    """The lines of one bill of material or usage."""
    is_bom = submodel.kind == "bom"
    me = normal_id(own_id(submodel.payload) or twin_id)
    keys = _CHILD_IDS if is_bom else _PARENT_IDS
    for entry in _relatives(submodel.payload, CHILD_LISTS if is_bom else PARENT_LISTS):
        other = _first_text(entry, keys) if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or other is None:
            yield BrokenLine(
                file, row, str(entry)[:200], f"names no {'child' if is_bom else 'parent'}"
            )
            continue
        if not is_bom and entry.get("isOnlyPotentialParent") is True:
            continue  # the maker does not know whether it went in there
        quantity, unit = _quantity(entry)
        valid_from, valid_to = _validity(entry)
        parent, child = (me, normal_id(other)) if is_bom else (normal_id(other), me)
        lifecycle = submodel.lifecycle or _lifecycle_of(entry)
        yield Line(file, row, parent, child, quantity, unit, valid_from, valid_to, lifecycle)


def differs(line: Line, others: list[Line]) -> bool:
    """Whether a usage states another quantity than the bill of material's lines together."""
    try:
        stated = _amount(line, others[0].unit)
        return abs(stated - sum(_amount(other, others[0].unit) for other in others)) > 1e-9 * stated
    except (UnitError, TypeError, ValueError):
        return True


def _amount(line: Line, unit: str | None) -> float:
    value = float(line.quantity)  # type: ignore[arg-type]
    if line.unit is None or unit is None:
        return value
    return convert(value, canonical_unit(line.unit), canonical_unit(unit))


def _relatives(payload: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Any]:
    for key in keys:
        entries = payload.get(key)
        if isinstance(entries, list):
            yield from entries
        elif isinstance(entries, dict):
            yield entries
    if keys == PARENT_LISTS:
        # Newer usages list parents by customer.
        for customer in payload.get("customers") or []:
            if isinstance(customer, dict):
                yield from _relatives({**customer, "customers": None}, keys)


def _first_text(entry: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = entry.get(key)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _quantity(entry: dict[str, Any]) -> tuple[Cell, str | None]:
    stated = next((entry[key] for key in _QUANTITIES if entry.get(key) is not None), None)
    parts = entry.get("part")
    if stated is None and isinstance(parts, list) and parts and isinstance(parts[0], dict):
        return _quantity(parts[0])
    if not isinstance(stated, dict):
        return stated if isinstance(stated, str | int | float) else None, None
    numbers = (stated.get(key) for key in ("quantityNumber", "value", "number"))
    number = next((value for value in numbers if value is not None), None)
    unit = stated.get("measurementUnit") or stated.get("unit")
    if isinstance(unit, dict):
        unit = unit.get("lexicalValue") or unit.get("datatypeURI")
    return (
        number if isinstance(number, str | int | float) else None,
        unit if isinstance(unit, str) and unit.strip() else None,
    )


def _validity(entry: dict[str, Any]) -> tuple[str | None, str | None]:
    period = entry.get("validityPeriod")
    stated = period if isinstance(period, dict) else entry
    first, last = stated.get("validFrom"), stated.get("validTo")
    return (first if isinstance(first, str) else None, last if isinstance(last, str) else None)


def _lifecycle_of(entry: dict[str, Any]) -> str:
    """The lifecycle of a line whose submodel does not say: built things have a day of assembly."""
    context = str(entry.get("lifecycleContext", "")).casefold()
    for lifecycle in ("built", "specified", "planned"):
        if context.endswith(lifecycle):
            return f"as-{lifecycle}"
    if "validityPeriod" in entry:
        return DEFAULT_LIFECYCLE
    is_built = any(key in entry for key in ("assembledOn", "isOnlyPotentialParent"))
    return "as-built" if is_built else DEFAULT_LIFECYCLE
