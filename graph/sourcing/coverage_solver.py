"""Which enterprises cover a volume: OR-Tools CP-SAT in three stages (INTERFACE section 5).

1. The largest covered share: the mean over leaves of covered ÷ needed. Whole numbers stand for
   1/need, see ``coverage_bounds.loss_weights``: exact when the least common multiple of the needs
   of coupled leaves fits into 2^50, which quantities x one volume practically always do, and exact
   whenever everything with an offer can be covered, since then nothing has to be weighed. Parts of
   the problem that share no binding capacity and no assembly are solved one by one.
2. The fewest enterprises among those plans. 3. The lowest cost or distance among those: prices
   and distances are compared exactly as decimals while the total stays below 2^53, else rounded
   to that scale.

Rounding of pieces: a need is rounded up. What an assembly bought above brings may be a fraction
(scrap), so the pieces still open below it are ``ceil(need - brought)``: direct assignments never
exceed them, and what is left of them is missing. With whole quantities this is the plain rule
*direct + brought <= need*. An assembly rounded up to whole pieces may bring more of a leaf than is
needed; that leaf is then covered, and gets no direct assignment.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph.sourcing.coverage_bounds import (
    Amounts,
    components,
    enterprises_above,
    fewest_possible,
    loss_weights,
    most_of_one_item,
    reach,
    used_enterprises,
    weighted_loss,
)
from graph.sourcing.coverage_grid import CoverageGrid, build_grid
from graph.sourcing.coverage_model import (
    CoveragePlan,
    CoverageProblem,
    SolverLimits,
    SolverReport,
)
from graph.sourcing.coverage_objective import StageObjective, stage_objective
from graph.sourcing.coverage_plan import plan_from
from graph.sourcing.coverage_program import CoverageProgram
from graph.sourcing.coverage_start import QuickPlanner

Stage = Literal["coverage", "enterprises", "objective"]


@dataclass(slots=True)
class _Search:
    """The best plan so far, and the first stage that could not be proven."""

    grid: CoverageGrid
    limits: SolverLimits
    end: float
    amounts: Amounts = field(default_factory=dict)
    unproven: Stage | None = None
    gap: float = 0.0

    def left(self, share: float = 1.0) -> float:
        return (self.end - time.monotonic()) * share

    def doubt(self, stage: Stage, gap: float) -> None:
        """Record a stage without proof; of several parts of the first such stage the widest gap."""
        if self.unproven in (None, stage):
            self.unproven = stage
            self.gap = min(1.0, max(0.0, gap, self.gap))


def solve_coverage(problem: CoverageProblem, limits: SolverLimits | None = None) -> CoveragePlan:
    """The best plan for ``problem`` within ``limits.seconds``; always a plan that keeps the rules.

    Raises ValueError for a malformed problem. Nothing coverable is an answer, not an error.
    """
    started = time.monotonic()
    limits = limits or SolverLimits()
    grid = build_grid(problem)
    search = _Search(grid, limits, started + limits.seconds)
    largest = problem.max_suppliers
    if largest is not None and largest >= len(grid.enterprises):
        largest = None
    groups = components(grid) if largest is None else _one_group(grid)
    ceilings = [
        (weights, _largest_share(search, items, weights, largest))
        for items in groups
        if (weights := _weights(grid, items))
    ]
    if used_enterprises(grid, search.amounts):
        _fewest_then_best(search, problem, ceilings)
    seconds = time.monotonic() - started
    status: Literal["optimal", "feasible"] = "feasible" if search.unproven else "optimal"
    report = SolverReport(status, seconds, search.gap, search.unproven)
    return plan_from(problem, grid, search.amounts, report)


def _one_group(grid: CoverageGrid) -> list[list[int]]:
    """With few enterprises allowed everything depends on everything."""
    return [[item for group in components(grid) for item in group]]


def _weights(grid: CoverageGrid, items: list[int]) -> dict[int, int]:
    return loss_weights(grid, [i for i in items if grid.items[i].is_leaf and grid.needs[i] > 0])


def _largest_share(
    search: _Search, items: list[int], weights: dict[int, int], largest: int | None
) -> int:
    """Stage 1 for one component: puts its plan into the search, returns its weighted loss."""
    grid = search.grid
    if len(items) == 1 and largest is None:
        closed = most_of_one_item(grid, items[0])
        if closed is not None:
            search.amounts.update(closed)
            return weighted_loss(grid, weights, closed)
    planner = QuickPlanner(grid, items)
    if largest is None:
        plan = planner.plan()
    else:
        end = time.monotonic() + search.left(0.2)
        plan = planner.few_enterprises(weights, 0, largest, end) or {}
    loss = weighted_loss(grid, weights, plan)
    floor = sum(
        weight * max(0, grid.needs[leaf] - sum(grid.offers[o].high for o in grid.offers_of[leaf]))
        for leaf, weight in weights.items()
        if leaf not in grid.through
    )
    whole = sum(weight * grid.needs[leaf] for leaf, weight in weights.items())
    if largest is not None:
        furthest = sorted(reach(grid, weights).values(), reverse=True)[:largest]
        floor = max(floor, whole - sum(furthest))
    if loss > floor:
        program = CoverageProgram(grid, items, with_enterprises=largest is not None)
        if largest is not None:
            program.most_enterprises(largest)
        result = program.minimise(
            program.loss(weights), plan, search.left(0.5), search.limits, largest is not None
        )
        if (
            result.amounts is not None
            and (found := weighted_loss(grid, weights, result.amounts)) <= loss
        ):
            plan, loss = result.amounts, found
        if not result.proven:
            bound = max(floor, math.ceil(result.bound - 1e-6))
            search.doubt("coverage", (loss - bound) / max(1, whole - bound))
    search.amounts.update(plan)
    return loss


def _fewest_then_best(
    search: _Search, problem: CoverageProblem, ceilings: list[tuple[dict[int, int], int]]
) -> None:
    """Stages 2 and 3: both keep the coverage reached, the third also the number of enterprises."""
    grid = search.grid
    items = [item for group in components(grid) for item in group]
    program = CoverageProgram(grid, items, with_enterprises=True)
    for weights, loss in ceilings:
        _keep_coverage(program, weights, loss)
    search.amounts = _with_few_enterprises(search, items, ceilings)
    fewest = StageObjective({}, dict.fromkeys(program.used, 1))
    share = 1.0 if problem.objective == "suppliers" else 0.6
    _improve(search, program, fewest, "enterprises", share, fewest_possible(grid, ceilings))
    if problem.objective == "suppliers":
        return
    program.most_enterprises(len(used_enterprises(grid, search.amounts)))
    _improve(search, program, stage_objective(problem, grid), "objective", 1.0, 0)


def _with_few_enterprises(
    search: _Search, items: list[int], ceilings: list[tuple[dict[int, int], int]]
) -> Amounts:
    """A better start for stage 2, where a quick one keeps the coverage of every component."""
    grid = search.grid
    weights = {leaf: weight for part, _ in ceilings for leaf, weight in part.items()}
    target = sum(loss for _, loss in ceilings)
    end = time.monotonic() + search.left(0.4)
    plan = QuickPlanner(grid, items).few_enterprises(weights, target, None, end)
    count = len(used_enterprises(grid, search.amounts))
    if plan is None or len(used_enterprises(grid, plan)) >= count:
        return search.amounts
    kept = all(weighted_loss(grid, part, plan) <= loss for part, loss in ceilings)
    return plan if kept else search.amounts


def _improve(
    search: _Search,
    program: CoverageProgram,
    goal: StageObjective,
    stage: Stage,
    share: float,
    known: int,
) -> None:
    """Replace the plan by one that is better for ``goal``, as far as time allows; no plan is below
    ``known``."""
    grid = search.grid
    best = goal.value(grid, search.amounts)
    floor = max(known, goal.floor())
    if best <= floor:
        return
    result = program.minimise(
        program.expression(goal),
        search.amounts,
        search.left(share),
        search.limits,
        stage == "enterprises",
    )
    if result.amounts is not None and goal.value(grid, result.amounts) <= best:
        search.amounts, best = result.amounts, goal.value(grid, result.amounts)
    if not result.proven:
        bound = max(floor, math.ceil(result.bound - 1e-6))
        search.doubt(stage, (best - bound) / max(1, best))


def _keep_coverage(program: CoverageProgram, weights: Mapping[int, int], loss: int) -> None:
    """No plan may lose more than ``loss``, said leaf by leaf where that is the same."""
    grid = program.grid
    if loss == 0 or len(weights) == 1:
        for leaf, weight in weights.items():
            program.model.add(program.missing[leaf] <= loss // weight)
            if loss // weight < grid.needs[leaf]:
                program.one_of(enterprises_above(grid, leaf))
    else:
        program.model.add(program.loss(weights) <= loss)
