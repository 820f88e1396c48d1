"""Quantities of everything below a root, by the rules of the service."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.sample.seeds import SeedError
from ingest.sample.structure import Line, Structure

_TO_BASE = {("ml", "litre"): 1e-3, ("g", "kg"): 1e-3, ("mm", "m"): 1e-3, ("cm", "m"): 1e-2}

Choose = Callable[[list[Line]], Iterable[Line]]


def valid_on(line: Line, day: str) -> bool:
    """Whether the line counts on that ISO date."""
    return (not line.valid_from or line.valid_from <= day) and (
        not line.valid_to or day <= line.valid_to
    )


def effective(day: str) -> Choose:
    """Chooses the lines that count in totals on a day: valid, and preferred in their group."""

    def choose(lines: list[Line]) -> list[Line]:
        valid = [line for line in lines if valid_on(line, day)]
        best: dict[str, Line] = {}
        for line in valid:
            if line.alternative_group:
                held = best.setdefault(line.alternative_group, line)
                best[line.alternative_group] = min(held, line, key=_preference)
        return [
            line
            for line in valid
            if not line.alternative_group or best[line.alternative_group] is line
        ]

    return choose


def everything(lines: list[Line]) -> list[Line]:
    """Chooses all lines: any day, any alternative."""
    return lines


def _preference(line: Line) -> tuple[float, str]:
    return (float(line.alternative_rank or "inf"), line.child)


def in_base_unit(structure: Structure, line: Line) -> float:
    """The quantity of a line in the child's own unit."""
    unit = structure.items[line.child].concept.unit
    if line.unit == unit:
        return line.quantity
    if (line.unit, unit) not in _TO_BASE:
        raise SeedError(f"{line.parent} > {line.child}: {line.unit} is not convertible to {unit}")
    return line.quantity * _TO_BASE[line.unit, unit]


def top_down(structure: Structure, roots: Iterable[str]) -> list[str]:
    """Every id below the roots, each after all its parents."""
    order: list[str] = []
    state: dict[str, bool] = {}

    def visit(node: str) -> None:
        if state.get(node) is False:
            raise SeedError(f"a cycle passes through {node}")
        if node in state:
            return
        state[node] = False
        for line in structure.children.get(node, ()):
            visit(line.child)
        state[node] = True
        order.append(node)

    for root in roots:
        visit(root)
    return order[::-1]


def totals(
    structure: Structure,
    roots: dict[str, float],
    choose: Choose,
    *,
    scrap: bool = True,
    kept: Callable[[str], float] | None = None,
) -> dict[str, float]:
    """Quantity of every id for so many units of the roots.

    `kept` gives the share of an item that is built here; only that share calls for its children.
    """
    quantities: dict[str, float] = dict(roots)
    for node in top_down(structure, roots):
        amount = quantities.get(node, 0.0) * (kept(node) if kept else 1.0)
        if not amount:
            continue
        for line in choose(structure.children.get(node, [])):
            factor = 1 + line.scrap_rate if scrap else 1.0
            need = amount * in_base_unit(structure, line) * factor
            quantities[line.child] = quantities.get(line.child, 0.0) + need
    return quantities
