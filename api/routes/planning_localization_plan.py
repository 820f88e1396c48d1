"""``/vehicles/{id}/localization/plan``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response

from api.brakes import COSTLY
from api.documentation import answers, as_json, example
from api.parameters import AsOf, GraphHere, InLifecycle, ServiceHere, VehicleId, WholeText
from api.routes.planning_localization import HowReckoned, Threshold
from graph.planning.local_content import DEFAULT_THRESHOLD, Method
from graph.planning.localization_plan import localization_plan
from graph.planning.localization_plan_answers import ItemTerms, LocalizationPlanAnswer
from graph.structure.lines import Lifecycle

router = APIRouter(tags=["planning"])

RULES = """\
The smallest set of items whose localizing takes a vehicle over a `threshold` of local content, as
`/vehicles/{id}/localization` reckons it. Of the sets that reach it (to 1e-12) the fewest items
count first, then the least cost. Without `costs` the cost of a set is the imported value that local
makers have to take over in one vehicle with the whole set in place, `replaced_value_usd`: quantity
along traced ways × unit value × foreign share × `share`, summed over its items. With `costs` (by
POST) the least total cost comes first, then the fewest items, and only items with a cost are up for
choice.

Up for choice is every item in the vehicle that partly comes from abroad and has a known unit value;
with `capable_only` only those for which some local enterprise has nothing missing (as of
`/items/{id}/suppliers`, whether it supplies the item already or not), and then `capable_local`
counts these. Localized, an item's foreign share f becomes (1 - `share`) f at the same unit value,
and what is made here of it is traced on into its children (roll-up: judged by its own level), so
that effects neither add up nor always help: `level_alone` is with one item by itself,
`level_without` with the others only (by roll-up null beyond the first 100 items).

The set is an exact optimum of a mixed-integer programme (OR-Tools, SCIP): quantity × choice is
linearised along the bill of material, and the set found is reckoned again by the plain rules.
`solver.status`: `optimal` (proven, cost to a relative 1e-9), `feasible` (time ran out; `unproven`
says of which goal less was not ruled out, `gap` by how much at most; on a large vehicle some of the
set may then be needless), `not needed`.

`status`: `reached`; `reached already`, with no items; `out of reach`: not even everything that is
up for choice suffices, which would bring `reachable_level`, and `left` says what stays imported and
why; `no exworks price`: there is no level. What is in `unknown` (with the set in place; localizing
an assembly may bring its children into sight) adds nothing, so the levels are upper bounds.
"""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """The query string of a plan."""

    method: Method
    threshold: float
    share: float
    capable_only: bool
    as_of: date | None
    lifecycle: Lifecycle


async def plan_options(
    method: HowReckoned = "tracing",
    threshold: Threshold = DEFAULT_THRESHOLD,
    share: Annotated[
        float,
        Query(
            ge=0.0,
            le=1.0,
            allow_inf_nan=False,
            description="Of an item's foreign supply that is localized; all of it unless said.",
            examples=[1.0],
        ),
    ] = 1.0,
    capable_only: Annotated[
        bool, Query(description="Only items that some local enterprise is capable of.")
    ] = False,
    as_of: AsOf = None,
    lifecycle: InLifecycle = "as-planned",
) -> PlanOptions:
    """How a plan is asked for."""
    return PlanOptions(method, threshold, share, capable_only, as_of, lifecycle)


HowPlanned = Annotated[PlanOptions, Depends(plan_options)]


@router.get(
    "/vehicles/{id}/localization/plan",
    response_model=LocalizationPlanAnswer,
    responses=answers("localization_plan", 404),
    description=RULES,
    dependencies=COSTLY,
)
def plan(
    graph: GraphHere, service: ServiceHere, vehicle_id: VehicleId, how: HowPlanned
) -> Response:
    """The smallest set of items to localize."""
    seconds = service.options.plan_seconds
    return as_json(localization_plan(graph, vehicle_id, **asdict(how), seconds=seconds))


@router.post(
    "/vehicles/{id}/localization/plan",
    response_model=LocalizationPlanAnswer,
    responses=answers("localization_plan", 404, 413),
    description=RULES,
    dependencies=COSTLY,
)
def plan_with_terms(
    graph: GraphHere,
    service: ServiceHere,
    vehicle_id: VehicleId,
    how: HowPlanned,
    items: Annotated[ItemTerms, Body(examples=[example("localization_plan_request")]), WholeText],
) -> Response:
    """The same, with costs and shares of single items."""
    seconds = service.options.plan_seconds
    return as_json(
        localization_plan(graph, vehicle_id, **asdict(how), items=items, seconds=seconds)
    )
