"""Who supplies and who could, over facts in a database, on every engine that can be reached."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from graph.connection import Graph
from graph.errors import GraphError, InputError, NotFoundError
from graph.projection.keeper import ProjectionKeeper
from graph.search.hs_codes import heading_rows, known_heading
from graph.sourcing.loading import load_enterprises, load_items, processes_meeting
from graph.sourcing.makers import Makers
from graph.sourcing.suppliers import find_suppliers
from graph.structure.loading import Walk
from graph.structure.service import today
from tests.engines.sourcing_facts import YESTERDAY, Facts, add_foundry, ask, assigned, brake, by_id


@pytest.fixture
def facts(graph: Graph) -> Facts:
    return brake(graph)


def test_suppliers_in_order_with_reasons(graph: Graph, facts: Facts) -> None:
    add_foundry(facts, "foundry")
    add_foundry(facts, "expired")
    facts.holds("expired", "IATF 16949", YESTERDAY)
    facts.enterprise("small")
    facts.holds("small", "IATF 16949")
    facts.can("small", "casting", max_mass_kg=5.0)
    facts.can("small", "turning")
    facts.enterprise("importer", None, country="KR")
    facts.supplies("importer", "disc", 900.0, unit_price_usd=20.0, moq=10.0, lead_time_days=30.0)
    answer = find_suppliers(graph, "disc", units=1_000)
    assert [s.enterprise.id for s in answer.suppliers] == ["importer", "foundry"]
    assert [s.relation for s in answer.suppliers] == ["supplies", "capable"]
    current, foundry = answer.suppliers
    assert current.capacity == 900.0
    assert current.supply is not None
    assert current.supply.unit_price_usd == 20.0
    assert (current.enterprise.country, current.enterprise.region) == ("KR", None)
    assert foundry.capacity == 700.0  # casting gives 1,000 discs of 8 kg, turning 700
    assert {e.process for e in foundry.met} == {"casting", "turning"}
    assert {e.requirement for e in foundry.met} == {"process", "mass", "certificate"}
    assert foundry.missing == []
    scores = [s.score for s in answer.suppliers]
    assert scores == sorted(scores, reverse=True)
    walk = Walk(graph)
    profile = load_items(walk, ["disc"])["disc"].profile
    everyone = load_enterprises(walk, (), processes_meeting([profile]))
    near = Makers(everyone, today().isoformat()).nearest(profile)
    assert [(c.enterprise.id, [e.requirement for e in c.missing]) for c in near] == [
        ("expired", ["certificate"]), ("small", ["mass"]),
    ]  # fmt: skip


def test_filters_and_inclusions(graph: Graph, facts: Facts) -> None:
    add_foundry(facts, "andijan")
    add_foundry(facts, "fergana", region="UZ-FA")
    facts.enterprise("seoul", None, country="KR")
    facts.supplies("seoul", "disc")
    facts.supplies("andijan", "disc", 5.0)
    assert by_id(find_suppliers(graph, "disc", regions=["Фергана"])).keys() == {"fergana"}
    assert by_id(find_suppliers(graph, "disc", countries=["Korea"])).keys() == {"seoul"}
    assert find_suppliers(graph, "disc", regions=["UZ-AN"], countries=["KR"]).suppliers == []
    current = find_suppliers(graph, "disc", include=["current"])
    assert by_id(current).keys() == {"seoul", "andijan"}
    both = by_id(find_suppliers(graph, "disc"))
    assert both["andijan"].relation == "supplies"
    assert len(both["andijan"].met) == 4
    assert both["seoul"].missing
    assert both["seoul"].score >= 0.8
    with pytest.raises(InputError, match="unknown value"):
        find_suppliers(graph, "disc", include=["everyone"])
    with pytest.raises(InputError, match="unknown region"):
        find_suppliers(graph, "disc", regions=["Nowhere at all"])
    with pytest.raises(NotFoundError):
        find_suppliers(graph, "wheel")


def test_every_kind_of_item_has_suppliers(graph: Graph, facts: Facts) -> None:
    facts.enterprise("mill")
    facts.supplies("mill", "iron", 5_000.0)
    facts.supplies("mill", "brake")
    assert by_id(find_suppliers(graph, "iron"))["mill"].capacity == 5_000.0
    assert find_suppliers(graph, "iron").unit == "kg"
    assert by_id(find_suppliers(graph, "brake"))["mill"].capacity is None
    assert find_suppliers(graph, "car").suppliers == []


def test_unknown_facts_are_listed_and_cost_score(graph: Graph, facts: Facts) -> None:
    facts.item("cover")
    facts.requires("cover", "pressing")
    facts.enterprise("press")
    facts.can("press", "pressing", 1_000.0, unit="kg", max_mass_kg=3.0, materials=["iron"])
    facts.enterprise("other")
    facts.can("other", "pressing", 10.0)
    found = by_id(find_suppliers(graph, "cover"))
    assert sorted(e.requirement for e in found["press"].unknown) == ["mass", "mass", "material"]
    assert found["press"].capacity is None
    assert found["press"].score < found["other"].score
    answer = ask(graph, "cover", 5, regions=["UZ-AN"])
    assert assigned(answer) == {("other", "cover", "capable"): 5.0}


def test_requirements_inferred_from_relatives(graph: Graph, facts: Facts) -> None:
    add_foundry(facts, "foundry")
    facts.item("disc2", mass_kg=9.0, hs_code="870830")
    facts.made_of("disc2", "iron", 9.0)
    answer = find_suppliers(graph, "disc2")
    assert [i.process for i in answer.inferred_requirements] == ["casting", "turning"]
    assert all(0 < i.confidence <= 1 for i in answer.inferred_requirements)
    assert answer.inferred_requirements[0].relatives == ["disc"]
    found = by_id(answer)["foundry"]
    assert found.relation == "inferred"
    assert found.confidence is not None
    assert 0 < found.score < 0.4
    assert find_suppliers(graph, "disc2", include=["current", "capable"]).suppliers == []
    assert ask(graph, "disc2", 10).status == "none"
    inferred = ask(graph, "disc2", 10, include_inferred=True)
    assert assigned(inferred) == {("foundry", "disc2", "inferred"): 10.0}
    assert inferred.inferred_requirements.keys() == {"disc2"}


def test_requirements_inferred_from_stored_embeddings(graph: Graph, facts: Facts) -> None:
    facts.enterprise("press")
    facts.can("press", "pressing")
    facts.item("pad2")
    assert find_suppliers(graph, "pad2").inferred_requirements == []
    axis = [[1.0 if place == axis else 0.0 for place in range(384)] for axis in range(3)]
    near = [0.9, 0.1, *axis[0][2:]]
    for item, vector in (("pad", axis[0]), ("disc", axis[1]), ("pad2", near)):
        facts.entry(item, "en", vector)
    answer = find_suppliers(graph, "pad2")
    assert [i.process for i in answer.inferred_requirements] == ["pressing"]
    assert by_id(answer)["press"].relation == "inferred"


def test_what_is_inferred_in_memory_is_what_is_inferred_from_the_database(
    graph: Graph, facts: Facts, tmp_path: Path
) -> None:
    add_foundry(facts, "foundry")
    random = Random(7)
    processes = ["casting", "turning", "pressing", "sand"]
    codes = ["870830", "870840", "8708", "731815", "73181500", "400930", "99", None]
    for material in ("steel", "rubber", "glass"):
        facts.item(material, "material")
    without = [f"w{number}" for number in range(16)]
    for number, id_ in enumerate([*without, *(f"r{number}" for number in range(150))]):
        kind = random.choice(["part", "part", "assembly"])
        known = {"hs_code": random.choice(codes), "mass_kg": random.choice([None, 0.5, 2.0, 9])}
        facts.item(id_, kind, **{name: value for name, value in known.items() if value})
        for material in random.sample(["steel", "rubber", "glass", "iron"], random.randint(0, 2)):
            facts.made_of(id_, material, 1.0)
        if number >= len(without):
            for process in random.sample(processes, random.choice([1, 2])):
                facts.requires(id_, process)
        if random.random() < 0.5:
            facts.entry(id_, "en", [random.random() for _ in range(384)])
    known_things(graph)
    home = graph.settings.model_copy(update={"zanjir_home": tmp_path})
    held = replace(graph, projections=ProjectionKeeper(replace(graph, settings=home)))
    assert held.projections is not None
    held.projections.refresh()

    answers = {item: find_suppliers(held, item) for item in without}

    assert {item: find_suppliers(graph, item) for item in without} == answers
    assert sum(bool(answer.inferred_requirements) for answer in answers.values()) > 5
    # Embeddings may be made anew within a version.
    for number in range(150):
        facts.entry(f"r{number}", "ru", [random.random() - 0.5 for _ in range(384)])
    for item in without:
        facts.entry(item, "ru", [random.random() - 0.5 for _ in range(384)])
    graph.database.write(("search/advance_stamp", {}))
    again = {item: find_suppliers(held, item) for item in without}
    assert {item: find_suppliers(graph, item) for item in without} == again
    assert again != answers
    every = ask(held, "brake", 10, include_inferred=True)
    assert every.model_copy(update={"solver": None}) == ask(
        graph, "brake", 10, include_inferred=True
    ).model_copy(update={"solver": None})


def known_things(graph: Graph) -> None:
    """Tie the items to the headings of their HS codes, as an ingest does."""
    rows = graph.database.run_schema("MATCH (i:Item) RETURN i.id AS id, i.hs_code AS code")
    headings = {row["id"]: known_heading(row["code"]) for row in rows}
    tied = [{"id": id_, "heading": heading} for id_, heading in headings.items()]
    codes = sorted({heading for heading in headings.values() if heading})
    graph.database.write(
        ("search/write_headings", {"rows": heading_rows(codes)}),
        ("search/classify_items", {"rows": tied}),
    )


def test_supplies_in_memory_are_those_of_the_database(
    graph: Graph, facts: Facts, tmp_path: Path
) -> None:
    facts.item("grease", "part", unit="kg")
    facts.enterprise("oils")
    facts.enterprise("bare")
    facts.supplies(
        "oils",
        "grease",
        2.0,
        unit="t",
        unit_price_usd=3_000.0,
        moq=0.5,
        lead_time_days=9,
        share=0.4,
    )
    facts.supplies("bare", "grease")
    facts.supplies("bare", "pad", 70.0, unit="piece", unit_price_usd=1.5)
    facts.supplies("oils", "disc", 70.0, unit="m")
    home = graph.settings.model_copy(update={"zanjir_home": tmp_path})
    held = replace(graph, projections=ProjectionKeeper(replace(graph, settings=home)))
    assert held.projections is not None
    held.projections.refresh()

    for item in ("grease", "pad", "brake"):
        assert find_suppliers(held, item) == find_suppliers(graph, item)
    oils = by_id(find_suppliers(held, "grease"))["oils"]
    assert oils.capacity == 2_000.0
    assert (oils.supply.unit_price_usd, oils.supply.moq) == (3.0, 500.0)
    for asked in (graph, held):
        with pytest.raises(GraphError, match="oils supplies disc in a unit that cannot"):
            find_suppliers(asked, "disc")

    # The database moves on: what is in memory no longer serves, nor stands in the way.
    facts.item("cap")
    facts.supplies("oils", "cap", 5.0)
    facts.supplies("oils", "pad", 6.0)
    graph.database.run_schema("MATCH (g:Graph {id: 'zanjir'}) SET g.version = g.version + 1")
    for item in ("cap", "pad"):
        answer = find_suppliers(held, item)
        assert answer == find_suppliers(graph, item)
        assert answer.graph_version == graph.version()
        assert by_id(answer)["oils"].relation == "supplies"
