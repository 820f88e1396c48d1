"""Losses and survival from CSV to answer, against the published programme solved in fractions."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.planning.stress import KINDS, ranked, single_losses
from graph.planning.what_if import what_if
from graph.planning.what_if_answers import WhatIfAnswer, WhatIfRequest
from tests.planning.exact_programme import Scenario
from tests.planning.planning_worlds import PLACES, YEAR, PlannedWorld, load_worlds, make_world

WORLDS, SCENARIOS = 30, 4
Loaded = tuple[Graph, list[PlannedWorld]]


def near(found: float | None, exact: Fraction | None, scale: Fraction = Fraction(1)) -> bool:
    if found is None or exact is None:
        return found is None and exact is None
    return abs(Fraction(found) - exact) <= max(abs(exact), scale) / 10**9


@pytest.fixture
def loaded(graph: Graph, tmp_path: Path) -> Loaded:
    random = Random(7)
    made = []
    for number in range(WORLDS):
        world = make_world(number, random)
        made.append(world)
    return load_worlds(graph, made, tmp_path), made


def ask(graph: Graph, scenario: Scenario, days: float) -> WhatIfAnswer:
    localize = [{"item_id": i, "share": float(s)} for i, s in scenario.localize.items()]
    return what_if(
        graph,
        WhatIfRequest.model_validate(
            {"down": list(scenario.down), "recovery_days": days, "localize": localize, "year": YEAR}
        ),
    )


def least_value(worlds: list[PlannedWorld]) -> Fraction:
    values = [Scenario(world).value(vehicle) for world in worlds for vehicle in world.plans]
    return min(value for value in values if value is not None)


def scenarios(world: PlannedWorld, least: Fraction, random: Random) -> list[Scenario]:
    things = [*world.items, *world.materials]
    found = [Scenario(world, least=least)]
    for _ in range(SCENARIOS - 1):
        pool = [*PLACES, "KR", "CN", "UZ-AN", "UZ", *things]
        localize = {}
        if random.random() < 0.4:
            localize = {random.choice(things[2:]): Fraction(random.randint(1, 4), 4)}
        down = random.sample(pool, random.choice([1, 1, 2]))
        found.append(Scenario(world, down, localize, least))
    return found


def check(graph: Graph, scenario: Scenario, days: Fraction) -> bool:
    """Whether something was lost that the plan does not lose anyway."""
    world = scenario.world
    answer = ask(graph, scenario, float(days))
    vehicles = {each.id: each for each in answer.vehicles if each.id in world.plans}
    assert vehicles.keys() == world.plans.keys()
    years = days / 365
    lost, baseline = scenario.losses(years), Scenario(world, least=scenario.least).losses(years)
    together = Fraction(0)
    for id_, vehicle in vehicles.items():
        planned = world.plans[id_] * years
        assert near(vehicle.planned_units, planned)
        assert near(vehicle.lost_units, lost[id_], planned), (id_, scenario.down)
        assert near(vehicle.baseline_lost_units, baseline[id_], planned)
        value = scenario.value(id_)
        expected = None if value is None else lost[id_] * value
        assert near(vehicle.lost_value_usd, expected, planned * (value or 1))
        assert near(vehicle.time_to_survive_days, scenario.survives([id_])), (id_, scenario.down)
        assert (vehicle.runs_out is None) == (vehicle.time_to_survive_days is None)
        together += lost[id_]
    if together:
        check_what_binds(answer, scenario, years)
    return together > sum(baseline.values(), Fraction(0))


def check_what_binds(answer: WhatIfAnswer, scenario: Scenario, years: Fraction) -> None:
    """Whatever saves something is named with what it saves, and so is what is short with it."""
    world = scenario.world
    named = {bound.item_id: bound for bound in answer.binding}
    for item in [*world.items, *world.materials]:
        is_made = world.children(item) or world.made_of.get(item)
        if is_made and item not in scenario.down:
            continue  # what is below it binds
        saved = scenario.saved_by(item, years)
        if item not in named:
            assert not any(saved.values()), (item, scenario.down)
            continue
        dollars = sum(((scenario.value(v) or 0) * units for v, units in saved.items()), Fraction(0))
        assert near(named[item].saved_usd_per_unit, dollars), (item, scenario.down)
        assert near(named[item].saved_vehicles_per_unit, sum(saved.values(), Fraction(0)))


def test_losses_and_survival_are_those_of_the_programme(loaded: Loaded) -> None:
    graph, worlds = loaded
    random = Random(11)
    worse, least = 0, least_value(worlds)
    for world in worlds:
        for scenario in scenarios(world, least, random):
            days = random.choice([Fraction(7), Fraction(45, 2), Fraction(90), Fraction(365)])
            worse += check(graph, scenario, days)
    assert worse > 10


def test_all_worlds_together_are_one_plan(loaded: Loaded) -> None:
    """Worlds share nothing, so losses add up and the first to run out ends it for all."""
    graph, worlds = loaded
    for down in (["seoul"], ["KR", "UZ-AN"]):
        answer = ask(graph, Scenario(worlds[0], down), 90.0)
        least = least_value(worlds)
        lost = [
            sum(Scenario(world, down, least=least).losses(Fraction(90, 365)).values())
            for world in worlds
        ]
        assert near(answer.lost_units, Fraction(sum(lost)))
        ends = [Scenario(world, down).survives(world.plans) for world in worlds if world.plans]
        known = [end for end in ends if end is not None]
        assert near(answer.time_to_survive_days, min(known, default=None))


def test_what_is_localized_counts_alone_and_together(loaded: Loaded) -> None:
    graph, worlds = loaded
    down, half = ["KR"], Fraction(1, 2)
    effects = 0
    for world in worlds[:8]:
        chosen = [item for item in world.items[5:] if world.imports.get(item)][:2]
        both = ask(graph, Scenario(world, down, dict.fromkeys(chosen, half)), 30.0).localization
        assert both.alone.keys() == set(chosen)
        for item in chosen:
            alone = ask(graph, Scenario(world, down, {item: half}), 30.0).localization
            assert both.alone[item] == alone.after
            assert alone.before == both.before
            effects += alone.after != alone.before
            added = {v: (level or 0) - (both.before[v] or 0) for v, level in alone.after.items()}
            assert all(
                (both.after[v] or 0) - (both.before[v] or 0) >= more - 1e-12
                for v, more in added.items()
            )
    assert effects > 3


def test_an_item_that_is_down_cannot_be_localized_meanwhile(loaded: Loaded) -> None:
    graph, worlds = loaded
    world = next(w for w in worlds if w.plans and w.imports.keys() & set(w.items[5:]))
    item = next(i for i in world.items[5:] if i in world.imports)
    answer = ask(graph, Scenario(world, [item], {item: Fraction(1)}), 30.0)
    assert any(f"{item} is down itself" in note for note in answer.notes)


def test_what_cannot_be_asked(loaded: Loaded) -> None:
    graph, worlds = loaded
    vehicle, part = worlds[0].items[0], worlds[0].items[-1]
    with pytest.raises(NotFoundError, match="Atlantis"):
        what_if(graph, WhatIfRequest(down=("Atlantis",), recovery_days=1.0))
    for localize, error in (
        ([("nothing", 0.5)], NotFoundError),
        ([(vehicle, 0.5)], InputError),
        ([(part, 0.6), (part, 0.6)], InputError),
    ):
        body = {"recovery_days": 1.0, "localize": [{"item_id": i, "share": s} for i, s in localize]}
        with pytest.raises(error):
            what_if(graph, WhatIfRequest.model_validate(body))


def test_every_single_loss_is_what_what_if_says_of_it(loaded: Loaded) -> None:
    graph, worlds = loaded
    count, losses, facts, year = single_losses(graph, recovery_days=45.0, year=YEAR, workers=2)
    answer = ranked(losses, facts, year, 45.0)
    assert len(answer.losses) == count
    assert [loss.index for loss in answer.losses] == sorted(
        (loss.index for loss in answer.losses), reverse=True
    )
    assert answer.losses[0].index == 1.0
    nothing = ask(graph, Scenario(worlds[0]), 45.0)
    assert answer.not_limited == nothing.not_limited
    assert answer.notes == nothing.notes
    assert any("their value is not known" in note for note in answer.notes)
    assert {loss.kind for loss in answer.losses} == set(KINDS)
    for loss in answer.losses[:: max(1, count // 15)]:
        alone = ask(graph, Scenario(worlds[0], [loss.id]), 45.0)
        assert loss.lost_units == pytest.approx(alone.lost_units, rel=1e-9, abs=1e-9)
        assert loss.lost_value_usd == pytest.approx(alone.lost_value_usd, rel=1e-9, abs=1e-6)
        assert loss.time_to_survive_days == alone.time_to_survive_days
        extra = alone.lost_value_usd - alone.baseline_lost_value_usd
        assert loss.extra_value_usd == pytest.approx(extra, rel=1e-9, abs=1e-5)
