"""Explosion, where-used, things, lists and paths on real databases."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from graph.connection import Graph
from graph.errors import GraphError, GraphTimeoutError, InputError, NotFoundError
from graph.projection.keeper import ProjectionKeeper
from graph.structure.service import explode, material_where_used, where_used
from tests.engines.small_facts import Facts
from tests.structure.bills import DAY, Line, bills, close, stands, totals

THIS_YEAR = datetime.now(UTC).year


def projected(graph: Graph, folder: Path) -> Graph:
    """The same graph with its structure in memory."""
    home = graph.settings.model_copy(update={"zanjir_home": folder})
    keeper = ProjectionKeeper(replace(graph, settings=home))
    keeper.refresh()
    return replace(graph, projections=keeper)


@pytest.fixture(params=["read", "in memory"])
def car(graph: Graph, request: pytest.FixtureRequest, tmp_path: Path) -> Graph:
    """A car and a van that share a door; a bolt in two places, a radio with a stand-by."""
    facts = Facts(graph)
    facts.item("vehicle", "car", "van")
    facts.item("assembly", "door", "radio a", "radio b", "old door")
    facts.item("part", "bolt", mass_kg=0.05)
    facts.item("part", "panel", "chip")
    facts.item("part", "paint", unit="kg")
    facts.item("material", "steel", "glass")
    facts.line("car", "door", 4)
    facts.line("van", "door", 2)
    facts.line("car", "bolt", 10, position="10", scrap_rate=0.02)
    facts.line("car", "bolt", 5, position="20")
    facts.line("door", "bolt", 6)
    facts.line("door", "panel", 1)
    facts.line("door", "paint", 500, unit="g", scrap_rate=0.1)
    facts.line("car", "radio b", 1, alternative_group="radio", alternative_rank=2)
    facts.line("car", "radio a", 1, alternative_group="radio", alternative_rank=1)
    facts.line("radio a", "chip", 3)
    facts.line("radio b", "chip", 8)
    facts.line("car", "old door", 4, valid_to="2020-12-31")
    facts.line("car", "panel", 7, lifecycle="as-built")
    facts.line("old door", "bolt", 100)
    facts.link("composition", "bolt", "steel", mass_kg=0.05)
    facts.link("composition", "panel", "steel", mass_kg=8.0)
    facts.link("composition", "car", "glass", mass_kg=30.0)
    facts.node("plans", "car|1", vehicle_id="car", year=THIS_YEAR, units=1000)
    facts.node("plans", "car|2", vehicle_id="car", year=THIS_YEAR + 1, units=3000)
    facts.write()
    return graph if request.param == "read" else projected(graph, tmp_path)


def test_explosion_of_a_vehicle(car: Graph) -> None:
    answer = explode(car, "car", units=10)

    assert [(line.id, line.level, line.kind) for line in answer.lines] == [
        ("door", 1, "assembly"),
        ("radio a", 1, "assembly"),
        ("bolt", 2, "part"),
        ("chip", 2, "part"),
        ("paint", 2, "part"),
        ("panel", 2, "part"),
    ]
    quantities = {line.id: (line.quantity, line.unit) for line in answer.lines}
    assert quantities == {
        "door": (40, "piece"),
        "radio a": (10, "piece"),
        "bolt": (pytest.approx(10 * (10 * 1.02 + 5 + 4 * 6), rel=1e-12), "piece"),
        "chip": (30, "piece"),
        "paint": (pytest.approx(10 * 4 * 0.5 * 1.1, rel=1e-12), "kg"),
        "panel": (40, "piece"),
    }
    assert {line.id: line.mass_kg for line in answer.lines}["bolt"] == 0.05
    assert {line.id: line.mass_kg for line in answer.lines}["panel"] is None
    assert {m.id: m.mass_kg for m in answer.materials} == {
        "glass": 300.0,
        "steel": pytest.approx(0.05 * 392 + 8 * 40, rel=1e-12),
    }
    assert answer.root == "car"
    assert answer.as_of == datetime.now(UTC).date()


def test_edges_are_of_one_parent_whatever_the_units(car: Graph) -> None:
    answer = explode(car, "car", units=10)

    edges = [(e.parent, e.child, round(e.quantity, 9), e.alternative) for e in answer.edges]
    assert edges == [
        ("car", "bolt", 10.2, False),
        ("car", "bolt", 5, False),
        ("car", "door", 4, False),
        ("car", "radio a", 1, False),
        ("car", "radio b", 1, True),
        ("door", "bolt", 6, False),
        ("door", "paint", 0.55, False),
        ("door", "panel", 1, False),
        ("radio a", "chip", 3, False),
    ]


def test_explosion_to_a_depth(car: Graph) -> None:
    answer = explode(car, "car", depth=1)

    assert {line.id: line.quantity for line in answer.lines} == {
        "bolt": pytest.approx(15.2),
        "door": 4,
        "radio a": 1,
    }
    assert {line.id for line in answer.lines if line.leaf} == {"bolt"}
    assert {edge.parent for edge in answer.edges} == {"car"}
    assert {m.id: m.mass_kg for m in answer.materials} == {
        "glass": 30.0,
        "steel": pytest.approx(15.2 * 0.05),
    }


def test_leaves_only_shortens_the_lines_and_nothing_else(car: Graph) -> None:
    whole = explode(car, "car", units=3)
    leaves = explode(car, "car", units=3, leaves_only=True)

    assert [line.id for line in leaves.lines] == ["bolt", "chip", "paint", "panel"]
    assert leaves.edges == whole.edges
    assert leaves.materials == whole.materials
    assert [x.id for x in explode(car, "car", depth=1, leaves_only=True).lines] == ["bolt"]


def test_explosion_on_another_day_and_in_another_lifecycle(car: Graph) -> None:
    past = {line.id: line.quantity for line in explode(car, "car", as_of=date(2020, 12, 31)).lines}
    assert past["old door"] == 4
    assert past["bolt"] == pytest.approx(10.2 + 5 + 24 + 400)

    built = explode(car, "car", lifecycle="as-built")
    assert [(line.id, line.quantity) for line in built.lines] == [("panel", 7)]
    assert explode(car, "car", lifecycle="as-specified").lines == []


def test_explosion_of_a_part_has_its_own_material(car: Graph) -> None:
    answer = explode(car, "bolt", units=4)

    assert answer.lines == []
    assert answer.edges == []
    assert [(m.id, m.mass_kg) for m in answer.materials] == [("steel", 0.2)]


@pytest.mark.parametrize("id_", ["steel", "nothing", ""])
def test_explosion_of_what_is_no_item_is_not_found(car: Graph, id_: str) -> None:
    with pytest.raises(NotFoundError):
        explode(car, id_)
    with pytest.raises(NotFoundError):
        where_used(car, id_)


def test_only_a_vehicle_where_a_vehicle_is_asked_for(car: Graph) -> None:
    assert explode(car, "car", vehicles_only=True).root == "car"
    with pytest.raises(NotFoundError, match="assembly"):
        explode(car, "door", vehicles_only=True)


@pytest.mark.parametrize("units", [0, -1, float("nan"), float("inf")])
def test_senseless_units_are_refused(car: Graph, units: float) -> None:
    with pytest.raises(InputError, match="units"):
        explode(car, "car", units=units)


def test_where_used_goes_every_level_up(car: Graph) -> None:
    answer = where_used(car, "bolt")

    assert [(x.id, x.quantity_per_unit, x.alternative) for x in answer.lines] == [
        ("door", 6, False),
        ("old door", 100, False),
    ]
    assert [(v.id, v.quantity_per_unit, v.annual_quantity) for v in answer.vehicles] == [
        ("car", pytest.approx(39.2), pytest.approx(39_200)),
        ("van", 12, None),
    ]
    assert {v.year for v in answer.vehicles} == {THIS_YEAR}


def test_where_used_lists_stand_bys_and_stops_there(car: Graph) -> None:
    chip = where_used(car, "chip")
    assert [(x.id, x.quantity_per_unit, x.alternative) for x in chip.lines] == [
        ("radio a", 3, False),
        ("radio b", 8, False),
    ]
    assert [(v.id, v.quantity_per_unit) for v in chip.vehicles] == [("car", 3)]

    radio = where_used(car, "radio b")
    assert radio.lines == []
    assert [(v.id, v.alternative) for v in radio.vehicles] == [("car", True)]
    assert where_used(car, "radio a").vehicles[0].alternative is False


def test_where_used_of_a_year(car: Graph) -> None:
    answer = where_used(car, "door", year=THIS_YEAR + 1)

    assert [(v.id, v.annual_quantity) for v in answer.vehicles] == [("car", 12_000), ("van", None)]


def test_where_a_material_is_used(car: Graph) -> None:
    answer = material_where_used(car, "steel")

    assert answer.unit == "kg"
    assert {x.id: x.quantity_per_unit for x in answer.lines} == {
        "bolt": 0.05,
        "panel": 8.0,
        "door": pytest.approx(6 * 0.05 + 8),
        "old door": pytest.approx(5.0),
    }
    whole = {m.id: m.mass_kg for m in explode(car, "car").materials}
    assert answer.vehicles[0].quantity_per_unit == pytest.approx(whole["steel"], rel=1e-12)
    with pytest.raises(NotFoundError, match="material"):
        material_where_used(car, "bolt")


@pytest.mark.parametrize(
    ("planned", "expected"),
    [([THIS_YEAR - 3, THIS_YEAR - 1], THIS_YEAR - 1), ([], THIS_YEAR), ([THIS_YEAR + 2], None)],
)
def test_the_year_that_counts_unless_asked(
    graph: Graph, planned: list[int], expected: int | None, tmp_path: Path
) -> None:
    facts = Facts(graph)
    facts.item("vehicle", "car")
    facts.item("part", "bolt")
    facts.line("car", "bolt", 2)
    for year in planned:
        facts.node("plans", f"car|{year}", vehicle_id="car", year=year, units=10)
    facts.write()

    for asked in (graph, projected(graph, tmp_path)):
        [vehicle] = where_used(asked, "bolt").vehicles
        assert vehicle.year == (expected or max(planned))
        assert vehicle.annual_quantity == (20 if planned else None)


def test_a_line_in_a_unit_its_child_no_longer_has_is_converted(
    graph: Graph, tmp_path: Path
) -> None:
    facts = Facts(graph)
    facts.item("assembly", "door")
    facts.item("part", "paint", unit="kg")
    facts.item("part", "wire", unit="m")
    facts.line("door", "paint", 250, unit="g")
    facts.write()
    assert explode(graph, "door").lines[0].quantity == 0.25
    assert where_used(graph, "paint").lines[0].quantity_per_unit == 0.25

    facts.line("door", "wire", 3, unit="kg")
    facts.write()
    for asked in (graph, projected(graph, tmp_path)):
        with pytest.raises(GraphError, match="door > wire"):
            explode(asked, "door")
        with pytest.raises(GraphError, match="door > wire"):
            where_used(asked, "wire")
        assert where_used(asked, "paint").lines[0].quantity_per_unit == 0.25


def test_ids_of_any_characters(graph: Graph) -> None:
    odd = "a/b?c#d%2F'\"\\`$x 🚗 ё"
    facts = Facts(graph)
    facts.item("assembly", odd)
    facts.item("part", f"{odd}1")
    facts.line(odd, f"{odd}1", 2)
    facts.write()

    assert [line.id for line in explode(graph, odd).lines] == [f"{odd}1"]
    assert [line.id for line in where_used(graph, f"{odd}1").lines] == [odd]


def test_a_cycle_is_an_error_that_names_it(graph: Graph) -> None:
    facts = Facts(graph)
    facts.item("assembly", "a", "b")
    facts.line("a", "b", 1)
    facts.line("b", "a", 1)
    facts.write()

    for ask in (explode, where_used):
        with pytest.raises(GraphError, match=r"a > b > a|b > a > b"):
            ask(graph, "a")


def test_billions_of_ways_are_answered_at_once(graph: Graph) -> None:
    layers = [[f"{layer}-{i}" for i in range(8)] for layer in range(12)]
    facts = Facts(graph)
    facts.item("vehicle", "car")
    for layer in layers:
        facts.item("assembly", *layer)
    for above, below in zip([["car"], *layers], layers, strict=False):
        for parent in above:
            for child in below:
                facts.line(parent, child, 1)
    facts.write()

    started = time.monotonic()
    answer = explode(graph, "car")
    uses = where_used(graph, "11-0")
    took = time.monotonic() - started

    assert {line.quantity for line in answer.lines if line.level == 12} == {8.0**11}
    assert uses.vehicles[0].quantity_per_unit == 8.0**11
    assert len(answer.edges) == 8 + 11 * 64
    assert took < 5, "a level is one query; this cannot take long on any machine"


def test_the_walk_has_a_deadline(graph: Graph) -> None:
    facts = Facts(graph)
    facts.item("assembly", "door")
    facts.write()
    hurried = replace(
        graph, settings=graph.settings.model_copy(update={"graph_timeout_seconds": 1e-9})
    )

    with pytest.raises(GraphTimeoutError, match="narrow it down"):
        explode(hurried, "door")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=bills())
def test_a_stored_bill_gives_the_totals_of_all_ways(graph: Graph, lines: list[Line]) -> None:
    graph.database.run_schema("MATCH (n:Item) DETACH DELETE n")
    facts = Facts(graph)
    facts.item("assembly", *(f"n{i}" for i in range(7)))
    for line in lines:
        facts.line(
            line.parent,
            line.child,
            line.quantity,
            position=line.position,
            alternative_group=line.alternative_group,
            alternative_rank=line.alternative_rank,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
            lifecycle=line.lifecycle,
        )
    facts.write()

    held = replace(graph, projections=ProjectionKeeper(graph))
    assert held.projections is not None
    held.projections.refresh()
    for item in {each for line in lines for each in (line.parent, line.child)}:
        assert explode(held, item, as_of=DAY, depth=2) == explode(graph, item, as_of=DAY, depth=2)
        assert where_used(held, item, as_of=DAY) == where_used(graph, item, as_of=DAY)
    kept = stands(lines)
    down = {line.id: line for line in explode(graph, "n0", as_of=DAY).lines}
    expected = totals(kept, "n0")
    assert down.keys() == expected.keys()
    for item, (amount, level) in expected.items():
        assert close(down[item].quantity, amount)
        assert down[item].level == level
    up = {line.id: line for line in where_used(graph, "n6", as_of=DAY).lines}
    counts = {n: t["n6"] for n in (f"n{i}" for i in range(6)) if "n6" in (t := totals(kept, n))}
    assert {id_ for id_, line in up.items() if not line.alternative} == counts.keys()
    for user, (amount, _) in counts.items():
        assert close(up[user].quantity_per_unit, amount)
