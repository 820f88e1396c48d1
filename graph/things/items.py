"""One vehicle, assembly or part with its neighbours in short."""

from __future__ import annotations

from typing import Any

from graph.connection import Graph
from graph.errors import NotFoundError
from graph.provenance import sources_of
from graph.structure.lines import CountedLine
from graph.structure.loading import ItemHead, Selection, Structure, Walk, load_above, load_below
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
    above = load_above(walk, [head], selection, levels=1)
    below = load_below(walk, head, selection, depth=1)
    return _shorts(above, "parent"), _shorts(below, "child")


def _shorts(structure: Structure, end: str) -> list[LineShort]:
    shorts = [_line_short(structure, counted, end) for counted in structure.lines]
    return sorted(shorts, key=lambda line: (line.id, line.position or "", line.quantity))


def _line_short(structure: Structure, counted: CountedLine, end: str) -> LineShort:
    line = counted.line
    other = structure.items[line.parent if end == "parent" else line.child]
    return LineShort(
        id=other.id,
        kind=other.kind,
        name=other.name,
        quantity=line.quantity,
        unit=line.unit,
        alternative=counted.alternative,
        position=line.position,
    )
