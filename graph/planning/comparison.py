"""What differs between two vehicles or items, or between one at two dates or in two lifecycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import fsum, isnan
from typing import Final, TypeVar

import numpy as np

from graph.connection import Graph
from graph.errors import NotFoundError
from graph.planning.comparison_answers import (
    CHANGES,
    Change,
    ComparedItem,
    ComparedMaterial,
    ComparedSide,
    ComparisonAnswer,
    ComparisonGap,
    SideName,
)
from graph.planning.comparison_sides import Side, side_of
from graph.planning.facts import Facts
from graph.planning.reading import facts_of
from graph.structure.lines import Selection, check_lifecycle
from graph.structure.service import ITEM_KINDS, today

SAME: Final = 1e-9
"""Relative: figures closer than that are the same."""
NOT_COUNTED: Final = "it counts 0 in the sum of this side"
NO_LINES: Final = "no line of it counts on that day in that lifecycle"
T = TypeVar("T")


def compare(
    graph: Graph,
    from_id: str,
    to_id: str,
    *,
    from_as_of: date | None = None,
    to_as_of: date | None = None,
    from_lifecycle: str = "as-planned",
    to_lifecycle: str = "as-planned",
) -> ComparisonAnswer:
    """Items added, removed and changed from one vehicle, assembly or part to another, or to itself
    on another day or in another lifecycle, with the effect of each.

    Raises NotFoundError for an unknown id or a material, InputError for an unknown lifecycle.
    """
    selections = [
        Selection(as_of or today(), check_lifecycle(lifecycle))
        for as_of, lifecycle in ((from_as_of, from_lifecycle), (to_as_of, to_lifecycle))
    ]
    facts = facts_of(graph)
    places = [_place(facts, id_) for id_ in (from_id, to_id)]
    here, there = (
        side_of(facts, place, selection)
        for place, selection in zip(places, selections, strict=True)
    )
    return _answer(facts, here, there)


def _answer(facts: Facts, here: Side, there: Side) -> ComparisonAnswer:
    lines = sorted(_lines(facts, here, there), key=_order)
    counts = {change: sum(line.change == change for line in lines) for change in CHANGES}
    in_both = len(here.amounts.keys() & there.amounts.keys())
    first, last = _shown(facts, here), _shown(facts, there)
    return ComparisonAnswer(
        from_side=first,
        to_side=last,
        mass_difference_kg=last.mass_kg - first.mass_kg,
        value_difference_usd=last.value_usd - first.value_usd,
        imported_value_difference_usd=_less(last.imported_value_usd, first.imported_value_usd),
        level_difference=_less(last.level, first.level),
        **counts,
        unchanged=in_both - counts["changed"] - counts["moved"],
        lines=lines,
        materials=_materials(facts, here, there),
        unknown=_unknown(facts, here, there),
        notes=[f"{side}: {note}" for note, side in _sided(here.notes, there.notes)],
        graph_version=facts.version,
    )


def _place(facts: Facts, id_: str) -> int:
    place = facts.place_of(id_)
    if place is None or facts.bill.items.kind(place) not in ITEM_KINDS:
        raise NotFoundError(f"there is no item {id_!r}")
    return place


def _shown(facts: Facts, side: Side) -> ComparedSide:
    head = facts.bill.items.head(side.place)
    return ComparedSide(
        id=head.id,
        kind=head.kind,
        name=head.name,
        as_of=side.selection.as_of,
        lifecycle=check_lifecycle(side.selection.lifecycle),
        items=len(side.amounts),
        mass_kg=side.leaf_sum(facts.bill.items.masses),
        value_usd=side.leaf_sum(facts.values.unit_values),
        imported_value_usd=None if side.imported is None else fsum(side.imported.values()),
        level=side.level,
    )


def _less(last: float | None, first: float | None) -> float | None:
    return None if last is None or first is None else last - first


def _lines(facts: Facts, here: Side, there: Side) -> Iterator[ComparedItem]:
    both = here.imported is not None and there.imported is not None
    for place in here.amounts.keys() | there.amounts.keys():
        change = _change(place, here, there)
        if change is not None:
            yield _line(facts, place, change, here, there, is_traced=both)


def _change(place: int, here: Side, there: Side) -> Change | None:
    if place not in here.amounts:
        return "added"
    if place not in there.amounts:
        return "removed"
    if not _same(here.amounts[place], there.amounts[place]):
        return "changed"
    if here.leaves[place] != there.leaves[place]:
        return "moved"
    if here.imported is None or there.imported is None:
        return None
    values = here.imported.get(place, 0.0), there.imported.get(place, 0.0)
    return None if _same(*values) else "moved"


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))


def _line(
    facts: Facts, place: int, change: Change, here: Side, there: Side, *, is_traced: bool
) -> ComparedItem:
    head = facts.bill.items.head(place)
    first, last = here.amounts.get(place, 0.0), there.amounts.get(place, 0.0)
    # What differs by rounding only does not differ.
    difference = 0.0 if change == "moved" else last - first
    value = float(facts.values.unit_values[place])
    imported = [
        side.imported.get(place, 0.0) if is_traced and side.imported is not None else None
        for side in (here, there)
    ]
    return ComparedItem(
        item_id=head.id,
        name=head.name,
        kind=head.kind,
        change=change,
        from_quantity=first,
        to_quantity=last,
        quantity_difference=difference,
        unit=head.unit,
        from_leaf=here.leaves.get(place),
        to_leaf=there.leaves.get(place),
        mass_difference_kg=None if head.mass_kg is None else difference * head.mass_kg,
        unit_value_usd=None if isnan(value) else value,
        value_difference_usd=None if isnan(value) else difference * value,
        from_imported_value_usd=imported[0],
        to_imported_value_usd=imported[1],
        imported_value_difference_usd=_less(imported[1], imported[0]),
    )


def _order(line: ComparedItem) -> tuple[int, float, float, str]:
    value = abs(line.value_difference_usd or 0.0)
    traced = abs(line.imported_value_difference_usd or 0.0)
    return CHANGES.index(line.change), -value, -traced, line.item_id


def _materials(facts: Facts, here: Side, there: Side) -> list[ComparedMaterial]:
    items = facts.bill.items
    return [
        ComparedMaterial(
            id=items.ids[place],
            name=items.names[place],
            from_kg=first,
            to_kg=last,
            difference_kg=last - first,
        )
        for place in sorted(here.materials.keys() | there.materials.keys())
        if not _same(
            first := here.materials.get(place, 0.0), last := there.materials.get(place, 0.0)
        )
    ]


def _unknown(facts: Facts, here: Side, there: Side) -> list[ComparisonGap]:
    """Leaves without a mass or a unit value, vehicles without lines, and what local content misses,
    each once."""
    return [
        ComparisonGap(side=side, item_id=id_, name=name, reason=reason, treatment=treatment)
        for (id_, name, reason, treatment), side in sorted(
            _sided(_gaps(facts, here), _gaps(facts, there))
        )
    ]


def _sided(first: Iterable[T], last: Iterable[T]) -> Iterator[tuple[T, SideName]]:
    """What is said of the sides, each once, with the one it is said of."""
    here, there = dict.fromkeys(first), dict.fromkeys(last)
    for each in here | there:
        if each not in there:
            yield each, "from"
        else:
            yield each, "both" if each in here else "to"


def _gaps(facts: Facts, side: Side) -> Iterator[tuple[str, str, str, str]]:
    items = facts.bill.items
    figures = {"mass": items.masses, "unit value": facts.values.unit_values}
    for place in side.summed:
        for what, values in figures.items():
            if np.isnan(values[place]):
                yield items.ids[place], items.names[place], f"no {what} is known", NOT_COUNTED
    if not side.summed:
        treatment = "mass and value of this side are 0"
        yield items.ids[side.place], items.names[side.place], NO_LINES, treatment
    for entry in side.unknown:
        yield entry.item_id, entry.name, entry.reason, entry.treatment
