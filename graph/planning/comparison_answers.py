"""The answer what differs between two things, as HTTP service and command line give it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from graph.planning.localization_answers import Answer
from graph.structure.lines import Lifecycle

Change = Literal["added", "removed", "changed", "moved"]
SideName = Literal["from", "to", "both"]
CHANGES: tuple[Change, ...] = ("added", "removed", "changed", "moved")


class ComparedSide(Answer):
    """One of the two: ``mass_kg`` and ``value_usd`` are sums over the leaves of one unit, as far as
    they are known; what nothing is counted below is its own leaf. ``items``: how many different
    ones are in it. ``imported_value_usd`` by tracing and ``level`` are of vehicles, the level of
    those with an exworks price; else None."""

    id: str
    kind: str
    name: str
    as_of: date
    lifecycle: Lifecycle
    items: int
    mass_kg: float
    value_usd: float
    imported_value_usd: float | None
    level: float | None


class ComparedItem(Answer):
    """An item that differs: totals for one unit of either side, in ``unit``, 0 where it is not in.

    ``mass_difference_kg`` and ``value_difference_usd``: difference in quantity × what one weighs or
    is worth; None where that is not known. ``from_leaf``, ``to_leaf``: no counted line below it
    there; None where it is not in. Imported value by tracing, None unless both are vehicles.
    ``moved``: as many of it, but it is a leaf on one side only, or brings another imported value
    because it lies in what is bought elsewhere.
    """

    item_id: str
    name: str
    kind: str
    change: Change
    from_quantity: float
    to_quantity: float
    quantity_difference: float
    unit: str
    from_leaf: bool | None
    to_leaf: bool | None
    mass_difference_kg: float | None
    unit_value_usd: float | None
    value_difference_usd: float | None
    from_imported_value_usd: float | None
    to_imported_value_usd: float | None
    imported_value_difference_usd: float | None


class ComparedMaterial(Answer):
    """Kilograms of a material in one unit of either side, by composition."""

    id: str
    name: str
    from_kg: float
    to_kg: float
    difference_kg: float


class ComparisonGap(Answer):
    """What is not known on a side, and how it was treated."""

    side: SideName
    item_id: str
    name: str
    reason: str
    treatment: str


class ComparisonAnswer(Answer):
    """What differs from one thing to another: lines by change, then the largest value first.

    Differences are *to* less *from*; None where either is. ``unchanged`` counts the items that are
    in both alike. ``notes`` are sentences, each after the side that it is of: ``from: ``, ``to: ``
    or ``both: ``.
    """

    from_side: ComparedSide
    to_side: ComparedSide
    mass_difference_kg: float
    value_difference_usd: float
    imported_value_difference_usd: float | None
    level_difference: float | None
    added: int
    removed: int
    changed: int
    moved: int
    unchanged: int
    lines: list[ComparedItem]
    materials: list[ComparedMaterial]
    unknown: list[ComparisonGap]
    notes: list[str]
    graph_version: int
