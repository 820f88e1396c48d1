"""How far enterprises are from where the vehicles are built."""

from __future__ import annotations

from collections.abc import Mapping

from graph.sourcing.loading import Enterprise
from graph.sourcing.places import Point, great_circle_km
from graph.structure.loading import ItemHead, Selection, Walk, load_above


def distances_to_makers(
    walk: Walk, root: ItemHead, selection: Selection, enterprises: Mapping[str, Enterprise]
) -> dict[str, float | None]:
    """By enterprise the kilometres to the nearest maker of a vehicle that is or holds ``root``;
    None where its place or every maker's is not known."""
    vehicles = [root.id]
    if root.kind != "vehicle":
        above = load_above(walk, [root], selection)
        vehicles = sorted(item.id for item in above.items.values() if item.kind == "vehicle")
    makers: list[Point] = [
        (row["latitude"], row["longitude"])
        for row in walk.read_chunked("sourcing/list_makers", vehicles)
    ]
    return {id_: _nearest(enterprise.point, makers) for id_, enterprise in enterprises.items()}


def _nearest(point: Point | None, makers: list[Point]) -> float | None:
    if point is None or not makers:
        return None
    return min(great_circle_km(point, maker) for maker in makers)
