"""How far enterprises are from where the vehicles are built."""

from __future__ import annotations

from collections.abc import Mapping

from graph.connection import Graph
from graph.sourcing.loading import Enterprise
from graph.sourcing.places import Point, great_circle_km
from graph.structure.lines import Selection
from graph.structure.loading import Walk
from graph.structure.reading import Subject, read_above
from graph.structure.service import ITEM_KINDS
from graph.structure.where_used import uses_of


def distances_to_makers(
    graph: Graph,
    walk: Walk,
    root: Subject,
    selection: Selection,
    enterprises: Mapping[str, Enterprise],
) -> dict[str, float | None]:
    """By enterprise the kilometres to the nearest maker of a vehicle that is or holds ``root``;
    None where its place or every maker's is not known."""
    vehicles = [root.head.id]
    if root.head.kind != "vehicle":
        above = read_above(graph, root.head.id, ITEM_KINDS, with_database=True)
        items = above.bill.items
        uses = uses_of(above.bill, above.place, selection)
        vehicles = [items.ids[place] for place in sorted(uses) if items.kind(place) == "vehicle"]
    makers: list[Point] = [
        (row["latitude"], row["longitude"])
        for row in walk.read_chunked("sourcing/list_makers", vehicles)
    ]
    return {id_: _nearest(enterprise.point, makers) for id_, enterprise in enterprises.items()}


def _nearest(point: Point | None, makers: list[Point]) -> float | None:
    if point is None or not makers:
        return None
    return min(great_circle_km(point, maker) for maker in makers)
