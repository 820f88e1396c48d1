"""A bill of material as columns: items by id, and their lines sorted by parent (CSR).

One form for a whole graph held in memory and for the part of it that one question read. An item
is named by its *place*: ids are sorted, so places compare as ids do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import GraphError

Places = NDArray[np.int32]
Codes = NDArray[np.int32]
Offsets = NDArray[np.int64]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

KINDS: Final = ("vehicle", "assembly", "part", "material")
LIFECYCLES: Final = ("as-planned", "as-built", "as-specified")
OPEN_START: Final = 0
OPEN_END: Final = 2**31 - 1
"""Days are ordinals; these stand where a line has no first or no last one."""


@dataclass(frozen=True, slots=True)
class ItemHead:
    """What a structure answer shows of an item."""

    id: str
    kind: str
    name: str
    unit: str
    mass_kg: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Items in the order of their ids; ``masses`` is NaN where not known."""

    ids: Sequence[str]
    names: Sequence[str]
    kinds: NDArray[np.int8]
    units: Codes
    masses: Numbers
    unit_names: Sequence[str]

    def find(self, id_: str) -> int | None:
        """The place of an id."""
        place = bisect_left(self.ids, id_)
        return place if place < len(self.ids) and self.ids[place] == id_ else None

    def kind(self, place: int) -> str:
        """Vehicle, assembly, part or material."""
        return KINDS[int(self.kinds[place])]

    def unit(self, place: int) -> str:
        """What the item is counted in."""
        return self.unit_names[int(self.units[place])]

    def head(self, place: int) -> ItemHead:
        """One item as answers show it."""
        mass = float(self.masses[place])
        return ItemHead(
            self.ids[place],
            self.kind(place),
            self.names[place],
            self.unit(place),
            None if isnan(mass) else mass,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """All lines, whatever their validity and lifecycle, by parent, child, position.

    Those of a parent are ``offsets[place]`` to ``offsets[place + 1]``. ``quantities`` are of the
    child for one parent, scrap included, in the child's unit; NaN where the line's unit cannot be
    converted to it. ``positions`` and ``groups`` (of alternatives) are places in ``texts``, which
    are sorted; -1 for none. ``ranks`` is infinite for none. Days are inclusive ordinals.
    """

    offsets: Offsets
    parents: Places
    children: Places
    quantities: Numbers
    positions: Codes
    groups: Codes
    ranks: Numbers
    first_days: Codes
    last_days: Codes
    lifecycles: NDArray[np.int8]
    texts: Sequence[str]

    def text(self, code: int) -> str | None:
        """A position or a group."""
        return None if code < 0 else self.texts[code]


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """Kilograms of materials in one unit of items, sorted by item, with its offsets."""

    offsets: Offsets
    items: Places
    materials: Places
    masses: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Plans:
    """Planned units of vehicles by year."""

    vehicles: Places
    years: Codes
    units: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Bill:
    """Items, their lines, what they are made of, and how many are planned; never changed.

    ``plan_years`` are the years of any plan, of vehicles that are not here too. ``derived`` keeps
    what was worked out of the lines for the last selections asked for.
    """

    items: Items
    lines: Lines
    composition: Composition
    plans: Plans
    plan_years: frozenset[int]
    derived: dict[Any, Any] = field(default_factory=dict)

    def place_of(self, id_: str) -> int:
        """The place of an item that is known to be here."""
        place = self.items.find(id_)
        if place is None:
            raise KeyError(id_)
        return place

    def check_quantities(self, lines: NDArray[Any]) -> None:
        """Raises GraphError, naming the line, where one of these has no usable quantity."""
        broken = lines[np.isnan(self.lines.quantities[lines])]
        if len(broken):
            parent = self.items.ids[self.lines.parents[broken[0]]]
            child = self.lines.children[broken[0]]
            raise GraphError(
                f"the line {parent} > {self.items.ids[child]} is in a unit that cannot be "
                f"converted to {self.items.unit(child)}, in which {self.items.ids[child]} is "
                "counted now; load the bill of material again"
            )


def offsets_of(owners: NDArray[np.integer[Any]], count: int) -> Offsets:
    """Where each owner's entries begin in a column sorted by owner; the last is the end."""
    offsets = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(owners, minlength=count), out=offsets[1:])
    return offsets


def spans(offsets: Offsets, owners: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The entries of some owners, and for each which of ``owners`` (0, 1, …) it belongs to."""
    first = offsets[owners]
    counts = offsets[owners + 1] - first
    which = np.repeat(np.arange(len(owners)), counts)
    skipped = np.cumsum(counts) - counts - first
    return np.arange(len(which)) - skipped[which], which
