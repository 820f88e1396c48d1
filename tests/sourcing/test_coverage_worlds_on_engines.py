"""Coverage from CSV to answer, on each engine, against every plan tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from itertools import chain
from random import Random

import pytest

from graph.connection import Graph
from graph.schema import ensure_schema
from graph.sourcing import coverage_large
from graph.sourcing.answers import Change, CoverageAnswer, CoverageRequest
from graph.sourcing.coverage import cover
from ingest.commands.covering import what_would_cover
from tests.conftest import DIMENSIONS, wipe
from tests.made_worlds import held
from tests.sourcing.coverage_worlds import (
    Asked,
    World,
    admitted,
    applied,
    best_coverage,
    make_question,
    make_world,
    tables_of,
)
from tests.tables import write_tables

COUNT, QUESTIONS = 60, 2
Loaded = tuple[Graph, list[World]]


@pytest.fixture(scope="module")
def loaded(
    engines: dict[str, Graph], engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Loaded:
    graph = engines[engine_name]
    wipe(graph)
    ensure_schema(graph.database, graph.engine, lambda: DIMENSIONS)
    worlds = [make_world(number, Random(number)) for number in range(COUNT)]
    path = write_tables(tmp_path_factory.mktemp("coverage") / "worlds", tables_of(worlds))
    return held(graph, path), worlds


def check_rules(world: World, asked: Asked, answer: CoverageAnswer) -> None:
    """Nobody who may not, nothing above a need, no capacity exceeded, pieces whole."""
    own = world.prefix
    needs = {"R": asked.units} | {i: asked.units * q for i, q in world.holds("R").items()}
    taken: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    left = {item: Fraction(need) for item, need in needs.items()}
    for supplier in answer.suppliers:
        name = supplier.enterprise.id.removeprefix(own)
        assert name in admitted(world, asked)
        assert supplier.assignments
        for each in supplier.assignments:
            item, amount = each.item_id.removeprefix(own), Fraction(each.quantity)
            assert amount > 0
            assert amount.denominator == 1
            left[item] -= amount
            for below, quantity in world.holds(item).items():
                left[below] -= amount * quantity
            taken[name, item] += amount if each.relation == "supplies" else 0
    assert min(left.values()) >= 0
    for line in world.lines:
        amount = taken.get((line.enterprise, line.item), Fraction())
        assert amount == 0 or amount >= (line.moq or 0)
        assert line.capacity is None or amount <= line.capacity
    missing = {each.item_id.removeprefix(own): each.quantity for each in answer.uncovered}
    leaves = world.leaves()
    assert missing == {leaf: float(left[leaf]) for leaf in leaves if left[leaf] > 0}
    share = sum((1 - left[leaf] / needs[leaf] for leaf in leaves), Fraction()) / len(leaves)
    assert answer.covered_share == pytest.approx(float(share), rel=1e-9, abs=1e-12)


def test_plans_are_the_best_of_all(loaded: Loaded) -> None:
    graph, worlds = loaded
    seen: set[str] = set()
    for number, world in enumerate(worlds):
        random = Random(number)
        for asked in (make_question(random) for _ in range(QUESTIONS)):
            body = asked.body(world.prefix + "R", random)
            answer = cover(graph, CoverageRequest.model_validate(body))
            best = best_coverage(world, asked)
            told = f"{world} {asked} {answer}"
            assert answer.solver.status == "optimal", told
            assert answer.covered_share == pytest.approx(float(best.share), abs=1e-9), told
            assert len(answer.suppliers) == best.enterprises, told
            if asked.objective == "cost":
                assert answer.cost_usd == pytest.approx(float(best.cost), abs=1e-9), told
            check_rules(world, asked, answer)
            seen.add(answer.status)
    assert seen == {"covered", "partial", "none"}


def test_advice_followed_covers_what_it_says(loaded: Loaded) -> None:
    graph, worlds = loaded
    kinds: set[str] = set()
    for number, world in enumerate(worlds):
        random = Random(number)
        for asked in (make_question(random) for _ in range(QUESTIONS)):
            body = asked.body(world.prefix + "R", random)
            answer = cover(graph, CoverageRequest.model_validate(body))
            for each in answer.uncovered:
                for way in each.to_cover:
                    assert way.quantity == each.quantity
                    item = each.item_id.removeprefix(world.prefix)
                    enterprise = way.enterprise.id.removeprefix(world.prefix)
                    after = applied(world, asked, item, enterprise, way.changes)
                    told = f"{world} {asked} {each} {way}"
                    assert way.covered_share > answer.covered_share, told
                    assert float(best_coverage(*after).share) >= way.covered_share - 1e-9, told
                    kinds |= {change.kind for change in way.changes}
    assert kinds == {
        "capacity", "process", "supplies", "moq", "certificate", "max_suppliers", "place"
    }  # fmt: skip


def added(changes: Iterable[Change]) -> set[str]:
    """The processes to add, as people are told of them."""
    return {each.detail.partition(" that")[0] for each in changes if each.kind == "process"}


def test_all_advice_followed_together_covers_everything_it_names(loaded: Loaded) -> None:
    graph, worlds = loaded
    together = set()
    for number, world in enumerate(worlds):
        random = Random(number)
        own = world.prefix
        for asked in (make_question(random) for _ in range(QUESTIONS)):
            body = asked.body(own + "R", random)
            answer = cover(graph, CoverageRequest.model_validate(body))
            total = answer.in_total
            advised = [each.item_id for each in answer.uncovered if each.to_cover]
            assert (total.item_ids if total else []) == advised
            if total is None:
                continue
            after = world, asked
            for change in total.changes:
                enterprise = change.enterprise.id.removeprefix(own) if change.enterprise else ""
                item = change.item_ids[0].removeprefix(own)
                after = applied(*after, item, enterprise, [change])
                together |= {change.kind} if len(change.item_ids) > 1 else set()
            told = f"{world} {asked} {answer}"
            first_ways = [each.to_cover[0].changes for each in answer.uncovered if each.to_cover]
            assert added(total.changes) == added(chain(*first_ways)), told
            assert total.covered_share > answer.covered_share, told
            assert float(best_coverage(*after).share) >= total.covered_share - 1e-9, told
            if len(advised) == len(answer.uncovered):
                assert total.covered_share == pytest.approx(1.0), told
            by_hand = len(advised) > 1
            assert (
                any(line.startswith("to cover all") for line in what_would_cover(answer)) == by_hand
            )
    assert together == {"capacity", "process", "certificate", "max_suppliers", "place"}


def test_a_choice_of_offers_keeps_the_rules_and_says_what_it_may_miss(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a vehicle with very many offers: what is called proven is, the gap is no smaller
    than it is."""
    graph, worlds = loaded
    monkeypatch.setattr(coverage_large, "MOST_PAIRS", 0)
    proven = 0
    for number, world in enumerate(worlds):
        random = Random(number)
        for asked in (make_question(random) for _ in range(QUESTIONS)):
            body = asked.body(world.prefix + "R", random)
            answer = cover(graph, CoverageRequest.model_validate(body))
            best = best_coverage(world, asked)
            told = f"{world} {asked} {answer}"
            check_rules(world, asked, answer)
            if asked.max_suppliers is not None:
                assert len(answer.suppliers) <= asked.max_suppliers, told
            share, gap = answer.covered_share, answer.solver.gap
            if answer.solver.status == "optimal":
                proven += 1
                assert share == pytest.approx(float(best.share), abs=1e-9), told
                assert len(answer.suppliers) == best.enterprises, told
            elif share < float(best.share) - 1e-9:
                assert share >= float(best.share) * (1 - gap) - 1e-9, told
            else:
                assert len(answer.suppliers) * (1 - gap) <= best.enterprises + 1e-9, told
    assert proven > COUNT
