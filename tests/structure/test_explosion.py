from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import GraphError
from graph.structure.explosion import explode_lines, material_totals
from graph.structure.lines import CountedLine, Line
from tests.structure.bills import bills, close, counted, stands, totals, ways

DEPTHS = st.one_of(st.none(), st.integers(1, 7))


def plain(*lines: tuple[str, str, float]) -> list[CountedLine]:
    return [CountedLine(Line(*line), alternative=False) for line in lines]


@settings(deadline=None)
@given(bills(), DEPTHS, st.sampled_from([1.0, 2.5, 50_000.0]))
def test_totals_and_levels_are_those_of_all_ways(
    lines: list[Line], depth: int | None, units: float
) -> None:
    found = explode_lines("n0", counted(lines), units=units, depth=depth).totals

    expected = totals(stands(lines), "n0", depth)
    assert found.keys() == expected.keys()
    for item, (amount, level) in expected.items():
        assert close(found[item].amount / units, amount)
        assert found[item].level == level


@settings(deadline=None)
@given(bills(), DEPTHS)
def test_edges_are_the_lines_on_ways_and_the_stand_bys_beside_them(
    lines: list[Line], depth: int | None
) -> None:
    explosion = explode_lines("n0", counted(lines), depth=depth)

    kept = stands(lines)
    on_ways = {id(line) for way in ways(kept, "n0", depth) for line in way}
    parents = {"n0"} | {
        way[-1].child for way in ways(kept, "n0", depth) if depth is None or len(way) < depth
    }
    beside = {
        id(each.line) for each in counted(lines) if each.alternative and each.line.parent in parents
    }
    assert {id(e.line) for e in explosion.edges if not e.alternative} == on_ways
    assert {id(e.line) for e in explosion.edges if e.alternative} == beside
    order = [(edge.line.parent, edge.line.child) for edge in explosion.edges]
    assert order == sorted(order)


@settings(deadline=None)
@given(bills(), DEPTHS)
def test_leaves_do_not_depend_on_the_depth(lines: list[Line], depth: int | None) -> None:
    explosion = explode_lines("n0", counted(lines), depth=depth)

    with_children = {line.parent for line in stands(lines)}
    assert explosion.leaves == explosion.totals.keys() - with_children


@settings(deadline=None)
@given(bills())
def test_totals_solve_the_linear_system(lines: list[Line]) -> None:
    kept = stands(lines)
    names = [f"n{i}" for i in range(7)]
    usage = np.zeros((7, 7))
    for line in kept:
        usage[names.index(line.parent), names.index(line.child)] += line.quantity
    demand = np.zeros(7)
    demand[0] = 3.0
    needs = np.linalg.solve(np.eye(7) - usage.T, demand)

    found = explode_lines("n0", counted(lines), units=3.0).totals

    for name, need in zip(names[1:], needs[1:], strict=True):
        amount = found[name].amount if name in found else 0.0
        assert amount == pytest.approx(need, rel=1e-9, abs=1e-12 * needs.max())


def layered(width: int, depth: int) -> list[CountedLine]:
    """Every item of a layer holds one of each item of the next."""
    lines = [("root", f"0-{i}", 1.0) for i in range(width)]
    for layer in range(depth - 1):
        lines += [
            (f"{layer}-{i}", f"{layer + 1}-{j}", 1.0) for i in range(width) for j in range(width)
        ]
    return plain(*lines)


def test_billions_of_ways_take_no_time() -> None:
    lines = layered(8, 12)

    started = time.process_time()
    found = explode_lines("root", lines).totals
    shallow = explode_lines("root", lines, depth=11).totals
    took = time.process_time() - started

    assert found["11-3"].amount == 8.0**11
    assert found["11-3"].level == 12
    assert shallow["10-3"].amount == 8.0**10
    assert "11-3" not in shallow
    assert took < 0.5


def test_a_chain_of_thousands_of_levels_is_no_recursion() -> None:
    lines = plain(*((f"{i}", f"{i + 1}", 1.0) for i in range(5_000)))

    assert explode_lines("0", lines).totals["5000"].level == 5_000


def test_a_cycle_is_named() -> None:
    lines = plain(("car", "a", 1.0), ("a", "b", 1.0), ("b", "c", 1.0), ("c", "a", 1.0))

    with pytest.raises(GraphError, match="a > b > c > a"):
        explode_lines("car", lines)


def test_a_cycle_above_the_root_is_not_its_business() -> None:
    lines = plain(("x", "y", 1.0), ("y", "x", 1.0), ("y", "car", 1.0), ("car", "a", 2.0))

    assert explode_lines("car", lines).totals["a"].amount == 2.0


def test_short_ways_count_apart_from_long_ones() -> None:
    lines = plain(("car", "bolt", 2.0), ("car", "door", 4.0), ("door", "bolt", 10.0))

    assert explode_lines("car", lines, depth=1).totals["bolt"].amount == 2.0
    assert explode_lines("car", lines, depth=1).totals["bolt"].level == 1
    assert explode_lines("car", lines, depth=2).totals["bolt"].amount == 42.0
    assert explode_lines("car", lines, depth=2).totals["bolt"].level == 2


def test_materials_add_up_over_items() -> None:
    composition = {"bolt": [("steel", 0.1)], "door": [("steel", 12.0), ("glass", 3.0)]}

    masses = material_totals({"car": 1.0, "bolt": 20.0, "door": 4.0}, composition)

    assert masses == {"steel": pytest.approx(50.0), "glass": pytest.approx(12.0)}
