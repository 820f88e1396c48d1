"""Pages for people: the start page with search, a coverage, the documentation. No scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Query as InQuery
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from api.brakes import COSTLY
from api.pages import render
from api.parameters import ServiceHere
from api.routes.graph import Figures, count_figures
from api.service import Service
from graph.errors import ZanjirError
from graph.search.answers import SearchAnswer
from graph.search.service import search
from graph.sourcing.answers import CoverageAnswer, CoverageRequest
from graph.sourcing.coverage import cover
from graph.things.lists import list_items, list_materials, list_vehicles

router = APIRouter()

SHOWN = 20
LONGEST = 500
Text = Annotated[str, InQuery(max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Start:
    """What the start page shows of the graph."""

    figures: Figures | None
    vehicle: str | None = None
    assembly: str | None = None
    part: str | None = None
    material: str | None = None


@router.get("/", response_class=HTMLResponse, dependencies=COSTLY)
def start(service: ServiceHere, q: Text = "") -> HTMLResponse:
    """The search box, its results, five questions, and the graph's figures."""
    answer: SearchAnswer | None = None
    problem = ""
    try:
        shown = _start(service)
        if q.strip():
            answer = search(service.graph, service.keeper, service.embedder, q, limit=SHOWN)
    except ZanjirError as error:
        shown = Start(None)
        problem = error.detail
    status = 503 if shown.figures is None else 200
    return render("start.html", status, start=shown, q=q, answer=answer, problem=problem)


def _start(service: Service) -> Start:
    graph = service.graph
    vehicles = list_vehicles(graph, limit=1).items
    assemblies = list_items(graph, kind="assembly", limit=1).items
    parts = list_items(graph, kind="part", limit=1).items
    materials = list_materials(graph, limit=1).items
    return Start(
        figures=count_figures(graph),
        vehicle=vehicles[0].id if vehicles else None,
        assembly=assemblies[0].id if assemblies else None,
        part=parts[0].id if parts else None,
        material=materials[0].id if materials else None,
    )


@router.get("/coverage", response_class=HTMLResponse, dependencies=COSTLY)
def coverage(
    service: ServiceHere, item_id: Text = "", units: Text = "", country: Text = ""
) -> HTMLResponse:
    """Which enterprises cover a volume, as a table."""
    answer: CoverageAnswer | None = None
    problem, status = "", 200
    asked: dict[str, Any] = {"item_id": item_id.strip(), "units": units.strip().replace(" ", "")}
    if country.strip():
        asked["countries"] = country.strip()
    try:
        request = CoverageRequest.model_validate(asked)
        answer = cover(service.graph, request, time_limit_seconds=service.options.coverage_seconds)
    except ValidationError as error:
        first = error.errors()[0]
        problem, status = f"{first['loc'][0]}: {first['msg']}", 422
    except ZanjirError as error:
        problem, status = error.detail, error.status
    return render(
        "coverage.html",
        status,
        item_id=item_id,
        units=units,
        country=country,
        answer=answer,
        problem=problem,
    )


@router.get("/docs", response_class=HTMLResponse)
def docs(request: Request) -> HTMLResponse:
    """The documentation, from the OpenAPI text; nothing is loaded from elsewhere."""
    return render("documentation.html", api=request.app.openapi())
