"""Suppliers and coverage over facts in a database, on every engine that can be reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph.connection import Graph
from graph.errors import GraphError, InputError, NotFoundError
from graph.projection.keeper import ProjectionKeeper
from graph.search.hs_codes import heading_rows, known_heading
from graph.sourcing.answers import CoverageAnswer, CoverageRequest
from graph.sourcing.coverage import cover
from graph.sourcing.loading import load_enterprises, load_items, processes_meeting
from graph.sourcing.makers import Makers
from graph.sourcing.suppliers import find_suppliers
from graph.structure.loading import Walk
from graph.structure.service import today
from graph.text import fold_name

TODAY = datetime.now(UTC).date()
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


class Facts:
    """Writes rows of the input tables as an ingest would leave them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def _node(self, query: str, id_: str, **properties: Any) -> None:
        named = {"id": id_, "name": id_.title()} | properties
        row = {"key": id_, "properties": named}
        self._graph.database.write((f"facts/{query}", {"rows": [row]}))

    def _link(self, table: str, start: str, end: str, key: str, **properties: Any) -> None:
        given = {name: value for name, value in properties.items() if value is not None}
        row = {"key": key, "start_id": start, "end_id": end, "properties": given | {"key": key}}
        self._graph.database.write((f"facts/{table}/write", {"rows": [row]}))

    def item(self, id_: str, kind: str = "part", **properties: Any) -> None:
        table = {"vehicle": "vehicles", "material": "materials"}.get(kind, "items")
        self._node(f"{table}/create_{kind}", id_, kind=kind, **properties)

    def line(self, parent: str, child: str, quantity: float, **properties: Any) -> None:
        given = {"quantity": quantity, "lifecycle": "as-planned"} | properties
        key = f"{parent}>{child}>{properties.get('position', '')}"
        self._link("bom", parent, child, key, **given)

    def made_of(self, part: str, material: str, mass_kg: float) -> None:
        self._link("composition", part, material, f"{part}>{material}", mass_kg=mass_kg)

    def process(self, id_: str, parent: str | None = None) -> None:
        named = {"id": id_, "name": id_.title()} | ({"parent_id": parent} if parent else {})
        rows = [{"key": id_, "properties": named}]
        self._graph.database.write(("facts/processes/write", {"rows": rows}))
        self._graph.database.write(("facts/processes/link", {"rows": rows}))

    def requires(self, item: str, process: str, certificate: str | None = None) -> None:
        self._link("requirements", item, process, f"{item}>{process}", certificate=certificate)

    def enterprise(self, id_: str, region: str | None = "UZ-AN", **properties: Any) -> None:
        given = {"country": "UZ"} | ({"region": region} if region else {}) | properties
        self._node("enterprises/write", id_, **given)

    def holds(self, enterprise: str, certificate: str, valid_to: str | None = None) -> None:
        folded = fold_name(certificate)
        self._link(
            "certificates", enterprise, folded, f"{enterprise}>{folded}",
            certificate=certificate, valid_to=valid_to,
        )  # fmt: skip

    def can(
        self, enterprise: str, process: str, capacity: float | None = None, **more: Any
    ) -> None:
        key = f"{enterprise}>{process}>{sorted(more.items())}"
        given = {"unit": "piece"} | more
        self._link("capabilities", enterprise, process, key, annual_capacity=capacity, **given)

    def supplies(
        self, enterprise: str, item: str, capacity: float | None = None, **more: Any
    ) -> None:
        key = f"{enterprise}>{item}"
        self._link("supplies", enterprise, item, key, annual_capacity=capacity, **more)

    def entry(self, item: str, language: str, embedding: list[float]) -> None:
        self._graph.database.run_schema(
            "MATCH (i:Item {id: $item}) CREATE (s:SearchEntry {id: $id, thing_id: $item, "
            "lang: $lang, text: $item, embedding: $embedding})-[:DESCRIBES]->(i)",
            item=item, id=f"{item}@{language}", lang=language, embedding=embedding,
        )  # fmt: skip


@pytest.fixture
def facts(graph: Graph) -> Facts:
    """A brake: a disc (casting and turning), two pads (pressing), some grease; who can what."""
    written = Facts(graph)
    for process, parent in (
        ("casting", None), ("sand", "casting"), ("grey", "sand"), ("turning", None),
        ("pressing", None),
    ):  # fmt: skip
        written.process(process, parent)
    written.item("iron", "material")
    written.item("car", "vehicle", maker_id="maker")
    written.item("brake", "assembly")
    written.item("disc", mass_kg=8.0, size_mm=[300.0, 300.0, 40.0], hs_code="870830")
    written.item("pad", mass_kg=0.5, size_mm=[120.0])
    written.made_of("disc", "iron", 8.0)
    written.line("car", "brake", 2.0)
    written.line("brake", "disc", 1.0)
    written.line("brake", "pad", 2.0)
    written.requires("disc", "casting")
    written.requires("disc", "turning", "IATF 16949")
    written.requires("pad", "pressing")
    return written


