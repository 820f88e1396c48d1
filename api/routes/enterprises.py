"""Enterprises under ``/enterprises``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.documentation import answers
from api.parameters import EnterpriseId, GraphHere, Limit, Offset
from graph.things.answers import EnterpriseAnswer
from graph.things.enterprises import get_enterprise
from graph.things.lists import ListedEnterprise, Page, list_enterprises

router = APIRouter(tags=["things"])


@router.get("/enterprises", responses=answers("enterprises"))
def enterprises(
    graph: GraphHere,
    country: Annotated[
        str | None, Query(description="ISO 3166-1 code or name.", examples=["UZ"])
    ] = None,
    region: Annotated[
        str | None,
        Query(description="ISO 3166-2 code or any spelling of the name.", examples=["UZ-FA"]),
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Page[ListedEnterprise]:
    """The enterprises, by id; country and region must both hold."""
    return list_enterprises(graph, country=country, region=region, limit=limit, offset=offset)


@router.get("/enterprises/{id}", responses=answers("enterprise", 404))
def enterprise(graph: GraphHere, enterprise_id: EnterpriseId) -> EnterpriseAnswer:
    """An enterprise: where it is, what it holds, can, supplies and makes (at most 50 of each)."""
    return get_enterprise(graph, enterprise_id)
