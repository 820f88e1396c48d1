"""``GET /localization/candidates`` and ``GET /enterprises/{id}/opportunities``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.brakes import COSTLY
from api.documentation import answers, as_json
from api.parameters import EnterpriseId, GraphHere, Limit, Offset, Year
from graph.planning.candidate_answers import CandidatesAnswer, OpportunitiesAnswer
from graph.planning.candidates import localization_candidates
from graph.planning.opportunities import MOST_NEAR
from graph.planning.opportunities import opportunities as find_opportunities

router = APIRouter(tags=["planning"])

CANDIDATES = """\
Every item or material with import rows of the `year`, best candidate first; figures as imported,
not scaled. Rows that name only an HS code stand apart, in `headings`. `vehicle` keeps what is in
one of these vehicles and changes no figure.

- `import_value_usd`, `import_quantity` (in `unit`; rows without a quantity are left out and named;
  null where none states one) are sums over countries. `countries`: codes, the largest value first.
  `trend`: the value against the latest earlier year with imports, 0.1 for a tenth more.
- `annual_demand` = plan × explosion of the year (materials in kg by composition).
- `capable_local`: enterprises in the home country with nothing missing that do not supply it yet.
  `best` is the one of them whose capacity meets the largest share of the demand, else the nearest,
  whose `missing` says what it lacks; `nearest` are those that lack one to three things.
- `local_material_share`: by mass, down to the last part, of materials that a local enterprise
  supplies; null where nothing is known of what it is made of.
- `level_delta`: by vehicle that holds it and has an ex-works price, what making all of it at home
  adds to the local content by tracing; what its own children import comes in its place.
- `score` = 0.45 × √(value ÷ largest value listed) + 0.15 × Σ share² over countries by value + 0.3 ×
  capability (0 without a capable enterprise, else 0.5 + 0.5 × best feasible share) + 0.1 × local
  material share; `reasons` say what each adds.

`unknown` lists what was not known and how it was treated.
"""
OPPORTUNITIES = """\
Items imported in the `year` that this enterprise does not supply and that have requirements, of
which it lacks at most `near` (the entries of `missing`), best first. Figures are as imported.

- `annual_demand` = plan × explosion of the year. `capacity`: what its capabilities that fit allow a
  year, the least of the required processes; null where not limited or not known. Nothing tells what
  of it is taken already, so all of it counts as free; nor is capacity known for what is missing.
- `feasible_share` = min(1, capacity ÷ demand), 1 without a limit, else null where the capacity is
  not known or the demand is 0 (no plan of the year holds the item).
- `local_material_share`: by mass, of its materials that a local enterprise supplies.
- `score` = 0.4 × √(value ÷ largest value listed) + 0.3 × feasible share (not known: 0) +
  0.2 ÷ (1 + missing) + 0.1 × local material share; `reasons` say what each adds.

`unknown` are the requirements of which it is not known whether they are met; `notes` list what else
was not known and how it was treated.
"""


@router.get(
    "/localization/candidates",
    response_model=CandidatesAnswer,
    responses=answers("candidates", 404),
    description=CANDIDATES,
    dependencies=COSTLY,
)
def candidates(
    graph: GraphHere,
    vehicle: Annotated[
        list[str],
        Query(
            description="Only what is in one of these vehicles; repeatable.",
            examples=[["VEH-COMPACT-1"]],
        ),
    ] = [],  # noqa: B006 - never changed
    year: Year = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Response:
    """What to localize next."""
    return as_json(
        localization_candidates(graph, vehicles=vehicle, year=year, limit=limit, offset=offset)
    )


@router.get(
    "/enterprises/{id}/opportunities",
    response_model=OpportunitiesAnswer,
    responses=answers("opportunities", 404),
    description=OPPORTUNITIES,
    dependencies=COSTLY,
)
def opportunities(
    graph: GraphHere,
    enterprise_id: EnterpriseId,
    near: Annotated[
        int,
        Query(ge=0, le=MOST_NEAR, description="Missing requirements tolerated.", examples=[1]),
    ] = 0,
    year: Year = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Response:
    """What this enterprise could make of what is imported."""
    return as_json(
        find_opportunities(graph, enterprise_id, near=near, year=year, limit=limit, offset=offset)
    )
