from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import GraphError
from graph.structure.bill import Bill, ItemHead
from graph.structure.building import BillBuilder
from graph.structure.explosion import Explosion, explode_bill, material_masses
from graph.structure.lines import choice, ways_down
from graph.structure.roll_up import roll_up
from tests.structure.bills import TODAY, Line, bill_of, bills, close, stands, totals, ways

DEPTHS = st.one_of(st.none(), st.integers(1, 7))


def plain(*lines: tuple[str, str, float]) -> Bill:
    return bill_of([Line(*line) for line in lines])


def explode(
    bill: Bill, root: str, *, units: float = 1.0, depth: int | None = None
) -> tuple[Explosion, dict[str, tuple[float, int]]]:
    """The explosion, and what it says of the items below: (total, level)."""
    explosion = explode_bill(bill, bill.place_of(root), TODAY, units=units, depth=depth)
    found = {
        bill.items.ids[place]: (amount, level) for level, place, amount, _ in explosion.below()
    }
    return explosion, found


@settings(deadline=None)
@given(bills(), DEPTHS, st.sampled_from([1.0, 2.5, 50_000.0]))
def test_totals_and_levels_are_those_of_all_ways(
    lines: list[Line], depth: int | None, units: float
) -> None:
    _, found = explode(bill_of(lines, "n0"), "n0", units=units, depth=depth)

    expected = totals(stands(lines), "n0", depth)
    assert found.keys() == expected.keys()
    for item, (amount, level) in expected.items():
        assert close(found[item][0] / units, amount)
        assert found[item][1] == level


@settings(deadline=None)
@given(bills(), DEPTHS)
def test_edges_are_the_lines_on_ways_and_the_stand_bys_beside_them(
    lines: list[Line], depth: int | None
) -> None:
    bill = bill_of(lines, "n0")
    explosion, _ = explode(bill, "n0", depth=depth)

    kept = stands(lines)
    on_ways = {line for way in ways(kept, "n0", depth) for line in way}
    parents = {"n0"} | {
        way[-1].child for way in ways(kept, "n0", depth) if depth is None or len(way) < depth
    }
    chosen = choice(bill, TODAY)
    beside = [
        number
        for number in chosen.standing_by.nonzero()[0].tolist()
        if bill.items.ids[bill.lines.parents[number]] in parents
    ]
    assert explosion.lines[explosion.alternatives].tolist() == beside
    assert sorted(keys(bill, explosion.lines[~explosion.alternatives].tolist())) == sorted(
        (line.parent, line.child, line.position or "") for line in on_ways
    )
    assert explosion.lines.tolist() == sorted(explosion.lines.tolist())


def keys(bill: Bill, numbers: list[int]) -> list[tuple[str, str, str]]:
    lines, ids = bill.lines, bill.items.ids
    return [
        (ids[lines.parents[n]], ids[lines.children[n]], lines.text(lines.positions[n]) or "")
        for n in numbers
    ]


@settings(deadline=None)
@given(bills(), DEPTHS)
def test_leaves_do_not_depend_on_the_depth(lines: list[Line], depth: int | None) -> None:
    bill = bill_of(lines, "n0")
    explosion, found = explode(bill, "n0", depth=depth)

    with_children = {line.parent for line in stands(lines)}
    leaves = {bill.items.ids[place] for _, place, _, leaf in explosion.below() if leaf}
    assert leaves == found.keys() - with_children


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

    _, found = explode(bill_of(lines, "n0"), "n0", units=3.0)

    for name, need in zip(names[1:], needs[1:], strict=True):
        amount = found[name][0] if name in found else 0.0
        assert amount == pytest.approx(need, rel=1e-9, abs=1e-12 * needs.max())


def layered(width: int, depth: int) -> Bill:
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
    _, found = explode(lines, "root")
    _, shallow = explode(lines, "root", depth=11)
    took = time.process_time() - started

    assert found["11-3"] == (8.0**11, 12)
    assert shallow["10-3"] == (8.0**10, 11)
    assert "11-3" not in shallow
    assert took < 0.5


def test_a_chain_of_thousands_of_levels_is_no_recursion() -> None:
    lines = plain(*((f"{i}", f"{i + 1}", 1.0) for i in range(5_000)))

    assert explode(lines, "0")[1]["5000"] == (1.0, 5_000)


def test_a_cycle_is_named() -> None:
    lines = plain(("car", "a", 1.0), ("a", "b", 1.0), ("b", "c", 1.0), ("c", "a", 1.0))

    with pytest.raises(GraphError, match="a > b > c > a"):
        explode(lines, "car")
    with pytest.raises(GraphError, match=r"b > c > a > b|a > b > c > a"):
        explode(lines, "b")


def test_a_cycle_above_the_root_is_not_its_business() -> None:
    lines = plain(("x", "y", 1.0), ("y", "x", 1.0), ("y", "car", 1.0), ("car", "a", 2.0))

    assert explode(lines, "car")[1] == {"a": (2.0, 1)}


def test_short_ways_count_apart_from_long_ones() -> None:
    lines = plain(("car", "bolt", 2.0), ("car", "door", 4.0), ("door", "bolt", 10.0))

    assert explode(lines, "car", depth=1)[1]["bolt"] == (2.0, 1)
    assert explode(lines, "car", depth=2)[1]["bolt"] == (42.0, 2)


def test_a_line_without_a_usable_quantity_spoils_only_what_holds_it() -> None:
    heads = [ItemHead(id_, "part", id_, "piece", None) for id_ in ("car", "bolt", "door", "wire")]
    builder = BillBuilder(heads)
    rest: list[object] = [None] * 6
    builder.add_lines("car", [["bolt", 2.0, None, None, *rest], ["door", 4.0, None, None, *rest]])
    builder.add_lines("door", [["wire", 1.0, None, "kg", *rest]])
    builder.add_lines("wire", [["bolt", 1.0, None, None, *rest]])
    bill = builder.build()

    assert explode(bill, "car", depth=1)[1] == {"bolt": (2.0, 1), "door": (4.0, 1)}
    for root in ("car", "door"):
        with pytest.raises(GraphError, match="door > wire"):
            explode(bill, root)
    assert explode(bill, "wire")[1] == {"bolt": (1.0, 1)}


def test_several_starts_at_once() -> None:
    lines = plain(("car", "door", 4.0), ("van", "door", 2.0), ("van", "car", 1.0))
    ways = ways_down(lines, TODAY)

    found = roll_up(ways, [lines.place_of("van"), lines.place_of("car")], [10.0, 100.0])

    amounts = {lines.items.ids[p]: a for p, a in zip(found.places, found.amounts, strict=True)}
    assert amounts == {"van": 10.0, "car": 110.0, "door": 460.0}


def test_materials_add_up_over_items() -> None:
    heads = [ItemHead(id_, "part", id_, "piece", None) for id_ in ("bolt", "car", "door")]
    heads += [ItemHead(id_, "material", id_, "kg", None) for id_ in ("steel", "glass")]
    builder = BillBuilder(heads)
    builder.add_composition("steel", [("bolt", 0.1), ("door", 12.0), ("nowhere", 7.0)])
    builder.add_composition("glass", [("door", 3.0)])
    bill = builder.build()
    places = np.array([bill.place_of(id_) for id_ in ("car", "bolt", "door")])

    masses = material_masses(bill, places, np.array([1.0, 20.0, 4.0]))

    assert [(bill.items.ids[place], mass) for place, mass in masses] == [
        ("glass", pytest.approx(12.0)),
        ("steel", pytest.approx(50.0)),
    ]