def by_id(answer: Any) -> dict[str, Any]:
    return {supplier.enterprise.id: supplier for supplier in answer.suppliers}


def assigned(answer: CoverageAnswer) -> dict[tuple[str, str, str], float]:
    found: dict[tuple[str, str, str], float] = {}
    for supplier in answer.suppliers:
        for one in supplier.assignments:
            key = (supplier.enterprise.id, one.item_id, one.relation)
            found[key] = found.get(key, 0.0) + one.quantity
    return found


def ask(graph: Graph, item: str, units: float, **more: Any) -> CoverageAnswer:
    return cover(graph, CoverageRequest(item_id=item, units=units, **more))


def add_foundry(facts: Facts, id_: str, **place: Any) -> None:
    facts.enterprise(id_, **place)
    facts.holds(id_, "IATF-16949")
    facts.can(id_, "grey", 8_000.0, unit="kg", max_mass_kg=20.0)
    facts.can(id_, "turning", 700.0)


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


def test_coverage_splits_and_names_what_is_open(graph: Graph, facts: Facts) -> None:
    add_foundry(facts, "foundry")
    facts.enterprise("presser")
    facts.can("presser", "pressing", 1_500.0)
    facts.enterprise("importer", None, country="KR")
    facts.supplies("importer", "disc", 200.0, moq=50.0)
    facts.enterprise("bulk", None, country="KR")
    facts.supplies("bulk", "disc", moq=2_000.0)
    answer = ask(graph, "car", 500)  # 1,000 discs, 2,000 pads
    assert assigned(answer) == {
        ("foundry", "disc", "capable"): 700.0,
        ("importer", "disc", "supplies"): 200.0,
        ("presser", "pad", "capable"): 1_500.0,
    }
    assert answer.status == "partial"
    assert answer.covered_share == pytest.approx((0.9 + 0.75) / 2)
    assert answer.single_source == ["pad"]
    assert answer.solver.status == "optimal"
    assert answer.solver.gap == 0.0
    shares = {
        (s.enterprise.id): one.capacity_share for s in answer.suppliers for one in s.assignments
    }
    assert shares == pytest.approx({"foundry": 1.0, "importer": 1.0, "presser": 1.0})
    open_items = {item.item_id: item for item in answer.uncovered}
    assert open_items["disc"].quantity == 100.0
    assert open_items["pad"].quantity == 500.0
    lacks = {
        c.enterprise.id: [e.requirement for e in c.missing] for c in open_items["disc"].nearest
    }
    assert lacks == {"bulk": ["moq"], "foundry": ["capacity"], "importer": ["capacity"]}
    local = ask(graph, "car", 500, countries=["UZ"])
    assert ("importer", "disc", "supplies") not in assigned(local)
    assert local.covered_share == pytest.approx((0.7 + 0.75) / 2)


def test_coverage_shares_capacity_between_parts_and_processes(graph: Graph, facts: Facts) -> None:
    """Two parts of casting and turning at one foundry: both capacities bind, each at its part."""
    facts.item("kit", "assembly")
    for part, mass in (("hub", 4.0), ("drum", 16.0)):
        facts.item(part, mass_kg=mass)
        facts.requires(part, "casting")
        facts.requires(part, "turning")
        facts.line("kit", part, 1.0)
    facts.enterprise("foundry")
    facts.can("foundry", "grey", 1_600.0, unit="kg")
    facts.can("foundry", "turning", 150.0)
    answer = ask(graph, "kit", 100)
    amounts = assigned(answer)
    hubs = amounts.get(("foundry", "hub", "capable"), 0.0)
    drums = amounts.get(("foundry", "drum", "capable"), 0.0)
    assert hubs + drums <= 150
    assert 4 * hubs + 16 * drums <= 1_600
    # The best: 100 hubs use 400 kg and 100 turnings, the 50 turnings left make 50 drums.
    if answer.solver.status == "optimal":
        assert (hubs, drums) == (100.0, 50.0)
    assert answer.covered_share >= 0.75 * (1 - answer.solver.gap) - 1e-9


