"""What to localize, from CSV to answer on each engine, against all subsets in fractions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.planning.localization import localization
from graph.planning.localization_plan import localization_plan
from graph.planning.localization_plan_answers import ItemTerms, LocalizationPlanAnswer
from tests.planning.planning_worlds import Offer, PlannedWorld, load_worlds, make_world
from tests.planning.test_localization_on_engines import foreign_share, unit_value
from tests.structure.bills import close

COUNT = 14
SECONDS = 60.0
NO_SECONDS = (float("inf"), float("nan"), -1.0, 1e300)
ZERO, ONE = Fraction(0), Fraction(1)
Loaded = tuple[Graph, list[PlannedWorld]]


def with_local(
    world: PlannedWorld, vehicle: str, local: Mapping[str, Fraction]
) -> tuple[Fraction, Fraction]:
    """Imported value in one vehicle by tracing, and the part of it that was replaced."""
    sums = [ZERO, ZERO]

    def follow(item: str, quantity: Fraction) -> None:
        share = ZERO if item == vehicle else foreign_share(world, item) or ZERO
        taken = share * local.get(item, ZERO)
        worth = quantity * (unit_value(world, item) or ZERO)
        sums[0] += worth * (share - taken)
        sums[1] += worth * taken
        for child, each in world.children(item).items():
            follow(child, quantity * (1 - share + taken) * each)

    follow(vehicle, ONE)
    return sums[0], sums[1]


def below(world: PlannedWorld, item: str) -> set[str]:
    found = set(world.children(item))
    return found.union(*(below(world, child) for child in found))


def up_for_choice(world: PlannedWorld, vehicle: str) -> list[str]:
    return sorted(
        item
        for item in below(world, vehicle)
        if foreign_share(world, item) and unit_value(world, item) is not None
    )


def best_set(
    world: PlannedWorld, vehicle: str, price: Fraction, threshold: Fraction, share: Fraction
) -> tuple[int, Fraction] | None:
    """The fewest items and the least value replaced by that many; None where nothing reaches it."""
    items = up_for_choice(world, vehicle)
    for count in range(len(items) + 1):
        found = [
            replaced
            for chosen in combinations(items, count)
            for imported, replaced in [with_local(world, vehicle, dict.fromkeys(chosen, share))]
            if (price - imported) / price >= threshold
        ]
        if found:
            return count, min(found)
    return None


@pytest.fixture
def loaded(graph: Graph, tmp_path: Path) -> Loaded:
    random = Random(2027)
    made = [make_world(number, random) for number in range(COUNT)]
    for world in made:
        for vehicle in world.vehicles:
            # Prices for which a level between 0 and 1 means something.
            imported, _ = with_local(world, vehicle, {})
            if world.prices[vehicle] is not None and imported:
                world.prices[vehicle] = Fraction(round(imported * random.randint(6, 16)) + 1, 8)
    return load_worlds(graph, made, tmp_path), made


def check(
    world: PlannedWorld, answer: LocalizationPlanAnswer, price: Fraction, share: Fraction
) -> None:
    threshold = Fraction(answer.threshold)
    before, _ = with_local(world, answer.vehicle, {})
    expected = best_set(world, answer.vehicle, price, threshold, share)
    assert answer.level_before == pytest.approx(float(1 - before / price), rel=1e-9, abs=1e-12)
    assert answer.candidates == len(up_for_choice(world, answer.vehicle))
    if expected is None:
        assert (answer.status, answer.items) == ("out of reach", [])
        local = dict.fromkeys(up_for_choice(world, answer.vehicle), share)
        assert answer.reachable_level is not None
        assert answer.reachable_level < threshold
        assert answer.reachable_level >= 1 - with_local(world, answer.vehicle, local)[0] / price - (
            Fraction(1, 10**9)
        )
        left = sum(each.imported_value_usd for each in answer.left)
        assert left == pytest.approx((1 - answer.reachable_level) * float(price), rel=1e-9)
        return
    count, cost = expected
    assert answer.status == ("reached" if count else "reached already")
    assert answer.solver.status == ("optimal" if count else "not needed")
    assert len(answer.items) == count
    assert close(answer.cost, cost)
    chosen = dict.fromkeys((item.item_id for item in answer.items), share)
    after, replaced = with_local(world, answer.vehicle, chosen)
    assert answer.level_after == pytest.approx(float(1 - after / price), rel=1e-9, abs=1e-12)
    assert close(answer.replaced_value_usd, replaced)
    for item in answer.items:
        alone, _ = with_local(world, answer.vehicle, {item.item_id: share})
        others = {id_: each for id_, each in chosen.items() if id_ != item.item_id}
        without, _ = with_local(world, answer.vehicle, others)
        assert item.level_alone == pytest.approx(float(1 - alone / price), rel=1e-9, abs=1e-12)
        assert item.level_without == pytest.approx(float(1 - without / price), rel=1e-9, abs=1e-12)
        assert item.level_without < threshold


def test_no_subset_is_better(loaded: Loaded) -> None:
    graph, worlds = loaded
    sizes, statuses = set(), set()
    for world in worlds:
        for vehicle in world.vehicles:
            for threshold, share in ((0.5, 1.0), (0.75, 1.0), (0.75, 0.5)):
                answer = localization_plan(
                    graph, vehicle, threshold=threshold, share=share, seconds=SECONDS
                )
                sizes.add(len(answer.items))
                statuses.add(answer.status)
                price = world.prices[vehicle]
                if price is None:
                    assert (answer.status, answer.level_after) == ("no exworks price", None)
                else:
                    check(world, answer, price, Fraction(share))
                plain = localization(graph, vehicle, threshold=threshold)
                assert answer.level_before == plain.level
                if not answer.items:
                    assert answer.unknown == plain.unknown
                assert answer.is_upper_bound == bool(answer.unknown)
    assert sizes >= {0, 1, 2, 3}
    assert statuses == {"reached", "reached already", "out of reach", "no exworks price"}


def test_costs_shares_and_what_cannot_be_asked(loaded: Loaded) -> None:
    graph, worlds = loaded
    world, vehicle, items = next(
        (world, vehicle, items)
        for world in worlds
        for vehicle in world.vehicles
        if world.prices[vehicle] and len(items := up_for_choice(world, vehicle)) > 3
    )
    price = world.prices[vehicle]
    assert price is not None
    costs = {item: float(2 + number) for number, item in enumerate(items[1:])}
    terms = ItemTerms(shares={items[1]: 0.5, items[2]: 0.0}, costs=costs)
    answer = localization_plan(graph, vehicle, threshold=0.97, items=terms, seconds=SECONDS)
    assert answer.candidates == len(items) - 2
    shares = dict.fromkeys(items[1:], ONE) | {items[1]: Fraction(1, 2), items[2]: ZERO}
    sets = [
        (sum((Fraction(costs[item]) for item in chosen), ZERO), count)
        for count in range(len(items))
        for chosen in combinations(items[1:], count)
        if 1 - with_local(world, vehicle, {i: shares[i] for i in chosen})[0] / price
        >= Fraction(0.97)
    ]
    if sets:
        assert (Fraction(answer.cost), len(answer.items)) == min(sets)
    else:
        assert answer.status == "out of reach"
        reasons = {each.item_id: each.reason for each in answer.left}
        assert reasons.get(items[0], "no cost is given for it") == "no cost is given for it"
    with pytest.raises(NotFoundError, match="no item"):
        localization_plan(graph, vehicle, items=ItemTerms(costs={"nothing": 1.0}))
    with pytest.raises(InputError, match="is a vehicle"):
        localization_plan(graph, vehicle, items=ItemTerms(shares={vehicle: 1.0}))
    with pytest.raises(NotFoundError, match="no vehicle"):
        localization_plan(graph, items[0])
    for wrong in ({"share": 1.5}, {"threshold": -1.0}, *({"seconds": s} for s in NO_SECONDS)):
        with pytest.raises(InputError):
            localization_plan(graph, vehicle, **wrong)
    with pytest.raises(InputError, match="method"):
        localization_plan(graph, vehicle, method="guess")


def test_nobody_is_capable_where_nothing_is_required(loaded: Loaded) -> None:
    graph, worlds = loaded
    vehicle = next(
        v for world in worlds for v in world.vehicles if world.prices[v] and up_for_choice(world, v)
    )
    answer = localization_plan(graph, vehicle, threshold=1.0, capable_only=True)
    assert (answer.candidates, answer.items, answer.status) == (0, [], "out of reach")
    assert {each.reason for each in answer.left} == {
        "no local enterprise is known to be capable of it"
    }


def bought(price: int) -> list[Offer]:
    return [Offer("seoul", None, Fraction(price), None)]


def test_why_imports_stay_by_roll_up(graph: Graph, tmp_path: Path) -> None:
    # Inside, a1 is 0.7 local and a2 0.2; both are bought in Seoul.
    world = PlannedWorld("r-", items=[f"r-{i}" for i in ("v1", "v2", "a1", "a2", "a3", "p1", "p2")])
    world.prices = {"r-v1": Fraction(300), "r-v2": None}
    world.margins = dict.fromkeys(world.prices)
    world.lines = {
        "r-v1": {"r-a1": ONE, "r-a2": ONE, "r-p2": ONE},
        "r-a1": {"r-p1": Fraction(3)},
        "r-a2": {"r-p1": Fraction(8)},
    }
    world.offers = {"r-a1": bought(100), "r-a2": bought(100), "r-p1": bought(10)}
    world.offers["r-p2"] = bought(50)
    loaded = load_worlds(graph, [world], tmp_path)
    terms = ItemTerms(shares={"r-p1": 0.0, "r-p2": 0.004})
    answer = localization_plan(
        loaded, "r-v1", method="roll-up", threshold=0.6, share=0.5, items=terms
    )
    assert (answer.status, answer.reachable_level) == ("out of reach", pytest.approx(100.2 / 300))
    assert {each.item_id: each.reason for each in answer.left} == {
        "r-a1": "only 50% of its foreign supply would be localized",
        "r-a2": "its own level stays below the threshold",
        "r-p2": "only 0.4% of its foreign supply would be localized",
    }
