"""Things with their neighbours, lists of things, and ways between them, on real databases."""

from __future__ import annotations

import pytest

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.paths import neighbourhood, shortest_path
from graph.things.answers import MOST
from graph.things.enterprises import get_enterprise
from graph.things.items import get_item, get_vehicle
from graph.things.lists import (
    list_enterprises,
    list_items,
    list_materials,
    list_processes,
    list_vehicles,
)
from graph.things.materials import get_material
from graph.things.processes import get_process
from tests.engines.small_facts import Facts


@pytest.fixture
def town(graph: Graph) -> Graph:
    """One car, two enterprises in Fergana and one in Korea, three processes."""
    facts = Facts(graph)
    facts.enterprise("forge", "UZ", "UZ-FA", employees=40, name_ru="Кузница")
    facts.enterprise("press", "UZ", "UZ-FA")
    facts.enterprise("motors", "KR")
    facts.node("processes", "forming")
    facts.node("processes", "forging", parent_id="forming")
    facts.node("processes", "drop forging", parent_id="forging")
    facts.item("vehicle", "car", maker_id="motors", exworks_price_usd=9000.0)
    facts.item("assembly", "axle")
    facts.item("part", "hub", part_number="96-815", hs_code="870850", size_mm=[90.0, 40.0])
    facts.item("part", "nut")
    facts.item("part", "lone")
    facts.item("material", "steel", price_usd_kg=1.5)
    facts.line("car", "axle", 2)
    facts.line("axle", "hub", 2, scrap_rate=0.5)
    facts.line("axle", "nut", 10, valid_to="2020-01-01")
    facts.link("composition", "hub", "steel", mass_kg=1.25)
    facts.link("requirements", "hub", "forging", certificate="IATF 16949")
    facts.link("capabilities", "forge", "drop forging", annual_capacity=5000.0, unit="piece")
    facts.link("supplies", "press", "hub", unit="piece", unit_price_usd=4.0, moq=100)
    facts.link("supplies", "press", "steel", unit="kg")
    facts.link("certificates", "forge", "iatf 16949", certificate="IATF 16949")
    facts.link("certificates", "forge", "iso 9001", certificate="ISO 9001", valid_to="2020-01-01")
    facts.node("plans", "car|2026", vehicle_id="car", year=2026, units=500)
    facts.node("stocks", "hub|press", item_id="hub", enterprise_id="press", quantity=7.0)
    for year in (2024, 2025):
        facts.node(
            "imports", f"hub|CN|{year}", item_id="hub", country="CN", year=year, value_usd=10.0
        )
    facts.node("production", "s", material_id="steel", country="CN", year=2025, quantity_t=1e6)
    facts.write()
    return graph


def test_a_part_with_its_neighbours(town: Graph) -> None:
    hub = get_item(town, "hub")

    assert (hub.kind, hub.name, hub.part_number, hub.unit) == (
        "part",
        "name of hub",
        "96-815",
        "piece",
    )
    assert hub.size_mm == [90.0, 40.0]
    assert hub.mass_kg is None
    assert [(p.id, p.quantity, p.alternative) for p in hub.parents] == [("axle", 3.0, False)]
    assert [(m.id, m.mass_kg) for m in hub.materials] == [("steel", 1.25)]
    assert [(r.process.id, r.certificate) for r in hub.requirements] == [("forging", "IATF 16949")]
    [supplier] = hub.suppliers
    assert (supplier.enterprise.id, supplier.enterprise.region) == ("press", "UZ-FA")
    assert (supplier.unit_price_usd, supplier.moq, supplier.annual_capacity) == (4.0, 100, None)
    assert [i.year for i in hub.imports] == [2025, 2024]
    assert [(s.enterprise_id, s.quantity) for s in hub.stocks] == [("press", 7.0)]
    assert hub.totals["imports"] == 2
    [source] = hub.sources
    assert (source.source, source.file, source.basis) == ("test", "test.csv", "declared")
    assert hub.graph_version == town.version()


def test_only_lines_of_today_are_shown(town: Graph) -> None:
    axle = get_item(town, "axle")

    assert [child.id for child in axle.children] == ["hub"]
    assert axle.totals["children"] == 1
    assert get_item(town, "nut").parents == []


def test_a_vehicle(town: Graph) -> None:
    car = get_vehicle(town, "car")

    assert car.maker is not None
    assert (car.maker.id, car.maker.country) == ("motors", "KR")
    assert [(plan.year, plan.units) for plan in car.plans] == [(2026, 500)]
    assert get_item(town, "car") == car
    with pytest.raises(NotFoundError, match="part"):
        get_vehicle(town, "hub")


