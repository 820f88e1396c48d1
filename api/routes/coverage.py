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
    Not coverable is an answer, with status `none`. Works for vehicles too.

    `to_cover` (of the 100 uncovered items with the largest missing share) is what would cover all
    that is missing of an item, the smallest change first: each names one enterprise and all it
    needs, a `capacity` or `supplies` line raised from `have` to `need` a year beside what the plan
    takes of it, a capability for a further `process`, a lower `moq`, a `certificate`, or what the
    question asks (`place`, `max_suppliers`). With just these changes the covered share is at least
    the `covered_share` beside them. `in_total` adds up the first way of each such item: by
    enterprise what it needs for all of them together, what they take of one capability compared
    with its room once, and for which items (`item_ids`); a change without an enterprise is one of
    the question. It is null where nothing is open or nothing advised.

    `solver.status` is `feasible` where the best is not proven: time (`API_COVERAGE_SECONDS`) ran
    out, or there are so many pairs of part and capable enterprise (over 20,000) that a choice of
    them is reckoned with, and `objective` is not sought. Either way the plan keeps every rule, and
    `gap` is how far, relatively, the covered share, or where that is proven the number of
    enterprises, can be from the best.
    """
    return cover(graph, request, time_limit_seconds=service.options.coverage_seconds)
