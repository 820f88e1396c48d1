"""``GET /vehicles/{id}/localization``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.brakes import COSTLY
from api.documentation import answers, as_json
from api.parameters import AsOf, GraphHere, InLifecycle, VehicleId
from graph.planning.local_content import DEFAULT_THRESHOLD, Method
from graph.planning.localization import localization
from graph.planning.localization_answers import LocalizationAnswer

router = APIRouter(tags=["planning"])

RULES = """\
How local a vehicle is, by build-down: `level` = (AV - VNM) ÷ AV, where AV, `assessed_value_usd`, is
the exworks price (without one, or one of 0, it, `level` and `gap` are null) and VNM,
`imported_value_usd`, the value of what is imported in it; `gap` = max(0, threshold - level).

*Local* is what suppliers in the home country supply; one whose country is not known is not local
and named in `notes`. Imports, which count for an item without suppliers, are foreign whatever
country they name, the home country too. An item's unit value is the share-weighted price of its
suppliers, without any suppliers the value ÷ quantity of its imports in the latest year that states
quantities (rows of that year without one, or with 0, are left out whole). Where all shares are 0,
or those who state a price have no share, they count alike.

- `tracing`: an item from abroad counts with quantity × unit value × foreign share; its local share
  is traced on into its children.
- `roll-up`: an assembly's own level is reckoned from below with its unit value as AV. When it
  reaches the threshold the locally supplied share counts as wholly local, else as wholly imported.
  `contributions` are then of what is bought first on the way down.

An item with children but neither supplier nor imports is made in house: no value of its own, its
children count; so is the vehicle itself, whoever else sells it. `contributions` are the items that
bring imported value, the largest first; they add up to `imported_value_usd`. `unknown` lists what
is reached and not known: leaves with neither supplier nor imports, and items without a unit value
(in a roll-up assemblies too, whose level cannot be reckoned: they add nothing). All of them add
nothing, so that the level is an upper bound, and `is_upper_bound` says so. What is below an item
that arrives wholly from abroad does not matter and is not listed.
"""

HowReckoned = Annotated[
    Method, Query(description="Imported value traced to the leaves, or rolled up.")
]
Threshold = Annotated[
    float,
    Query(
        ge=0.0,
        le=1.0,
        allow_inf_nan=False,
        description="The level to reach; in a roll-up also that of an assembly that counts as "
        "local.",
        examples=[0.5],
    ),
]


@router.get(
    "/vehicles/{id}/localization",
    response_model=LocalizationAnswer,
    responses=answers("localization", 404),
    description=RULES,
    dependencies=COSTLY,
)
def vehicle_localization(
    graph: GraphHere,
    vehicle_id: VehicleId,
    method: HowReckoned = "tracing",
    threshold: Threshold = DEFAULT_THRESHOLD,
    as_of: AsOf = None,
    lifecycle: InLifecycle = "as-planned",
) -> Response:
    """How local a vehicle is, and what makes up the rest."""
    return as_json(
        localization(
            graph,
            vehicle_id,
            method=method,
            threshold=threshold,
            as_of=as_of,
            lifecycle=lifecycle,
        )
    )
