from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from graph.errors import GraphError, InputError
from graph.structure.bill import Bill, ItemHead
from graph.structure.building import BillBuilder
from graph.structure.lines import SELECTIONS_KEPT, Selection, check_lifecycle, choice
from tests.structure.bills import DAY, TODAY, Line, bill_of, bills, stands

LINE = Line("car", "wheel", 4.0)


def alternative(child: str, rank: float | None, **more: str) -> Line:
    return Line("car", child, 1.0, alternative_group="g", alternative_rank=rank, **more)


def shown(bill: Bill, number: int) -> tuple[str, str, float, str | None]:
    lines, ids = bill.lines, bill.items.ids
    parent, child = ids[lines.parents[number]], ids[lines.children[number]]
    return parent, child, float(lines.quantities[number]), lines.text(lines.positions[number])


def counted(lines: list[Line], lifecycle: str = "as-planned") -> list[tuple[object, ...]]:
    bill = bill_of(lines)
    numbers = choice(bill, Selection(DAY, lifecycle)).counted.nonzero()[0]
    return [shown(bill, number) for number in numbers]


def taken(lines: list[Line]) -> list[str]:
    return [str(child) for _, child, _, _ in counted(lines)]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "counts"),
    [
        (None, None, True),
        ("2026-06-15", "2026-06-15", True),
        ("2026-06-16", None, False),
        (None, "2026-06-14", False),
        ("2020-01-01", None, True),
        (None, "2030-01-01", True),
    ],
)
def test_a_line_counts_from_its_first_to_its_last_day(
    valid_from: str | None, valid_to: str | None, counts: bool
) -> None:
    line = replace(LINE, valid_from=valid_from, valid_to=valid_to)

    assert bool(counted([line])) is counts


def test_lifecycles_are_never_mixed() -> None:
    built = replace(LINE, lifecycle="as-built", quantity=5.0)

    assert [line[2] for line in counted([LINE, built], "as-built")] == [5.0]
    assert [line[2] for line in counted([LINE, built])] == [4.0]
    assert counted([LINE, built], "as-specified") == []


def test_an_unknown_lifecycle_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="as-planned, as-built, as-specified"):
        check_lifecycle("planned")


def test_the_lowest_rank_counts_and_an_empty_one_comes_last() -> None:
    assert taken([alternative("a", None), alternative("b", 2), alternative("c", 1)]) == ["c"]
    assert taken([alternative("a", None), alternative("b", 9)]) == ["b"]


def test_child_id_decides_among_equal_ranks() -> None:
    assert taken([alternative("b", 1), alternative("a", 1)]) == ["a"]
    assert taken([alternative("b", None), alternative("a", None)]) == ["a"]


def test_rank_zero_comes_before_rank_one() -> None:
    assert taken([alternative("a", 1), alternative("b", 0)]) == ["b"]


def test_groups_of_one_name_in_two_parents_are_apart() -> None:
    other = replace(alternative("b", 2), parent="van")

    assert taken([alternative("a", 1), other]) == ["a", "b"]


def test_an_expired_first_choice_leaves_its_place_to_the_next() -> None:
    gone = alternative("a", 1, valid_to="2020-01-01")

    assert taken([gone, alternative("b", 2)]) == ["b"]


def test_one_of_two_lines_of_the_same_child_counts_whatever_their_order() -> None:
    one = alternative("a", 1, position="10")
    two = alternative("a", 1, position="20")

    for lines in ([one, two], [two, one]):
        assert [position for *_, position in counted(lines)] == ["10"]


@settings(deadline=None)
@given(bills())
def test_the_lines_that_count_are_those_of_a_second_reckoning(lines: list[Line]) -> None:
    expected = [(line.parent, line.child, line.quantity, line.position) for line in stands(lines)]

    assert sorted(counted(lines), key=str) == sorted(expected, key=str)


def test_lines_lie_by_parent_child_and_position() -> None:
    lines = [
        Line("b", "c", 1.0, position="2"),
        Line("b", "c", 1.0, position="10"),
        Line("b", "c", 1.0),
        Line("a", "c", 1.0),
        Line("a", "b", 1.0),
    ]
    bill = bill_of(lines)

    found = [shown(bill, number) for number in range(5)]
    assert [(parent, child, position) for parent, child, _, position in found] == [
        ("a", "b", None), ("a", "c", None), ("b", "c", None), ("b", "c", "10"), ("b", "c", "2"),
    ]  # fmt: skip
    assert bill.lines.offsets.tolist() == [0, 2, 5, 5]


def test_a_line_that_cannot_be_converted_is_an_error_of_those_who_ask_for_it() -> None:
    heads = [ItemHead(id_, "part", id_, unit, None) for id_, unit in (("a", "piece"), ("b", "kg"))]
    builder = BillBuilder(heads)
    builder.add_lines("a", [["b", 3.0, 0.1, unit, *[None] * 6] for unit in ("t", "m")])
    bill = builder.build()

    assert bill.lines.quantities[0] == pytest.approx(3300.0)
    bill.check_quantities(bill.lines.offsets[:1])
    with pytest.raises(GraphError, match="a > b is in a unit that cannot be converted to kg"):
        bill.check_quantities(choice(bill, TODAY).counted.nonzero()[0])


def test_only_the_last_selections_are_kept() -> None:
    bill = bill_of([LINE])
    for day in range(1, 20):
        choice(bill, Selection(date(2026, 1, day), "as-planned"))

    assert len(bill.derived) <= SELECTIONS_KEPT
    assert choice(bill, TODAY) is choice(bill, TODAY)
