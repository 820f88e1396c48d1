"""The explosion of one item: what is in it, to any depth, with totals. Pure, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.structure.lines import CountedLine
from graph.structure.roll_up import Total, roll_up

Composition = Mapping[str, Sequence[tuple[str, float]]]
"""Part -> (material, kg of it in one unit of the part)."""


@dataclass(frozen=True, slots=True)
class Explosion:
    """Totals of the items below a root.

    ``totals``: per item the total for the units asked for and its level; ``edges``: the lines of
    the root and of the counted items whose way down is within the depth; ``leaves``: the items of
    ``totals`` without any line of their own.
    """

    totals: dict[str, Total]
    edges: list[CountedLine]
    leaves: frozenset[str]


def explode_lines(
    root: str, lines: Iterable[CountedLine], *, units: float = 1.0, depth: int | None = None
) -> Explosion:
    """Roll the lines up from ``root``; ``lines`` may hold more than what lies below it.

    With ``depth`` only ways of at most so many lines count; for ``leaves`` to be right the lines
    of the items at that depth are needed all the same. Raises GraphError naming a cycle.
    """
    by_parent: dict[str, list[CountedLine]] = {}
    for line in lines:
        by_parent.setdefault(line.line.parent, []).append(line)
    counted = {
        parent: [(line.line.child, line.line.quantity) for line in own if not line.alternative]
        for parent, own in by_parent.items()
    }
    totals = roll_up(counted, root, units, depth)
    parents = _parents_within(counted, root, depth)
    edges = [line for parent in parents for line in by_parent.get(parent, ())]
    edges.sort(key=lambda edge: (edge.line.parent, edge.line.child, edge.line.position or ""))
    return Explosion(totals, edges, frozenset(item for item in totals if not counted.get(item)))


def _parents_within(
    counted: Mapping[str, Sequence[tuple[str, float]]], root: str, depth: int | None
) -> set[str]:
    """The items whose lines lie on a counted way: reached in fewer than ``depth`` steps."""
    found = {root}
    frontier = [root]
    steps = 1
    while frontier and (depth is None or steps < depth):
        new = {child for node in frontier for child, _ in counted.get(node, ())} - found
        found |= new
        frontier = list(new)
        steps += 1
    return found


def material_totals(amounts: Mapping[str, float], composition: Composition) -> dict[str, float]:
    """Kilograms of each material in the given amounts of items."""
    masses: dict[str, float] = {}
    for item, amount in amounts.items():
        for material, mass_kg in composition.get(item, ()):
            masses[material] = masses.get(material, 0.0) + amount * mass_kg
    return masses
