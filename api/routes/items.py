"""Vehicles, assemblies and parts under ``/items``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.brakes import COSTLY
from api.documentation import answers, as_json
from api.parameters import (
    AsOf,
    AssemblyId,
    Countries,
    GraphHere,
    HowExploded,
    InLifecycle,
    ItemId,
    Limit,
    Offset,
    Regions,
    WantedUnits,
    Year,
)
from graph.sourcing.answers import SuppliersAnswer
from graph.sourcing.suppliers import INCLUDED, find_suppliers
from graph.structure.answers import ExplosionAnswer, WhereUsedAnswer
from graph.structure.service import explode
from graph.structure.service import where_used as find_uses
from graph.things.answers import ItemAnswer
from graph.things.items import get_item
from graph.things.lists import ListedItem, Page, list_items

router = APIRouter()

EXPLOSION = """\
Quantities are totals for `units`, over all ways from the root: quantity × (1 + scrap rate), in the
child's unit. `level` is the longest counted way down, a direct child has 1; the root is no line.
`leaf`: no counted line below it on that day in that lifecycle, whatever `depth`. `edges` carry one
line's quantity for one parent, whatever `units`. Of one group of alternatives only the preferred
line counts (lowest rank, an empty one last, then child id, then position); the others are edges
with `alternative: true`, and nothing below them counts. `materials` are kg for `units`; a line's
`mass_kg` is of one item. `leaves_only` leaves assemblies out of `lines` and changes nothing else.
"""
USES = """\
Every level up; vehicles stand only under `vehicles`, with `annual_quantity` by the plan of `year`
(null without one). `quantity_per_unit` is what one of it holds, over all ways, scrap included.
A stand-by alternative is listed with `alternative: true`; nothing counts by it.
"""


@router.get("/items", tags=["things"], responses=answers("items"))
def items(
    graph: GraphHere,
    kind: Annotated[
        Literal["vehicle", "assembly", "part"] | None, Query(description="One kind only.")
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[ListedItem]:
    """Vehicles, assemblies and parts, by id."""
    return list_items(graph, kind=kind, limit=limit, offset=offset)


@router.get("/items/{id}", tags=["things"], responses=answers("item", 404))
def item(graph: GraphHere, item_id: ItemId) -> ItemAnswer:
    """A vehicle, assembly or part, and its neighbours in short.

    Lists hold at most 50 neighbours, `totals` says how many there are; parents and children are
    those by today's planned lines. `sources`: where it was read, the statement that counts first.
    """
    return get_item(graph, item_id)


@router.get(
    "/items/{id}/explosion",
    tags=["structure"],
    response_model=ExplosionAnswer,
    responses=answers("explosion", 404),
    description=EXPLOSION,
    dependencies=COSTLY,
)
def explosion(
    graph: GraphHere,
    item_id: AssemblyId,
    how: HowExploded,
) -> Response:
    """What is in it, to any depth."""
    answer = explode(graph, item_id, **asdict(how))
    return as_json(answer)


@router.get(
    "/items/{id}/where-used",
    tags=["structure"],
    responses=answers("where_used", 404),
    description=USES,
)
def where_used(
    graph: GraphHere,
    item_id: ItemId,
    as_of: AsOf = None,
    lifecycle: InLifecycle = "as-planned",
    year: Year = None,
) -> WhereUsedAnswer:
    """What uses it, every level up."""
    return find_uses(graph, item_id, as_of=as_of, lifecycle=lifecycle, year=year)


@router.get("/items/{id}/suppliers", tags=["sourcing"], responses=answers("suppliers", 404))
def suppliers(
    graph: GraphHere,
    item_id: ItemId,
    units: WantedUnits = None,
    region: Regions = [],  # noqa: B006 - never changed
    country: Countries = [],  # noqa: B006
    include: Annotated[
        list[str],
        Query(
            description="`current`, `capable`, `inferred`; comma separated or repeated.",
            examples=[["current,capable"]],
        ),
    ] = list(INCLUDED),  # noqa: B006
) -> SuppliersAnswer:
    """Who supplies it, who could make it, and who probably could; best first.

    *Capable* has nothing missing: for every required process a capability that is it or lies below
    it in the taxonomy, mass, size and materials within its limits, and the certificate held; a
    process with several certificates is required once. Dimensions are compared in descending order,
    where either side states one number the largest only. Materials are those of the item's own
    composition, of assemblies too. A capacity in kg counts by the mass of one, 1 kg of what is
    counted in kg. What is not known stands in `unknown`, lowers the score by a tenth each, and
    excludes nobody. An item without requirements has only *inferred* ones: those of similar items,
    with a `confidence`. `score`: supplies 0.8…1, capable 0.4…0.79, inferred 0…0.39 times its
    confidence; within its band it falls with the share of `units` that the yearly `capacity` (null:
    not limited) cannot meet. Works for materials too.
    """
    words = [word for text in include for word in text.split(",")]
    return find_suppliers(
        graph, item_id, units=units, regions=region, countries=country, include=words
    )
