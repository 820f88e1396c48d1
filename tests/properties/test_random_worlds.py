"""Random small worlds, from CSV to answer on each engine, against all ways in fractions."""

from __future__ import annotations

import math
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.connection import Graph
from graph.schema import ensure_schema
from graph.search.embedding import Embedder
from graph.structure.service import explode, material_where_used, where_used
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.conftest import DIMENSIONS, wipe
from tests.structure.bills import DAY, Line, close, stands, totals
from tests.tables import write_tables

PARENTS = ["car", "van", "a1", "a2", "a3", "a4"]
ITEMS = [*PARENTS, "p1", "p2", "p3"]
VEHICLES = {"car", "van"}
MATERIALS = ["steel", "glass"]
SIZES = {  # of one of the unit in the item's own
    "piece": {"": Fraction(1), "piece": Fraction(1)},
    "kg": {"": Fraction(1), "g": Fraction(1, 1000), "t": Fraction(1000)},
    "m": {"m": Fraction(1), "mm": Fraction(1, 1000), "cm": Fraction(1, 100)},
}
BEFORE, AFTER = ["", "2026-06-14", "2026-06-15"], ["", "2026-06-15", "2026-06-16"]
PERIODS = [*((start, end) for start in BEFORE for end in AFTER)]
PERIODS += [("2026-06-16", ""), ("", "2026-06-14"), ("2020-01-01", "2026-06-14")]
EMPTY = "MATCH (n) WHERE NOT n:Graph DETACH DELETE n"


