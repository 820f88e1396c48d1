from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from graph.errors import InputError
from graph.structure.lines import Line, check_lifecycle, count_lines, select_lines
from tests.structure.bills import DAY, bills, counted, stands

LINE = Line("car", "wheel", 4.0)


def alternative(child: str, rank: float | None, **more: str) -> Line:
    return Line("car", child, 1.0, alternative_group="g", alternative_rank=rank, **more)


def taken(lines: list[Line]) -> list[str]:
    return [each.line.child for each in count_lines(lines) if not each.alternative]


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

    assert bool(select_lines([line], date(2026, 6, 15), "as-planned")) is counts


def test_lifecycles_are_never_mixed() -> None:
    built = replace(LINE, lifecycle="as-built", quantity=5.0)

    assert select_lines([LINE, built], DAY, "as-built") == [built]
    assert select_lines([LINE, built], DAY, "as-planned") == [LINE]
    assert select_lines([LINE, built], DAY, "as-specified") == []


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

    assert taken(select_lines([gone, alternative("b", 2)], DAY, "as-planned")) == ["b"]


def test_one_of_two_lines_of_the_same_child_counts_whatever_their_order() -> None:
    one = alternative("a", 1, position="10")
    two = alternative("a", 1, position="20")

    for lines in ([one, two], [two, one]):
        assert [e.line.position for e in count_lines(lines) if not e.alternative] == ["10"]


@settings(deadline=None)
@given(bills())
def test_the_lines_that_count_are_those_of_a_second_reckoning(lines: list[Line]) -> None:
    found = [each.line for each in counted(lines) if not each.alternative]

    assert sorted(map(id, found)) == sorted(map(id, stands(lines)))
