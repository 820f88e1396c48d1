"""The answer in units, enterprises and shares, from steps on the grid."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from graph.sourcing.coverage_bounds import Amounts, enterprises_above, missing_steps
from graph.sourcing.coverage_grid import PIECE, CoverageGrid, pool_uses
from graph.sourcing.coverage_model import (
    CoverageAssignment,
    CoveragePlan,
    CoveragePool,
    CoverageProblem,
    SolverReport,
    UncoveredLeaf,
)
from graph.sourcing.coverage_numbers import rational
from graph.sourcing.coverage_objective import distances, prices


def plan_from(
    problem: CoverageProblem, grid: CoverageGrid, amounts: Amounts, solver: SolverReport
) -> CoveragePlan:
    """``amounts`` as a plan; assignments by enterprise, then in the order of the explosion."""
    missing = {leaf: missing_steps(grid, amounts, leaf) for leaf in grid.leaves}
    share = sum(
        (1 - Fraction(missing[leaf], grid.needs[leaf] or 1) for leaf in grid.leaves), Fraction()
    ) / len(grid.leaves)
    units = _in_units(grid, amounts)
    pools = {pool.id: pool for pool in problem.pools}
    order = sorted(units, key=lambda o: (grid.offers[o].source.enterprise, grid.offers[o].item, o))
    price, length = prices(problem, grid), distances(problem, grid)
    used = sorted({grid.offers[offer].enterprise for offer in units})
    return CoveragePlan(
        status=_status(share),
        covered_share=float(share),
        enterprises=tuple(grid.enterprises[number] for number in used),
        assignments=tuple(_assignment(pools, grid, offer, units[offer]) for offer in order),
        uncovered=tuple(
            _uncovered(grid, leaf, steps) for leaf, steps in missing.items() if steps > 0
        ),
        single_source=tuple(
            grid.items[leaf].id
            for leaf in grid.leaves
            if missing[leaf] < grid.needs[leaf] and len(enterprises_above(grid, leaf)) == 1
        ),
        cost=float(sum((price[offer] * amount for offer, amount in units.items()), Fraction())),
        distance_km=float(sum((length[number] for number in used), Fraction())),
        unpriced=tuple(
            dict.fromkeys(
                (grid.offers[offer].source.enterprise, grid.offers[offer].source.item)
                for offer in order
                if grid.offers[offer].source.unit_price is None
            )
        ),
        solver=solver,
        taken=_taken(pools, grid, units),
    )


def _taken(
    pools: Mapping[str, CoveragePool], grid: CoverageGrid, units: Mapping[int, Fraction]
) -> dict[str, Fraction]:
    """Of each limited pool what the amounts take."""
    taken: dict[str, Fraction] = {}
    for offer, amount in units.items():
        entry = grid.offers[offer]
        for pool, use in (pool_uses(entry.source, pools, grid.items[entry.item]) or {}).items():
            taken[pool] = taken.get(pool, Fraction()) + use * amount
    return taken


def _status(share: Fraction) -> Literal["covered", "partial", "none"]:
    if share >= 1:
        return "covered"
    return "partial" if share > 0 else "none"


def _in_units(grid: CoverageGrid, amounts: Amounts) -> dict[int, Fraction]:
    """Steps as units; an item not counted in pieces is cut back where the grid overshot its need
    by a part of a step."""
    units = {
        offer: steps * grid.steps[grid.offers[offer].item]
        for offer, steps in amounts.items()
        if steps > 0
    }
    for item, node in enumerate(grid.items):
        taken = [offer for offer in grid.offers_of[item] if offer in units]
        if node.unit == PIECE or not taken:
            continue
        excess = sum((units[offer] for offer in taken), Fraction()) - rational(node.need)
        largest = max(taken, key=lambda offer: units[offer])
        if 0 < excess < units[largest] - rational(grid.offers[largest].source.moq):
            units[largest] -= excess
    return units


def _assignment(
    pools: Mapping[str, CoveragePool], grid: CoverageGrid, offer: int, amount: Fraction
) -> CoverageAssignment:
    source = grid.offers[offer].source
    named = dict.fromkeys((source.pool, *(pool for pool, _ in source.also)))
    uses = pool_uses(source, pools, grid.items[grid.offers[offer].item]) or {}
    shares = [
        float(amount * uses.get(id_, Fraction()) / rational(capacity)) if capacity else 0.0
        for id_ in named
        if (capacity := pools[id_].capacity) is not None
    ]
    share = max(shares, default=None)
    return CoverageAssignment(
        source.enterprise, source.item, float(amount), source.relation, source.pool, share
    )


def _uncovered(grid: CoverageGrid, leaf: int, steps: int) -> UncoveredLeaf:
    """Missing and needed: whole pieces, or in the item's own unit at most the stated need."""
    node, step = grid.items[leaf], grid.steps[leaf]
    needed = grid.needs[leaf] * step if node.unit == PIECE else rational(node.need)
    return UncoveredLeaf(node.id, float(min(steps * step, needed)), float(needed))
