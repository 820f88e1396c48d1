"""Raw materials under ``/materials``."""

from __future__ import annotations

from fastapi import APIRouter

from api.documentation import answers
from api.parameters import (
    AsOf,
    GraphHere,
    InLifecycle,
    Limit,
    MaterialId,
    Offset,
    Year,
)
from api.routes.items import USES
from graph.structure.answers import WhereUsedAnswer
from graph.structure.service import material_where_used
from graph.things.answers import MaterialAnswer
from graph.things.lists import ListedItem, Page, list_materials
from graph.things.materials import get_material

router = APIRouter()


@router.get("/materials", tags=["things"], responses=answers("materials"))
def materials(graph: GraphHere, limit: Limit = 50, offset: Offset = 0) -> Page[ListedItem]:
    """The raw materials, by id."""
    return list_materials(graph, limit=limit, offset=offset)


@router.get("/materials/{id}", tags=["things"], responses=answers("material", 404))
def material(graph: GraphHere, material_id: MaterialId) -> MaterialAnswer:
    """A raw material, and its neighbours in short (at most 50 of each; `totals` says how many)."""
    return get_material(graph, material_id)


@router.get(
    "/materials/{id}/where-used",
    tags=["structure"],
    responses=answers("material_where_used", 404),
    description=USES,
)
def where_used(
    graph: GraphHere,
    material_id: MaterialId,
    as_of: AsOf = None,
    lifecycle: InLifecycle = "as-planned",
    year: Year = None,
) -> WhereUsedAnswer:
    """The parts made of it and all that holds those, in kg."""
    return material_where_used(graph, material_id, as_of=as_of, lifecycle=lifecycle, year=year)
