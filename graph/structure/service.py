"""Explosion and where-used of the items in a graph (INTERFACE sections 4 and 5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from math import isfinite
from typing import Final

import numpy as np

from graph.connection import Graph
from graph.errors import InputError
from graph.structure.answers import (
    ExplosionAnswer,
    ExplosionEdge,
    ExplosionLine,
    MaterialMass,
    UseLine,
    VehicleUse,
    WhereUsedAnswer,
)
from graph.structure.bill import Bill
from graph.structure.explosion import Explosion, explode_bill, material_masses
from graph.structure.lines import Selection, check_lifecycle
from graph.structure.reading import read_above, read_below
from graph.structure.where_used import Use, uses_of

ITEM_KINDS: Final = ("vehicle", "assembly", "part")


def today() -> date:
    """Today in UTC: the day that counts unless another is asked for."""
    return datetime.now(UTC).date()


def explode(
    graph: Graph,
    item_id: str,
    *,
    units: float = 1.0,
    depth: int | None = None,
    as_of: date | None = None,
    lifecycle: str = "as-planned",
    leaves_only: bool = False,
    vehicles_only: bool = False,
) -> ExplosionAnswer:
    """What is in a vehicle, assembly or part, with totals for ``units`` of it.

    ``depth`` counts only ways of at most so many steps; ``leaves_only`` leaves the assemblies out
    of ``lines``, and nothing else. Raises NotFoundError for an unknown id, a material, or with
    ``vehicles_only`` anything but a vehicle; InputError for senseless numbers.
    """
    if not isfinite(units) or units <= 0:
        raise InputError("units must be a number greater than 0")
    if depth is not None and depth < 1:
        raise InputError("depth must be 1 or more")
    selection = _selection(as_of, lifecycle)
    kinds = ("vehicle",) if vehicles_only else ITEM_KINDS
    # One level more than asked for: whether the last ones are leaves is told by their lines.
    subject = read_below(graph, item_id, kinds, None if depth is None else depth + 1)
    bill, root = subject.bill, subject.head
    explosion = explode_bill(bill, subject.place, selection, units=units, depth=depth)
    return ExplosionAnswer(
        root=root.id,
        kind=root.kind,
        name=root.name,
        units=units,
        depth=depth,
        as_of=selection.as_of,
        lifecycle=check_lifecycle(lifecycle),
        lines=_explosion_lines(bill, explosion, leaves_only),
        edges=_explosion_edges(bill, explosion),
        materials=_materials(bill, explosion),
        graph_version=subject.version,
    )


def where_used(
    graph: Graph,
    item_id: str,
    *,
    as_of: date | None = None,
    lifecycle: str = "as-planned",
    year: int | None = None,
) -> WhereUsedAnswer:
    """What holds a vehicle, assembly or part, every level up.

    ``year`` is the plan year of the annual quantities; by default the current one if any plan has
    it, else the latest planned. Raises NotFoundError for an unknown id or a material.
    """
    return _used(graph, item_id, ITEM_KINDS, _selection(as_of, lifecycle), year)


def material_where_used(
    graph: Graph,
    material_id: str,
    *,
    as_of: date | None = None,
    lifecycle: str = "as-planned",
    year: int | None = None,
) -> WhereUsedAnswer:
    """What holds a material: the parts made of it, and all that holds those; in kg.

    Arguments and errors as of ``where_used``.
    """
    return _used(graph, material_id, ("material",), _selection(as_of, lifecycle), year)


def _selection(as_of: date | None, lifecycle: str) -> Selection:
    return Selection(as_of or today(), check_lifecycle(lifecycle))


def _explosion_lines(bill: Bill, explosion: Explosion, leaves_only: bool) -> list[ExplosionLine]:
    lines = []
    for level, place, amount, leaf in explosion.below():
        if leaf or not leaves_only:
            head = bill.items.head(place)
            lines.append(
                ExplosionLine(
                    id=head.id,
                    kind=head.kind,
                    name=head.name,
                    level=level,
                    quantity=amount,
                    unit=head.unit,
                    mass_kg=head.mass_kg,
                    leaf=leaf,
                )
            )
    return lines


def _explosion_edges(bill: Bill, explosion: Explosion) -> list[ExplosionEdge]:
    # Lines lie by parent, child and position already, for places are in the order of ids.
    lines, items, numbers = bill.lines, bill.items, explosion.lines
    return [
        ExplosionEdge(
            parent=items.ids[parent],
            child=items.ids[child],
            quantity=quantity,
            unit=items.unit(child),
            alternative=alternative,
            position=lines.text(position),
            alternative_group=lines.text(group),
        )
        for parent, child, quantity, position, group, alternative in zip(
            lines.parents[numbers].tolist(),
            lines.children[numbers].tolist(),
            lines.quantities[numbers].tolist(),
            lines.positions[numbers].tolist(),
            lines.groups[numbers].tolist(),
            explosion.alternatives.tolist(),
            strict=True,
        )
    ]


def _materials(bill: Bill, explosion: Explosion) -> list[MaterialMass]:
    totals = explosion.totals
    return [
        MaterialMass(id=bill.items.ids[place], name=bill.items.names[place], mass_kg=mass)
        for place, mass in material_masses(bill, totals.places, totals.amounts)
    ]


def planning_year(bill: Bill, day: date) -> int:
    """The year that counts unless one is asked for: the current one if any plan has it, else the
    latest planned, and the current one where nothing is planned at all."""
    years = bill.plan_years
    return day.year if day.year in years or not years else max(years)


def planned_units(bill: Bill, year: int) -> dict[int, float]:
    """Planned units of a year by the place of the vehicle; one without a plan is left out."""
    plans = bill.plans
    units: dict[int, float] = {}
    for plan in np.flatnonzero(plans.years == year).tolist():
        vehicle = int(plans.vehicles[plan])
        units[vehicle] = units.get(vehicle, 0.0) + float(plans.units[plan])
    return units


def _used(
    graph: Graph, item_id: str, kinds: Collection[str], selection: Selection, year: int | None
) -> WhereUsedAnswer:
    subject = read_above(graph, item_id, kinds)
    bill, item = subject.bill, subject.head
    uses = uses_of(bill, subject.place, selection)
    ordered = sorted(uses, key=lambda place: (uses[place].level, place))
    vehicles = [place for place in ordered if bill.items.kind(place) == "vehicle"]
    plan_year = planning_year(bill, today()) if year is None else year
    planned = planned_units(bill, plan_year)
    return WhereUsedAnswer(
        item=item.id,
        kind=item.kind,
        name=item.name,
        unit=item.unit,
        as_of=selection.as_of,
        lifecycle=check_lifecycle(selection.lifecycle),
        year=plan_year,
        lines=[
            _use_line(bill, place, uses[place])
            for place in ordered
            if bill.items.kind(place) != "vehicle"
        ],
        vehicles=[
            _vehicle_use(bill, place, uses[place], planned.get(place), plan_year)
            for place in vehicles
        ],
        graph_version=subject.version,
    )


def _use_line(bill: Bill, place: int, use: Use) -> UseLine:
    return UseLine(
        id=bill.items.ids[place],
        kind=bill.items.kind(place),
        name=bill.items.names[place],
        level=use.level,
        quantity_per_unit=use.quantity,
        alternative=use.alternative,
    )


def _vehicle_use(bill: Bill, place: int, use: Use, units: float | None, year: int) -> VehicleUse:
    return VehicleUse(
        id=bill.items.ids[place],
        name=bill.items.names[place],
        level=use.level,
        quantity_per_unit=use.quantity,
        annual_quantity=None if units is None else use.quantity * units,
        year=year,
        alternative=use.alternative,
    )
