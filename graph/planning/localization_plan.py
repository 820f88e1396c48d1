"""What to localize so that a vehicle reaches a threshold of local content."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from graph.connection import Graph
from graph.errors import InputError
from graph.planning.capable import count_capable
from graph.planning.choice import Choice, useful
from graph.planning.choice_programme import NAME
from graph.planning.facts import Facts
from graph.planning.local_content import DEFAULT_THRESHOLD, Method, local_content
from graph.planning.localization import (
    assessed_value,
    bought_of,
    check_method,
    check_threshold,
    find_vehicle,
    not_known,
    notes_of,
)
from graph.planning.localization_left import left_in
from graph.planning.localization_plan_answers import (
    ItemTerms,
    LocalizationPlanAnswer,
    PlanSolver,
    PlanStatus,
)
from graph.planning.localization_terms import Terms, terms_of
from graph.planning.planned_items import planned_items
from graph.planning.reach import Nodes, reach_of
from graph.planning.reading import facts_of
from graph.planning.smallest_set import SmallestSet, smallest_set
from graph.settings import MOST_SECONDS
from graph.structure.bill import Mask
from graph.structure.lines import Selection, check_lifecycle
from graph.structure.service import today

SECONDS: Final = 10.0
"""For the search, unless said."""
VALUE_REPLACED: Final = "imported value replaced in one vehicle, US dollars"
NO_ITEMS: Final = ItemTerms()


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question, checked."""

    vehicle_id: str
    method: Method
    threshold: float
    share: float
    items: ItemTerms
    selection: Selection


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """All that the answer is put together from; ``assessed`` is None without an exworks price, and
    the choice's then counts for nothing."""

    facts: Facts
    vehicle: int
    selection: Selection
    terms: Terms
    choice: Choice
    assessed: float | None


def localization_plan(
    graph: Graph,
    vehicle_id: str,
    *,
    method: str = "tracing",
    threshold: float = DEFAULT_THRESHOLD,
    share: float = 1.0,
    items: ItemTerms = NO_ITEMS,
    capable_only: bool = False,
    as_of: date | None = None,
    lifecycle: str = "as-planned",
    seconds: float = SECONDS,
) -> LocalizationPlanAnswer:
    """The fewest items that reach the threshold, and of such sets the one of least cost; with costs
    in ``items`` the least cost first. ``share`` of an item's foreign supply is localized.

    ``seconds`` bounds the search; then the best set found counts, and ``solver`` says so. Raises
    NotFoundError for anything but a vehicle and for unknown items, InputError for an unknown
    method, a threshold or share outside 0…1, ``seconds`` outside 0…86,400, and vehicles among the
    items.
    """
    check_threshold(threshold)
    if not 0.0 <= seconds <= MOST_SECONDS:
        raise InputError(f"seconds must be a number from 0 to {MOST_SECONDS:,.0f}")
    asked = _Asked(
        vehicle_id,
        check_method(method),
        threshold,
        share,
        items,
        Selection(as_of or today(), check_lifecycle(lifecycle)),
    )
    facts, capable = count_capable(graph) if capable_only else (facts_of(graph), None)
    return _answer(_case(facts, asked, capable), seconds)


def _case(facts: Facts, asked: _Asked, capable: Nodes | None) -> _Case:
    vehicle = find_vehicle(facts, asked.vehicle_id)
    reach = reach_of(facts.bill, [vehicle], asked.selection)
    bought = bought_of(facts, reach).without_roots(reach)
    terms = terms_of(
        facts,
        reach,
        bought,
        share=asked.share,
        items=asked.items,
        capable=capable,
    )
    assessed = assessed_value(facts, vehicle)
    choice = Choice(
        reach=reach,
        bought=bought,
        root=int(reach.roots[0]),
        method=asked.method,
        threshold=asked.threshold,
        assessed=assessed or 1.0,
        shares=terms.shares,
        costs=terms.costs,
    )
    return _Case(facts, vehicle, asked.selection, terms, choice, assessed)


def _answer(case: _Case, seconds: float) -> LocalizationPlanAnswer:
    started = time.monotonic()
    choice = case.choice
    smaller, limits = useful(choice)
    everything, nothing = smaller.shares > 0, np.zeros(choice.reach.size, dtype=np.bool_)
    status: PlanStatus = "out of reach"
    found = SmallestSet(nothing, None, 0.0, 0)
    if case.assessed is None:
        status = "no exworks price"
    elif choice.reaches(nothing):
        status = "reached already"
    elif choice.reaches(everything):
        status, found = "reached", smallest_set(smaller, limits, seconds)
    in_place = choice.bought_with(found.chosen)
    content = local_content(choice.reach, in_place, choice.root, choice.method, choice.threshold)
    unknown = [not_known(case.facts, choice.reach, node) for node in content.not_known.tolist()]
    return LocalizationPlanAnswer(
        vehicle=case.facts.bill.items.ids[case.vehicle],
        name=case.facts.bill.items.names[case.vehicle],
        method=choice.method,
        threshold=choice.threshold,
        status=status,
        level_before=_level(case, nothing),
        level_after=_level(case, found.chosen),
        reachable_level=_level(case, everything),
        assessed_value_usd=case.assessed,
        items=planned_items(case.facts, choice, found.chosen, case.terms.capable),
        cost=choice.cost(found.chosen),
        cost_is=VALUE_REPLACED if choice.costs is None else "as given",
        replaced_value_usd=float(choice.replaced(found.chosen).sum()),
        candidates=int((choice.shares > 0).sum()),
        left=left_in(case.facts, choice, everything, case.terms.barred)
        if status == "out of reach"
        else [],
        is_upper_bound=bool(unknown),
        unknown=unknown,
        notes=_notes(case, status, bool(unknown)),
        solver=_solver(found, status, time.monotonic() - started),
        as_of=case.selection.as_of,
        graph_version=case.facts.version,
    )


def _level(case: _Case, chosen: Mask) -> float | None:
    return None if case.assessed is None else case.choice.level(chosen)


def _notes(case: _Case, status: PlanStatus, is_upper_bound: bool) -> list[str]:
    found = [*case.terms.notes]
    if status == "out of reach":
        found.append("even with everything that is up for choice localized the threshold is missed")
    if status == "no exworks price":
        found.append("without a level no set can be sought")
    if is_upper_bound:
        found.append(
            "what is not known adds no imported value here; if it does, the set may not suffice"
        )
    return found + notes_of(case.facts, case.choice.reach, case.vehicle, case.assessed)


def _solver(found: SmallestSet, status: PlanStatus, seconds: float) -> PlanSolver:
    searched = status == "reached"
    return PlanSolver(
        status="not needed" if not searched else "feasible" if found.unproven else "optimal",
        name=NAME if searched else "",
        unproven=found.unproven,
        gap=found.gap,
        rows=found.rows,
        seconds=seconds,
    )
