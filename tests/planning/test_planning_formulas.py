"""Closed forms of values, sources, concentration and criticality."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.planning.ability import feasible_share
from graph.planning.bottleneck_figures import bottleneck_score
from graph.planning.candidates import WEIGHTS as CANDIDATE_WEIGHTS
from graph.planning.candidates import candidate_score
from graph.planning.criticality import latest_production, supply_risk
from graph.planning.facts import MOST_KEPT, Facts, Production
from graph.planning.sources import (
    Source,
    Supply,
    by_country,
    herfindahl,
    import_share,
    largest_of,
    local_supply,
    sources_of,
    stops_the_line,
)
from graph.planning.values import Values, values_of

NAN, INF = math.nan, math.inf
shares = st.floats(0.0, 1.0)


def values(
    supplies: list[tuple[int, float, float, bool]],
    imports: list[tuple[int, int, float, float]],
    count: int = 2,
) -> Values:
    """Of (item, share, price, local) and (item, year, quantity, value)."""
    items, stated, prices, local = zip(*supplies, strict=True) if supplies else ((), (), (), ())
    of, years, quantities, worth = zip(*imports, strict=True) if imports else ((), (), (), ())
    return values_of(
        (
            np.array(items, dtype=np.int32),
            np.array(stated, dtype=np.float64),
            np.array(prices, dtype=np.float64),
            np.array(local, dtype=np.bool_),
        ),
        (
            np.array(of, dtype=np.int32),
            np.array(years, dtype=np.int32),
            np.array(quantities, dtype=np.float64),
            np.array(worth, dtype=np.float64),
        ),
        count,
    )


def test_shares_are_of_their_sum_and_an_empty_one_beside_given_ones_counts_nothing() -> None:
    found = values([(0, 3.0, 10.0, True), (0, 1.0, 20.0, False), (0, NAN, 90.0, False)], [])
    assert found.shares.tolist() == [0.75, 0.25, 0.0]
    assert found.unit_values[0] == pytest.approx(12.5)
    assert found.foreign_shares[0] == pytest.approx(0.25)


@pytest.mark.parametrize("stated", [NAN, 0.0])
def test_without_any_share_all_count_alike(stated: float) -> None:
    found = values([(0, stated, 10.0, True), (0, stated, 20.0, False)], [])
    assert found.shares.tolist() == [0.5, 0.5]
    assert found.unit_values[0] == pytest.approx(15.0)


def test_a_supplier_without_a_price_is_left_out_of_the_value_but_not_of_the_share() -> None:
    found = values([(0, 0.5, NAN, True), (0, 0.5, 8.0, False)], [])
    assert found.unit_values[0] == pytest.approx(8.0)
    assert found.foreign_shares[0] == pytest.approx(0.5)


def test_imports_value_what_has_no_suppliers_by_the_latest_year_that_states_a_quantity() -> None:
    rows = [(0, 2024, 10.0, 50.0), (0, 2025, 10.0, 60.0), (0, 2025, 30.0, 100.0),
            (0, 2025, NAN, 999.0), (0, 2026, NAN, 999.0)]  # fmt: skip
    found = values([], rows)
    assert found.unit_values[0] == pytest.approx(160.0 / 40.0)
    assert found.value_years[0] == 2025
    assert found.foreign_shares[0] == 1.0


def test_suppliers_decide_and_imports_are_then_ignored() -> None:
    found = values([(0, 1.0, NAN, True)], [(0, 2025, 10.0, 60.0)])
    assert math.isnan(found.unit_values[0])
    assert found.foreign_shares[0] == 0.0


def test_an_item_with_neither_has_no_value_and_no_foreign_share() -> None:
    found = values([(0, 1.0, 5.0, True)], [])
    assert math.isnan(found.unit_values[1])
    assert math.isnan(found.foreign_shares[1])
    assert found.supplied.tolist() == [True, False]


def test_countries_with_import_rows_stand_for_the_suppliers_there() -> None:
    supplies = [
        Supply("home", "UZ", True, 30.0),
        Supply("seoul", "KR", False, 500.0),
        Supply("wuhan", "CN", False, 20.0),
        Supply("open", "CN", False, INF),
    ]
    found = sources_of(100.0, supplies, {"KR": 10.0})
    assert {(source.id, source.quantity) for source in found} == {
        ("KR", 10.0), ("home", 30.0), ("wuhan", 20.0), ("open", 40.0),
    }  # fmt: skip
    assert by_country(found) == {"KR": 10.0, "UZ": 30.0, "CN": 60.0}
    assert herfindahl(source.quantity for source in found) == pytest.approx(0.3)


def test_several_without_a_limit_share_what_is_left_and_none_is_left_when_all_is_met() -> None:
    supplies = [Supply("a", "UZ", True, INF), Supply("b", "UZ", True, INF)]
    assert [source.quantity for source in sources_of(100.0, supplies, {"KR": 40.0})] == [40, 30, 30]
    assert [source.quantity for source in sources_of(10.0, supplies, {"KR": 40.0})] == [40, 0, 0]


def test_concentration_of_one_of_equals_and_of_nothing() -> None:
    assert herfindahl([7.0]) == 1.0
    assert herfindahl([2.0] * 8) == pytest.approx(1 / 8)
    assert herfindahl([]) is None
    assert herfindahl([0.0, 0.0]) is None


def test_concentration_as_published() -> None:
    """U.S. Department of Justice, Antitrust Division, "Herfindahl-Hirschman Index": four firms of
    30, 30, 20 and 20 per cent make 2,600 of 10,000."""
    assert herfindahl([30.0, 30.0, 20.0, 20.0]) == pytest.approx(0.26)


def test_local_supply_is_not_capped_and_an_open_one_equals_the_demand() -> None:
    assert local_supply(100.0, [30.0, INF]) == 130.0
    assert import_share(100.0, 130.0) == 0.0
    assert import_share(100.0, 25.0) == 0.75


def test_grams_stop_the_line_when_the_largest_source_is_all_that_reaches() -> None:
    one = Source("imports", "CN", "CN", 80.0, True)
    other = Source("imports", "JP", "JP", 50.0, True)
    unlimited = Source("supplier", "S", "UZ", 0.0, False)
    assert largest_of([other, one]) is one
    assert stops_the_line(60.0, [one, other]) is True
    assert stops_the_line(50.0, [one, other]) is False
    assert stops_the_line(60.0, [one, other, unlimited]) is False
    assert stops_the_line(60.0, []) is None


@given(shares, st.none() | shares, shares, shares)
def test_the_score_never_falls_when_one_figure_rises(
    share: float, hhi: float | None, units: float, more: float
) -> None:
    score = bottleneck_score(share, hhi, units)
    assert 0.0 <= score <= 1.0
    assert bottleneck_score(max(share, more), hhi, units) >= score
    assert bottleneck_score(share, hhi, max(units, more)) >= score
    if hhi is not None:
        assert bottleneck_score(share, max(hhi, more), units) >= score


@given(st.fixed_dictionaries({name: shares for name in CANDIDATE_WEIGHTS}), shares)
def test_a_candidates_score_never_falls_when_one_figure_rises(
    figures: dict[str, float], more: float
) -> None:
    score = candidate_score(figures)
    assert 0.0 <= score <= 1.0 + 1e-15
    for name in figures:
        assert candidate_score(figures | {name: max(figures[name], more)}) >= score


def test_feasible_share() -> None:
    assert feasible_share(50.0, 200.0) == 0.25
    assert feasible_share(500.0, 200.0) == 1.0
    assert feasible_share(INF, 0.0) == 1.0
    assert feasible_share(5.0, 0.0) is None
    assert feasible_share(NAN, 200.0) is None


def test_supply_risk_of_one_producer_that_is_also_the_only_source_is_its_governance() -> None:
    """HHI is 1 both ways, so import reliance does not matter; half of it is recycled."""
    rows = [Production("CN", 2024, 900.0, 0.6)]
    for reliance in (0.0, 0.3, 1.0):
        found = supply_risk(rows, 2026, {"CN": 5.0}, reliance, 0.5, 0.8, {})
        assert found is not None
        assert found.value == pytest.approx(0.6 * (1 - 0.5) * 0.8)
        assert found.unknown == []


def test_supply_risk_weighs_the_world_and_the_sources_by_import_reliance() -> None:
    rows = [Production("CN", 2024, 60.0, 0.5), Production("AU", 2024, 40.0, 0.1),
            Production("CN", 2020, 1.0, 0.9)]  # fmt: skip
    world = 0.36 * 0.5 + 0.16 * 0.1
    sourced = 0.25 * 0.1 + 0.25 * 0.4
    found = supply_risk(rows, 2026, {"AU": 1.0, "KZ": 1.0}, 0.6, 0.0, 1.0, {"KZ": 0.4, "CN": 0.0})
    assert found is not None
    assert (found.year, found.global_concentration) == (2024, pytest.approx(world))
    assert found.value == pytest.approx(world * 0.3 + sourced * 0.7)


def test_what_supply_risk_does_not_know_counts_as_the_worst_and_is_named() -> None:
    found = supply_risk([Production("XX", 2024, 1.0, None)], 2026, {}, 1.0, None, None, {})
    assert found is not None
    assert found.value == 1.0
    assert len(found.unknown) == 4
    assert supply_risk([Production("XX", 2030, 1.0, 0.1)], 2026, {}, 1.0, 0.0, 1.0, {}) is None
    assert latest_production([Production("XX", 2024, None, 0.1)], 2026) is None


def test_a_materials_latest_row_tells_of_a_countrys_governance_before_others_do() -> None:
    rows = [Production("CN", 2025, 1.0, 0.3), Production("CN", 2020, 1.0, 0.9)]
    found = supply_risk(rows, 2026, {"CN": 1.0}, 1.0, 0.0, 1.0, {"CN": 0.0})
    assert found is not None
    assert found.value == pytest.approx(0.3)


def test_what_was_asked_for_last_is_kept_and_the_rest_forgotten() -> None:
    facts, made = made_facts(), []

    def make(key: int) -> int:
        made.append(key)
        return key * 10

    for key in (*range(MOST_KEPT), 0, MOST_KEPT):
        assert facts.kept(key, partial(make, key)) == key * 10
    assert made == [*range(MOST_KEPT + 1)]
    assert facts.kept(1, partial(make, 1)) == 10
    assert facts.kept(0, partial(make, 0)) == 0
    assert made[-1] == 1
    assert len(facts.derived) == MOST_KEPT


def made_facts() -> Facts:
    """Of nothing at all."""
    none: Any = ()
    return Facts(none, "UZ", {}, none, none, none, [], [], {}, {}, none, [])
