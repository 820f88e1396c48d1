"""One vehicle, assembly or part with its neighbours in short."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.connection import Graph
from graph.errors import NotFoundError
from graph.provenance import sources_of
from graph.structure.bill import Bill, ItemHead, Places
from graph.structure.lines import Selection, choice
from graph.structure.loading import Walk, load_above, load_below
from graph.structure.service import today
from graph.things.answers import (
    MOST,
    ImportShort,
    ItemAnswer,
    LineShort,
    PlanShort,
    RequirementShort,
    StockShort,
    enterprise_short,
    masses,
    short,
    supplier_short,
    texts,
)

ITEM_KINDS = ("vehicle", "assembly", "part")


def get_item(graph: Graph, item_id: str) -> ItemAnswer:
    """A vehicle, assembly or part. Raises NotFoundError for an unknown id or a material."""
    return _get(graph, item_id, ITEM_KINDS, "item")


def get_vehicle(graph: Graph, vehicle_id: str) -> ItemAnswer:
    """A vehicle. Raises NotFoundError for any other id."""
    return _get(graph, vehicle_id, ("vehicle",), "vehicle")


def _get(graph: Graph, item_id: str, kinds: tuple[str, ...], wanted: str) -> ItemAnswer:
    walk = Walk(graph)
    rows = walk.read("things/get_item", id=item_id, limit=MOST)
    if not rows:
        raise NotFoundError(f"there is no {wanted} {item_id!r}")
    row = rows[0]
    properties: dict[str, Any] = row["properties"]
    if properties["kind"] not in kinds:
        raise NotFoundError(f"there is no {wanted} {item_id!r}: it is of kind {properties['kind']}")
    parents, children = _lines(walk, properties)
    return ItemAnswer(
        **_own(properties),
        names=texts(properties, "name"),
        descriptions=texts(properties, "description"),
        hs_text=row["hs_text"],
        maker=enterprise_short(row["maker"]) if row["maker"] else None,
        parents=parents[:MOST],
        children=children[:MOST],
        materials=masses(row["materials"], "material"),
        requirements=[
            RequirementShort(process=short(each, "process"), certificate=each["certificate"])
            for each in row["requirements"]
        ],
        suppliers=[supplier_short(each) for each in row["suppliers"]],
        imports=[ImportShort(**each) for each in row["imports"]],
        plans=[PlanShort(**each) for each in row["plans"]],
        stocks=[StockShort(item_id=item_id, **each) for each in row["stocks"]],
        totals={
            "parents": len(parents),
            "children": len(children),
            "materials": row["material_count"],
            "requirements": row["requirement_count"],
            "suppliers": row["supplier_count"],
            "imports": row["import_count"],
            "plans": row["plan_count"],
            "stocks": row["stock_count"],
        },
        sources=sources_of(properties.get("statements") or []),
        graph_version=row["graph_version"],
    )


OWN = (
    "id",
    "kind",
    "description",
    "part_number",
    "hs_code",
    "mass_kg",
    "size_mm",
    "maker_id",
    "body",
    "model_year",
    "exworks_price_usd",
    "margin_usd",
)


def _own(properties: dict[str, Any]) -> dict[str, Any]:
    """The item's own properties under the names of the answer."""
    return {name: properties.get(name) for name in OWN} | {
        "name": properties.get("name") or properties["id"],
        "other_numbers": properties.get("other_numbers") or [],
        "unit": properties.get("unit") or "piece",
    }


def _lines(walk: Walk, properties: dict[str, Any]) -> tuple[list[LineShort], list[LineShort]]:
    """Parents and children by today's planned lines, each by id."""
    head = ItemHead(
        id=properties["id"],
        kind=properties["kind"],
        name=properties.get("name") or properties["id"],
        unit=properties.get("unit") or "piece",
        mass_kg=None,
    )
    selection = Selection(today(), "as-planned")
    above = load_above(walk, [head], levels=1).builder().build()
    below = load_below(walk, head, depth=1).builder().build()
    return (
        _shorts(above, selection, above.lines.children, above.lines.parents, head.id),
        _shorts(below, selection, below.lines.parents, below.lines.children, head.id),
    )


def _shorts(
    bill: Bill, selection: Selection, ends: Places, others: Places, item_id: str
) -> list[LineShort]:
    """The selected lines with an item at one end, each as what is at the other."""
    chosen = choice(bill, selection)
    own = (ends == bill.place_of(item_id)) & (chosen.counted | chosen.standing_by)
    numbers = np.flatnonzero(own)
    bill.check_quantities(numbers)
    shorts = [
        _line_short(bill, number, int(others[number]), bool(chosen.standing_by[number]))
        for number in numbers.tolist()
    ]
    return sorted(shorts, key=lambda line: (line.id, line.position or "", line.quantity))


def _line_short(bill: Bill, number: int, place: int, alternative: bool) -> LineShort:
    lines, other = bill.lines, bill.items.head(place)
    return LineShort(
        id=other.id,
        kind=other.kind,
        name=other.name,
        quantity=float(lines.quantities[number]),
        unit=bill.items.unit(int(lines.children[number])),
        alternative=alternative,
        position=lines.text(int(lines.positions[number])),
    )
