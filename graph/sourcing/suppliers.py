"""Who supplies one item, who could make it, and who probably could (INTERFACE sections 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.keeping import read_settled
from graph.sourcing.answers import (
    InferredRequirementRef,
    RequirementEntry,
    Supplier,
    SuppliersAnswer,
    SupplyFigures,
)
from graph.sourcing.capability import Profile, capable_capacity
from graph.sourcing.judgement import Judgement, judge
from graph.sourcing.loading import (
    Enterprise,
    Item,
    Supply,
    load_enterprises,
    load_items,
    load_supplies,
    processes_meeting,
)
from graph.sourcing.makers import shown
from graph.sourcing.places import PlaceFilter, place_filter
from graph.sourcing.relatives import Inference, infer_requirements
from graph.sourcing.scoring import supplier_score
from graph.structure.loading import Walk
from graph.structure.reading import projection_of
from graph.structure.service import today

Include = Literal["current", "capable", "inferred"]
INCLUDED: tuple[Include, ...] = ("current", "capable", "inferred")


@dataclass(frozen=True, slots=True)
class _Question:
    """What a supplier is ranked for; ``profile`` holds the declared or the inferred processes."""

    item: Item
    profile: Profile
    inference: Inference | None
    units: float | None
    include: frozenset[str]
    day: str


def find_suppliers(
    graph: Graph,
    item_id: str,
    *,
    units: float | None = None,
    regions: Iterable[str] = (),
    countries: Iterable[str] = (),
    include: Iterable[str] = INCLUDED,
) -> SuppliersAnswer:
    """Enterprises that supply an item or could make it, best first.

    ``units`` a year, in the item's unit, lets the score fall where capacity is short; regions and
    countries in any spelling keep the enterprises located there (values of one are alternatives).
    Works for vehicles, assemblies, parts and materials. Raises NotFoundError for an unknown item,
    InputError for a wrong argument.
    """
    if units is not None and not (isfinite(units) and units > 0):
        raise InputError("units must be a number greater than 0")
    places = place_filter(regions, countries)
    chosen = _checked_include(include)

    def answer(version: int) -> SuppliersAnswer:
        return _find(graph, item_id, units, places, chosen, version)

    held = graph.projection
    return read_settled(graph.version_or_zero, answer, None if held is None else held.version)


def _find(
    graph: Graph,
    item_id: str,
    units: float | None,
    places: PlaceFilter,
    chosen: frozenset[str],
    version: int,
) -> SuppliersAnswer:
    walk = Walk(graph)
    item = load_items(walk, [item_id]).get(item_id)
    if item is None:
        raise NotFoundError(f"there is no item {item_id!r}")
    held = projection_of(graph, version)
    inference = None
    if "inferred" in chosen:
        inference = infer_requirements(walk, [item], held).get(item.id)
    profile = inference.profile if inference else item.profile
    question = _Question(item, profile, inference, units, chosen, today().isoformat())
    supplies = load_supplies(walk, {item.id: item}, held).get(item.id, [])
    enterprises = load_enterprises(
        walk, [supply.enterprise for supply in supplies], processes_meeting([profile])
    )
    found = list(_suppliers(question, supplies, enterprises.values(), places))
    found.sort(key=lambda supplier: (-supplier.score, supplier.enterprise.id))
    return SuppliersAnswer(
        item=item.id,
        kind=item.kind,
        name=item.name,
        unit=item.profile.unit,
        units=units,
        suppliers=found,
        inferred_requirements=inferred_refs(inference),
        graph_version=version,
    )


def inferred_refs(inference: Inference | None) -> list[InferredRequirementRef]:
    """Inferred requirements as answers give them."""
    if inference is None:
        return []
    return [
        InferredRequirementRef(
            process=entry.process,
            name=inference.names[entry.process],
            confidence=entry.confidence,
            relatives=list(entry.relatives),
        )
        for entry in inference.inferred
    ]


def _checked_include(include: Iterable[str]) -> frozenset[str]:
    words = include.split(",") if isinstance(include, str) else include
    chosen = frozenset(word.strip() for word in words)
    unknown = chosen - set(INCLUDED)
    if unknown or not chosen:
        wrong = f"unknown value {sorted(unknown)[0][:40]!r}" if unknown else "nothing"
        raise InputError(f"include: {wrong}; use one or more of {', '.join(INCLUDED)}")
    return chosen


def _suppliers(
    question: _Question,
    supplies: Sequence[Supply],
    enterprises: Iterable[Enterprise],
    places: PlaceFilter,
) -> Iterator[Supplier]:
    lines = {supply.enterprise: supply for supply in supplies}
    for enterprise in enterprises:
        if not places.admits(enterprise.ref.region, enterprise.ref.country):
            continue
        supply = lines.get(enterprise.ref.id)
        if supply is not None and "current" in question.include:
            yield _current(question, enterprise, supply)
            continue
        judged = judge(question.profile, enterprise.holder, question.day)
        if judged.capable and question.inference is not None:
            yield _possible(question, enterprise, judged, question.inference)
        elif judged.capable and "capable" in question.include:
            yield _possible(question, enterprise, judged, None)


def _current(question: _Question, enterprise: Enterprise, supply: Supply) -> Supplier:
    # Against what is declared: nobody fails what was only inferred.
    judged = judge(question.item.profile, enterprise.holder, question.day)
    score = supplier_score(
        "supplies",
        capacity=supply.annual_capacity,
        units=question.units,
        unknown=len(judged.unknown),
        missing=len(judged.missing),
    )
    return Supplier(
        enterprise=enterprise.ref,
        relation="supplies",
        score=score,
        capacity=supply.annual_capacity,
        met=shown(judged.met),
        missing=shown(judged.missing),
        unknown=shown(judged.unknown),
        supply=SupplyFigures(
            unit_price_usd=supply.unit_price_usd,
            lead_time_days=supply.lead_time_days,
            moq=supply.moq,
            share=supply.share,
        ),
    )


def _possible(
    question: _Question, enterprise: Enterprise, judged: Judgement, inference: Inference | None
) -> Supplier:
    capacity, known = capable_capacity(question.profile, judged.fitting)
    unknown = shown(judged.unknown)
    if not known and not any(entry.requirement == "mass" for entry in unknown):
        detail = "part of the capacity is in kg; the part's mass is not known"
        unknown.append(RequirementEntry(requirement="mass", process=None, detail=detail))
    confidence = None if inference is None else inference.confidence
    score = supplier_score(
        "capable" if inference is None else "inferred",
        capacity=capacity,
        units=question.units,
        unknown=len(unknown),
        confidence=1.0 if confidence is None else confidence,
    )
    return Supplier(
        enterprise=enterprise.ref,
        relation="capable" if inference is None else "inferred",
        score=score,
        capacity=capacity,
        met=shown(judged.met),
        missing=[],
        unknown=unknown,
        confidence=confidence,
    )