@dataclass
class World:
    """Rows as written to CSV, and the lines they mean with exact quantities."""

    units: dict[str, str]
    bom: list[dict[str, Any]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    composition: dict[tuple[str, str], Fraction] = field(default_factory=dict)

    def tables(self) -> dict[str, Sequence[Mapping[str, object]]]:
        masses = self.composition.items()
        return {
            "vehicles": [{"id": id_, "name": id_} for id_ in sorted(VEHICLES)],
            "items": [
                {
                    "id": id_,
                    "kind": "assembly" if id_ in PARENTS else "part",
                    "name": id_,
                    "unit": self.units[id_],
                }
                for id_ in ITEMS
                if id_ not in VEHICLES
            ],
            "materials": [{"id": id_, "name": id_} for id_ in MATERIALS],
            "bom": self.bom,
            "composition": [
                {"part_id": part, "material_id": material, "mass_kg": float(mass)}
                for (part, material), mass in masses
            ]
            or [{"part_id": "p1", "material_id": "steel", "mass_kg": 1}],
        }


cents = st.integers(1, 99_999).map(lambda number: Fraction(number, 100))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    units = {id_: draw(st.sampled_from(["piece", "piece", "kg", "m"])) for id_ in ITEMS}
    world = World(units)
    pairs = [(a, b) for a in PARENTS for b in ITEMS if ITEMS.index(a) < ITEMS.index(b)]
    pairs = [(a, b) for a, b in pairs if b not in VEHICLES]
    for number, (parent, child) in enumerate(
        draw(st.lists(st.sampled_from(pairs), min_size=4, max_size=24))
    ):
        group = draw(st.sampled_from(["", "", "g", "h"]))
        rank = draw(st.sampled_from(["", 1, 2])) if group else ""
        amount = draw(cents)
        unit = draw(st.sampled_from(sorted(SIZES[units[child]])))
        scrap = draw(st.sampled_from(["", "0.05", "0.125"]))
        start, end = draw(st.sampled_from(PERIODS))
        row = {
            "parent_id": parent,
            "child_id": child,
            "quantity": f"{float(amount):.2f}",
            "unit": unit,
            # Lines of one place add up; rivals of a group each have a place of their own.
            "position": number + 100 if group else draw(st.sampled_from([10, 20])),
            "scrap_rate": scrap,
            "alternative_group": group,
            "alternative_rank": rank,
            "valid_from": start,
            "valid_to": end,
            "lifecycle": draw(st.sampled_from(["", "as-planned", "as-built"])),
        }
        exact = amount * SIZES[units[child]][unit] * (1 + Fraction(scrap or "0"))
        world.bom.append(row)
        world.lines.append(
            Line(
                parent=parent,
                child=child,
                quantity=exact,  # type: ignore[arg-type]
                position=str(row["position"]),
                alternative_group=group or None,
                alternative_rank=rank or None,
                valid_from=start or None,
                valid_to=end or None,
                lifecycle=row["lifecycle"] or "as-planned",
            )
        )
    chosen = st.lists(st.tuples(st.sampled_from(ITEMS[2:]), st.sampled_from(MATERIALS)), max_size=6)
    world.composition = {pair: draw(cents) for pair in draw(chosen)} or {
        ("p1", "steel"): Fraction(1)
    }
    return world


@pytest.fixture
def graphs(engines: dict[str, Graph], every_engine: list[str]) -> Iterator[list[Graph]]:
    """Every engine there is, empty and with the schema."""
    found = [engines[name] for name in every_engine]
    for graph in found:
        wipe(graph)
        ensure_schema(graph.database, graph.engine, lambda: DIMENSIONS)
    yield found
    for graph in found:
        wipe(graph)


def load(graph: Graph, world: World, embedder: Embedder) -> None:
    graph.database.run_schema(EMPTY)
    with tempfile.TemporaryDirectory() as folder:
        path = write_tables(Path(folder) / "world", world.tables())
        report = run_ingest(
            graph, IngestOptions([path], embed=False), embedder, Progress(quiet=True)
        )
    assert report.rejects == []


def exact_totals(world: World, root: str) -> dict[str, tuple[Fraction, int]]:
    return totals(stands(world.lines), root)


def check_explosion(graph: Graph, world: World, root: str, units: int) -> dict[str, Any]:
    answer = explode(graph, root, units=units, as_of=DAY)
    expected = exact_totals(world, root)
    assert {line.id: line.level for line in answer.lines} == {
        id_: level for id_, (_, level) in expected.items()
    }
    for line in answer.lines:
        assert close(line.quantity, expected[line.id][0] * units)
        assert line.unit == world.units[line.id]
    masses: dict[str, Fraction] = defaultdict(Fraction)
    for (part, material), mass in world.composition.items():
        amount = Fraction(1) if part == root else expected.get(part, (Fraction(0), 0))[0]
        masses[material] += mass * amount * units
    assert {material.id for material in answer.materials} == {id_ for id_, m in masses.items() if m}
    for found in answer.materials:
        assert close(found.mass_kg, masses[found.id])
    return answer.model_dump(exclude={"graph_version"})


def check_where_used(graph: Graph, world: World, item: str) -> dict[str, Any]:
    answer = where_used(graph, item, as_of=DAY)
    expected = {
        root: amounts[item][0] for root in PARENTS if item in (amounts := exact_totals(world, root))
    }
    found = {
        use.id: use.quantity_per_unit
        for use in (*answer.lines, *answer.vehicles)
        if not use.alternative
    }
    assert found.keys() == expected.keys()
    assert all(close(found[id_], amount) for id_, amount in expected.items())
    assert {vehicle.id for vehicle in answer.vehicles} <= VEHICLES
    assert not {line.id for line in answer.lines} & VEHICLES
    return answer.model_dump(exclude={"graph_version"})


def check_material(graph: Graph, world: World, material: str) -> dict[str, Any]:
    answer = material_where_used(graph, material, as_of=DAY)
    expected: dict[str, Fraction] = defaultdict(Fraction)
    for (part, made_of), mass in world.composition.items():
        if made_of == material:
            expected[part] += mass
            for root in PARENTS:
                expected[root] += mass * exact_totals(world, root).get(part, (Fraction(0), 0))[0]
    found = {
        use.id: use.quantity_per_unit
        for use in (*answer.lines, *answer.vehicles)
        if not use.alternative
    }
    assert found.keys() == {id_ for id_, mass in expected.items() if mass}
    assert all(close(found[id_], expected[id_]) for id_ in found)
    return answer.model_dump(exclude={"graph_version"})


def same(one: object, other: object) -> bool:
    """Equal, floats to the last digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
    suppress_health_check=list(HealthCheck),
)
@given(world=worlds(), units=st.sampled_from([1, 7, 50_000]))
def test_answers_are_those_of_all_ways_on_every_engine(
    graphs: list[Graph], world: World, units: int
) -> None:
    embedder = Embedder()
    answers = []
    for graph in graphs:
        load(graph, world, embedder)
        answers.append(
            [check_explosion(graph, world, root, units) for root in ("car", "a1")]
            + [check_where_used(graph, world, item) for item in ("p1", "a4")]
            + [check_material(graph, world, material) for material in MATERIALS]
        )
    assert all(same(answers[0], other) for other in answers[1:])


def test_the_comparison_sees_a_wrong_quantity() -> None:
    """The figures that the answers are held to do differ when a quantity does."""
    line = Line("car", "p1", Fraction(2))  # type: ignore[arg-type]
    world = World({id_: "piece" for id_ in ITEMS}, lines=[line])
    assert exact_totals(world, "car") == {"p1": (2, 1)}
    world.lines = [replace(line, quantity=Fraction(3))]  # type: ignore[arg-type]
    assert exact_totals(world, "car") == {"p1": (3, 1)}
    assert not same([{"a": 1.0}], [{"a": 1.0 + 1e-9}])
