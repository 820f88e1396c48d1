"""What differs between two vehicles or items, or between one at two dates or in two lifecycles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum, isnan
from typing import Final, Literal

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
)
from graph.planning.facts import Facts
from graph.planning.local_content import local_content
from graph.planning.localization import assessed_value, bought_of, level_of, not_known, notes_of
from graph.planning.localization_answers import NotKnown
from graph.planning.reach import reach_of
from graph.planning.reading import facts_of
from graph.structure.bill import Numbers
from graph.structure.explosion import explode_bill, material_masses
from graph.structure.lines import Selection, check_lifecycle
from graph.structure.service import ITEM_KINDS, today

SAME: Final = 1e-9
"""Relative: figures closer than that are the same."""
NOT_COUNTED: Final = "it counts 0 in the sum of this side"


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """By place: totals for one unit, whether it is a leaf, and its imported value (None unless the
    side is a vehicle). ``materials`` in kg."""

    place: int
    selection: Selection
    amounts: dict[int, float]
    leaves: dict[int, bool]
    materials: dict[int, float]
    imported: dict[int, float] | None
    level: float | None
    unknown: list[NotKnown]
    notes: list[str]

    def leaf_sum(self, figures: Numbers) -> float:
        """Over the leaves, as far as the figure of one is known."""
        return fsum(
            amount * float(figures[place])
            for place, amount in self.amounts.items()
            if self.leaves[place] and not isnan(figures[place])
        )


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
        _side(facts, place, selection) for place, selection in zip(places, selections, strict=True)
    )
    lines = sorted(_lines(facts, here, there), key=_order)
    counts = {change: sum(line.change == change for line in lines) for change in CHANGES}
    sides = [_shown(facts, side) for side in (here, there)]
    first, last = sides
    return ComparisonAnswer(
        from_side=first,
        to_side=last,
        mass_difference_kg=last.mass_kg - first.mass_kg,
        value_difference_usd=last.value_usd - first.value_usd,
        imported_value_difference_usd=_less(last.imported_value_usd, first.imported_value_usd),
        level_difference=_less(last.level, first.level),
        added=counts["added"],
        removed=counts["removed"],
        changed=counts["changed"],
        moved=counts["moved"],
        unchanged=len(here.amounts.keys() & there.amounts.keys())
        - counts["changed"]
        - counts["moved"],
        lines=lines,
        materials=_materials(facts, here, there),
        unknown=_unknown(facts, here, there),
        notes=list(dict.fromkeys([*here.notes, *there.notes])),
        graph_version=facts.version,
    )


def _place(facts: Facts, id_: str) -> int:
    place = facts.place_of(id_)
    if place is None or facts.bill.items.kind(place) not in ITEM_KINDS:
        raise NotFoundError(f"there is no item {id_!r}")
    return place


def _side(facts: Facts, place: int, selection: Selection) -> _Side:
    explosion = explode_bill(facts.bill, place, selection)
    below = list(explosion.below())
    totals = explosion.totals
    masses = material_masses(facts.bill, totals.places, totals.amounts)
    imported, level, unknown, notes = _imported(facts, place, selection)
    return _Side(
        place=place,
        selection=selection,
        amounts={item: amount for _, item, amount, _ in below},
        leaves={item: leaf for _, item, _, leaf in below},
        materials=dict(masses),
        imported=imported,
        level=level,
        unknown=unknown,
        notes=notes,
    )


def _imported(
    facts: Facts, place: int, selection: Selection
) -> tuple[dict[int, float] | None, float | None, list[NotKnown], list[str]]:
    """By tracing, of a vehicle: contributions by place, the level, and what is not known."""
    if facts.bill.items.kind(place) != "vehicle":
        return None, None, [], []
    reach = reach_of(facts.bill, [place], selection)
    content = local_content(reach, bought_of(facts, reach), int(reach.roots[0]), "tracing")
    assessed = assessed_value(facts, place)
    contributions = {int(reach.places[node]): value for node, _, value in content.contributions}
    level = level_of(assessed, float(content.imported[reach.roots[0]]))
    unknown = [not_known(facts, reach, node) for node in content.not_known.tolist()]
    return contributions, level, unknown, notes_of(facts, reach, place, assessed)


def _shown(facts: Facts, side: _Side) -> ComparedSide:
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


def _lines(facts: Facts, here: _Side, there: _Side) -> Iterator[ComparedItem]:
    both = here.imported is not None and there.imported is not None
    for place in here.amounts.keys() | there.amounts.keys():
        change = _change(place, here, there)
        if change is not None:
            yield _line(facts, place, change, here, there, is_traced=both)


def _change(place: int, here: _Side, there: _Side) -> Change | None:
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
    facts: Facts, place: int, change: Change, here: _Side, there: _Side, *, is_traced: bool
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


def _materials(facts: Facts, here: _Side, there: _Side) -> list[ComparedMaterial]:
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


def _unknown(facts: Facts, here: _Side, there: _Side) -> list[ComparisonGap]:
    """Leaves without a mass or a unit value, and what local content misses, each once."""
    first, last = (set(_gaps(facts, side)) for side in (here, there))
    sides: Mapping[tuple[bool, bool], Literal["from", "to", "both"]] = {
        (True, True): "both",
        (True, False): "from",
        (False, True): "to",
    }
    return [
        ComparisonGap(
            side=sides[gap in first, gap in last],
            item_id=gap[0],
            name=gap[1],
            reason=gap[2],
            treatment=gap[3],
        )
        for gap in sorted(first | last)
    ]


def _gaps(facts: Facts, side: _Side) -> Iterator[tuple[str, str, str, str]]:
    items = facts.bill.items
    figures = {"mass": items.masses, "unit value": facts.values.unit_values}
    for place in side.amounts:
        for what, values in figures.items():
            if side.leaves[place] and np.isnan(values[place]):
                yield items.ids[place], items.names[place], f"no {what} is known", NOT_COUNTED
    for entry in side.unknown:
        yield entry.item_id, entry.name, entry.reason, entry.treatment
