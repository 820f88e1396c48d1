"""Coverage over facts in a database, on every engine that can be reached."""

from __future__ import annotations

from typing import Any

import pytest

from graph.connection import Graph
from graph.errors import NotFoundError
from graph.sourcing.answers import CoverageRequest
from tests.engines.sourcing_facts import Facts, add_foundry, ask, assigned, brake


@pytest.fixture
def facts(graph: Graph) -> Facts:
    return brake(graph)


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
