"""Reads the bill of material around one item, level by level.

Each level is a query over the distinct items first met there, so that every item's lines are read
once however many ways lead to it. One deadline bounds the whole walk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Any

from graph.client import Row
from graph.connection import Graph
from graph.errors import GraphError, GraphTimeoutError, NotFoundError
from graph.structure.lines import CountedLine, Line, count_lines, select_lines
from graph.units import UnitError, convert

CHUNK = 2_000
"""Items asked about in one query."""


@dataclass(frozen=True, slots=True)
class ItemHead:
    """What a structure answer shows of an item."""

    id: str
    kind: str
    name: str
    unit: str
    mass_kg: float | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which lines count: those valid on a day in one lifecycle."""

    as_of: date
    lifecycle: str


@dataclass(slots=True)
class Structure:
    """Selected lines met on a walk, and the items at their ends."""

    lines: list[CountedLine] = field(default_factory=list)
    items: dict[str, ItemHead] = field(default_factory=dict)


class Walk:
    """Reads for one question, all of them before one deadline (``GRAPH_TIMEOUT_SECONDS``)."""

    def __init__(self, graph: Graph) -> None:
        self._database = graph.database
        self._seconds = graph.settings.graph_timeout_seconds
        self._deadline = monotonic() + self._seconds

    def read(self, name: str, **params: Any) -> list[Row]:
        """Rows of one query; raises GraphTimeoutError once the deadline has passed."""
        if monotonic() > self._deadline:
            raise GraphTimeoutError(
                f"this question took longer than {self._seconds:g} s and was stopped; "
                "narrow it down, for instance by a depth"
            )
        return self._database.read(name, **params)

    def read_chunked(self, name: str, ids: Iterable[str], **params: Any) -> Iterator[Row]:
        """Rows for many ids, ``CHUNK`` of them a query."""
        wanted = list(ids)
        for first in range(0, len(wanted), CHUNK):
            yield from self.read(name, ids=wanted[first : first + CHUNK], **params)


def get_root(walk: Walk, id_: str) -> tuple[ItemHead, int]:
    """The item and the graph's version; raises NotFoundError."""
    rows = walk.read("structure/get_root", id=id_)
    if not rows:
        raise NotFoundError(f"there is no item {id_!r}")
    row = rows[0]
    return _head(row["id"], row["kind"], row["name"], row["unit"], row["mass_kg"]), int(
        row["graph_version"]
    )


def load_below(
    walk: Walk, root: ItemHead, selection: Selection, depth: int | None = None
) -> Structure:
    """Counted and stand-by lines below ``root``, down ``depth`` levels or to the end.

    Nothing below a stand-by line is read, unless a counted way leads there too.
    """
    structure = Structure(items={root.id: root})
    met = {root.id}
    frontier = [root.id]
    level = 0
    while frontier and (depth is None or level < depth):
        lines: list[Line] = []
        for row in walk.read_chunked("structure/list_lines_below", frontier):
            for cells in row["lines"]:
                child = _head(cells[0], *cells[10:14])
                structure.items.setdefault(child.id, child)
                lines.append(_line(row["parent"], child.id, cells[1:10], child.unit))
        counted = count_lines(select_lines(lines, selection.as_of, selection.lifecycle))
        structure.lines += counted
        frontier = sorted({c.line.child for c in counted if not c.alternative} - met)
        met.update(frontier)
        level += 1
    return structure


def load_above(
    walk: Walk, starts: Sequence[ItemHead], selection: Selection, levels: int | None = None
) -> Structure:
    """Counted and stand-by lines above ``starts``, up ``levels`` levels or to the end.

    Nothing above a stand-by line is read, unless a counted way leads there too.
    """
    structure = Structure(items={start.id: start for start in starts})
    met = {start.id for start in starts}
    frontier = sorted(met)
    level = 0
    while frontier and (levels is None or level < levels):
        lines: list[Line] = []
        for row in walk.read_chunked("structure/list_lines_above", frontier):
            for cells in row["lines"]:
                parent = _head(cells[0], *cells[11:15])
                structure.items.setdefault(parent.id, parent)
                unit = cells[10] or _unit_of(structure.items[row["child"]].kind)
                lines.append(_line(parent.id, row["child"], cells[1:10], unit))
        counted = _count_with_groups(walk, lines, selection)
        structure.lines += counted
        frontier = sorted({c.line.parent for c in counted if not c.alternative} - met)
        met.update(frontier)
        level += 1
    return structure


def load_composition(
    walk: Walk, ids: Iterable[str]
) -> tuple[dict[str, list[tuple[str, float]]], dict[str, str]]:
    """Part -> (material, kg), and the names of the materials."""
    composition: dict[str, list[tuple[str, float]]] = {}
    names: dict[str, str] = {}
    for row in walk.read_chunked("structure/list_composition", ids):
        names[row["material"]] = row["name"] or row["material"]
        for part, mass_kg in row["parts"]:
            composition.setdefault(part, []).append((row["material"], float(mass_kg)))
    return composition, names


def load_parts_of(walk: Walk, material: ItemHead) -> Structure:
    """The items made of a material, each with a line of so many kg of it."""
    structure = Structure()
    for row in walk.read("structure/list_parts_of_material", id=material.id):
        part = _head(row["id"], row["kind"], row["name"], row["unit"], row["mass_kg"])
        structure.items[part.id] = part
        line = Line(part.id, material.id, float(row["material_kg"]), unit="kg")
        structure.lines.append(CountedLine(line, alternative=False))
    return structure


def _count_with_groups(walk: Walk, lines: list[Line], selection: Selection) -> list[CountedLine]:
    """Which of these lines count; of their groups of alternatives the other lines are read."""
    selected = select_lines(lines, selection.as_of, selection.lifecycle)
    parents = sorted({line.parent for line in selected if line.alternative_group is not None})
    if not parents:
        return count_lines(selected)
    siblings = [
        _line(row["parent"], cells[0], cells[1:10], cells[12] or _unit_of(cells[10]))
        for row in walk.read_chunked("structure/list_group_lines", parents)
        for cells in row["lines"]
    ]
    grouped = count_lines(select_lines(siblings, selection.as_of, selection.lifecycle))
    asked = {line.child for line in lines}
    alone = [line for line in selected if line.alternative_group is None]
    return count_lines(alone) + [counted for counted in grouped if counted.line.child in asked]


def _line(parent: str, child: str, cells: Sequence[Any], child_unit: str) -> Line:
    """A stored line; ``cells`` from quantity to lifecycle."""
    quantity, scrap, unit, position, group, rank, valid_from, valid_to, lifecycle = cells
    amount = float(quantity) * (1.0 + (scrap or 0.0))
    if unit is not None and unit != child_unit:
        # The child's unit was changed after this line was loaded.
        try:
            amount = convert(amount, unit, child_unit)
        except UnitError as error:
            raise GraphError(
                f"the line {parent} > {child} is in {unit}, but {child} is now counted in "
                f"{child_unit}; load the bill of material again"
            ) from error
    return Line(
        parent=parent,
        child=child,
        quantity=amount,
        unit=child_unit,
        position=None if position is None else str(position),
        alternative_group=None if group is None else str(group),
        alternative_rank=rank,
        valid_from=valid_from,
        valid_to=valid_to,
        lifecycle=lifecycle or "as-planned",
    )


def _head(id_: str, kind: str, name: str | None, unit: str | None, mass: float | None) -> ItemHead:
    return ItemHead(id_, kind, name or id_, unit or _unit_of(kind), mass)


def _unit_of(kind: str) -> str:
    """The unit of an item that states none."""
    return "kg" if kind == "material" else "piece"
