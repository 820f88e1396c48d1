"""Answers about sourcing, as the HTTP service and the command line give them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from graph.sourcing.coverage_model import Objective, Relation

RequirementKind = Literal[
    "process", "mass", "size", "material", "certificate", "capacity", "moq", "max_suppliers"
]


class Answer(BaseModel):
    """Base of these answers: never changed once made."""

    model_config = ConfigDict(frozen=True)


class EnterpriseRef(Answer):
    """An enterprise in short: ``country`` ISO 3166-1 alpha-2, ``region`` ISO 3166-2."""

    id: str
    name: str
    country: str | None
    region: str | None


class RequirementEntry(Answer):
    """One thing asked of an enterprise, and how it stands with it, in a sentence.

    ``process`` is the required process it belongs to, None for what the question itself asks.
    ``capacity``, ``moq`` and ``max_suppliers`` occur only in coverage answers.
    """

    requirement: RequirementKind
    process: str | None
    detail: str


class SupplyFigures(Answer):
    """What a supplier states: US dollars and amounts per unit of the item, days."""

    unit_price_usd: float | None
    lead_time_days: float | None
    moq: float | None
    share: float | None


class Supplier(Answer):
    """An enterprise that supplies the item or could.

    ``capacity`` is a year's, in the item's unit; None is not limited, or not known where
    ``unknown`` says so. ``score`` is 0…1, see ``graph.sourcing.scoring``. ``confidence`` (0…1)
    and ``inferred`` requirements stand only behind the relation *inferred*.
    """

    enterprise: EnterpriseRef
    relation: Relation
    score: float
    capacity: float | None
    met: list[RequirementEntry]
    missing: list[RequirementEntry]
    unknown: list[RequirementEntry]
    supply: SupplyFigures | None = None
    confidence: float | None = None


class InferredRequirementRef(Answer):
    """A process that similar items require; ``relatives`` are those that do, nearest first."""

    process: str
    name: str
    confidence: float
    relatives: list[str]


class SuppliersAnswer(Answer):
    """Who supplies or could make ``item``, best first."""

    item: str
    kind: str
    name: str
    unit: str
    units: float | None
    suppliers: list[Supplier]
    inferred_requirements: list[InferredRequirementRef]
    graph_version: int


def _as_list(value: Any) -> Any:
    """Null is no restriction, one text a list of one."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _or_default(default: Any) -> Callable[[Any], Any]:
    """Null in a body is as good as leaving the field out."""
    return lambda value: default if value is None else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class CoverageRequest(BaseModel):
    """The question whether a set of enterprises meets a volume of ``units`` a year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_id: str
    units: float = Field(gt=0, allow_inf_nan=False, le=1e9, strict=True)
    regions: Texts = ()
    countries: Texts = ()
    certificates: Texts = ()
    max_suppliers: int | None = Field(default=None, ge=1, strict=True)
    objective: Annotated[Objective, BeforeValidator(_or_default("suppliers"))] = "suppliers"
    include_inferred: Annotated[bool, BeforeValidator(_or_default(False))] = Field(
        default=False, strict=True
    )


class Assignment(Answer):
    """``quantity`` of an item in its unit; ``capacity_share`` of the yearly capacity it takes from
    (the scarcest, where an item needs several processes), None where that is not limited.
    ``processes`` are the capabilities' own, empty for a supplies line."""

    item_id: str
    name: str
    quantity: float
    relation: Relation
    capacity_share: float | None
    processes: list[str] = []


class CoverageSupplier(Answer):
    """An enterprise of the plan; ``distance_km`` to the nearest maker, where both are known."""

    enterprise: EnterpriseRef
    assignments: list[Assignment]
    distance_km: float | None = None


class NearestCandidate(Answer):
    """An enterprise that could come closest to an item, and what it lacks."""

    enterprise: EnterpriseRef
    missing: list[RequirementEntry]


class Change(Answer):
    """One thing to add or to relax: a yearly ``capacity`` of a capability, a new capability for a
    ``process``, the capacity of a ``supplies`` line, its ``moq``, a ``certificate`` to obtain, or
    what the question asks: ``max_suppliers``, ``place``. From ``have`` to ``need``, where it is a
    figure."""

    kind: Literal["capacity", "process", "supplies", "moq", "certificate", "max_suppliers", "place"]
    process: str | None = None
    certificate: str | None = None
    have: float | None = None
    need: float | None = None
    unit: str | None = None
    detail: str


class ToCover(Answer):
    """With just these ``changes`` the enterprise delivers all that is missing (``quantity``), and
    the covered share is at least ``covered_share``."""

    enterprise: EnterpriseRef
    relation: Relation
    quantity: float
    changes: list[Change]
    covered_share: float


class TotalChange(Change):
    """A change for all the items together that it serves; without ``enterprise`` it is one of the
    question itself."""

    enterprise: EnterpriseRef | None
    item_ids: list[str]


class InTotal(Answer):
    """The first way ``to_cover`` each item, added up: with all ``changes`` everything missing of
    these items is delivered, and the covered share is at least ``covered_share``."""

    item_ids: list[str]
    changes: list[TotalChange]
    covered_share: float


class UncoveredItem(Answer):
    """``quantity`` of ``needed`` that nobody is assigned to, in the item's unit. ``to_cover``: what
    would cover it, the smallest change first."""

    item_id: str
    name: str
    quantity: float
    needed: float
    nearest: list[NearestCandidate]
    to_cover: list[ToCover] = []


class SolverSummary(Answer):
    """*optimal*: proven; *feasible*: the best in the time allowed, at most ``gap`` (relative) from
    the optimum."""

    status: Literal["optimal", "feasible"]
    seconds: float
    gap: float


class CoverageAnswer(Answer):
    """Whether ``units`` a year can be sourced, by whom, and what stays open.

    ``cost_usd`` counts assignments without a price (listed in ``unpriced`` as enterprise and item)
    at the mean known price of the item.
    """

    item_id: str
    name: str
    units: float
    objective: Objective
    status: Literal["covered", "partial", "none"]
    covered_share: float
    suppliers: list[CoverageSupplier]
    uncovered: list[UncoveredItem]
    in_total: InTotal | None = None
    single_source: list[str]
    cost_usd: float
    unpriced: list[tuple[str, str]]
    inferred_requirements: dict[str, list[InferredRequirementRef]] = {}
    solver: SolverSummary
    graph_version: int
