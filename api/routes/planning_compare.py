"""``GET /compare``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.brakes import COSTLY
from api.documentation import answers, as_json
from api.parameters import AsOf, GraphHere, InLifecycle
from graph.planning.comparison import compare
from graph.planning.comparison_answers import ComparisonAnswer

router = APIRouter(tags=["planning"])

RULES = """\
What differs from one vehicle, assembly or part to another, or to itself on another day or in
another lifecycle. Quantities are totals for one unit of either side, over all ways, as
`/items/{id}/explosion` gives them; the two themselves are no lines.

`lines` are the items `added`, `removed`, `changed` in quantity (by more than a relative 1e-9) or
`moved`: as many of it, but a leaf on one side only, or with another imported value because it lies
in what is bought elsewhere. Differences are *to* less *from*. `mass_difference_kg` and
`value_difference_usd` are difference in quantity × the mass or unit value of one (share-weighted
price of its suppliers, else value ÷ quantity of its imports), null where that is not known; an
assembly's hold its parts, so they do not add up.

The sums of the sides and their differences do: `mass_kg` and `value_usd` are sums over the leaves;
a part, or an assembly without a counted line on that day in that lifecycle, is its own leaf. Of
vehicles `imported_value_usd` is that by tracing (`/vehicles/{id}/localization`): what each item
brings stands in its line where both sides are vehicles, and these differences add up to
`imported_value_difference_usd`. `level` needs an exworks price. `materials`: kg by composition.

`unknown` names leaves without a mass or unit value, a vehicle without counted lines (its kerb mass
and price do not stand in for them) and what local content misses, with the side where that is so;
it counts 0 there, and a difference that rests on it may be another. `notes` begin with their side,
`from: `, `to: ` or `both: `.
"""


@router.get(
    "/compare",
    response_model=ComparisonAnswer,
    responses=answers("compare", 404),
    description=RULES,
    dependencies=COSTLY,
)
def compared(
    graph: GraphHere,
    from_: Annotated[
        str, Query(alias="from", min_length=1, description="Id.", examples=["VEH-COMPACT-1"])
    ],
    to: Annotated[str, Query(min_length=1, description="Id.", examples=["VEH-VAN-1"])],
    from_as_of: AsOf = None,
    to_as_of: AsOf = None,
    from_lifecycle: InLifecycle = "as-planned",
    to_lifecycle: InLifecycle = "as-planned",
) -> Response:
    """What differs, and what that does to mass, value and local content."""
    return as_json(
        compare(
            graph,
            from_,
            to,
            from_as_of=from_as_of,
            to_as_of=to_as_of,
            from_lifecycle=from_lifecycle,
            to_lifecycle=to_lifecycle,
        )
    )
