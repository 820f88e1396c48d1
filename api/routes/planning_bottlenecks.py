"""``GET /bottlenecks``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.brakes import COSTLY
from api.documentation import answers, as_json
from api.parameters import GraphHere, Limit, Offset, Regions, Year
from graph.planning.bottleneck_answers import BottleneckKind, BottlenecksAnswer
from graph.planning.bottlenecks import bottlenecks as find_bottlenecks

router = APIRouter(tags=["planning"])

RULES = """\
Materials, or with `kind=part` parts, that the plan of `year` needs, worst first; without a demand
they are not listed. Lines valid today, as planned, count.

- `demand_kg` (of a part `demand`, in its unit) = planned vehicles × explosion × composition.
  `vehicle` restricts it, and nothing else.
- `local_supply_kg` (`local_supply`): the capacities of the supplies lines of enterprises in the
  home country, not capped; a line without one equals the demand. `region` restricts it, and
  nothing else.
- `import_share` = max(0, demand - local supply) ÷ demand.
- `hhi` = Σ share² over all `sources`: suppliers by capacity, countries by the quantity imported in
  the latest year up to `year` that states one (`import_year`); of materials rows that name exactly
  its HS code count too. A foreign supplier from a country with such rows is not counted again. A
  supplier without a capacity counts as what the others leave of the demand; several share that
  equally. Null where no source is known. `hhi_countries`: the same over countries.
- `vehicles_at_risk`: all vehicles that contain it, planned or not; `units_at_risk`: their planned
  units. `suppliers`: its supplies lines, from anywhere.
- `score` = 0.4 × import share + 0.35 × hhi (null counts as 1) + 0.25 × units at risk ÷ all planned
  units; `reasons` say what each adds. The supply risk is no part of it.
- `supply_risk` of materials with world production, after the method of the EU's list of critical
  raw materials (2017): [HHI_world × IR/2 + HHI_sourcing × (1 - IR/2)] × (1 - recycling rate) ×
  substitution index, where HHI is Σ share² × governance over countries, the production is of the
  latest year up to `year`, IR is the import share above (with `region` too) and the index the
  column `substitutability`, read as 1: nothing can take its place. A country's governance that the
  material's rows lack is its mean over all materials.
- `stops_the_line`: without its largest source the others cannot meet the demand, however little of
  it a vehicle holds. `mass_share`: of the mass of all materials needed.
- `substitutes`: of a part its stand-by alternatives; of a material those of the same six digits of
  the HS code, which may serve. `tests`: the three tests of import dependence.

`unknown` lists what was not known and how it was treated.
"""


@router.get(
    "/bottlenecks",
    response_model=BottlenecksAnswer,
    responses=answers("bottlenecks", 404),
    description=RULES,
    dependencies=COSTLY,
)
def bottlenecks(
    graph: GraphHere,
    kind: Annotated[BottleneckKind, Query(description="What is ranked.")] = "material",
    vehicle: Annotated[
        list[str],
        Query(
            description="Demand of these vehicles only; repeatable.",
            examples=[["VEH-COMPACT-1"]],
        ),
    ] = [],  # noqa: B006 - never changed
    region: Regions = [],  # noqa: B006
    year: Year = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Response:
    """Which materials or parts could stop production."""
    return as_json(
        find_bottlenecks(
            graph,
            kind=kind,
            vehicles=vehicle,
            regions=region,
            year=year,
            limit=limit,
            offset=offset,
        )
    )
