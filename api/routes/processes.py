"""The taxonomy of processes under ``/processes``."""

from __future__ import annotations

from fastapi import APIRouter

from api.documentation import answers
from api.parameters import GraphHere, Limit, Offset, ProcessId
from graph.things.answers import ProcessAnswer
from graph.things.lists import ListedProcess, Page, list_processes
from graph.things.processes import get_process

router = APIRouter(tags=["things"])


@router.get("/processes", responses=answers("processes"))
def processes(graph: GraphHere, limit: Limit = 50, offset: Offset = 0) -> Page[ListedProcess]:
    """The processes, by id."""
    return list_processes(graph, limit=limit, offset=offset)


@router.get("/processes/{id}", responses=answers("process", 404))
def process(graph: GraphHere, process_id: ProcessId) -> ProcessAnswer:
    """A process; `enterprises` and `items` are those of the processes below it too."""
    return get_process(graph, process_id)
