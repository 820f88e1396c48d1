"""Makes a bill of material out of rows as the queries return them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.structure.bill import (
    KINDS,
    LIFECYCLES,
    OPEN_END,
    OPEN_START,
    Bill,
    Codes,
    Composition,
    ItemHead,
    Items,
    Lines,
    Plans,
    offsets_of,
)
from graph.units import KILOGRAM, PIECE, UnitError, convert

LINE_CELLS = 10
"""Of a line: its other end, then quantity, scrap_rate, unit, position, alternative_group,
alternative_rank, valid_from, valid_to, lifecycle."""
GROUP = 5
"""Where among these the alternative_group is."""


def head_of(
    id_: str, kind: str, name: str | None, unit: str | None, mass: float | None
) -> ItemHead:
    """An item from its cells; one that states no unit is counted in pieces, a material in kg."""
    return ItemHead(id_, kind, name or id_, unit or _unit_of(kind), mass)


def _unit_of(kind: str) -> str:
    return KILOGRAM if kind == "material" else PIECE


class BillBuilder:
    """Takes the rows in any order, after the items; ``build`` once.

    Rows go into compact columns at once: the lists that a driver returns are some ten times as
    large. What names an item that is not here is left out.
    """

    def __init__(self, heads: Iterable[ItemHead]) -> None:
        ordered = sorted(heads, key=lambda head: head.id)
        units = _Codes()
        self.place = {head.id: place for place, head in enumerate(ordered)}
        self.items = Items(
            ids=[head.id for head in ordered],
            names=[head.name for head in ordered],
            kinds=np.array([KINDS.index(head.kind) for head in ordered], dtype=np.int8),
            units=np.array([units.code(head.unit) for head in ordered], dtype=np.int32),
            masses=np.array(
                [nan if head.mass_kg is None else head.mass_kg for head in ordered],
                dtype=np.float64,
            ),
            unit_names=units.texts(),
        )
        self._lines = _LineColumns(self)
        self._composition = (array("i"), array("i"), array("d"))
        self._plans = (array("i"), array("i"), array("d"))
        self._plan_years: set[int] = set()

    def unit(self, place: int) -> str:
        """What an item is counted in."""
        return self.items.unit(place)

    def add_lines(self, parent: str, lines: Iterable[Sequence[Any]]) -> None:
        """Lines of a parent, each beginning with ``LINE_CELLS``, the child first."""
        place = self.place.get(parent)
        if place is not None:
            for cells in lines:
                child = self.place.get(cells[0])
                if child is not None:
                    self._lines.add(place, child, cells)

    def add_composition(self, material: str, parts: Iterable[tuple[str, float]]) -> None:
        """What is made of a material: (item, kg of it in one unit)."""
        of = self.place.get(material)
        if of is None:
            return
        items, materials, masses = self._composition
        for part, mass in parts:
            item = self.place.get(part)
            if item is not None:
                items.append(item)
                materials.append(of)
                masses.append(float(mass))

    def add_plan(self, vehicle: str | None, year: int, units: float = 0.0) -> None:
        """Planned units of a year; without a vehicle only that the year has plans."""
        self._plan_years.add(int(year))
        place = None if vehicle is None else self.place.get(vehicle)
        if place is not None:
            vehicles, years, amounts = self._plans
            vehicles.append(place)
            years.append(int(year))
            amounts.append(float(units))

    def build(self) -> Bill:
        """The bill, sorted."""
        return Bill(
            items=self.items,
            lines=self._lines.sorted(len(self.items.ids)),
            composition=self._sorted_composition(),
            plans=Plans(
                np.array(self._plans[0], dtype=np.int32),
                np.array(self._plans[1], dtype=np.int32),
                np.array(self._plans[2], dtype=np.float64),
            ),
            plan_years=frozenset(self._plan_years),
        )

    def _sorted_composition(self) -> Composition:
        items, materials, masses = (np.array(column) for column in self._composition)
        order = np.lexsort((materials, items))
        items = items[order].astype(np.int32)
        return Composition(
            offsets=offsets_of(items, len(self.items.ids)),
            items=items,
            materials=materials[order].astype(np.int32),
            masses=masses[order].astype(np.float64),
        )


class _LineColumns:
    """The columns of lines while they are read."""

    def __init__(self, builder: BillBuilder) -> None:
        items = builder.items
        self._units = [items.unit_names[code] for code in items.units.tolist()]
        self._codes = _Codes()
        self._numbers = {name: array("d") for name in ("quantities", "ranks")}
        self._whole = {
            name: array("i")
            for name in (
                "parents", "children", "positions", "groups", "first_days", "last_days",
                "lifecycles",
            )
        }  # fmt: skip

    def add(self, parent: int, child: int, cells: Sequence[Any]) -> None:
        _, quantity, scrap, unit, position, group, rank, first, last, lifecycle = cells[:LINE_CELLS]
        factor = 1.0 + (scrap or 0.0)
        if unit is not None and unit != self._units[child]:
            # The child's unit was changed after this line was loaded.
            factor *= unit_factor(unit, self._units[child])
        self._numbers["quantities"].append(float(quantity) * factor)
        self._numbers["ranks"].append(inf if rank is None else float(rank))
        whole = self._whole
        whole["parents"].append(parent)
        whole["children"].append(child)
        whole["positions"].append(self._codes.code(position))
        whole["groups"].append(self._codes.code(group))
        whole["first_days"].append(OPEN_START if first is None else _ordinal(first))
        whole["last_days"].append(OPEN_END if last is None else _ordinal(last))
        whole["lifecycles"].append(LIFECYCLES.index(lifecycle or "as-planned"))

    def sorted(self, count: int) -> Lines:
        texts, new_codes = self._codes.sorted()
        columns: dict[str, NDArray[Any]] = {
            name: np.array(column, dtype=np.float64) for name, column in self._numbers.items()
        }
        columns |= {name: np.array(column, dtype=np.int32) for name, column in self._whole.items()}
        for name in ("positions", "groups"):
            columns[name] = new_codes[columns[name]]
        columns["lifecycles"] = columns["lifecycles"].astype(np.int8)
        order = np.lexsort(
            [columns[name] for name in ("quantities", "positions", "children", "parents")]
        )
        columns = {name: column[order] for name, column in columns.items()}
        return Lines(offsets=offsets_of(columns["parents"], count), texts=texts, **columns)


class _Codes:
    """Texts by number; many lines share few."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}

    def code(self, text: Any) -> int:
        if text is None:
            return -1
        return self._code.setdefault(str(text), len(self._code))

    def texts(self) -> list[str]:
        return list(self._code)

    def sorted(self) -> tuple[list[str], Codes]:
        """The texts in order, and new codes by old ones; the last is for -1."""
        texts = sorted(self._code)
        new = np.empty(len(texts) + 1, dtype=np.int32)
        new[[self._code[text] for text in texts]] = np.arange(len(texts))
        new[-1] = -1
        return texts, new


@lru_cache(maxsize=65_536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day[:10]).toordinal()


@lru_cache(maxsize=65_536)
def unit_factor(unit: str, wanted: str) -> float:
    """NaN where the units cannot be converted: an error of those who ask for that line only."""
    try:
        return convert(1.0, unit, wanted)
    except UnitError:
        return nan
