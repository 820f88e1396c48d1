"""Vehicles under ``/vehicles``."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Response

from api.brakes import COSTLY
from api.documentation import answers, as_json
from api.parameters import (
    GraphHere,
    HowExploded,
    Limit,
    Offset,
    VehicleId,
)
from api.routes.items import EXPLOSION
from graph.structure.answers import ExplosionAnswer
from graph.structure.service import explode
from graph.things.answers import ItemAnswer
from graph.things.items import get_vehicle
from graph.things.lists import ListedItem, Page, list_vehicles

router = APIRouter()


@router.get("/vehicles", tags=["things"], responses=answers("vehicles"))
def vehicles(graph: GraphHere, limit: Limit = 50, offset: Offset = 0) -> Page[ListedItem]:
    """The vehicles, by id."""
    return list_vehicles(graph, limit=limit, offset=offset)


@router.get("/vehicles/{id}", tags=["things"], responses=answers("vehicle", 404))
def vehicle(graph: GraphHere, vehicle_id: VehicleId) -> ItemAnswer:
    """A vehicle, and its neighbours in short (at most 50 of each; `totals` says how many)."""
    return get_vehicle(graph, vehicle_id)


@router.get(
    "/vehicles/{id}/explosion",
    tags=["structure"],
    response_model=ExplosionAnswer,
    responses=answers("explosion", 404),
    description=EXPLOSION,
    dependencies=COSTLY,
)
def explosion(
    graph: GraphHere,
    vehicle_id: VehicleId,
    how: HowExploded,
) -> Response:
    """What is in a vehicle, to any depth."""
    answer = explode(graph, vehicle_id, **asdict(how), vehicles_only=True)
    return as_json(answer)
