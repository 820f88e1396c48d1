"""The coverage optimiser against an enumeration of every plan, and its promises one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.sourcing.coverage_model import (
    CoverageNode,
    CoverageOffer,
    CoveragePlan,
    CoveragePool,
    CoverageProblem,
    SolverLimits,
)
from graph.sourcing.coverage_solver import solve_coverage
from tests.sourcing.every_plan import every_plan, keeps_rules

LIMITS = SolverLimits(seconds=20)


@st.composite
def small_problems(draw: st.DrawFn) -> CoverageProblem:
    """Two or three leaves, perhaps under an assembly; two or three enterprises, few pieces."""
    units = draw(st.integers(1, 3))
    quantities = draw(st.lists(st.integers(1, 2), min_size=2, max_size=3))
    masses = [draw(st.sampled_from([0.5, 1.25, 2.0])) for _ in quantities]
    nodes = [CoverageNode("root", units, False, mass_kg=5.0)]
    inside = draw(st.integers(1, len(quantities)))
    nodes.append(CoverageNode("assembly", units, False, mass_kg=3.0))
    for number, quantity in enumerate(quantities):
        nodes.append(CoverageNode(f"p{number}", units * quantity, True, mass_kg=masses[number]))
    per_unit = {("root", "assembly"): 1.0}
    for number, quantity in enumerate(quantities):
        per_unit["root", f"p{number}"] = quantity
        if number < inside:
            per_unit["assembly", f"p{number}"] = quantity
    names = ["a", "b", "c"][: draw(st.integers(2, 3))]
    pools = {
        f"{name}-{unit}": CoveragePool(
            f"{name}-{unit}", draw(st.sampled_from([None, 0.0, 1.5, 2.0, 3.0, 4.75])), unit
        )
        for name in names
        for unit in ("piece", "kg")
    }
    offers = []
    for number in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(names))
        item = draw(st.sampled_from([n.id for n in nodes if n.is_leaf] * 2 + ["assembly", "root"]))
        pool = draw(st.sampled_from([f"{name}-piece", f"{name}-kg", f"line-{number}"]))
        if pool.startswith("line"):
            pools[pool] = CoveragePool(pool, draw(st.sampled_from([None, 1.0, 2.0, 3.0])))
        offers.append(
            CoverageOffer(
                name,
                item,
                pool,
                "supplies" if pool.startswith("line") else "capable",
                moq=draw(st.sampled_from([0, 0, 2, 3])),
                unit_price=draw(st.sampled_from([None, 1.0, 2.5, 7.25])),
            )
        )
    return CoverageProblem(
        nodes=tuple(nodes),
        pools=tuple(pools.values()),
        offers=tuple(offers),
        per_unit=per_unit,
        distance_km={name: draw(st.sampled_from([None, 1.0, 12.5, 300.0])) for name in names},
        max_suppliers=draw(st.sampled_from([None, None, 1, 2])),
        objective=draw(st.sampled_from(["suppliers", "cost", "distance"])),
    )


def whole_amounts(problem: CoverageProblem, plan: CoveragePlan) -> tuple[int, ...]:
    """Assignments back in the order of the offers."""
    left = list(plan.assignments)
    amounts = []
    for offer in problem.offers:
        match = next(
            (
                a
                for a in left
                if (a.enterprise, a.item, a.pool) == (offer.enterprise, offer.item, offer.pool)
                and (a.amount >= offer.moq)
            ),
            None,
        )
        if match is not None:
            left.remove(match)
        amounts.append(int(match.amount) if match else 0)
    assert not left
    return tuple(amounts)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(small_problems())
def test_all_three_values_match_the_enumeration(problem: CoverageProblem) -> None:
    plan = solve_coverage(problem, LIMITS)
    best = every_plan(problem)
    assert plan.solver.status == "optimal"
    assert plan.solver.gap == 0.0
    assert plan.covered_share == pytest.approx(float(best.share), abs=1e-9)
    assert len(plan.enterprises) == best.enterprises
    if problem.objective == "cost":
        assert plan.cost == pytest.approx(float(best.third), abs=1e-9)
    if problem.objective == "distance":
        assert plan.distance_km == pytest.approx(float(best.third), abs=1e-9)
    assert keeps_rules(problem, whole_amounts(problem, plan))
    assert all(a.amount == int(a.amount) > 0 for a in plan.assignments)
    missing = {leaf.item: leaf.missing for leaf in plan.uncovered}
    leaves = [node for node in problem.nodes if node.is_leaf]
    shares = [1 - missing.get(node.id, 0.0) / node.need for node in leaves]
    assert plan.covered_share == pytest.approx(sum(shares) / len(shares), abs=1e-9)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(small_problems(), st.data())
def test_more_capacity_never_covers_less(problem: CoverageProblem, data: st.DataObject) -> None:
    widened = tuple(
        replace(pool, capacity=data.draw(st.sampled_from([None, pool.capacity + 1.25])))
        if pool.capacity is not None
        else pool
        for pool in problem.pools
    )
    before = solve_coverage(problem, LIMITS).covered_share
    after = solve_coverage(replace(problem, pools=widened), LIMITS).covered_share
    assert after >= before - 1e-12


def simple(need: float, *offers: CoverageOffer, unit: str = "piece", **pools: float | None):
    """One leaf, and pools by name."""
    return CoverageProblem(
        nodes=(CoverageNode("root", 1, False), CoverageNode("p", need, True, unit, 2.0)),
        pools=tuple(CoveragePool(name, capacity) for name, capacity in pools.items()),
        offers=offers,
    )


def test_minimum_order_above_the_need_excludes_the_line() -> None:
    line = CoverageOffer("a", "p", "x", "supplies", moq=11)
    plan = solve_coverage(simple(10, line, x=None))
    assert plan.status == "none"
    assert plan.assignments == ()
    assert plan.enterprises == ()
    assert [(leaf.item, leaf.missing) for leaf in plan.uncovered] == [("p", 10.0)]
    assert plan.single_source == ()
    assert solve_coverage(simple(11, line, x=None)).covered_share == 1.0


def test_minimum_orders_that_do_not_fit_together() -> None:
    offers = [CoverageOffer(n, "p", n, "supplies", moq=6) for n in ("a", "b")]
    plan = solve_coverage(simple(10, *offers, a=7, b=6))
    assert plan.covered_share == pytest.approx(0.7)
    assert plan.enterprises == ("a",)


def test_two_offers_of_one_item_share_their_pool() -> None:
    offers = [CoverageOffer("a", "p", "x", relation) for relation in ("capable", "inferred")]
    plan = solve_coverage(simple(2, *offers, x=1.5))
    assert plan.covered_share == 0.5
    assert sum(assignment.amount for assignment in plan.assignments) == 1.0


def test_pieces_are_whole_and_noise_is_not_a_piece() -> None:
    offer = CoverageOffer("a", "p", "x", "supplies")
    assert solve_coverage(simple(40.8, offer, x=None)).assignments[0].amount == 41.0
    assert solve_coverage(simple(41.00000000001, offer, x=None)).assignments[0].amount == 41.0
    assert solve_coverage(simple(40.8, offer, x=20.9)).covered_share == pytest.approx(20 / 41)


@pytest.mark.parametrize("need", [0.000123, 1.5, 1234.56789, 1 / 3, 98765432.1])
def test_other_units_are_assigned_to_the_full_need(need: float) -> None:
    offer = CoverageOffer("a", "p", "x", "supplies")
    plan = solve_coverage(simple(need, offer, unit="kg", x=None))
    assert plan.status == "covered"
    assert plan.assignments[0].amount == pytest.approx(need, rel=1e-9)


def test_mass_decides_in_a_capacity_of_kg() -> None:
    problem = simple(10, CoverageOffer("a", "p", "x", "capable"))
    kg = replace(problem, pools=(CoveragePool("x", 9.0, "kg"),))
    plan = solve_coverage(kg)
    assert plan.assignments[0].amount == 4.0
    assert plan.assignments[0].capacity_share == pytest.approx(8 / 9)
    unknown = replace(kg, nodes=(kg.nodes[0], replace(kg.nodes[1], mass_kg=None)))
    assert solve_coverage(unknown).status == "none"


def test_scrap_below_a_bought_assembly_leaves_whole_pieces_open() -> None:
    nodes = (
        CoverageNode("top", 10, False),
        CoverageNode("asm", 10.2, False),
        CoverageNode("p", 41.208, True),
    )
    per_unit = {("asm", "p"): 4.04, ("top", "asm"): 1.02, ("top", "p"): 4.1208}
    whole = CoverageOffer("a", "asm", "w", "supplies")
    part = CoverageOffer("b", "p", "q", "supplies")
    problem = CoverageProblem(
        nodes, (CoveragePool("w", 10.0), CoveragePool("q", None)), (whole, part), per_unit
    )
    one = solve_coverage(problem)
    assert [(a.enterprise, a.amount) for a in one.assignments] == [("b", 42.0)]
    alone = solve_coverage(replace(problem, offers=(whole,)))
    assert [(u.item, u.missing, u.needed) for u in alone.uncovered] == [("p", 1.0, 42.0)]
    less = replace(problem, pools=(CoveragePool("w", 10.0), CoveragePool("q", 1.0)))
    both = solve_coverage(less)
    assert both.status == "covered"
    assert {(a.enterprise, a.amount) for a in both.assignments} == {("a", 10.0), ("b", 1.0)}
    free = replace(problem, offers=(whole,), pools=(CoveragePool("w", None), less.pools[1]))
    over = solve_coverage(free)
    assert over.status == "covered"
    assert [a.amount for a in over.assignments] == [11.0]


def test_single_source_counts_enterprises_above_and_direct() -> None:
    nodes = tuple(CoverageNode(i, 5, i != "asm") for i in ("asm", "p", "q", "r"))
    offers = (
        CoverageOffer("a", "asm", "a", "supplies"),
        CoverageOffer("a", "p", "a2", "supplies"),
        CoverageOffer("b", "q", "b", "supplies"),
    )
    pools = tuple(CoveragePool(name, None) for name in ("a", "a2", "b"))
    per_unit = {("asm", "p"): 1.0, ("asm", "q"): 1.0}
    plan = solve_coverage(CoverageProblem(nodes, pools, offers, per_unit))
    assert plan.single_source == ("p",)
    assert plan.enterprises == ("a",)
    assert [leaf.item for leaf in plan.uncovered] == ["r"]


def test_unpriced_offers_count_at_the_mean_and_are_named() -> None:
    offers = (
        CoverageOffer("a", "p", "a", "supplies", unit_price=2.0),
        CoverageOffer("b", "p", "b", "supplies", unit_price=4.0),
        CoverageOffer("c", "p", "c", "supplies"),
    )
    problem = replace(simple(30, *offers, a=10, b=10, c=10), objective="cost")
    plan = solve_coverage(problem)
    assert plan.cost == pytest.approx(90.0)
    assert plan.unpriced == (("c", "p"),)


def crowded(seed_size: int = 60) -> CoverageProblem:
    """Many leaves and enterprises with shared, scarce capacities and minimum orders."""
    leaves = [f"p{n}" for n in range(seed_size)]
    names = [f"e{n:02d}" for n in range(25)]
    offers = tuple(
        CoverageOffer(name, leaf, name, "capable", moq=(i * 7 + j * 13) % 900, unit_price=1 + i * j)
        for i, leaf in enumerate(leaves)
        for j, name in enumerate(names)
        if (i * 31 + j * 17) % 5 < 2
    )
    return CoverageProblem(
        nodes=tuple(CoverageNode(leaf, 997 + 13 * i, True) for i, leaf in enumerate(leaves)),
        pools=tuple(CoveragePool(name, 1500.0 + 211 * j) for j, name in enumerate(names)),
        offers=offers,
        objective="cost",
    )


def test_the_time_limit_holds_and_the_gap_is_told() -> None:
    problem = crowded()
    plan = solve_coverage(problem, SolverLimits(seconds=0.5))
    assert plan.solver.seconds < 2.0
    assert (plan.solver.status == "optimal") == (plan.solver.gap == 0.0)
    assert 0 < plan.covered_share <= 1
    assert keeps_capacity(problem, plan)


def keeps_capacity(problem: CoverageProblem, plan: CoveragePlan) -> bool:
    limits = {pool.id: pool.capacity for pool in problem.pools}
    taken: dict[str, float] = {}
    for assignment in plan.assignments:
        taken[assignment.pool] = taken.get(assignment.pool, 0.0) + assignment.amount
    return all(amount <= (limits[pool] or 0) + 1e-9 for pool, amount in taken.items())


@pytest.mark.parametrize("most", [None, 3])
def test_without_time_the_quick_plan_is_the_answer(most: int | None) -> None:
    problem = replace(crowded(), max_suppliers=most)
    plan = solve_coverage(problem, SolverLimits(seconds=0.0))
    assert plan.solver.status == "feasible"
    assert plan.solver.gap > 0
    assert plan.covered_share > 0
    assert len(plan.enterprises) <= (most or len(plan.enterprises))
    assert keeps_capacity(problem, plan)


def test_the_same_problem_and_seed_give_the_same_plan() -> None:
    problem = replace(crowded(8), objective="distance", distance_km={"e01": 3.0, "e02": 8.0})
    plans = [solve_coverage(problem, SolverLimits(seconds=30, seed=7)) for _ in range(3)]
    assert plans[0].solver.status == "optimal"
    assert plans[0].assignments == plans[1].assignments == plans[2].assignments


def test_large_numbers_do_not_overflow() -> None:
    leaves = [CoverageNode(f"p{n}", 120_000 * 40 - n, True, mass_kg=0.123 + n) for n in range(30)]
    offers = tuple(
        CoverageOffer(f"e{n % 4}", leaf.id, f"e{n % 4}", "capable", unit_price=1999.99 + n)
        for n, leaf in enumerate(leaves)
    )
    pools = tuple(CoveragePool(f"e{n}", 1.5e8, "kg") for n in range(4))
    plan = solve_coverage(
        CoverageProblem(tuple(leaves), pools, offers, objective="cost"), SolverLimits(seconds=5)
    )
    masses = {leaf.id: leaf.mass_kg or 0 for leaf in leaves}
    for pool in pools:
        taken = sum(a.amount * masses[a.item] for a in plan.assignments if a.pool == pool.id)
        assert 0.99 * 1.5e8 < taken <= 1.5e8
    assert plan.status == "partial"


def test_a_malformed_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown item or pool"):
        solve_coverage(simple(1, CoverageOffer("a", "p", "nowhere", "capable")))
    with pytest.raises(ValueError, match="at least one leaf"):
        solve_coverage(CoverageProblem((CoverageNode("r", 1, False),), (), ()))
