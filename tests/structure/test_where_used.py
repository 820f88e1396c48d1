from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.structure.bill import Bill
from graph.structure.explosion import explode_bill
from graph.structure.lines import choice
from graph.structure.where_used import Use, uses_of
from tests.structure.bills import TODAY, Line, bill_of, bills, close, stands, totals

ITEMS = st.sampled_from([f"n{i}" for i in range(1, 7)])


def uses(bill: Bill, item: str) -> dict[str, Use]:
    found = uses_of(bill, bill.place_of(item), TODAY)
    return {bill.items.ids[place]: use for place, use in found.items()}


@settings(deadline=None)
@given(bills(), ITEMS)
def test_quantities_are_those_of_all_ways_up(lines: list[Line], item: str) -> None:
    every = uses(bill_of(lines, item), item)
    found = {user: use for user, use in every.items() if not use.alternative}

    expected = {
        user: below[item]
        for user in (f"n{i}" for i in range(7))
        if item in (below := totals(stands(lines), user))
    }
    assert found.keys() == expected.keys()
    for user, (amount, level) in expected.items():
        assert close(found[user].quantity, amount)
        assert found[user].level == level


@settings(deadline=None)
@given(bills(), ITEMS)
def test_an_item_is_listed_as_stand_by_only_where_it_is_nothing_else(
    lines: list[Line], item: str
) -> None:
    bill = bill_of(lines, item)
    standing_by = {
        bill.items.ids[bill.lines.parents[number]]
        for number in choice(bill, TODAY).standing_by.nonzero()[0]
        if bill.items.ids[bill.lines.children[number]] == item
    }
    counts = {user for user in (f"n{i}" for i in range(7)) if item in totals(stands(lines), user)}

    listed = {user for user, use in uses(bill, item).items() if use.alternative}

    assert listed == standing_by - counts


@settings(deadline=None)
@given(bills())
def test_explosion_and_where_used_agree(lines: list[Line]) -> None:
    bill = bill_of(lines, "n0")

    for _, place, amount, _ in explode_bill(bill, bill.place_of("n0"), TODAY).below():
        use = uses(bill, bill.items.ids[place])["n0"]
        assert not use.alternative
        assert abs(use.quantity - amount) <= 1e-9 * amount


def by(parent: str, child: str, quantity: float, rank: int | None = None) -> Line:
    """A line; with a rank one of a group of alternatives."""
    group = None if rank is None else "g"
    return Line(parent, child, quantity, alternative_group=group, alternative_rank=rank)


def test_nothing_is_reached_through_a_stand_by() -> None:
    bill = bill_of(
        [
            by("car", "wheel", 4.0),
            by("wheel", "screw", 1.0, 1),
            by("wheel", "bolt", 5.0, 2),
            by("hub", "bolt", 2.0),
        ]
    )

    found = uses(bill, "bolt")

    assert {user: (use.quantity, use.alternative) for user, use in found.items()} == {
        "hub": (2.0, False),
        "wheel": (5.0, True),
    }


def test_what_lies_below_a_stand_by_assembly_is_not_used_above_it() -> None:
    bill = bill_of(
        [by("car", "stereo", 1.0, 1), by("car", "radio", 1.0, 2), by("radio", "screw", 6.0)]
    )

    assert uses(bill, "screw").keys() == {"radio"}
    assert uses(bill, "radio")["car"].alternative
