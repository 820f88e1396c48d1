"""The bill of material that a question is about: the whole one in memory, else the part it needs.

Either is of one graph version, which the answer names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from graph.connection import Graph
from graph.errors import NotFoundError
from graph.keeping import read_settled
from graph.projection.projection import Projection
from graph.structure.bill import Bill, ItemHead
from graph.structure.loading import Met, Walk, get_root, load_above, load_below


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """The item asked about by its place in a bill that holds what the question needs."""

    bill: Bill
    place: int
    version: int

    @property
    def head(self) -> ItemHead:
        """The item as answers show it."""
        return self.bill.items.head(self.place)


def read_below(
    graph: Graph,
    item_id: str,
    kinds: Collection[str],
    depth: int | None = None,
    *,
    with_database: bool = False,
) -> Subject:
    """An item of one of ``kinds`` with what lies below it, ``depth`` levels or to the end, and
    what all of that is made of. Raises NotFoundError.

    ``with_database``: the rest of the answer is read from the database, so what is in memory
    serves only while it is of the version there.
    """

    def load(walk: Walk, root: ItemHead) -> Bill:
        return _below(walk, root, depth)

    return _read(graph, item_id, kinds, load, with_database)


def read_above(
    graph: Graph, item_id: str, kinds: Collection[str], *, with_database: bool = False
) -> Subject:
    """An item of one of ``kinds`` with what lies above it, and the plans of the vehicles there; of
    a material also what is made of it. ``with_database`` and errors as of ``read_below``."""
    return _read(graph, item_id, kinds, _above, with_database)


def projection_of(graph: Graph, version: int) -> Projection | None:
    """What is held in memory if it is of that version."""
    held = graph.projection
    return held if held is not None and held.version == version else None


def _read(
    graph: Graph,
    item_id: str,
    kinds: Collection[str],
    load: Callable[[Walk, ItemHead], Bill],
    with_database: bool,
) -> Subject:
    held = projection_of(graph, graph.version_or_zero()) if with_database else graph.projection
    if held is not None:
        place = held.bill.items.find(item_id)
        if place is None:
            raise NotFoundError(f"there is no item {item_id!r}")
        _check_kind(item_id, held.bill.items.kind(place), kinds)
        return Subject(held.bill, place, held.version)

    def read(version: int) -> Subject:
        walk = Walk(graph)
        root, _ = get_root(walk, item_id)
        _check_kind(root.id, root.kind, kinds)
        bill = load(walk, root)
        return Subject(bill, bill.place_of(root.id), version)

    return read_settled(graph.version_or_zero, read)


def _check_kind(item_id: str, kind: str, kinds: Collection[str]) -> None:
    if kind not in kinds:
        wanted = next(iter(kinds)) if len(kinds) == 1 else "item"
        raise NotFoundError(f"there is no {wanted} {item_id!r}: it is of kind {kind}")


def _below(walk: Walk, root: ItemHead, depth: int | None) -> Bill:
    met = load_below(walk, root, depth)
    made_of = list(walk.read_chunked("structure/list_composition", sorted(met.heads)))
    for row in made_of:
        met.meet((row["material"], "material", row["name"], None, None))
    builder = met.builder()
    for row in made_of:
        builder.add_composition(row["material"], row["parts"])
    return builder.build()


def _above(walk: Walk, item: ItemHead) -> Bill:
    made_of = walk.read("structure/list_parts_of_material", id=item.id)
    parts = Met([item])
    for row in made_of:
        parts.meet((row["id"], row["kind"], row["name"], row["unit"], row["mass_kg"]))
    met = load_above(walk, parts.heads.values())
    builder = met.builder()
    builder.add_composition(item.id, [(row["id"], row["material_kg"]) for row in made_of])
    for row in walk.read("structure/list_plan_years"):
        builder.add_plan(None, row["year"])
    vehicles = sorted(head.id for head in met.heads.values() if head.kind == "vehicle")
    for row in walk.read_chunked("structure/list_plans", vehicles):
        builder.add_plan(row["id"], row["year"], row["units"])
    return builder.build()
