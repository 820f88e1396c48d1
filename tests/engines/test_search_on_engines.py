"""Search from facts to answers, on each engine, with the packaged model."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph
from graph.errors import InputError, NotFoundError, NotReadyError
from graph.search.answers import SearchAnswer
from graph.search.embedding import Embedder
from graph.search.entries import embed_entries, index_things
from graph.search.keeper import SnapshotKeeper
from graph.search.service import search, warm_up
from graph.search.snapshot_loading import load_snapshot, read_stamp

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def node(node_id: str, **properties: Any) -> dict[str, Any]:
    known = {"id": node_id, "statements": [str(sorted(properties.items()))]}
    return {"key": node_id, "properties": known | properties}


def link(key: str, start: str, end: str, **properties: Any) -> dict[str, Any]:
    return {"key": key, "start_id": start, "end_id": end, "properties": {"key": key} | properties}


def enterprise(
    enterprise_id: str, country: str, region: str | None, **names: str
) -> dict[str, Any]:
    place = {"country": country, "region": region, "country_names": {"name": country}}
    place["region_names"] = {"name": region, "name_en": "Andijan"} if region else {}
    return node(enterprise_id, country=country, region=region, **names) | {"places": [place]}


PARTS = [
    node(
        "COOLER",
        kind="part",
        name="Oil cooler",
        name_ru="Масляный радиатор",
        name_uz="Moy sovutgichi",
        part_number="96815894",
        hs_code="8708913500",
    ),
    node("FILTER", kind="part", name="Oil filter", part_number="96815895", hs_code="842123"),
    node("STAY", kind="part", name="Bonnet stay rod", other_numbers=["HE-4596-856A"]),
    node("SPARE", kind="part", name="Spare wheel"),
    node("CLIP", kind="part", name="Radiator hose clip"),
]


@pytest.fixture
def loaded(graph: Graph, embedder: Embedder) -> Graph:
    """A small chain: a car with three parts, who supplies them, what they require."""
    write = graph.database.write
    places: Rows = [
        enterprise("E-UZ", "UZ", "UZ-AN", name="Olmos Radiator"),
        enterprise("E-CN", "CN", None, name="Oil Cooler Works"),
    ]
    taxonomy = [
        node("P-CASTING", name="Casting"),
        node("P-SAND", name="Sand casting", parent_id="P-CASTING"),
        node("P-TURNING", name="Turning"),
    ]
    write(
        ("facts/enterprises/write", {"rows": places}),
        ("facts/enterprises/link", {"rows": places}),
        ("facts/processes/write", {"rows": taxonomy}),
        ("facts/processes/link", {"rows": taxonomy}),
    )
    material = node("ALU", kind="material", name="Aluminium sheet", hs_code="760612")
    assembly = node("FRONT", kind="assembly", name="Front end")
    car = node("CAR", kind="vehicle", name="Compact car with oil")
    write(
        ("facts/materials/create_material", {"rows": [material]}),
        ("facts/items/create_part", {"rows": PARTS}),
        ("facts/items/create_assembly", {"rows": [assembly]}),
        ("facts/vehicles/create_vehicle", {"rows": [car]}),
    )
    line: dict[str, Any] = {"quantity": 1.0, "unit": "piece", "lifecycle": "as-planned"}
    lines = [
        link("1", "CAR", "FRONT", **line),
        link("2", "FRONT", "COOLER", **line),
        link("3", "FRONT", "STAY", **line),
        link("4", "FRONT", "SPARE", **line, valid_to="2001-01-01"),
    ]
    write(
        ("facts/bom/write", {"rows": lines}),
        ("facts/composition/write", {"rows": [link("1", "COOLER", "ALU", mass_kg=1.5)]}),
        ("facts/requirements/write", {"rows": [link("1", "COOLER", "P-SAND")]}),
        ("facts/capabilities/write", {"rows": [link("1", "E-UZ", "P-SAND")]}),
        (
            "facts/supplies/write",
            {"rows": [link("1", "E-UZ", "COOLER"), link("2", "E-CN", "FILTER")]},
        ),
    )
    index_things(graph)
    embed_entries(graph, embedder)
    return graph


@pytest.fixture
def ask(loaded: Graph, embedder: Embedder) -> Callable[..., SearchAnswer]:
    snapshot = load_snapshot(loaded)

    def question(q: str, **filters: Any) -> SearchAnswer:
        return search(loaded, snapshot, embedder, q, **filters)

    return question


def ids(answer: SearchAnswer) -> list[str]:
    return [result.id for result in answer.results]


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_exact_numbers_come_first_and_say_so(ask: Callable[..., SearchAnswer]) -> None:
    for q in ("96815894", "96 815-894", "oil filter 96815894", "насос 96.815.894"):
        answer = ask(q)
        assert ids(answer)[0] == "COOLER"
        assert answer.results[0].why[0].by == "number"
        assert answer.results[0].part_number == "96815894"
        assert all(reason.by != "number" for r in answer.results[1:] for reason in r.why)
    assert ids(ask("НЕ4596856А"))[0] == "STAY"
    assert {r.why[0].by for r in ask("96815896").results[:2]} == {"number-near"}


def test_words_in_three_languages_and_meaning(ask: Callable[..., SearchAnswer]) -> None:
    for q in ("oil cooler", "масляный радиатор", "moy sovutgichi", "oil coller", "oil cool"):
        assert "COOLER" in ids(ask(q))[:2]
    best = ask("stick that keeps the hood of a car open").results
    assert "STAY" in [result.id for result in best[:3]]
    by = {reason.by for result in ask("oil cooler").results for reason in result.why}
    assert by == {"text", "glossary", "vector"}
    assert any(asdict(ask("oil cooler").results[0].names).values())


def test_scores_fall_and_the_total_does_not_depend_on_the_limit(
    ask: Callable[..., SearchAnswer],
) -> None:
    everything = ask("oil", limit=1000)
    scores = [result.score for result in everything.results]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert everything.total == len(everything.results) > 2
    assert ids(ask("oil", limit=2)) == ids(everything)[:2]
    assert ask("oil", limit=2).total == everything.total


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"kinds": ["enterprise"]}, {"E-CN", "E-UZ"}),
        ({"kinds": ["part", "material"]}, {"COOLER", "FILTER", "STAY", "SPARE", "CLIP", "ALU"}),
        ({"regions": ["UZ-AN"]}, {"E-UZ", "COOLER"}),
        ({"regions": ["Андижанская область"]}, {"E-UZ", "COOLER"}),
        ({"regions": ["UZ-BU"]}, set()),
        ({"countries": ["uz", "China"]}, {"E-UZ", "COOLER", "E-CN", "FILTER"}),
        ({"countries": ["CN"]}, {"E-CN", "FILTER"}),
        ({"hs": ["8708"]}, {"COOLER"}),
        ({"hs": ["84.21", "76"]}, {"FILTER", "ALU"}),
        ({"vehicles": ["CAR"]}, {"FRONT", "COOLER", "STAY", "ALU"}),
        ({"processes": ["P-CASTING"]}, {"P-CASTING", "P-SAND", "E-UZ", "COOLER"}),
        ({"processes": ["P-TURNING"]}, {"P-TURNING"}),
        ({"processes": ["P-CASTING"], "kinds": ["part"]}, {"COOLER"}),
        ({"vehicles": ["CAR"], "countries": ["UZ"]}, {"COOLER"}),
        ({"vehicles": ["CAR"], "countries": ["CN"]}, set()),
    ],
)
def test_filters_hold_exactly(
    ask: Callable[..., SearchAnswer], filters: dict[str, Any], kept: set[str]
) -> None:
    words = "oil cooler filter bonnet stay rod spare wheel radiator hose clip aluminium sheet front"
    answer = ask(f"{words} end compact car olmos works casting sand turning", limit=1000, **filters)
    assert set(ids(answer)) == kept
    assert answer.total == len(kept)


def test_wrong_calls_say_what_is_near(ask: Callable[..., SearchAnswer]) -> None:
    for wrong in ({"q": " \u200b"}, {"q": "oil", "limit": 0}, {"q": "oil", "limit": 1001}):
        with pytest.raises(InputError):
            ask(**wrong)
    with pytest.raises(InputError, match="UZ-AN"):
        ask("oil", regions=["Andilan"])
    with pytest.raises(InputError, match="CN"):
        ask("oil", countries=["Chinna"])
    with pytest.raises(InputError, match="material"):
        ask("oil", kinds=["engine"])
    with pytest.raises(InputError):
        ask("oil", hs=["oil"])
    with pytest.raises(NotFoundError, match="CAR"):
        ask("oil", vehicles=["CARS"])
    with pytest.raises(NotFoundError, match="P-CASTING"):
        ask("oil", processes=["casting"])


@pytest.mark.parametrize(
    "q",
    ["bad ( query [", '+-&|!(){}[]^"~*?:\\/', "AND OR NOT", "\ud800 oil", "\u202eoil", "x" * 5000],
)
def test_hostile_queries_are_answered(ask: Callable[..., SearchAnswer], q: str) -> None:
    assert ask(q).total >= 0


def test_indexing_again_does_nothing_and_a_change_does_only_itself(
    loaded: Graph, embedder: Embedder
) -> None:
    before = read_stamp(loaded)
    assert index_things(loaded) == 0
    assert embed_entries(loaded, embedder) == 0
    assert read_stamp(loaded) == before
    changed = node("FILTER", kind="part", name="Air filter", name_ru="Воздушный фильтр")
    loaded.database.write(("facts/items/update", {"rows": [changed]}))
    assert index_things(loaded) == 1
    assert embed_entries(loaded, embedder) == 2
    assert read_stamp(loaded).search_stamp > before.search_stamp
    only_english = node("FILTER", kind="part", name="Air filter")
    loaded.database.write(("facts/items/update", {"rows": [only_english]}))
    index_things(loaded)
    entries = {r["id"] for r in loaded.database.read("search/list_entries")}
    assert {entry for entry in entries if "FILTER" in entry} == {"Item|FILTER|en"}


def test_items_are_tied_to_official_headings(loaded: Graph) -> None:
    rows = loaded.database.read("search/list_texts_item", ids=["COOLER", "STAY"])
    assert {row["id"]: row["headings"] for row in rows} == {"COOLER": ["870891"], "STAY": []}
    changed = node("COOLER", kind="part", name="Oil cooler", hs_code="8421")
    loaded.database.write(("facts/items/update", {"rows": [changed]}))
    index_things(loaded)
    [row] = loaded.database.read("search/list_texts_item", ids=["COOLER"])
    assert row["headings"] == ["8421"]


def test_without_embeddings_numbers_and_text_answer(graph: Graph, embedder: Embedder) -> None:
    graph.database.write(("facts/items/create_part", {"rows": PARTS}))
    index_things(graph)
    snapshot = load_snapshot(graph)
    answer = search(graph, snapshot, embedder, "oil cooler")
    assert ids(answer)[0] == "COOLER"
    assert {reason.by for result in answer.results for reason in result.why} == {
        "text",
        "glossary",
    }
    assert ids(search(graph, snapshot, embedder, "96815895"))[0] == "FILTER"


def test_another_model_makes_all_embeddings_anew(loaded: Graph, embedder: Embedder) -> None:
    everything = len(loaded.database.read("search/list_entries"))
    loaded.database.write(
        ("search/clear_embeddings", {"limit": 100_000}),
        ("meta/set_embedding_model", {"model": "another@3", "dimensions": 3}),
    )
    assert embed_entries(loaded, embedder) == everything
    assert read_stamp(loaded).model == embedder.model_key
    snapshot = load_snapshot(loaded)
    assert snapshot.vectors is not None
    assert snapshot.vectors.matrix.shape == (everything, embedder.dimensions)


def test_the_engines_index_finds_what_the_scan_finds(loaded: Graph, embedder: Embedder) -> None:
    scanned = search(loaded, load_snapshot(loaded), embedder, "oil cooler", limit=5)
    asked = search(loaded, load_snapshot(loaded, scan_limit=0), embedder, "oil cooler", limit=5)
    # The engine weighs words its own way, and its own full text has no stems: the rest agrees.
    assert set(ids(asked)) == set(ids(scanned))
    assert asked.results[0].id == scanned.results[0].id == "COOLER"
    kept = search(
        loaded, load_snapshot(loaded, scan_limit=0), embedder, "oil", kinds=["material"], limit=5
    )
    assert {result.kind for result in kept.results} <= {"material"}


def test_the_keeper_follows_the_graph(loaded: Graph, embedder: Embedder) -> None:
    keeper = SnapshotKeeper(loaded, poll_seconds=0.05)
    with pytest.raises(NotReadyError):
        keeper.current()
    keeper.start()
    try:
        assert keeper.wait_ready(30.0)
        first = keeper.current()
        warm_up(loaded, keeper, embedder)
        assert keeper.refresh() is first
        added = node("NEW", kind="part", name="Zirconium ring", part_number="ZR-2026-1")
        loaded.database.write(("facts/items/create_part", {"rows": [added]}))
        index_things(loaded)
        wait_for(lambda: keeper.current() is not first)
        assert ids(search(loaded, keeper, embedder, "ZR 2026 1")) == ["NEW"]
        assert search(loaded, first, embedder, "ZR 2026 1").graph_version == first.version
    finally:
        keeper.stop()


def test_own_words_of_the_trade_find_things_once_they_are_indexed(
    loaded: Graph, embedder: Embedder, tmp_path: Path
) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("concept\tkind\tuz\noil-cooler\tpart\tqaynarbosh\n", encoding="utf-8")
    settings = loaded.settings.model_copy(update={"glossary_path": own})
    graph = replace(loaded, settings=settings)
    assert index_things(graph) > 0
    assert index_things(graph) == 0
    embed_entries(graph, embedder)
    answer = search(graph, load_snapshot(graph), embedder, "qaynarbosh")
    assert answer.results[0].id in ("COOLER", "E-CN")
    assert "glossary" in {reason.by for reason in answer.results[0].why}
