"""Explosion and where-used of the items in a graph (INTERFACE sections 4 and 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import isfinite

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.structure.answers import (
    ExplosionAnswer,
    ExplosionEdge,
    ExplosionLine,
    MaterialMass,
    UseLine,
    VehicleUse,
    WhereUsedAnswer,
)
from graph.structure.explosion import Explosion, explode_lines, material_totals
from graph.structure.lines import CountedLine, check_lifecycle
from graph.structure.loading import (
    ItemHead,
    Selection,
    Structure,
    Walk,
    get_root,
    load_above,
    load_below,
    load_composition,
    load_parts_of,
)
from graph.structure.planned import planned_units, planning_year
from graph.structure.where_used import Use, uses_of


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
    selection = Selection(as_of or today(), check_lifecycle(lifecycle))
    walk = Walk(graph)
    root, version = get_root(walk, item_id)
    _check_kind(root, ("vehicle",) if vehicles_only else ("vehicle", "assembly", "part"))
    # One level more than asked for: whether the last ones are leaves is told by their lines.
    structure = load_below(walk, root, selection, None if depth is None else depth + 1)
    explosion = explode_lines(root.id, structure.lines, units=units, depth=depth)
    return ExplosionAnswer(
        root=root.id,
        kind=root.kind,
        name=root.name,
        units=units,
        depth=depth,
        as_of=selection.as_of,
        lifecycle=check_lifecycle(lifecycle),
        lines=_explosion_lines(explosion, structure, leaves_only),
        edges=[_edge(edge) for edge in explosion.edges],
        materials=_materials(walk, root, explosion, units),
        graph_version=version,
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
    selection = Selection(as_of or today(), check_lifecycle(lifecycle))
    walk = Walk(graph)
    item, version = get_root(walk, item_id)
    _check_kind(item, ("vehicle", "assembly", "part"))
    structure = load_above(walk, [item], selection)
    return _used(walk, item, structure, selection, year, version)


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
    selection = Selection(as_of or today(), check_lifecycle(lifecycle))
    walk = Walk(graph)
    material, version = get_root(walk, material_id)
    _check_kind(material, ("material",))
    made_of = load_parts_of(walk, material)
    structure = load_above(walk, [material, *made_of.items.values()], selection)
    structure.lines += made_of.lines
    return _used(walk, material, structure, selection, year, version)


def _check_kind(item: ItemHead, kinds: tuple[str, ...]) -> None:
    if item.kind not in kinds:
        wanted = kinds[0] if len(kinds) == 1 else "item"
        raise NotFoundError(f"there is no {wanted} {item.id!r}: it is of kind {item.kind}")


def _explosion_lines(
    explosion: Explosion, structure: Structure, leaves_only: bool
) -> list[ExplosionLine]:
    lines = []
    for id_, total in explosion.totals.items():
        leaf = id_ in explosion.leaves
        if leaves_only and not leaf:
            continue
        head = structure.items[id_]
        lines.append(
            ExplosionLine(
                id=id_,
                kind=head.kind,
                name=head.name,
                level=total.level,
                quantity=total.amount,
                unit=head.unit,
                mass_kg=head.mass_kg,
                leaf=leaf,
            )
        )
    lines.sort(key=lambda line: (line.level, line.id))
    return lines


def _edge(counted: CountedLine) -> ExplosionEdge:
    line = counted.line
    return ExplosionEdge(
        parent=line.parent,
        child=line.child,
        quantity=line.quantity,
        unit=line.unit,
        alternative=counted.alternative,
        position=line.position,
        alternative_group=line.alternative_group,
    )


def _materials(
    walk: Walk, root: ItemHead, explosion: Explosion, units: float
) -> list[MaterialMass]:
    amounts = {root.id: units}
    amounts.update((id_, total.amount) for id_, total in explosion.totals.items())
    composition, names = load_composition(walk, amounts)
    masses = material_totals(amounts, composition)
    return [MaterialMass(id=id_, name=names[id_], mass_kg=masses[id_]) for id_ in sorted(masses)]


def _used(
    walk: Walk,
    item: ItemHead,
    structure: Structure,
    selection: Selection,
    year: int | None,
    version: int,
) -> WhereUsedAnswer:
    uses = uses_of(item.id, structure.lines)
    ordered = sorted(uses, key=lambda id_: (uses[id_].level, id_))
    vehicles = [id_ for id_ in ordered if structure.items[id_].kind == "vehicle"]
    plan_year = planning_year(walk, today()) if year is None else year
    planned = planned_units(walk, vehicles, plan_year)
    return WhereUsedAnswer(
        item=item.id,
        kind=item.kind,
        name=item.name,
        unit=item.unit,
        as_of=selection.as_of,
        lifecycle=check_lifecycle(selection.lifecycle),
        year=plan_year,
        lines=[
            _use_line(structure.items[id_], uses[id_])
            for id_ in ordered
            if structure.items[id_].kind != "vehicle"
        ],
        vehicles=[
            _vehicle_use(structure.items[id_], uses[id_], planned.get(id_), plan_year)
            for id_ in vehicles
        ],
        graph_version=version,
    )


def _use_line(head: ItemHead, use: Use) -> UseLine:
    return UseLine(
        id=head.id,
        kind=head.kind,
        name=head.name,
        level=use.level,
        quantity_per_unit=use.quantity,
        alternative=use.alternative,
    )


def _vehicle_use(head: ItemHead, use: Use, units: float | None, year: int) -> VehicleUse:
    return VehicleUse(
        id=head.id,
        name=head.name,
        level=use.level,
        quantity_per_unit=use.quantity,
        annual_quantity=None if units is None else use.quantity * units,
        year=year,
        alternative=use.alternative,
    )
