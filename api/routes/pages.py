"""Pages for people: the start page with search, a coverage, the documentation. No scripts."""

from __future__ import annotations

import re
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
from graph.asking.answers import AskAnswer, AskRequest
from graph.asking.executing import Means
from graph.asking.service import answer as answer_question
from graph.asking.service import understand
from graph.errors import ZanjirError
from graph.search.answers import SearchAnswer
from graph.search.service import search
from graph.sourcing.answers import CoverageAnswer, CoverageRequest
from graph.sourcing.coverage import cover

router = APIRouter()

SHOWN = 20
LONGEST = 500
Text = Annotated[str, InQuery(max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Example:
    """A thing to ask about."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Start:
    """What the start page shows of the graph."""

    figures: Figures | None
    vehicle: Example | None = None
    assembly: Example | None = None
    part: Example | None = None


@router.get("/", response_class=HTMLResponse, dependencies=COSTLY)
def start(service: ServiceHere, q: Text = "") -> HTMLResponse:
    """The search box, what it found or what the question's answer is, five questions, and the
    graph's figures."""
    answer: SearchAnswer | None = None
    asked: AskAnswer | None = None
    problem, status = "", 200
    try:
        shown = _start(service)
    except ZanjirError as error:
        shown, problem, status = Start(None), error.detail, 503
    if q.strip() and not problem:
        try:
            answer = search(service.graph, service.keeper, service.embedder, q, limit=SHOWN)
            asked = _asked(service, q)
        except ZanjirError as error:
            problem, status = error.detail, error.status
    return render(
        "start.html", status, start=shown, q=q, answer=answer, asked=asked, problem=problem
    )


def _asked(service: Service, q: str) -> AskAnswer | None:
    """The answer where more is asked than to find something."""
    means = Means(service.graph, service.keeper, service.embedder, service.options.coverage_seconds)
    question = understand(service.asker, means, AskRequest(question=q))
    if question.understood.intent in ("search", "unknown"):
        return None
    return answer_question(means, question)


def _start(service: Service) -> Start:
    found = service.graph.database.read("meta/find_examples")
    row = found[0] if found else {}
    examples = {
        kind: Example(row[kind], row[f"{kind}_name"] or row[kind])
        for kind in ("vehicle", "assembly", "part")
        if row.get(kind)
    }
    return Start(count_figures(service.graph), **examples)


@router.get("/coverage", response_class=HTMLResponse, dependencies=COSTLY)
def coverage(
    service: ServiceHere, item_id: Text = "", units: Text = "", country: Text = ""
) -> HTMLResponse:
    """Which enterprises cover a volume, as a table."""
    answer: CoverageAnswer | None = None
    problem, status = "", 200
    asked: dict[str, Any] = {"item_id": item_id.strip(), "units": _number(units)}
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


def _number(text: str) -> float | str:
    """What a person wrote as a figure, 50 000 or 50,000; their text where it is none."""
    try:
        return float(re.sub(r"[\s,]", "", text))
    except ValueError:
        return text


@router.get("/docs", response_class=HTMLResponse)
def docs(request: Request) -> HTMLResponse:
    """The documentation, from the OpenAPI text; nothing is loaded from elsewhere."""
    return render("documentation.html", api=request.app.openapi())