def test_one_enterprise_may_use_all_its_fitting_capabilities(graph: Graph, facts: Facts) -> None:
    facts.enterprise("presser")
    facts.can("presser", "pressing", 100.0)
    facts.can("presser", "pressing", 25.0, unit="kg")  # 50 pads of 0.5 kg
    answer = ask(graph, "pad", 140)
    assert answer.status == "covered"
    assert sum(assigned(answer).values()) == 140.0
    assert ask(graph, "pad", 151).covered_share == pytest.approx(150 / 151)


def test_assembly_bought_whole_and_root_supplied(graph: Graph, facts: Facts) -> None:
    facts.enterprise("system")
    facts.supplies("system", "brake", 600.0, unit_price_usd=90.0)
    answer = ask(graph, "car", 300)
    assert assigned(answer) == {("system", "brake", "supplies"): 600.0}
    assert answer.status == "covered"
    assert answer.single_source == ["disc", "pad"]
    assert ask(graph, "brake", 700).covered_share == pytest.approx(600 / 700)
    # Requirements of an assembly make nobody a source of it: only its supplies lines do.
    facts.item("axle", "assembly")
    facts.line("axle", "pad", 1.0)
    facts.requires("axle", "pressing")
    facts.enterprise("presser")
    facts.can("presser", "pressing", 5.0)
    assert assigned(ask(graph, "axle", 9)) == {("presser", "pad", "capable"): 5.0}


def test_certificates_and_number_of_suppliers(graph: Graph, facts: Facts) -> None:
    for name, capacity in (("a", 60.0), ("b", 60.0)):
        facts.enterprise(name)
        facts.supplies(name, "pad", capacity)
    facts.holds("b", "ISO 9001")
    assert ask(graph, "pad", 100).status == "covered"
    one = ask(graph, "pad", 100, max_suppliers=1)
    assert one.covered_share == pytest.approx(0.6)
    missing = [e.requirement for c in one.uncovered[0].nearest for e in c.missing]
    assert "max_suppliers" in missing
    held = ask(graph, "pad", 100, certificates=["iso9001"])
    assert assigned(held) == {("b", "pad", "supplies"): 60.0}
    lacks = {c.enterprise.id: [e.requirement for e in c.missing] for c in held.uncovered[0].nearest}
    assert lacks == {"a": ["certificate"], "b": ["capacity"]}


def test_objectives(graph: Graph, facts: Facts) -> None:
    facts.enterprise("maker", latitude=40.8, longitude=72.3)
    database = graph.database
    database.write(
        ("facts/vehicles/link", {"rows": [{"key": "car", "properties": {"maker_id": "maker"}}]})
    )
    facts.enterprise("near", latitude=40.9, longitude=72.4)
    facts.enterprise("far", latitude=41.3, longitude=69.3)
    facts.supplies("near", "pad", unit_price_usd=3.0)
    facts.supplies("far", "pad", unit_price_usd=2.0)
    cheap = ask(graph, "pad", 10, objective="cost")
    assert assigned(cheap) == {("far", "pad", "supplies"): 10.0}
    assert cheap.cost_usd == pytest.approx(20.0)
    close = ask(graph, "pad", 10, objective="distance")
    assert assigned(close) == {("near", "pad", "supplies"): 10.0}
    assert close.suppliers[0].distance_km == pytest.approx(14, abs=2)


def test_what_nobody_can_do_is_an_answer(graph: Graph, facts: Facts) -> None:
    answer = ask(graph, "car", 5)
    assert answer.status == "none"
    assert answer.covered_share == 0.0
    assert answer.suppliers == []
    assert {item.item_id for item in answer.uncovered} == {"disc", "pad"}
    with pytest.raises(NotFoundError):
        ask(graph, "iron", 5)
    with pytest.raises(NotFoundError):
        ask(graph, "wheel", 5)


@pytest.mark.parametrize("wrong", [{"units": 0}, {"units": -1}, {"max_suppliers": 0}])
def test_senseless_requests_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="greater than"):
        CoverageRequest.model_validate({"item_id": "pad", "units": 1} | wrong)


def test_stand_by_lines_and_scrap(graph: Graph, facts: Facts) -> None:
    facts.item("frame", "assembly")
    facts.line("frame", "pad", 3.0, scrap_rate=0.1, alternative_group="g", alternative_rank=1)
    facts.line("frame", "disc", 1.0, alternative_group="g", alternative_rank=2)
    facts.enterprise("presser")
    facts.can("presser", "pressing")
    answer = ask(graph, "frame", 7)  # 23.1 pads: whole pieces are needed
    assert assigned(answer) == {("presser", "pad", "capable"): 24.0}
    assert answer.status == "covered"


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
