"""Who could make what is up for choice, on each engine, pair by pair; and graphs that move on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from graph.connection import Graph
from graph.planning.capable import count_capable
from graph.planning.facts import Facts
from graph.planning.localization_plan import localization_plan
from graph.planning.of_today import of_today
from graph.planning.reading import facts_of
from graph.search.embedding import Embedder
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.planning.maker_worlds import Makers, lacking, load_makers, make_makers, maker_tables
from tests.planning.planning_worlds import HOME, PLACES
from tests.planning.test_localization_on_engines import foreign_share, unit_value
from tests.planning.test_localization_plan_on_engines import up_for_choice
from tests.tables import write_tables

COUNT = 8
LOCAL = [id_ for id_, (country, _) in PLACES.items() if country == HOME]
NAMING = {"id", "parent_id", "child_id", "part_id", "item_id"}
Loaded = tuple[Graph, Makers]


@pytest.fixture
def loaded(graph: Graph, tmp_path: Path) -> Loaded:
    made = make_makers(COUNT, Random(31))
    return load_makers(graph, made, tmp_path), made


def capable_of(made: Makers, item: str) -> list[str]:
    if not made.requires.get(item):
        return []
    return [id_ for id_ in LOCAL if lacking(made, id_, item) == 0]


def without(made: Makers, item: str, folder: Path, graph: Graph) -> None:
    """The same tables again without an item and all that names it."""
    tables = {
        name: [row for row in rows if item not in {row[each] for each in NAMING & row.keys()}]
        for name, rows in maker_tables(made).items()
    }
    path = write_tables(folder / "makers", tables)
    options = IngestOptions([path], embed=False, allow_prune=True)
    report = run_ingest(graph, options, Embedder(), Progress(quiet=True))
    assert report.rejects == []


def a_choice(made: Makers) -> tuple[str, str]:
    """A vehicle with a price, and a part that is up for choice in it."""
    return next(
        (vehicle, item)
        for world in made.worlds
        for vehicle in world.vehicles
        if world.prices[vehicle]
        for item in up_for_choice(world, vehicle)
        if made.requires.get(item) and not world.children(item)
    )


def test_every_pair_is_judged_with_those_who_supply_already(loaded: Loaded) -> None:
    graph, made = loaded
    facts, counts = count_capable(graph)
    seen, suppliers = set(), 0
    for world in made.worlds:
        for item in [*world.items[2:], *world.materials]:
            able = capable_of(made, item)
            is_open = bool(foreign_share(world, item)) and unit_value(world, item) is not None
            assert counts[facts.bill.place_of(item)] == (len(able) if is_open else 0)
            if is_open:
                seen.add(len(able))
                offers = {offer.enterprise for offer in world.offers.get(item, [])}
                suppliers += len(offers & set(able))
    assert seen == {0, 1, 2}
    assert suppliers > 0


def test_a_plan_of_what_somebody_is_capable_of(loaded: Loaded) -> None:
    graph, made = loaded
    planned = 0
    for world in made.worlds:
        for vehicle in world.vehicles:
            answer = localization_plan(graph, vehicle, threshold=1.0, capable_only=True)
            items = up_for_choice(world, vehicle)
            able = {item for item in items if capable_of(made, item)}
            assert answer.candidates == len(able)
            for item in answer.items:
                assert item.capable_local == len(capable_of(made, item.item_id))
                planned += 1
            barred = {each.item_id for each in answer.left if "capable" in each.reason}
            assert barred <= set(items) - able
    assert planned > 0
    assert count_capable(graph)[1] is count_capable(graph)[1]


def test_an_item_that_is_gone_since_the_facts_were_read(loaded: Loaded, tmp_path: Path) -> None:
    graph, made = loaded
    vehicle, item = a_choice(made)
    before = facts_of(graph)
    without(made, item, tmp_path, graph)
    assert facts_of(graph) is before
    answer = localization_plan(graph, vehicle, capable_only=True)
    assert answer.graph_version > before.version
    held = replace(graph, projections=None)
    assert localization_plan(held, vehicle, capable_only=True).candidates == answer.candidates


def test_what_fails_between_two_versions_is_read_again(loaded: Loaded, tmp_path: Path) -> None:
    graph, made = loaded
    _, item = a_choice(made)
    read = []

    def once_too_late(graph: Graph, facts: Facts, day: str) -> int:
        read.append(facts.version)
        if len(read) == 1:
            without(made, item, tmp_path, graph)
            raise KeyError(item)
        return facts.version

    def always_wrong(graph: Graph, facts: Facts, day: str) -> int:
        raise KeyError(item)

    facts, made_of = of_today(graph, "a test", once_too_late)
    assert (made_of, facts.version) == (read[1], read[1])
    assert read[1] > read[0]
    assert of_today(graph, "a test", always_wrong) == (facts, made_of)
    with pytest.raises(KeyError):
        of_today(graph, "another", always_wrong)
