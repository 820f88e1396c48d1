"""Local content by both methods: closed forms, and random bills way by way in fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.planning.local_content import Bought, LocalContent, Method, local_content
from graph.planning.reach import Reach, reach_of
from graph.structure.bill import Bill
from tests.structure.bills import TODAY, Line, bill_of, bills, close, stands

NOTHING = (None, None)
Sourcing = dict[str, tuple[float | None, float | None]]
"""By item: unit value and foreign share, None where not known and where it has no source."""


def content(
    lines: Sequence[Line], sourcing: Sourcing, method: Method, threshold: float = 0.5
) -> tuple[Bill, Reach, LocalContent]:
    bill = bill_of(lines, "n0")
    reach = reach_of(bill, [bill.place_of("n0")], TODAY)
    figures = [sourcing.get(bill.items.ids[place], NOTHING) for place in reach.places]
    columns = [
        [np.nan if f is None else f for f in column] for column in zip(*figures, strict=True)
    ]
    bought = Bought(np.array(columns[0]), np.array(columns[1]))
    root = int(reach.roots[0])
    return bill, reach, local_content(reach, bought, root, method, threshold)


def imported(
    lines: Sequence[Line], sourcing: Sourcing, method: Method, threshold: float = 0.5
) -> float:
    _, reach, found = content(lines, sourcing, method, threshold)
    return float(found.imported[reach.roots[0]])


def test_half_of_a_leaf_from_abroad() -> None:
    lines = [Line("n0", "n1", 4)]
    for method in ("tracing", "roll-up"):
        assert imported(lines, {"n1": (10.0, 0.5)}, method) == 20.0


def test_the_two_methods_differ_as_they_should() -> None:
    # An assembly of 100, wholly local; 40 of what is in it comes from abroad: its level is 0.6.
    lines = [Line("n0", "n1", 1), Line("n1", "n2", 4)]
    sourcing: Sourcing = {"n1": (100.0, 0.0), "n2": (10.0, 1.0)}
    assert imported(lines, sourcing, "tracing") == 40.0
    assert imported(lines, sourcing, "roll-up") == 0.0
    assert imported(lines, sourcing, "roll-up", 0.61) == 100.0
    assert imported(lines, sourcing, "roll-up", 0.6) == 0.0
    # A quarter of it bought abroad: that quarter counts whole, and no child of it.
    sourcing["n1"] = (100.0, 0.25)
    assert imported(lines, sourcing, "tracing") == 25.0 + 0.75 * 40.0
    assert imported(lines, sourcing, "roll-up") == 25.0
    assert imported(lines, sourcing, "roll-up", 0.7) == 100.0


@pytest.mark.parametrize(("price", "parts"), [(10.90 - 0.90, 4.10), (4.40, 1.80)])
def test_regional_value_as_published(price: float, parts: float) -> None:
    """U.S. Customs and Border Protection, *NAFTA: A Guide to Customs Procedures*: a chair sold at
    10.90, packing of 0.90 in it, from foreign parts of 4.10, and a curling iron sold at 4.40 from
    foreign parts of 1.80: 59 per cent each, and not originating where 60 is asked for."""
    lines = [Line("n0", "n1", 1), Line("n1", "n2", 1)]
    sourcing: Sourcing = {"n1": (price, 0.0), "n2": (parts, 1.0)}
    bill, reach, found = content(lines, sourcing, "roll-up")
    made = reach.places.tolist().index(bill.place_of("n1"))
    assert round(float(found.levels[made]) * 100) == 59
    assert imported(lines, sourcing, "roll-up", 0.60) == pytest.approx(price)
    assert imported(lines, sourcing, "roll-up", 0.59) == 0.0


def test_what_is_made_in_house_has_no_value_of_its_own() -> None:
    lines = [Line("n0", "n1", 2), Line("n1", "n2", 3)]
    for method in ("tracing", "roll-up"):
        assert imported(lines, {"n1": (500.0, None), "n2": (10.0, 1.0)}, method) == 60.0


def test_the_vehicle_is_made_here_whoever_sells_it() -> None:
    lines = [Line("n0", "n1", 2)]
    for method in ("tracing", "roll-up"):
        assert imported(lines, {"n0": (900.0, 1.0), "n1": (10.0, 1.0)}, method) == 20.0


def test_what_is_not_known_is_named_and_adds_nothing() -> None:
    lines = [Line("n0", "n1", 2), Line("n0", "n2", 1), Line("n2", "n3", 1), Line("n0", "n4", 1)]
    sourcing: Sourcing = {"n2": (50.0, 1.0), "n4": (None, 0.5)}
    bill, reach, found = content(lines, sourcing, "tracing")
    assert found.imported[reach.roots[0]] == 50.0
    # n3 arrives inside n2: where it comes from does not matter.
    assert [bill.items.ids[reach.places[n]] for n in found.not_known] == ["n1", "n4"]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Line], Sourcing]:
    lines = draw(bills())
    sourcing: Sourcing = {}
    for item in {line.child for line in lines} | {"n0"}:
        value = draw(st.sampled_from([None, 0.0, 1.5, 20.0, 333.25, 4000.0]))
        foreign = draw(st.sampled_from([None, 0.0, 0.0, 0.25, 0.5, 1.0, 1.0]))
        sourcing[item] = (value, foreign)
    return lines, sourcing


def exact_tracing(
    lines: Sequence[Line], sourcing: Sourcing
) -> tuple[dict[str, Fraction], set[str]]:
    """Contributions and what is not known: every way followed on its own."""
    kept = stands(lines)
    found: dict[str, Fraction] = defaultdict(Fraction)
    unknown: set[str] = set()

    def follow(item: str, quantity: Fraction) -> None:
        value, foreign = sourcing[item]
        below = [line for line in kept if line.parent == item]
        if item == "n0" or foreign is None:
            share = Fraction(0)
            if not below:
                unknown.add(item)
        else:
            share = Fraction(foreign)
            if value is None and share:
                unknown.add(item)
            found[item] += quantity * Fraction(value or 0) * share
        if share != 1:
            for line in below:
                follow(line.child, quantity * (1 - share) * Fraction(line.quantity))

    follow("n0", Fraction(1))
    return {item: value for item, value in found.items() if value}, unknown


def exact_roll_up(lines: Sequence[Line], sourcing: Sourcing, threshold: float) -> Fraction:
    """Imported value of one root: each item from its children, again on every way."""
    kept = stands(lines)

    def imported_in(item: str) -> Fraction:
        value, foreign = sourcing[item]
        below = [line for line in kept if line.parent == item]
        inside = sum((Fraction(li.quantity) * imported_in(li.child) for li in below), Fraction(0))
        if item == "n0" or foreign is None:
            return inside
        worth, share = Fraction(value or 0), Fraction(foreign)
        if not below or not worth or (worth - inside) / worth >= Fraction(threshold):
            return worth * share
        return worth

    return imported_in("n0")


@settings(deadline=None, max_examples=300)
@given(worlds())
def test_tracing_is_that_of_all_ways(world: tuple[list[Line], Sourcing]) -> None:
    lines, sourcing = world
    bill, reach, found = content(lines, sourcing, "tracing")
    expected, unknown = exact_tracing(lines, sourcing)
    contributions = {
        bill.items.ids[reach.places[node]]: value for node, _, value in found.contributions
    }
    assert contributions.keys() == expected.keys()
    assert all(close(contributions[item], value) for item, value in expected.items())
    assert close(float(found.imported[reach.roots[0]]), sum(expected.values(), Fraction(0)))
    assert {bill.items.ids[reach.places[node]] for node in found.not_known} == unknown


@settings(deadline=None, max_examples=300)
@given(worlds(), st.sampled_from([0.0, 0.3, 0.5, 1.0]))
def test_roll_up_is_that_of_each_item_alone(
    world: tuple[list[Line], Sourcing], threshold: float
) -> None:
    lines, sourcing = world
    _, reach, found = content(lines, sourcing, "roll-up", threshold)
    total = float(found.imported[reach.roots[0]])
    assert close(total, exact_roll_up(lines, sourcing, threshold))
    assert sum(value for _, _, value in found.contributions) == pytest.approx(total, rel=1e-12)
