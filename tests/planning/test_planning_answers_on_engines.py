"""Bottlenecks, candidates and opportunities from CSV to answer, on each engine, against worlds
reckoned slowly and apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.planning.bottlenecks import bottlenecks
from graph.planning.candidate_answers import Candidate
from graph.planning.candidates import localization_candidates
from graph.planning.opportunities import opportunities
from graph.schema import ensure_schema
from tests.conftest import DIMENSIONS, wipe
from tests.planning.maker_worlds import (
    HELD,
    ZERO,
    Makers,
    concentration,
    holds,
    import_rows,
    lacking,
    load_makers,
    local_capacity,
    make_makers,
    needed,
    source_amounts,
    yearly,
)
from tests.planning.planning_worlds import PLACES, YEAR, Import
from tests.planning.reckoned_apart import (
    capable_at_home,
    is_untold,
    level_delta,
    material_share,
    share_of_demand,
    supply_risk,
)
from tests.planning.test_localization_on_engines import foreign_share, unit_value
from tests.structure.bills import close

COUNT = 16
EVERYTHING = 1000
Loaded = tuple[Graph, Makers]


@pytest.fixture(scope="module")
def loaded(
    engines: dict[str, Graph], engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Loaded:
    graph = engines[engine_name]
    wipe(graph)
    ensure_schema(graph.database, graph.engine, lambda: DIMENSIONS)
    made = make_makers(COUNT, Random(77))
    return load_makers(graph, made, tmp_path_factory.mktemp("makers")), made


def near(found: float | None, exact: Fraction | None) -> bool:
    return found is None if exact is None else found is not None and close(found, exact)


def added(reasons: Sequence[str]) -> float:
    """What the reasons of a score say that they add up to, to three digits each."""
    return sum(
        float(each) for reason in reasons for each in re.findall(r"adds (\d\.\d{3})", reason)
    )


def says_it_for(unknown: Sequence[str], what: str) -> bool:
    return any(what in line for line in unknown)


def test_materials_are_ranked_by_the_figures_reckoned_apart(loaded: Loaded) -> None:
    graph, made = loaded
    answer = bottlenecks(graph, limit=EVERYTHING)
    demands = {
        item: amount
        for world in made.worlds
        for item, amount in needed(world).items()
        if item in world.materials
    }
    assert {each.id for each in answer.materials} == demands.keys()
    assert (answer.total, answer.year, answer.parts) == (len(demands), YEAR, [])
    scores = [each.score for each in answer.materials]
    assert scores == sorted(scores, reverse=True)
    mass = sum(demands.values(), ZERO)
    seen = set()
    risks: dict[str, Fraction] = {}
    for each in answer.materials:
        world, demand = made.world_of(each.id), demands[each.id]
        local = local_capacity(world, each.id, demand)
        share = max(ZERO, demand - local) / demand
        amounts = source_amounts(made, each.id, demand)
        countries: dict[str, Fraction] = defaultdict(Fraction)
        for _, country, amount in amounts:
            countries[country] += amount
        hhi = concentration([amount for _, _, amount in amounts])
        assert near(each.demand_kg, demand)
        assert near(each.local_supply_kg, local)
        assert near(each.import_share, share)
        assert near(each.hhi, hhi)
        assert near(each.hhi_countries, concentration(list(countries.values())))
        assert each.suppliers == len(world.offers.get(each.id, []))
        users = [v for v in world.vehicles if holds(world, v).get(each.id)]
        units = sum((world.plans.get(v, ZERO) for v in users), ZERO)
        assert each.vehicles_at_risk == users
        assert near(each.units_at_risk, units)
        assert near(each.mass_share, demand / mass)
        score = Fraction("0.4") * share + Fraction("0.35") * (1 if hhi is None else hhi)
        assert near(each.score, score + Fraction("0.25") * units / made.planned)
        assert added(each.reasons) == pytest.approx(each.score, abs=0.0015)
        stock = sum((amount for _, amount in world.stocks.get(each.id, [])), ZERO)
        assert near(each.stock, stock)
        assert near(each.stock_days, stock / demand * 365)
        code = made.codes[each.id]
        alike = [i for i, other in made.codes.items() if code and other == code and i != each.id]
        assert each.substitutes == sorted(alike)
        assert each.tests.concentrated == (None if hhi is None else hhi > Fraction("0.4"))
        assert each.tests.from_outside == (share > Fraction("0.5"))
        sourcing = {c: amount for c, amount in countries.items() if not c.startswith("nowhere")}
        risk = supply_risk(made, each.id, share, sourcing)
        assert near(None if each.supply_risk is None else each.supply_risk.value, risk)
        if risk is not None:
            risks[each.id] = risk
        largest = max((amount for _, _, amount in amounts), default=ZERO)
        assert near(each.largest_source and each.largest_source.quantity, largest or None)
        open_ones = [
            o
            for o in world.offers.get(each.id, [])
            if o.capacity is None and o.enterprise in {source for source, _, _ in amounts}
        ]
        if largest == 0:
            assert each.stops_the_line is None
            assert each.unknown
        elif not open_ones:
            rest = sum((amount for _, _, amount in amounts), ZERO) - largest
            assert each.stops_the_line == (rest < demand)
        seen |= {each.hhi is None, each.supply_risk is None, bool(import_rows(made, each.id))}
    assert seen == {True, False}
    with_risk = sum((demands[id_] for id_ in risks), ZERO)
    weighted = sum((demands[id_] * risk for id_, risk in risks.items()), ZERO)
    assert near(answer.mass_weighted_risk, weighted / with_risk)
    assert near(answer.mass_with_risk, with_risk / mass)
    untold = [
        item
        for world in made.worlds
        for item in needed(world)
        if item in world.items and is_untold(world, item)
    ]
    assert says_it_for(answer.unknown, f"of {len(untold)} parts in demand nobody says")
    assert says_it_for(answer.unknown, f"of {len(demands) - len(risks)} materials no world")


def test_a_vehicle_restricts_the_demand_and_a_region_the_local_supply(loaded: Loaded) -> None:
    graph, made = loaded
    for world in made.worlds[:6]:
        vehicle = world.vehicles[0]
        answer = bottlenecks(graph, vehicles=[vehicle], regions=["Andijon"], limit=EVERYTHING)
        expected = needed(world, vehicle)
        found = {each.id: each for each in answer.materials}
        assert found.keys() == {i for i in expected if i in world.materials}
        assert answer.regions == ["UZ-AN"]
        for id_, each in found.items():
            assert near(each.demand_kg, expected[id_])
            local = local_capacity(world, id_, expected[id_], "UZ-AN")
            assert near(each.local_supply_kg, local)
            users = [v for v in world.vehicles if holds(world, v).get(id_)]
            assert each.vehicles_at_risk == users


def test_parts_are_ranked_by_the_same_rules(loaded: Loaded) -> None:
    graph, made = loaded
    answer = bottlenecks(graph, kind="part", limit=EVERYTHING)
    demands = {
        item: amount
        for world in made.worlds
        for item, amount in needed(world).items()
        if item in world.items[5:]
    }
    assert {each.id for each in answer.parts} == demands.keys()
    for each in answer.parts:
        demand, world = demands[each.id], made.world_of(each.id)
        amounts = [amount for _, _, amount in source_amounts(made, each.id, demand)]
        assert near(each.demand, demand)
        assert near(each.local_supply, local_capacity(world, each.id, demand))
        assert near(each.hhi, concentration(amounts))


def test_pages_follow_one_another(loaded: Loaded) -> None:
    graph, _ = loaded
    whole = bottlenecks(graph, limit=EVERYTHING).materials
    assert bottlenecks(graph, limit=3, offset=2).materials == whole[2:5]
    candidates = localization_candidates(graph, limit=EVERYTHING).candidates
    assert localization_candidates(graph, limit=3, offset=2).candidates == candidates[2:5]


def check_register(each: Candidate, imports: Sequence[Import]) -> None:
    """By country and year, and how the value moves."""
    now = [row for row in imports if row.year == YEAR]
    value = sum((row.value for row in now), ZERO)
    assert [(c.country, c.quantity is None) for c in each.by_country] == [
        (row.country, row.quantity is None)
        for row in sorted(now, key=lambda row: (-row.value, row.country))
    ]
    for country in each.by_country:
        [row] = [row for row in now if row.country == country.country]
        assert near(country.value_usd, row.value)
        assert near(country.quantity, row.quantity)
        assert near(country.share, row.value / value)
        is_silent = row.quantity is None
        assert says_it_for(each.unknown, f"imported from {row.country} in {YEAR}") == is_silent
    by_year: dict[int, Fraction] = defaultdict(Fraction)
    for row in imports:
        by_year[row.year] += row.value
    assert {y.year: pytest.approx(y.value_usd) for y in each.by_year} == {
        year: float(found) for year, found in by_year.items()
    }
    earlier = [year for year in by_year if year < YEAR]
    assert near(each.trend, value / by_year[max(earlier)] - 1 if earlier else None)


def test_candidates_are_those_reckoned_apart(loaded: Loaded) -> None:
    graph, made = loaded
    answer = localization_candidates(graph, limit=EVERYTHING)
    rows = {
        item: [row for row in imports if row.year == YEAR]
        for world in made.worlds
        for item, imports in world.imports.items()
    }
    rows = {item: found for item, found in rows.items() if found}
    assert {each.item_id for each in answer.candidates} == rows.keys()
    most = max(sum((row.value for row in found), ZERO) for found in rows.values())
    seen_best = seen_delta = 0
    for each in answer.candidates:
        item, world = each.item_id, made.world_of(each.item_id)
        value = sum((row.value for row in rows[item]), ZERO)
        known = [row.quantity for row in rows[item] if row.quantity is not None]
        assert near(each.import_value_usd, value)
        assert near(each.import_quantity, sum(known, ZERO) if known else None)
        assert sorted(each.countries) == sorted({row.country for row in rows[item]})
        assert near(each.annual_demand, needed(world).get(item, ZERO))
        able = capable_at_home(made, item)
        assert each.capable_local == len(able)
        if able:
            assert each.best is not None
            assert each.best.enterprise.id in able
            assert each.best.missing == []
            seen_best += 1
        elif each.best is not None:
            assert len(each.best.missing) == lacking(made, each.best.enterprise.id, item) > 0
        deltas = {}
        if item in world.items and unit_value(world, item) is None and foreign_share(world, item):
            assert each.unknown
        elif item in world.items:
            deltas = {
                vehicle: level_delta(world, vehicle, item)
                for vehicle in world.vehicles
                if world.prices[vehicle] and holds(world, vehicle).get(item)
            }
            assert each.level_delta.keys() == deltas.keys()
        for vehicle, delta in deltas.items():
            assert each.level_delta[vehicle] == pytest.approx(float(delta), rel=1e-9, abs=1e-12)
            seen_delta += bool(delta)
        share = material_share(world, item)
        assert near(each.local_material_share, share)
        below = [i for i in (item, *holds(world, item)) if i in world.items]
        some = share is not None and any(is_untold(world, i) for i in below)
        assert says_it_for(each.unknown, "what it is made of is not known") == (share is None)
        assert says_it_for(each.unknown, "of some parts in it nobody says") == some
        check_register(each, world.imports[item])
        demand = needed(world).get(item, ZERO)
        shares = [share_of_demand(made, id_, item, demand) for id_ in able]
        spread = concentration([row.value for row in rows[item]])
        assert near(each.hhi_countries, spread)
        exact = 0.45 * float(value / most) ** 0.5 + 0.15 * float(spread or 0)
        exact += 0.3 * float((1 + max(shares)) / 2 if shares else 0) + 0.1 * float(share or 0)
        assert each.score == pytest.approx(exact, rel=1e-9)
        assert added(each.reasons) == pytest.approx(each.score, abs=0.002)
    assert seen_best > 3
    assert seen_delta > 3
    assert {each.hs_code for each in answer.headings} == {
        code for code, found in made.headings.items() if any(row.year == YEAR for row in found)
    }
    scores = [each.score for each in answer.candidates]
    assert scores == sorted(scores, reverse=True)


def test_a_vehicle_keeps_what_is_in_it(loaded: Loaded) -> None:
    graph, made = loaded
    whole = {each.item_id: each for each in localization_candidates(graph, limit=1000).candidates}
    for world in made.worlds[:5]:
        vehicle = world.vehicles[0]
        found = localization_candidates(graph, vehicles=[vehicle], limit=EVERYTHING).candidates
        assert {each.item_id for each in found} == whole.keys() & holds(world, vehicle).keys()
        for each in found:
            assert each.import_value_usd == whole[each.item_id].import_value_usd
            assert each.annual_demand == whole[each.item_id].annual_demand


@pytest.mark.parametrize("tolerated", [0, 1, 2])
def test_opportunities_are_those_reckoned_apart(loaded: Loaded, tolerated: int) -> None:
    graph, made = loaded
    listed = 0
    for enterprise in PLACES:
        answer = opportunities(graph, enterprise, near=tolerated, limit=EVERYTHING)
        expected = {
            item
            for world in made.worlds
            for item, imports in world.imports.items()
            if any(row.year == YEAR for row in imports) and made.requires.get(item)
            if enterprise not in {offer.enterprise for offer in world.offers.get(item, [])}
            if lacking(made, enterprise, item) <= tolerated
        }
        assert {each.item_id for each in answer.opportunities} == expected
        most = max((each.import_value_usd for each in answer.opportunities), default=1.0)
        for each in answer.opportunities:
            demand = needed(made.world_of(each.item_id)).get(each.item_id, ZERO)
            assert len(each.missing) == lacking(made, enterprise, each.item_id)
            assert near(each.annual_demand, demand)
            listed += 1
            world = made.world_of(each.item_id)
            rows = [row for row in world.imports[each.item_id] if row.year == YEAR]
            share = material_share(world, each.item_id)
            assert near(each.import_value_usd, sum((row.value for row in rows), ZERO))
            assert near(each.local_material_share, share)
            assert says_it_for(each.notes, "what it is made of is not known") == (share is None)
            silent = any(row.quantity is None for row in rows)
            assert says_it_for(each.notes, "the quantity imported from") == silent
            exact = 0.4 * (each.import_value_usd / most) ** 0.5 + 0.3 * (each.feasible_share or 0)
            exact += 0.2 / (1 + len(each.missing)) + 0.1 * float(share or 0)
            assert each.score == pytest.approx(exact, rel=1e-9)
            assert added(each.reasons) == pytest.approx(each.score, abs=0.002)
            if each.missing:
                continue
            capacity = yearly(made, enterprise, each.item_id)
            if capacity is None:
                assert each.feasible_share == 1.0
            elif capacity == "?" or not demand:
                assert each.feasible_share is None
            else:
                assert isinstance(capacity, Fraction)
                assert near(each.capacity, capacity)
                assert near(each.feasible_share, min(Fraction(1), capacity / demand))
    assert listed > 5 * (1 + tolerated)


def test_what_cannot_be_asked_is_refused(loaded: Loaded) -> None:
    graph, made = loaded
    part = made.worlds[0].items[-1]
    for vehicles in (["nothing"], [part]):
        with pytest.raises(NotFoundError, match="no vehicle"):
            bottlenecks(graph, vehicles=vehicles)
        with pytest.raises(NotFoundError, match="no vehicle"):
            localization_candidates(graph, vehicles=vehicles)
    with pytest.raises(NotFoundError, match="no enterprise"):
        opportunities(graph, "nobody")
    with pytest.raises(InputError, match="region"):
        bottlenecks(graph, regions=["Atlantis"])
    with pytest.raises(InputError, match="near"):
        opportunities(graph, next(iter(HELD)), near=-1)


def test_a_year_without_imports_or_plans_says_so(loaded: Loaded) -> None:
    graph, _ = loaded
    answer = localization_candidates(graph, year=1999)
    assert (answer.candidates, answer.total) == ([], 0)
    assert "no imports of 1999" in " ".join(answer.unknown)
    nothing = bottlenecks(graph, year=1999)
    assert nothing.materials == []
    assert "no plan of 1999" in " ".join(nothing.unknown)


def test_without_a_projection_in_memory_the_answers_are_the_same(loaded: Loaded) -> None:
    held, _ = loaded
    graph = replace(held, projections=None)
    assert bottlenecks(graph, limit=50) == bottlenecks(held, limit=50)
    assert localization_candidates(graph) == localization_candidates(held)
    assert opportunities(graph, "andijon", near=1) == opportunities(held, "andijon", near=1)