def test_a_material(town: Graph) -> None:
    steel = get_material(town, "steel")

    assert (steel.unit, steel.price_usd_kg) == ("kg", 1.5)
    assert [(part.id, part.kind, part.mass_kg) for part in steel.parts] == [("hub", "part", 1.25)]
    assert [s.enterprise.id for s in steel.suppliers] == ["press"]
    assert [p.quantity_t for p in steel.production] == [1e6]
    for ask in (get_item, get_vehicle):
        with pytest.raises(NotFoundError):
            ask(town, "steel")
    with pytest.raises(NotFoundError):
        get_material(town, "hub")


def test_an_enterprise(town: Graph) -> None:
    forge = get_enterprise(town, "forge")

    assert (forge.region, forge.region_name, forge.country_name) == (
        "UZ-FA",
        "Fergana Region",
        "Uzbekistan",
    )
    assert forge.names.ru == "Кузница"
    assert [(c.certificate, c.expired) for c in forge.certificates] == [
        ("IATF 16949", False),
        ("ISO 9001", True),
    ]
    assert [(c.process.id, c.annual_capacity) for c in forge.capabilities] == [
        ("drop forging", 5000.0)
    ]
    press = get_enterprise(town, "press")
    assert [supply.item.id for supply in press.supplies] == ["hub", "steel"]
    assert [stock.item_id for stock in press.stocks] == ["hub"]
    assert [vehicle.id for vehicle in get_enterprise(town, "motors").makes] == ["car"]


def test_a_process_answers_for_all_below_it(town: Graph) -> None:
    forming = get_process(town, "forming")

    assert forming.parent is None
    assert [child.id for child in forming.children] == ["forging"]
    assert [e.id for e in forming.enterprises] == ["forge"]
    assert [item.id for item in forming.items] == ["hub"]
    drop = get_process(town, "drop forging")
    assert drop.parent is not None
    assert drop.parent.id == "forging"
    assert drop.items == []


def test_unknown_ids_are_not_found(town: Graph) -> None:
    for ask in (get_item, get_vehicle, get_material, get_enterprise, get_process):
        with pytest.raises(NotFoundError, match="'nothing'"):
            ask(town, "nothing")


def test_long_lists_of_neighbours_are_cut_and_counted(graph: Graph) -> None:
    facts = Facts(graph)
    facts.item("material", "steel")
    facts.item("assembly", "door")
    for number in range(MOST + 5):
        facts.item("part", f"p{number:03}")
        facts.link("composition", f"p{number:03}", "steel", mass_kg=1.0)
        facts.line("door", f"p{number:03}", 1)
    facts.write()

    steel = get_material(graph, "steel")
    door = get_item(graph, "door")

    assert [part.id for part in steel.parts] == [f"p{number:03}" for number in range(MOST)]
    assert steel.totals["parts"] == MOST + 5
    assert [child.id for child in door.children] == [f"p{number:03}" for number in range(MOST)]
    assert door.totals["children"] == MOST + 5


def test_lists_are_pages_by_id(town: Graph) -> None:
    whole = list_items(town)
    assert [item.id for item in whole.items] == ["axle", "car", "hub", "lone", "nut"]
    page = list_items(town, limit=2, offset=1)
    assert ([item.id for item in page.items], page.total) == (["car", "hub"], 5)
    beyond = list_items(town, limit=2, offset=50)
    assert (beyond.items, beyond.total) == ([], 5)
    assert [item.id for item in list_items(town, kind="part").items] == ["hub", "lone", "nut"]
    assert [item.kind for item in list_vehicles(town).items] == ["vehicle"]
    assert [item.id for item in list_materials(town).items] == ["steel"]
    parents = {process.id: process.parent_id for process in list_processes(town).items}
    assert parents == {"drop forging": "forging", "forging": "forming", "forming": None}
    for wrong in ({"limit": 0}, {"limit": 1001}, {"offset": -1}, {"kind": "material"}):
        with pytest.raises(InputError):
            list_items(town, **wrong)


