"""Closed forms of the risk-exposure model (DESIGN section 6), and how it holds at size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.planning.reach import Reach, reach_of
from graph.planning.risk_exposure import least_loss
from graph.planning.supply_network import DAYS, Network
from graph.planning.survival import time_to_survive
from tests.structure.bills import TODAY, Line, bill_of

amounts = st.floats(0.5, 5_000.0)


class Supply:
    """A network by ids: lines, then what there is a year, in stock, stopped, and planned."""

    def __init__(
        self,
        lines: Sequence[Line],
        plan: Mapping[str, float],
        bought: Mapping[str, float] = {},
        stocks: Mapping[str, float] = {},
        stopped: Sequence[str] = (),
    ) -> None:
        bill = bill_of(lines, *plan)
        self.reach: Reach = reach_of(bill, [bill.place_of(id_) for id_ in sorted(plan)], TODAY)
        self.ids = [bill.items.ids[place] for place in self.reach.places]
        free = [0.0 if has else inf for has in self.reach.has_children]
        self.network = Network(
            self.reach,
            np.array([bought.get(id_, most) for id_, most in zip(self.ids, free, strict=True)]),
            np.array([stocks.get(id_, 0.0) for id_ in self.ids]),
            np.array([id_ in stopped for id_ in self.ids]),
            np.array([plan.get(id_, 0.0) for id_ in self.ids]),
        )

    def survives(self) -> tuple[float | None, str | None]:
        found = time_to_survive(self.network, self.network.demand)
        return found.days, None if found.node is None else self.ids[found.node]

    def binds(self, days: float, values: Mapping[str, float]) -> dict[str, dict[str, float]]:
        """What binds, and the vehicles that one more unit of it saves."""
        weights = {node: values[self.ids[node]] for node in self.reach.roots.tolist()}
        loss = least_loss(self.network, days / DAYS, weights, with_bounds=True)
        return {
            self.ids[bound.node]: {
                self.ids[node]: units for node, units in (bound.saves or {}).items()
            }
            for bound in loss.bounds
        }

    def lost(self, days: float, values: Mapping[str, float]) -> dict[str, float]:
        weights = {node: values[self.ids[node]] for node in self.reach.roots.tolist()}
        loss = least_loss(self.network, days / DAYS, weights)
        return {self.ids[node]: float(loss.lost[node]) for node in self.reach.roots.tolist()}


@settings(deadline=None)
@given(amounts, amounts, amounts, amounts, st.floats(1.0, 365.0), st.floats(1.0, 900.0))
def test_one_source_lasts_as_long_as_the_stocks(
    ready: float, parts: float, each: float, a_year: float, days: float, value: float
) -> None:
    """TTS = (s_j + s_i / r) / d_j, and the loss is f d max(0, TTR - TTS)."""
    supply = Supply(
        [Line("car", "part", each)],
        {"car": a_year},
        stocks={"car": ready, "part": parts},
        stopped=["part"],
    )
    expected = (ready + parts / each) / (a_year / DAYS)
    found, item = supply.survives()
    assert found == pytest.approx(expected, rel=1e-12)
    assert item == "part"
    lost = supply.lost(days, {"car": value})["car"]
    planned = a_year / DAYS * days
    assert lost == pytest.approx(planned / days * max(0.0, days - expected), abs=1e-9 * planned)


def test_two_sources_each_able_last_for_ever() -> None:
    # One of two is lost: what the other can make is just enough.
    supply = Supply([Line("car", "part", 4)], {"car": 1000.0}, bought={"part": 4000.0})
    assert supply.survives() == (None, None)
    assert supply.lost(90, {"car": 1.0}) == {"car": 0.0}


def test_what_is_short_goes_to_what_is_worth_most() -> None:
    lines = [Line("car", "part", 1), Line("van", "part", 2)]
    supply = Supply(lines, {"car": 365.0, "van": 365.0}, bought={"part": 365.0})
    # A part in a car saves 5, in a van 12 / 2.
    assert supply.lost(10, {"car": 5.0, "van": 12.0}) == pytest.approx({"car": 10.0, "van": 5.0})
    assert supply.lost(10, {"car": 7.0, "van": 12.0}) == pytest.approx({"car": 0.0, "van": 10.0})
    # Equally dear by the part: fewest units.
    assert supply.lost(10, {"car": 6.0, "van": 12.0}) == pytest.approx({"car": 0.0, "van": 10.0})


def test_what_is_short_is_named_with_what_it_saves_alone() -> None:
    """The car needs both parts, the van one of them: dual values would spread over the two."""
    lines = [Line("car", "cast", 2), Line("car", "seal", 1), Line("van", "seal", 4)]
    supply = Supply(lines, {"car": 100.0, "van": 50.0}, stopped=["cast", "seal"])
    values = {"car": 900.0, "van": 100.0}
    assert supply.binds(365, values) == {"seal": {"van": pytest.approx(0.25)}, "cast": {}}
    alone = Supply(lines[:2], {"car": 100.0}, stopped=["cast", "seal"])
    assert alone.binds(365, values) == {"cast": {}, "seal": {}}
    # Where there are seals, casts save cars again.
    held = Supply(
        lines, {"car": 100.0, "van": 50.0}, stocks={"seal": 10.0}, stopped=["cast", "seal"]
    )
    assert held.binds(365, values) == {
        "cast": {"car": pytest.approx(0.5), "van": pytest.approx(-0.125)},
        "seal": {"van": pytest.approx(0.25)},
    }


def test_of_ties_the_most_vehicles_are_saved_and_worthless_ones_too() -> None:
    lines = [Line("car", "part", 1), Line("van", "part", 2)]
    supply = Supply(lines, {"car": 365.0, "van": 365.0}, stopped=["part"])
    # A part is worth 6 in either: a car for it, not half a van.
    assert supply.binds(10, {"car": 6.0, "van": 12.0}) == {"part": {"car": pytest.approx(1.0)}}
    assert supply.binds(10, {"car": 0.0, "van": 0.0}) == {"part": {"car": pytest.approx(1.0)}}


def test_an_assembly_that_can_be_bought_spares_its_parts() -> None:
    lines = [Line("car", "brake", 2), Line("brake", "pad", 2)]
    supply = Supply(lines, {"car": 730.0}, bought={"brake": 365.0, "pad": 730.0})
    # A day: 4 brakes are needed, 1 is bought, 3 are assembled of 6 pads, and 2 pads are to be had.
    days, item = supply.survives()
    assert (days, item) == (0.0, "pad")
    assert supply.lost(10, {"car": 1.0}) == pytest.approx({"car": 10.0})
    stocked = Supply(
        lines, {"car": 730.0}, bought={"brake": 365.0, "pad": 730.0}, stocks={"brake": 20.0}
    )
    assert stocked.survives()[0] == pytest.approx(10.0)


def test_a_vehicle_that_can_be_bought_need_not_be_assembled() -> None:
    lines = [Line("car", "part", 1)]
    supply = Supply(lines, {"car": 730.0}, bought={"car": 365.0, "part": 182.5})
    assert supply.lost(10, {"car": 1.0}) == pytest.approx({"car": 5.0})
    endless = Supply(lines, {"car": 730.0}, bought={"car": inf, "part": 0.0})
    assert endless.survives() == (None, None)
    assert endless.lost(10, {"car": 1.0}) == pytest.approx({"car": 0.0})


def test_a_vehicle_that_is_stopped_lasts_as_long_as_those_ready() -> None:
    supply = Supply([Line("car", "part", 1)], {"car": 365.0}, stocks={"car": 12.0}, stopped=["car"])
    assert supply.survives() == (12.0, "car")
    assert supply.lost(30, {"car": 9.0}) == pytest.approx({"car": 18.0})


def test_a_large_plan_is_reckoned() -> None:
    """Ten vehicles, five levels of assemblies, 10,000 parts of which some hundred are short."""
    random = Random(5)
    bounds = [0, 10, 200, 1_500, 5_000, 10_000, 20_000]
    lines = [
        Line(f"n{parent:05}", f"n{random.randrange(*bounds[level + 1 : level + 3]):05}", 2.0)
        for level, count in enumerate((60, 8, 8, 8, 4))
        for parent in range(*bounds[level : level + 2])
        for _ in range(count)
    ]
    plan = {f"n{vehicle:05}": 1000.0 + vehicle for vehicle in range(10)}
    whole = Supply(lines, plan)
    needs, _ = whole.network.needs(whole.network.demand, 1.0)
    bought = {}
    for id_, need, is_built in zip(whole.ids, needs, whole.reach.has_children, strict=True):
        if not is_built:
            bought[id_] = float(need) * (0.7 if random.random() < 0.01 else 1.1)
        elif random.random() < 0.3:
            bought[id_] = float(need) * 0.1
    supply = Supply(lines, plan, bought=bought)
    assert len(supply.ids) > 15_000
    lost = supply.lost(90, dict.fromkeys(plan, 100.0))
    assert 0.0 < sum(lost.values()) < sum(plan.values())
    days, _ = supply.survives()
    assert days is not None
