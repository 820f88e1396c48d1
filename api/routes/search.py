"""``GET /search``."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.brakes import Turns
from api.documentation import answers, as_json
from api.parameters import Countries, Regions, ServiceHere
from graph.search.answers import SearchAnswer
from graph.search.filters import Filters
from graph.search.service import DEFAULT_LIMIT, MAX_LIMIT, start_search
from graph.search.things import Kind

router = APIRouter(tags=["search"])


@router.get(
    "/search",
    response_model=SearchAnswer,
    responses=answers("search", 404),
)
async def search(
    request: Request,
    service: ServiceHere,
    q: Annotated[
        str,
        Query(
            description="Words in any language and script, or a number; not blank.",
            examples=["oil cooler"],
        ),
    ],
    kind: Annotated[
        list[Kind], Query(description="Kinds to keep.", examples=[["part", "assembly"]])
    ] = [],  # noqa: B006 - never changed
    region: Regions = [],  # noqa: B006
    country: Countries = [],  # noqa: B006
    hs: Annotated[
        list[str], Query(description="First digits of an HS code.", examples=[["8708"]])
    ] = [],  # noqa: B006
    vehicle: Annotated[
        list[str],
        Query(
            description="Ids of vehicles: keeps what is in them, and its materials.",
            examples=[["VEH-COMPACT-1"]],
        ),
    ] = [],  # noqa: B006
    process: Annotated[
        list[str],
        Query(
            description="Ids of processes, everything below them in the taxonomy included.",
            examples=[["PROC-SAND-CASTING"]],
        ),
    ] = [],  # noqa: B006
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, description="Results at most.", examples=[20])
    ] = DEFAULT_LIMIT,
) -> Response:
    """Things that answer the query, best first.

    Exact numbers (after folding case, spaces and dashes) come before everything else; then words,
    the glossary of the trade (what the query and a thing speak of, in whatever language) and
    vectors together. Misspelled, unfinished and transliterated words stand for the known ones.
    `unknown_numbers`: what is written like a part number and is nobody's.

    Values of one filter are alternatives, different filters must all hold, and a kind that a filter
    says nothing about is dropped. `score` lies in 0…1 and never rises down the list; `total` counts
    all matches; `why` says which source found a result and by what: `number` only for an exact
    number, `number-near` for prefixes and one-character misses, `glossary` with the concept shared,
    `text` with the words met, `vector` with the nearest text.
    """
    filters = Filters(
        kinds=kind, regions=region, countries=country, hs=hs, vehicles=vehicle, processes=process
    )
    turns: Turns = request.app.state.search_turns
    async with turns:
        started = start_search(service.graph, service.keeper, service.embedder, q, filters, limit)
        answer = await asyncio.wrap_future(started)
    return as_json(answer)