def test_enterprises_of_a_place_in_any_spelling(town: Graph) -> None:
    for region in ("UZ-FA", "Фарғона вилояти", "Farg‘ona", "Ферганская область"):
        assert [e.id for e in list_enterprises(town, region=region).items] == ["forge", "press"]
    assert [e.id for e in list_enterprises(town, country="KR").items] == ["motors"]
    assert list_enterprises(town, country="KR", region="UZ-FA").total == 0
    with pytest.raises(InputError, match="UZ-FA"):
        list_enterprises(town, region="Ferganaa xx")
    with pytest.raises(InputError, match="unknown country"):
        list_enterprises(town, country="Atlantis")


def test_the_neighbourhood_of_a_part(town: Graph) -> None:
    near = neighbourhood(town, "hub")

    assert near.nodes[0].id == "hub"
    assert {(node.kind, node.id) for node in near.nodes} == {
        ("part", "hub"),
        ("assembly", "axle"),
        ("material", "steel"),
        ("process", "forging"),
        ("enterprise", "press"),
    }
    assert {(e.source, e.type, e.target, e.quantity) for e in near.edges} == {
        ("axle", "CONTAINS", "hub", 3.0),
        ("hub", "MADE_OF", "steel", 1.25),
        ("hub", "REQUIRES", "forging", None),
        ("press", "SUPPLIES", "hub", None),
        ("press", "SUPPLIES", "steel", None),
    }
    assert not near.truncated


def test_the_neighbourhood_grows_with_depth_and_keeps_its_limit(town: Graph) -> None:
    sizes = [len(neighbourhood(town, "hub", depth=depth).nodes) for depth in (1, 2, 3, 4)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[1]
    cut = neighbourhood(town, "hub", depth=4, limit=3)
    assert len(cut.nodes) == 3
    assert cut.truncated
    assert cut.nodes == neighbourhood(town, "hub", depth=4, limit=5).nodes[:3]
    assert neighbourhood(town, "lone", depth=4).nodes[0].id == "lone"
    assert neighbourhood(town, "UZ", depth=2).nodes[0].kind == "country"
    for wrong in ({"depth": 0}, {"depth": 5}, {"limit": 0}, {"limit": 1001}):
        with pytest.raises(InputError):
            neighbourhood(town, "hub", **wrong)


def test_a_hub_is_cut_not_enumerated(graph: Graph) -> None:
    facts = Facts(graph)
    facts.item("material", "steel")
    for number in range(300):
        facts.item("part", f"p{number:03}")
        facts.link("composition", f"p{number:03}", "steel", mass_kg=1.0)
    facts.write()

    near = neighbourhood(graph, "steel", depth=4, limit=10)

    assert [node.id for node in near.nodes] == ["steel", *(f"p{n:03}" for n in range(9))]
    assert near.truncated
    assert len(near.edges) == 9
    assert [node.id for node in shortest_path(graph, "p000", "p299").nodes] == [
        "p000",
        "steel",
        "p299",
    ]


def test_the_shortest_way_goes_against_the_arrows_too(town: Graph) -> None:
    way = shortest_path(town, "forge", "car")

    assert [node.id for node in way.nodes] == [
        "forge",
        "drop forging",
        "forging",
        "hub",
        "axle",
        "car",
    ]
    assert [(edge.source, edge.type, edge.target) for edge in way.edges] == [
        ("forge", "CAN", "drop forging"),
        ("drop forging", "BROADER", "forging"),
        ("hub", "REQUIRES", "forging"),
        ("axle", "CONTAINS", "hub"),
        ("car", "CONTAINS", "axle"),
    ]
    back = shortest_path(town, "car", "forge")
    assert back.nodes == way.nodes[::-1]


def test_places_are_passed_only_when_asked_about(town: Graph) -> None:
    assert "UZ-FA" not in [node.id for node in shortest_path(town, "forge", "press").nodes]
    way = shortest_path(town, "hub", "UZ")
    assert [node.id for node in way.nodes] == ["hub", "press", "UZ-FA", "UZ"]
    held = shortest_path(town, "iso 9001", "forge")
    assert [(edge.type, edge.target) for edge in held.edges] == [("HOLDS", "iso 9001")]


def test_no_way_and_no_distance(town: Graph) -> None:
    none = shortest_path(town, "lone", "hub")
    assert (none.nodes, none.edges) == ([], [])
    same = shortest_path(town, "hub", "hub")
    assert ([node.id for node in same.nodes], same.edges) == (["hub"], [])
    for pair in (("hub", "nothing"), ("nothing", "hub")):
        with pytest.raises(NotFoundError, match="'nothing'"):
            shortest_path(town, *pair)
    with pytest.raises(NotFoundError):
        neighbourhood(town, "nothing")
