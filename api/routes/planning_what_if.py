"""``POST /what-if``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Response

from api.brakes import COSTLY
from api.documentation import answers, as_json, example
from api.parameters import GraphHere, WholeText
from graph.planning.what_if import what_if
from graph.planning.what_if_answers import WhatIfAnswer, WhatIfRequest

router = APIRouter(tags=["planning"])

RULES = """\
What it costs to lose some enterprises, items, materials, regions or countries for `recovery_days`:
the risk-exposure linear programme (Simchi-Levi and others, Interfaces 45(5), 2015) over one period,
a year being 365 days. The value of lost vehicles (margin, else exworks price) is least; of losses
of the same value the one of fewest units is given. Units may be fractions.

**Sources** of an item: its supplies lines (an empty capacity is not limited); each country that its
import rows name, with the quantity of `year`, or where none is stated that year of the latest
before it (HS-code rows are no source of an item, nor are rows without a quantity, nor later ones);
and assembly from its children, without limit, also where it can be bought. A planned vehicle is no
exception: what its own supplies lines and imports give of it need not be assembled, and with an
unlimited one nothing of it is lost while that one stands. What has no children
needs the materials of its composition wherever it comes from; what has some needs them only where
it is assembled. A leaf or material without any source is not limited, and listed in `not_limited`.
Of alternatives only the preferred one counts.

**Lost** are, for an item, all its sources (its stock stays); for an enterprise its supplies lines
and what is in stock at it; for a region or country all enterprises in it and, for a country, the
imports from it. Stock at no enterprise stays. Losing a maker does not stop the assembly of its
vehicles: name the vehicle for that. `down` holds ids, or codes or names of regions and countries;
an id that an item and an enterprise share means both; an unknown one is 404. An empty `down` is
allowed.

`localize` adds a local source of that share of the item's demand in the year (lost with the home
country). `localization` gives local content by tracing of every vehicle before and after, and with
each item alone: the other sources keep their proportions, so a foreign share f becomes
(1 - share) f at the same unit value.

`lost_units` holds what the plan loses anyway; `baseline_lost_units` is that, with nothing down and
nothing localized. `time_to_survive_days` is how long demand can be met in full, by stock and what
is left: null when for ever; of a vehicle for its own demand alone, at the top for all together.
`runs_out` is the item that ends it. `binding` lists what is short at the least loss (at most 100,
those that save most first), and what one more unit of it alone would save at the margin: 0 where
that helps nothing without more of something else, null where it could not be solved. `alternates`
are enterprises capable of what is short, lost, or has lost a source, that do not supply it and are
not lost themselves: not sources, the best five of an item; while a load is being written none are
sought, and `notes` say so.
A vehicle of unknown value weighs as much as the least valuable known one, and its `lost_value_usd`
is null.
"""


@router.post(
    "/what-if",
    response_model=WhatIfAnswer,
    responses=answers("what_if", 404, 413),
    description=RULES,
    dependencies=COSTLY,
)
def loss(
    graph: GraphHere,
    request: Annotated[WhatIfRequest, Body(examples=[example("what_if_request")]), WholeText],
) -> Response:
    """What a loss costs, how long stocks last, and who could step in."""
    return as_json(what_if(graph, request))
