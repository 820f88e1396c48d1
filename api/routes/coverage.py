"""``POST /coverage``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from api.brakes import COSTLY
from api.documentation import answers, example
from api.parameters import GraphHere, ServiceHere, WholeText
from graph.sourcing.answers import CoverageAnswer, CoverageRequest
from graph.sourcing.coverage import cover

router = APIRouter(tags=["sourcing"])


@router.post("/coverage", responses=answers("coverage", 404, 413), dependencies=COSTLY)
def coverage(
    graph: GraphHere,
    service: ServiceHere,
    request: Annotated[CoverageRequest, Body(examples=[example("coverage_request")]), WholeText],
) -> CoverageAnswer:
    """Whether a volume of `units` a year is met, and by which enterprises.

    Every leaf part of the explosion is needed (pieces rounded up to whole ones); it is covered by
    enterprises that supply it or are capable of it, or by an assembly above it, the root included,
    that an enterprise supplies whole. Splitting is allowed; capacities bind and are shared by all
    that is assigned to them; an assignment is 0 or at least the moq. `covered_share` is the mean
    over leaf parts of covered ÷ needed. First the largest covered_share, then the fewest
    enterprises, then `objective`. `certificates` must all be held by every enterprise used;
    regions, countries and certificates may be one text or a list. `uncovered` says what is missing
    and what the nearest candidates lack; `single_source` which items have one possible source.
    Not coverable is an answer, with status `none`. `solver.status` is `feasible` where time ran
    out before the best was proven. Works for vehicles too.
    """
    return cover(graph, request, time_limit_seconds=service.options.coverage_seconds)
