"""How things hang together, under ``/graph``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.documentation import answers
from api.parameters import GraphHere
from graph.connection import Graph
from graph.paths import MOST_DEPTH, MOST_NODES, PathsAnswer, shortest_path
from graph.paths import neighbourhood as find_neighbourhood

router = APIRouter(prefix="/graph", tags=["graph"])


class Figures(BaseModel):
    """How many of everything there are; ``lines`` are of bills of material."""

    model_config = ConfigDict(frozen=True)

    vehicles: int
    assemblies: int
    parts: int
    materials: int
    processes: int
    enterprises: int
    lines: int
    supplies: int
    graph_version: int


def count_figures(graph: Graph) -> Figures:
    """The figures of the graph now."""
    counts = graph.database.read("meta/count_labels")[0]
    return Figures(**counts, graph_version=graph.version())


@router.get("/neighbourhood", responses=answers("neighbourhood", 404))
def neighbourhood(
    graph: GraphHere,
    id_: Annotated[
        str,
        Query(
            alias="id",
            description="Of an item, enterprise, process, region or country, looked up in this "
            "order.",
            examples=["BRK-DISC-L"],
        ),
    ],
    depth: Annotated[
        int, Query(ge=1, le=MOST_DEPTH, description="Steps away at most.", examples=[1])
    ] = 1,
    limit: Annotated[
        int, Query(ge=1, le=MOST_NODES, description="Things at most.", examples=[100])
    ] = 100,
) -> PathsAnswer:
    """The thing and what lies around it, nearest first, for drawing.

    `truncated` when some were left out. `quantity` of a CONTAINS edge: the child in one parent by
    today's planned lines, scrap included; of a MADE_OF edge kg; else null.
    """
    return find_neighbourhood(graph, id_, depth=depth, limit=limit)


@router.get("/path", responses=answers("path", 404))
def path(
    graph: GraphHere,
    from_: Annotated[str, Query(alias="from", description="Id.", examples=["VEH-COMPACT-1"])],
    to: Annotated[str, Query(description="Id.", examples=["BRK-DISC-L"])],
) -> PathsAnswer:
    """The shortest way between two things; `nodes` run from `from` to `to`.

    Relationships of every kind count, in both directions; places and certificates are passed only
    when asked about. No way at all is an answer with empty lists.
    """
    return shortest_path(graph, from_, to)


@router.get("/figures", responses=answers("figures"))
def figures(graph: GraphHere) -> Figures:
    """How many things of each kind there are, and the graph's version."""
    return count_figures(graph)
