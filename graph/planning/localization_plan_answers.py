"""What to localize: question and answer, as the HTTP service and the command line give them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from graph.planning.local_content import Method
from graph.planning.localization_answers import Answer, NotKnown

Text = Annotated[str, Field(min_length=1, max_length=1000)]
Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False, strict=True)]
Cost = Annotated[float, Field(ge=0.0, le=1e15, allow_inf_nan=False, strict=True)]
PlanStatus = Literal["reached", "reached already", "out of reach", "no exworks price"]


class ItemTerms(BaseModel):
    """By item: the share of its foreign supply that would be local, in place of the general one (0:
    it stays as it is), and what localizing it costs. Where any costs are given, only items with one
    are up for choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shares: Annotated[dict[Text, Share], Field(max_length=10_000)] = {}
    costs: Annotated[dict[Text, Cost], Field(max_length=10_000)] = {}


class PlannedItem(Answer):
    """An item to localize. ``quantity`` of it is bought or made for one vehicle with the whole set
    in place, ``foreign_share`` of it from abroad today, ``share`` of that to be made here instead:
    ``replaced_value_usd`` of imported value in one vehicle. ``cost``: as given, else that value.
    ``level_alone``: of the vehicle with this item alone localized; ``level_without``: with all the
    others; by roll-up None beyond the first 100 items. ``capable_local`` counts local enterprises
    that lack nothing for it, where only such items were asked for, else None."""

    item_id: str
    name: str
    kind: str
    quantity: float
    unit: str
    unit_value_usd: float
    foreign_share: float
    share: float
    replaced_value_usd: float
    cost: float
    level_alone: float | None
    level_without: float | None
    capable_local: int | None


class Left(Answer):
    """Imported value in one vehicle that stays with everything localized, and why it does."""

    item_id: str
    name: str
    imported_value_usd: float
    reason: str


class PlanSolver(Answer):
    """*optimal*: proven. *feasible*: time ran out; ``unproven`` is the first of *items* and *cost*
    of which less was not ruled out, by at most ``gap`` of the set's own. *not needed*: there was
    nothing to search. ``rows`` of the programme."""

    status: Literal["optimal", "feasible", "not needed"]
    name: str
    unproven: Literal["items", "cost"] | None
    gap: float
    rows: int
    seconds: float


class LocalizationPlanAnswer(Answer):
    """The smallest set of ``items`` that takes a vehicle over a threshold, the dearest first.

    ``level_after`` is with the set in place (as it is where there is none), ``reachable_level``
    with everything that is up for choice, ``candidates`` how many those are. ``left`` says what
    stays imported then, where the threshold is out of reach. ``unknown``: what is not known with
    the set in place; ``is_upper_bound``: because of it the levels are upper bounds.
    """

    vehicle: str
    name: str
    method: Method
    threshold: float
    status: PlanStatus
    level_before: float | None
    level_after: float | None
    reachable_level: float | None
    assessed_value_usd: float | None
    items: list[PlannedItem]
    cost: float
    cost_is: Literal["imported value replaced in one vehicle, US dollars", "as given"]
    replaced_value_usd: float
    candidates: int
    left: list[Left]
    is_upper_bound: bool
    unknown: list[NotKnown]
    notes: list[str]
    solver: PlanSolver
    as_of: date
    graph_version: int
