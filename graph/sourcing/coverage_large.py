"""Coverage with more offers than a solver takes in seconds: a plan that keeps every rule, and how
far from the best it can be at most."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from graph.sourcing.coverage_bounds import Amounts, missing_steps, used_enterprises
from graph.sourcing.coverage_fill import consolidate, fill
from graph.sourcing.coverage_grid import PIECE, CoverageGrid, build_grid
from graph.sourcing.coverage_model import CoveragePlan, CoverageProblem, SolverReport
from graph.sourcing.coverage_plan import plan_from
from graph.sourcing.coverage_prices import abilities, fewest_enterprises
from graph.sourcing.coverage_problem import Field, Needs
from graph.sourcing.coverage_reach import NOISE, LeafColumns, Reach, leaf_columns, reach_of
from graph.sourcing.coverage_shortlist import Shortlist, shorten
from graph.sourcing.judging import Rows
from graph.sourcing.loading import Supply

MOST_PAIRS = 20_000
"""Pairs of leaf and maker up to which everything is given to the solver."""
CHOOSING, CONSOLIDATING = 0.6, 0.8
"""Of the time, when each has to end."""


@dataclass(frozen=True, slots=True)
class Large:
    """Everyone's reach, and the offers chosen."""

    leaves: LeafColumns
    reaches: Sequence[Reach]
    shortlist: Shortlist


def shortened(
    needs: Needs, field: Field, largest: int | None, started: float, seconds: float
) -> Large | None:
    """The choice of offers where there are too many for the solver, else None."""
    enterprises = field.admitted.enterprises
    if len(needs.leaves) * len(enterprises) <= MOST_PAIRS:
        return None
    nodes = [node for node in needs.nodes if node.is_leaf and node.need > 0]
    profiles = [
        field.inferences[node.id].profile
        if node.id in field.inferences
        else field.items[node.id].profile
        for node in nodes
    ]
    amounts = np.array([node.need for node in nodes])
    whole = np.array([node.unit == PIECE for node in nodes])
    leaves = leaf_columns(profiles, np.where(whole, np.ceil(amounts - NOISE), amounts))
    number = {node.id: row for row, node in enumerate(nodes)}
    lines: dict[str, list[tuple[int, Supply]]] = {}
    for item, row in number.items():
        for line in field.supplies.get(item, ()):
            lines.setdefault(line.enterprise, []).append((row, line))
    day = field.admitted.day
    reaches = [
        reach_of(leaves, enterprise.holder, lines.get(id_, ()), day)
        for id_, enterprise in sorted(enterprises.items())
    ]
    if sum(len(reach.makes) for reach in reaches) <= MOST_PAIRS:
        return None
    shortlist = shorten(leaves, reaches, largest, started + CHOOSING * seconds)
    return Large(leaves, reaches, shortlist)


def solve_large(
    problem: CoverageProblem, large: Large, started: float, seconds: float
) -> CoveragePlan:
    """The plan for ``problem``, whose offers are those chosen; proven is what holds for all."""
    grid = build_grid(problem)
    filling = fill(grid, large.shortlist.start, problem.max_suppliers)
    consolidate(filling, started + CONSOLIDATING * seconds)
    report = _report(problem, grid, filling.amounts, large, started + seconds)
    return plan_from(
        problem, grid, filling.amounts, replace(report, seconds=time.monotonic() - started)
    )


def _report(
    problem: CoverageProblem, grid: CoverageGrid, amounts: Amounts, large: Large, end: float
) -> SolverReport:
    """What is proven, stage by stage; the gap is that of the first which is not."""
    best, covered = _most_covered(problem, grid, amounts, large)
    if best > covered:
        return SolverReport("feasible", 0.0, float((best - covered) / best), "coverage")
    used = len(used_enterprises(grid, amounts))
    ability = abilities(large.leaves, large.reaches, _wholes(problem, large))
    fewest = fewest_enterprises(ability, large.shortlist.start, large.leaves, end)
    if used > max(1, fewest):
        gap = (used - max(1, fewest)) / used
        return SolverReport("feasible", 0.0, gap, "enterprises")
    if problem.objective == "suppliers" or not used:
        return SolverReport("optimal", 0.0, 0.0)
    return SolverReport("feasible", 0.0, 1.0, "objective")


def _most_covered(
    problem: CoverageProblem, grid: CoverageGrid, amounts: Amounts, large: Large
) -> tuple[float, float]:
    """The covered share that no plan exceeds, and that of this plan. For each leaf there are as
    many offers as it could use, so what is left out adds nothing to the first."""
    count = len(grid.leaves)
    best = covered = Fraction()
    for leaf in grid.leaves:
        need = grid.needs[leaf]
        most = sum(grid.offers[offer].high for offer in grid.offers_of[leaf])
        best += 1 if leaf in grid.through or most >= need else Fraction(most, need)
        covered += 1 - Fraction(missing_steps(grid, amounts, leaf), need or 1)
    limit = float(best / count)
    if problem.max_suppliers is not None and best > covered:
        ability = abilities(large.leaves, large.reaches, _wholes(problem, large))
        reach = np.sort(np.bincount(ability.enterprises, ability.most))[::-1]
        limit = min(limit, float(reach[: problem.max_suppliers].sum()) / count + NOISE)
    return (limit if best > covered else float(covered / count)), float(covered / count)


def _wholes(problem: CoverageProblem, large: Large) -> dict[str, Rows]:
    """By enterprise the leaves inside the assemblies that it supplies."""
    number = {leaf: row for row, leaf in enumerate(large.leaves.ids)}
    inside: dict[str, list[int]] = {}
    for assembly, below in problem.per_unit:
        if below in number:
            inside.setdefault(assembly, []).append(number[below])
    found: dict[str, set[int]] = {}
    for offer in problem.offers:
        if offer.item in inside:
            found.setdefault(offer.enterprise, set()).update(inside[offer.item])
    return {name: np.array(sorted(rows)) for name, rows in found.items()}
