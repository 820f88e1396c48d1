from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.structure.explosion import explode_lines
from graph.structure.lines import CountedLine, Line
from graph.structure.where_used import uses_of
from tests.structure.bills import bills, close, counted, stands, totals

ITEMS = st.sampled_from([f"n{i}" for i in range(1, 7)])


@settings(deadline=None)
@given(bills(), ITEMS)
def test_quantities_are_those_of_all_ways_up(lines: list[Line], item: str) -> None:
    uses = {user: use for user, use in uses_of(item, counted(lines)).items() if not use.alternative}

    expected = {
        user: below[item]
        for user in (f"n{i}" for i in range(7))
        if item in (below := totals(stands(lines), user))
    }
    assert uses.keys() == expected.keys()
    for user, (amount, level) in expected.items():
        assert close(uses[user].quantity, amount)
        assert uses[user].level == level


@settings(deadline=None)
@given(bills(), ITEMS)
def test_an_item_is_listed_as_stand_by_only_where_it_is_nothing_else(
    lines: list[Line], item: str
) -> None:
    every = counted(lines)
    standing_by = {e.line.parent for e in every if e.alternative and e.line.child == item}
    counts = {user for user in (f"n{i}" for i in range(7)) if item in totals(stands(lines), user)}

    listed = {user for user, use in uses_of(item, every).items() if use.alternative}

    assert listed == standing_by - counts


@settings(deadline=None)
@given(bills())
def test_explosion_and_where_used_agree(lines: list[Line]) -> None:
    every = counted(lines)

    for item, total in explode_lines("n0", every).totals.items():
        use = uses_of(item, every)["n0"]
        assert not use.alternative
        assert abs(use.quantity - total.amount) <= 1e-9 * total.amount


def test_nothing_is_reached_through_a_stand_by() -> None:
    lines = [
        CountedLine(Line("car", "wheel", 4.0), alternative=False),
        CountedLine(Line("wheel", "bolt", 5.0), alternative=True),
        CountedLine(Line("hub", "bolt", 2.0), alternative=False),
    ]

    uses = uses_of("bolt", lines)

    assert {user: (use.quantity, use.alternative) for user, use in uses.items()} == {
        "hub": (2.0, False),
        "wheel": (5.0, True),
    }


def test_what_lies_below_a_stand_by_assembly_is_not_used_above_it() -> None:
    lines = [
        CountedLine(Line("car", "radio", 1.0), alternative=True),
        CountedLine(Line("radio", "screw", 6.0), alternative=False),
    ]

    assert uses_of("screw", lines).keys() == {"radio"}
    assert uses_of("radio", lines)["car"].alternative
