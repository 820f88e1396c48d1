"""Local content from CSV to answer on each engine, against every way followed in fractions."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.planning.localization import localization
from graph.search.embedding import Embedder
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.planning.planning_worlds import HOME, PlannedWorld, load_worlds, make_world
from tests.structure.bills import close
from tests.tables import Rows, write_tables

COUNT = 25


def unit_value(world: PlannedWorld, item: str) -> Fraction | None:
    offers = world.offers.get(item, [])
    if offers:
        none_given = all(offer.share is None for offer in offers)
        priced = [
            (Fraction(1) if none_given else offer.share or Fraction(0), offer.price)
            for offer in offers
            if offer.price is not None
        ]
        weight = sum((share for share, _ in priced), Fraction(0))
        return sum((s * p for s, p in priced), Fraction(0)) / weight if weight else None
    rows = [row for row in world.imports.get(item, []) if row.quantity]
    latest = [row for row in rows if row.year == max(each.year for each in rows)]
    if not latest:
        return None
    return sum((r.value for r in latest), Fraction(0)) / sum(
        (r.quantity or Fraction(0) for r in latest), Fraction(0)
    )


def foreign_share(world: PlannedWorld, item: str) -> Fraction | None:
    offers = world.offers.get(item, [])
    if offers:
        if all(offer.share is None for offer in offers):
            return Fraction(sum(o.country != HOME for o in offers), len(offers))
        whole = sum((o.share or Fraction(0) for o in offers), Fraction(0))
        return sum((o.share or Fraction(0) for o in offers if o.country != HOME), Fraction(0)) / (
            whole
        )
    return Fraction(1) if item in world.imports else None


def traced(world: PlannedWorld, vehicle: str) -> tuple[dict[str, Fraction], set[str]]:
    found: dict[str, Fraction] = defaultdict(Fraction)
    unknown: set[str] = set()

    def follow(item: str, quantity: Fraction) -> None:
        share = None if item == vehicle else foreign_share(world, item)
        value = unit_value(world, item)
        if share is None and not world.children(item):
            unknown.add(item)
        if share and value is None:
            unknown.add(item)
        found[item] += quantity * (value or 0) * (share or 0)
        for child, each in world.children(item).items() if share != 1 else ():
            follow(child, quantity * (1 - (share or 0)) * each)

    follow(vehicle, Fraction(1))
    return {item: value for item, value in found.items() if value}, unknown


def rolled_up(world: PlannedWorld, item: str, threshold: Fraction, *, top: bool = True) -> Fraction:
    children = world.children(item).items()
    inside = sum(
        (each * rolled_up(world, child, threshold, top=False) for child, each in children),
        Fraction(0),
    )
    share = None if top else foreign_share(world, item)
    if share is None:
        return inside
    value = unit_value(world, item) or Fraction(0)
    if not children or not value or (value - inside) / value >= threshold:
        return value * share
    return value


@pytest.fixture
def loaded(graph: Graph, tmp_path: Path) -> tuple[Graph, list[PlannedWorld]]:
    random = Random(2026)
    made = [make_world(number, random) for number in range(COUNT)]
    return load_worlds(graph, made, tmp_path), made


def test_levels_are_those_reckoned_apart(loaded: tuple[Graph, list[PlannedWorld]]) -> None:
    graph, worlds = loaded
    seen_unknown = False
    for world in worlds:
        for vehicle in world.vehicles:
            answer = localization(graph, vehicle)
            expected, unknown = traced(world, vehicle)
            found = {c.item_id: c.imported_value_usd for c in answer.contributions}
            assert found.keys() == expected.keys()
            assert all(close(found[item], value) for item, value in expected.items())
            imported = sum(expected.values(), Fraction(0))
            assert close(answer.imported_value_usd, imported)
            assert {entry.item_id for entry in answer.unknown} == unknown
            assert answer.is_upper_bound == bool(unknown)
            seen_unknown |= bool(unknown)
            price = world.prices[vehicle]
            if price is None:
                assert (answer.level, answer.gap) == (None, None)
            else:
                level = 1 - imported / price
                assert answer.level == pytest.approx(float(level), rel=1e-9, abs=1e-12)
                gap = max(0.0, 0.5 - float(level))
                assert answer.gap == pytest.approx(gap, rel=1e-9, abs=1e-12)
            for threshold in (Fraction(1, 4), Fraction(1, 2), Fraction(9, 10)):
                by_parts = localization(
                    graph, vehicle, method="roll-up", threshold=float(threshold)
                )
                assert close(by_parts.imported_value_usd, rolled_up(world, vehicle, threshold))
    assert seen_unknown


def test_without_a_projection_in_memory_the_answer_is_the_same(
    graph: Graph, loaded: tuple[Graph, list[PlannedWorld]]
) -> None:
    held, worlds = loaded
    vehicle = worlds[0].vehicles[0]
    assert localization(graph, vehicle) == localization(held, vehicle)


def test_imports_from_home_are_foreign_and_a_price_of_nothing_is_none(
    graph: Graph, tmp_path: Path
) -> None:
    tables: dict[str, Rows] = {
        "vehicles": [
            {"id": "free", "name": "free", "exworks_price_usd": 0},
            {"id": "car", "name": "car", "exworks_price_usd": 100},
        ],
        "items": [{"id": "part", "kind": "part", "name": "part"}],
        "bom": [{"parent_id": id_, "child_id": "part", "quantity": 1} for id_ in ("free", "car")],
        "imports": [
            {"item_id": "part", "country": HOME, "year": 2025, "quantity": 2, "value_usd": 60}
        ],
    }
    path = write_tables(tmp_path / "home", tables)
    run_ingest(graph, IngestOptions([path], embed=False), Embedder(), Progress(quiet=True))

    car, free = localization(graph, "car"), localization(graph, "free")
    assert (car.imported_value_usd, car.level) == (30.0, pytest.approx(0.7))
    assert (free.assessed_value_usd, free.level, free.gap) == (None, None, None)
    assert free.imported_value_usd == 30.0


def test_what_cannot_be_asked(loaded: tuple[Graph, list[PlannedWorld]]) -> None:
    graph, worlds = loaded
    with pytest.raises(NotFoundError, match="kind assembly"):
        localization(graph, worlds[0].items[2])
    with pytest.raises(NotFoundError, match="no vehicle"):
        localization(graph, "nothing")
    with pytest.raises(InputError, match="method"):
        localization(graph, worlds[0].items[0], method="guess")
    with pytest.raises(InputError, match="threshold"):
        localization(graph, worlds[0].items[0], threshold=1.5)
