"""Answers about structure, as the HTTP service and the command line give them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from graph.structure.lines import Lifecycle


class Answer(BaseModel):
    """Base of these answers: never changed once made."""

    model_config = ConfigDict(frozen=True)


class ExplosionLine(Answer):
    """One item below the root: ``quantity`` is the total for the units asked for, in ``unit``.

    ``level`` is the longest counted way down, ``mass_kg`` the declared mass of one item, ``leaf``
    true when no line below it counts.
    """

    id: str
    kind: str
    name: str
    level: int
    quantity: float
    unit: str
    mass_kg: float | None
    leaf: bool


class ExplosionEdge(Answer):
    """One line: ``quantity`` of the child for one parent, scrap included, in the child's unit."""

    parent: str
    child: str
    quantity: float
    unit: str
    alternative: bool
    position: str | None = None
    alternative_group: str | None = None


class MaterialMass(Answer):
    """Kilograms of one material in all the units asked for."""

    id: str
    name: str
    mass_kg: float


class ExplosionAnswer(Answer):
    """What is in ``root``: lines by level then id, edges by parent then child, materials by id."""

    root: str
    kind: str
    name: str
    units: float
    depth: int | None
    as_of: date
    lifecycle: Lifecycle
    lines: list[ExplosionLine]
    edges: list[ExplosionEdge]
    materials: list[MaterialMass]
    graph_version: int


class UseLine(Answer):
    """An item that holds the one asked about: ``quantity_per_unit`` of it in one of this.

    ``alternative``: it stands in this item only as a stand-by, ``quantity_per_unit`` is that
    line's and nothing counts.
    """

    id: str
    kind: str
    name: str
    level: int
    quantity_per_unit: float
    alternative: bool


class VehicleUse(Answer):
    """A vehicle that holds the item; ``annual_quantity`` is None when it has no plan in ``year``.

    For a stand-by ``alternative`` the annual quantity is what it would be if it were taken.
    """

    id: str
    name: str
    level: int
    quantity_per_unit: float
    annual_quantity: float | None
    year: int
    alternative: bool


class WhereUsedAnswer(Answer):
    """Every user of ``item``, every level up: vehicles apart, both lists by level then id.

    Quantities are in ``unit``, the unit of the item asked about.
    """

    item: str
    kind: str
    name: str
    unit: str
    as_of: date
    lifecycle: Lifecycle
    year: int
    lines: list[UseLine]
    vehicles: list[VehicleUse]
    graph_version: int
