"""The question of a loss and its answer, as the HTTP service and the command line give them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.planning.local_content import Method
from graph.sourcing.answers import EnterpriseRef

LEAST_DAYS, MOST_DAYS = 1e-6, 36_500
USUAL_DAYS = 30.0
"""The period of a question that states none, such as one of localizing alone."""
Text = Annotated[str, Field(min_length=1, max_length=1000)]


class Answer(BaseModel):
    """Base of these answers: never changed once made."""

    model_config = ConfigDict(frozen=True)


def _as_list(value: Any) -> Any:
    """Null is nothing, one text a list of one."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


class Localized(Answer):
    """A local source of that share of an item's demand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_id: Text
    share: float = Field(ge=0.0, le=1.0, allow_inf_nan=False, strict=True)


class WhatIfRequest(BaseModel):
    """What is lost, for how many days, and what is localized instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    down: Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(max_length=10_000)] = ()
    recovery_days: float = Field(
        default=USUAL_DAYS, ge=LEAST_DAYS, le=MOST_DAYS, allow_inf_nan=False, strict=True
    )
    localize: Annotated[
        tuple[Localized, ...], BeforeValidator(_as_list), Field(max_length=10_000)
    ] = ()
    year: int | None = Field(default=None, ge=1900, le=9999, strict=True)


class DownThing(Answer):
    """Something that is lost: ``kind`` as of items, or enterprise, region or country."""

    id: str
    kind: str
    name: str


class VehicleLoss(Answer):
    """``planned_units`` of the period, and how many of them are lost; ``baseline_lost_units`` are
    lost with nothing down and nothing localized. ``value_usd`` is what one counts, its margin or
    else its exworks price; None where neither is known, as the lost value then is.
    ``time_to_survive_days`` is for this vehicle's demand alone, None where it never ends; then
    ``runs_out`` is None too, else the item that runs out first."""

    id: str
    name: str
    planned_units: float
    lost_units: float
    lost_value_usd: float | None
    baseline_lost_units: float
    value_usd: float | None
    value_is: Literal["margin", "exworks price", "not known"]
    time_to_survive_days: float | None
    runs_out: str | None


class Binding(Answer):
    """A constraint that binds: the full plan of the period needs so much of the item, in ``unit``,
    so much is ``available``, and the plan of least loss uses all of it.

    One more unit alone would save ``saved_vehicles_per_unit``, at the margin, and
    ``saved_usd_per_unit``, vehicles of unknown value left out. Both are 0 where more of this one
    alone helps nothing, for others are short too, and null where it could not be solved. Vehicles
    may be less than 0: one dear one for several cheap ones.
    """

    item_id: str
    name: str
    kind: str
    reason: Literal["down", "sources down", "capacity"]
    needed: float
    available: float
    unit: str
    saved_usd_per_unit: float | None
    saved_vehicles_per_unit: float | None


class Alternate(Answer):
    """An enterprise that is capable of an item whose sources are lost or short, and does not
    supply it. ``capacity`` a year in the item's unit: None is not limited, or not known where
    ``unknown`` says so. ``score``: as of /suppliers, for the item's demand of the year."""

    item_id: str
    name: str
    enterprise: EnterpriseRef
    capacity: float | None
    annual_demand: float
    score: float
    unknown: list[str]


class LocalizationEffect(Answer):
    """Local content of each vehicle by its id, None without an exworks price: as it is, with all
    that is localized, and with each of these items alone."""

    method: Method
    before: dict[str, float | None]
    after: dict[str, float | None]
    alone: dict[str, dict[str, float | None]]


class NotLimited(Answer):
    """An item that counts as not limited, and why."""

    item_id: str
    name: str
    reason: str


class Solver(Answer):
    """*optimal*: proven; ``rows`` of the linear programme, 0 where none was needed."""

    status: Literal["optimal"]
    name: str
    rows: int
    seconds: float


class WhatIfAnswer(Answer):
    """What a loss costs: vehicles by id, ``binding`` the dearest first (at most 100),
    ``alternates`` best first.

    Units may be fractions. ``lost_value_usd`` leaves vehicles out whose value is not known.
    ``notes`` say what was not known and how it was treated.
    """

    down: list[DownThing]
    recovery_days: float
    year: int
    lost_units: float
    lost_value_usd: float
    baseline_lost_units: float
    baseline_lost_value_usd: float
    vehicles: list[VehicleLoss]
    time_to_survive_days: float | None
    runs_out: str | None
    binding: list[Binding]
    alternates: list[Alternate]
    localization: LocalizationEffect
    not_limited: list[NotLimited]
    notes: list[str]
    solver: Solver
    graph_version: int


class SingleLoss(Answer):
    """One thing lost by itself: ``extra_value_usd`` is what is lost beyond the baseline, ``index``
    (0…1) that over the largest of all: the risk exposure index."""

    id: str
    kind: str
    name: str
    lost_units: float
    lost_value_usd: float
    extra_value_usd: float
    time_to_survive_days: float | None
    index: float


class StressAnswer(Answer):
    """Every single loss for the same time, the dearest first.

    ``not_limited``: items without any known source, which count as not limited unless they are lost
    themselves. ``notes`` say what was not known and how it was treated.
    """

    year: int
    recovery_days: float
    losses: list[SingleLoss]
    not_limited: list[NotLimited]
    notes: list[str]
    graph_version: int
