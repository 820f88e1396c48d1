"""Items that take from several capacities, against trying every split."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.sourcing.coverage_joint import JointOffer, Take, solve_joint
from graph.sourcing.coverage_model import CoverageNode, CoverageProblem, SolverLimits

ITEMS = ("p", "q")


def splits(amount: int, ways: int):
    if ways == 1:
        yield (amount,)
        return
    for first in range(amount + 1):
        for rest in splits(amount - first, ways - 1):
            yield (first, *rest)


def fits(amounts: dict[str, int], offers: list[JointOffer], pools: dict[str, float]) -> bool:
    """Can every stage of every item be split over its pools?"""
    stages = [(amounts[offer.item], stage) for offer in offers for stage in offer.stages]
    for choice in product(*(list(splits(amount, len(stage))) for amount, stage in stages)):
        loads = dict.fromkeys(pools, 0.0)
        for parts, (_, stage) in zip(choice, stages, strict=True):
            for part, take in zip(parts, stage, strict=True):
                loads[take.pool] += part * take.uses
        if all(loads[name] <= pools[name] + 1e-9 for name in pools):
            return True
    return False


takes = st.sampled_from([1.0, 1.5, 2.0])
second_stages = st.lists(st.sampled_from(["B", "C"]), min_size=1, max_size=2, unique=True)


@st.composite
def cases(draw):
    needs = {item: draw(st.integers(1, 4)) for item in ITEMS}
    pools = {name: float(draw(st.integers(0, 7))) for name in "ABC"}
    offers = []
    for item in ITEMS:
        casting = (Take("A", draw(takes)),)
        turning = tuple(Take(pool, draw(takes)) for pool in sorted(draw(second_stages)))
        offers.append(JointOffer("e", item, "capable", (casting, turning)))
    return needs, pools, offers


@settings(max_examples=80, deadline=None)
@given(cases())
def test_the_best_plan_that_fits_every_capacity(case) -> None:
    needs, pools, offers = case
    base = CoverageProblem(
        tuple(CoverageNode(item, float(need), True) for item, need in needs.items()), (), ()
    )
    plan = solve_joint(base, offers, pools, SolverLimits(seconds=5.0))
    got = dict.fromkeys(ITEMS, 0)
    for assignment in plan.assignments:
        got[assignment.item] += round(assignment.amount)
    assert fits(got, offers, pools)
    best = max(
        (p / needs["p"] + q / needs["q"]) / 2
        for p in range(needs["p"] + 1)
        for q in range(needs["q"] + 1)
        if fits({"p": p, "q": q}, offers, pools)
    )
    assert plan.covered_share == pytest.approx(sum(got[i] / needs[i] for i in ITEMS) / 2)
    if plan.solver.status == "optimal":
        assert plan.covered_share == pytest.approx(best)
    else:
        assert plan.covered_share >= best * (1 - plan.solver.gap) - 1e-9


def one_item(stages, need: float = 100.0, pools: dict[str, float] | None = None, **more):
    base = CoverageProblem((CoverageNode("p", need, True),), (), ())
    offer = JointOffer("e", "p", "capable", stages, **more)
    return solve_joint(base, [offer], pools or {}, SolverLimits(seconds=5.0))


def test_the_scarcest_process_decides() -> None:
    plan = one_item(
        ((Take("A", 1.0),), (Take("B", 2.0),)), pools={"A": 80.0, "B": 120.0}
    )  # fmt: skip
    assert sum(a.amount for a in plan.assignments) == 60.0
    assert plan.solver.status == "optimal"


def test_a_capability_that_serves_two_processes_is_taken_from_once() -> None:
    plan = one_item(
        ((Take("A", 1.0),), (Take("A", 1.0), Take("B", 1.0))), pools={"A": 100.0, "B": 5.0}
    )
    assert plan.status == "covered"


def test_without_limits_everything_is_covered() -> None:
    plan = one_item(())
    assert plan.status == "covered"
    assert plan.assignments[0].capacity_share is None


def test_minimum_order_above_the_need_excludes() -> None:
    assert one_item((), moq=101.0).status == "none"
