"""What differs between two things from CSV to answer, on each engine, against fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.planning.comparison import compare
from graph.planning.comparison_answers import ComparedItem, ComparisonAnswer
from graph.search.embedding import Embedder
from ingest.run import IngestOptions, run_ingest
from tests.planning.planning_worlds import PlannedWorld, load_worlds, make_world
from tests.planning.test_localization_on_engines import traced, unit_value
from tests.structure.bills import close
from tests.tables import write_tables

COUNT = 12
ZERO = Fraction(0)
Loaded = tuple[Graph, list[PlannedWorld]]


def totals(world: PlannedWorld, root: str) -> dict[str, Fraction]:
    """Every way down on its own."""
    found: dict[str, Fraction] = defaultdict(Fraction)

    def follow(item: str, amount: Fraction) -> None:
        for child, quantity in world.children(item).items():
            found[child] += amount * quantity
            follow(child, amount * quantity)

    follow(root, Fraction(1))
    return found


def same(found: float | None, exact: Fraction | None) -> bool:
    if found is None or exact is None:
        return found is None and exact is None
    return close(found, exact) or abs(Fraction(found) - exact) < Fraction(1, 10**9)


@pytest.fixture
def loaded(graph: Graph, tmp_path: Path) -> Loaded:
    random = Random(41)
    worlds = [make_world(number, random) for number in range(COUNT)]
    return load_worlds(graph, worlds, tmp_path), worlds


def check_line(world: PlannedWorld, line: ComparedItem, ends: tuple[str, str]) -> None:
    first, last = (totals(world, end).get(line.item_id, ZERO) for end in ends)
    assert close(line.from_quantity, first)
    assert close(line.to_quantity, last)
    value = unit_value(world, line.item_id)
    assert same(line.unit_value_usd, value)
    assert same(line.value_difference_usd, None if value is None else (last - first) * value)
    assert line.mass_difference_kg is None
    if all(end in world.prices for end in ends):
        brought = [traced(world, end)[0].get(line.item_id, ZERO) for end in ends]
        assert same(line.from_imported_value_usd, brought[0])
        assert same(line.imported_value_difference_usd, brought[1] - brought[0])
    else:
        assert line.imported_value_difference_usd is None


def leaves(world: PlannedWorld, root: str) -> dict[str, Fraction]:
    """What nothing is below; the root itself where it holds nothing and is no vehicle."""
    below = totals(world, root)
    if not below and root not in world.prices:
        return {root: Fraction(1)}
    return {item: amount for item, amount in below.items() if not world.children(item)}


def leaf_value(world: PlannedWorld, root: str) -> Fraction:
    return sum(
        (
            amount * (unit_value(world, item) or ZERO)
            for item, amount in leaves(world, root).items()
        ),
        ZERO,
    )


def check(world: PlannedWorld, answer: ComparisonAnswer) -> None:
    ends = (answer.from_side.id, answer.to_side.id)
    first, last = (totals(world, end) for end in ends)
    by_change: dict[str, set[str]] = defaultdict(set)
    for line in answer.lines:
        by_change[line.change].add(line.item_id)
        check_line(world, line, ends)
    assert by_change["added"] == last.keys() - first.keys()
    assert by_change["removed"] == first.keys() - last.keys()
    differing = {item for item in first.keys() & last.keys() if first[item] != last[item]}
    assert by_change["changed"] == differing
    alike = len(first.keys() & last.keys()) - len(differing) - len(by_change["moved"])
    assert answer.unchanged == alike
    sums = [leaf_value(world, end) for end in ends]
    assert same(answer.from_side.value_usd, sums[0])
    assert same(answer.value_difference_usd, sums[1] - sums[0])
    unpriced = {
        item for end in ends for item in leaves(world, end) if unit_value(world, item) is None
    }
    named = {gap.item_id for gap in answer.unknown if gap.reason == "no unit value is known"}
    assert named == unpriced
    check_local_content(world, answer)


def check_local_content(world: PlannedWorld, answer: ComparisonAnswer) -> None:
    sides = (answer.from_side, answer.to_side)
    if not all(side.id in world.prices for side in sides):
        assert answer.imported_value_difference_usd is None
        assert answer.level_difference is None
        return
    sums = [sum(traced(world, side.id)[0].values(), ZERO) for side in sides]
    assert same(answer.imported_value_difference_usd, sums[1] - sums[0])
    of_lines = sum(line.imported_value_difference_usd or 0.0 for line in answer.lines)
    assert of_lines == pytest.approx(answer.imported_value_difference_usd, rel=1e-9, abs=1e-6)
    levels = [
        None if (price := world.prices[side.id]) is None else 1 - imported / price
        for side, imported in zip(sides, sums, strict=True)
    ]
    known = None not in levels
    difference = levels[1] - levels[0] if known else None  # type: ignore[operator]
    assert same(answer.level_difference, difference)


def pairs(worlds: list[PlannedWorld]) -> Iterator[tuple[PlannedWorld, str, str]]:
    for world in worlds:
        first, last = world.vehicles
        assembly, other = world.items[2:4]
        part, another = world.items[5:7]
        yield from (
            (world, part, another),
            (world, part, assembly),
            (world, first, last),
            (world, last, first),
            (world, first, assembly),
            (world, assembly, other),
        )


def test_differences_are_those_reckoned_apart(loaded: Loaded) -> None:
    graph, worlds = loaded
    changes: set[str] = set()
    for world, first, last in pairs(worlds):
        answer = compare(graph, first, last)
        check(world, answer)
        changes |= {line.change for line in answer.lines}
    assert changes >= {"added", "removed", "changed"}


def test_a_thing_does_not_differ_from_itself(loaded: Loaded) -> None:
    graph, worlds = loaded
    vehicle = worlds[0].vehicles[0]
    answer = compare(graph, vehicle, vehicle)
    assert (answer.lines, answer.materials) == ([], [])
    assert answer.unchanged == answer.from_side.items
    assert (answer.mass_difference_kg, answer.imported_value_difference_usd) == (0.0, 0.0)


def test_what_cannot_be_compared(loaded: Loaded) -> None:
    graph, worlds = loaded
    vehicle, material = worlds[0].vehicles[0], worlds[0].materials[0]
    for wrong in ("nothing", material):
        with pytest.raises(NotFoundError, match="no item"):
            compare(graph, vehicle, wrong)
    with pytest.raises(InputError, match="lifecycle"):
        compare(graph, vehicle, vehicle, to_lifecycle="as-dreamt")


DATED = {
    "vehicles": [
        {"id": "car", "name": "car", "exworks_price_usd": 1000, "mass_kg": 900},
        {"id": "van", "name": "van", "exworks_price_usd": "", "mass_kg": ""},
    ],
    "items": [
        {"id": "box", "kind": "assembly", "name": "box", "mass_kg": 5},
        {"id": "old", "kind": "part", "name": "old", "mass_kg": 2},
        {"id": "new", "kind": "part", "name": "new", "mass_kg": 1.5},
        {"id": "nut", "kind": "part", "name": "nut", "mass_kg": ""},
    ],
    "bom": [
        {"parent_id": "car", "child_id": "box", "quantity": 2, "lifecycle": ""},
        {"parent_id": "box", "child_id": "old", "quantity": 1, "valid_to": "2026-06-30"},
        {"parent_id": "box", "child_id": "new", "quantity": 1, "valid_from": "2026-07-01"},
        {"parent_id": "box", "child_id": "nut", "quantity": 4, "valid_to": "2026-06-30"},
        {"parent_id": "box", "child_id": "nut", "quantity": 3, "valid_from": "2026-07-01"},
        {"parent_id": "car", "child_id": "box", "quantity": 2, "lifecycle": "as-built"},
    ],
    "imports": [
        {"item_id": "old", "country": "KR", "year": 2025, "quantity": 10, "value_usd": 300},
        {"item_id": "new", "country": "KR", "year": 2025, "quantity": 10, "value_usd": 250},
    ],
}


@pytest.fixture
def dated(graph: Graph, tmp_path: Path) -> Graph:
    columns = ("lifecycle", "valid_from", "valid_to")
    tables = {
        name: [{**(dict.fromkeys(columns, "") if name == "bom" else {}), **row} for row in rows]
        for name, rows in DATED.items()
    }
    folder = write_tables(tmp_path / "dated", tables)
    assert run_ingest(graph, IngestOptions([folder], embed=False), Embedder()).rejects == []
    return graph


def test_two_days(dated: Graph) -> None:
    answer = compare(dated, "car", "car", from_as_of=date(2026, 6, 30), to_as_of=date(2026, 7, 1))
    changes = [
        (each.item_id, each.change, each.quantity_difference, each.mass_difference_kg)
        for each in answer.lines
    ]
    assert changes == [
        ("new", "added", 2.0, 3.0), ("old", "removed", -2.0, -4.0), ("nut", "changed", -2.0, None),
    ]  # fmt: skip
    assert (answer.from_side.mass_kg, answer.to_side.mass_kg) == (4.0, 3.0)
    assert (answer.from_side.value_usd, answer.value_difference_usd) == (60.0, -10.0)
    assert answer.imported_value_difference_usd == pytest.approx(-10.0)
    assert answer.level_difference == pytest.approx(0.01)
    gaps = {(gap.item_id, gap.side, gap.reason) for gap in answer.unknown}
    assert ("nut", "both", "no mass is known") in gaps
    assert ("nut", "both", "no unit value is known") in gaps


def test_two_lifecycles(dated: Graph) -> None:
    answer = compare(dated, "car", "car", to_lifecycle="as-built")
    # As built nothing tells what is in the box: it is a leaf, and weighs what it says.
    [box] = [line for line in answer.lines if line.change == "moved"]
    assert (box.item_id, box.from_leaf, box.to_leaf) == ("box", False, True)
    assert (answer.to_side.items, answer.to_side.mass_kg) == (1, 10.0)
    assert {line.item_id for line in answer.lines if line.change == "removed"} == {"new", "nut"}


def test_what_holds_nothing_is_its_own_leaf(dated: Graph) -> None:
    answer = compare(dated, "old", "new")
    assert (answer.from_side.mass_kg, answer.to_side.mass_kg) == (2.0, 1.5)
    assert (answer.from_side.value_usd, answer.to_side.value_usd) == (30.0, 25.0)
    assert (answer.mass_difference_kg, answer.value_difference_usd) == (-0.5, -5.0)
    assert (answer.from_side.items, answer.lines, answer.unknown) == (0, [], [])
    # As built nothing tells what is in the box, and nothing what it is worth.
    built = compare(dated, "nut", "box", to_lifecycle="as-built")
    assert (built.from_side.mass_kg, built.to_side.mass_kg) == (0.0, 5.0)
    assert {(gap.item_id, gap.side, gap.reason) for gap in built.unknown} == {
        ("nut", "from", "no mass is known"),
        ("nut", "from", "no unit value is known"),
        ("box", "to", "no unit value is known"),
    }


def test_a_vehicle_without_lines_is_not_known(dated: Graph) -> None:
    answer = compare(dated, "car", "car", to_lifecycle="as-specified")
    assert (answer.from_side.mass_kg, answer.to_side.mass_kg) == (3.0, 0.0)
    [gap] = [gap for gap in answer.unknown if gap.reason.startswith("no line of it counts")]
    assert (gap.item_id, gap.side) == ("car", "to")


def test_notes_say_which_side_they_are_of(dated: Graph) -> None:
    unpriced = "van has no exworks price: level and gap are not known"
    assert compare(dated, "car", "van").notes == [f"to: {unpriced}"]
    assert compare(dated, "van", "car").notes == [f"from: {unpriced}"]
    assert compare(dated, "van", "van").notes == [f"both: {unpriced}"]
