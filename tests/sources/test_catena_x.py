import json
from collections import defaultdict
from datetime import date

import pytest

from ingest.rows import TABLES, parse_row
from ingest.sources import (
    TableSource,
    UnreadableRow,
    UnreadableSource,
    is_catena_x,
    open_sources,
    read_catena_x,
)

A, B, C = (f"urn:uuid:0000000{n}-0000-4000-8000-000000000000" for n in "123")
BOM = "urn:samm:io.catenax.single_level_bom_as_planned:3.0.0#SingleLevelBomAsPlanned"
BUILT = "urn:bamm:io.catenax.assembly_part_relationship:1.1.1#AssemblyPartRelationship"
USAGE = "urn:samm:io.catenax.single_level_usage_as_planned:1.1.0#SingleLevelUsageAsPlanned"
PART = "urn:samm:io.catenax.part_as_planned:2.0.0#PartAsPlanned"
SERIAL = "urn:bamm:io.catenax.serial_part_typization:1.1.0#SerialPartTypization"
CONTAINER = "https://catenax.io/schema/TestDataContainer/1.0.0"


def write(folder, document, name="data.json"):
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def parsed(sources):
    """table -> rows, each as its model; every source must be readable."""
    tables = defaultdict(list)
    for source in sources:
        assert isinstance(source, TableSource), source
        for raw in source.rows():
            tables[source.table].append(parse_row(TABLES[source.table], raw.cells))
    return tables


def part(name, **facts):
    return [{"partTypeInformation": {"nameAtManufacturer": name, **facts}}]


def child(identifier, number=1, unit="unit:piece"):
    return {"catenaXId": identifier, "quantity": {"value": number, "unit": unit}}


def test_a_container_gives_vehicles_items_and_lines(tmp_path):
    twins = [
        {"catenaXId": A, PART: part("Vehicle One", manufacturerPartId="V-1", customerPartId="K")},
        {"catenaXId": B, "bpnl": "null", BOM: [{"catenaXId": B, "childItems": [child(C, 3)]}]},
        {"catenaXId": A, BOM: [{"catenaXId": A, "childItems": [child(B.upper())]}]},
    ]
    path = write(tmp_path, {"policies": {}, CONTAINER: twins})
    assert is_catena_x(path)
    tables = parsed(read_catena_x(path))
    (vehicle,) = tables["vehicles"]
    assert (vehicle.id, vehicle.name, vehicle.part_number) == (A, "Vehicle One", "V-1")
    assert vehicle.other_numbers == ["K"]
    assert [(item.id, item.kind, item.name) for item in tables["items"]] == [
        (B, "assembly", B),
        (C, "part", C),
    ]
    assert {(line.parent_id, line.child_id, line.quantity) for line in tables["bom"]} == {
        (A, B, 1.0),
        (B, C, 3.0),
    }


def test_a_vehicle_by_name_inside_something_is_none(tmp_path):
    twins = [
        {"catenaXId": A, BOM: [{"childItems": [child(B)]}]},
        {"catenaXId": B, PART: part("Vehicle door")},
        {"catenaXId": C, SERIAL: part("Fahrzeug C")},
    ]
    tables = parsed(read_catena_x(write(tmp_path, {CONTAINER: twins})))
    assert [vehicle.id for vehicle in tables["vehicles"]] == [C]
    assert [item.kind for item in tables["items"]] == ["assembly", "part"]


@pytest.mark.parametrize(
    "quantity",
    [
        {"quantityNumber": 2, "measurementUnit": "unit:gram"},
        {"quantityNumber": 2, "measurementUnit": {"lexicalValue": "unit:gram"}},
        {
            "quantityNumber": 2,
            "measurementUnit": {"lexicalValue": None, "datatypeURI": "unit:gram"},
        },
        {"value": 2.0, "unit": "unit:gram"},
    ],
)
@pytest.mark.parametrize("key", ["childItems", "childParts"])
@pytest.mark.parametrize("other", ["childCatenaXId", "catenaXId", "globalAssetId"])
def test_older_and_newer_spellings_of_a_line(tmp_path, quantity, key, other):
    document = {BOM: {"catenaXId": A, key: [{other: B, "quantity": quantity}]}}
    tables = parsed(read_catena_x(write(tmp_path, document)))
    (line,) = tables["bom"]
    assert (line.parent_id, line.child_id, line.quantity, line.unit) == (A, B, 2.0, "g")
    assert {item.id: item.unit for item in tables["items"]} == {A: None, B: "g"}


@pytest.mark.parametrize(
    ("aspect", "lifecycle"),
    [
        (BOM, "as-planned"),
        (BUILT, "as-built"),
        ("urn:samm:io.catenax.single_level_bom_as_built:2.0.0#SingleLevelBomAsBuilt", "as-built"),
        ("SingleLevelBomAsSpecified", "as-specified"),
    ],
)
def test_lifecycles(tmp_path, aspect, lifecycle):
    document = [{"catenaXId": A, aspect: [{"childItems": [child(B)]}]}]
    (line,) = parsed(read_catena_x(write(tmp_path, document)))["bom"]
    assert line.lifecycle == lifecycle


def test_a_submodel_alone_goes_by_its_keys_and_its_file(tmp_path):
    bare = A.removeprefix("urn:uuid:").upper()
    document = {"globalAssetId": bare, "childItems": [child(B)]}
    path = write(tmp_path, document, "SingleLevelBomAsBuilt.json")
    assert is_catena_x(path)
    (line,) = parsed(read_catena_x(path))["bom"]
    assert (line.parent_id, line.lifecycle) == (A, "as-built")


def test_usages_count_where_no_bill_states_the_pair(tmp_path):
    usage = {
        "parentCatenaXId": A,
        "quantity": {"quantityNumber": 9, "measurementUnit": "unit:kilogram"},
    }
    newer = {"customers": [{"parentItems": [{**child(C, 4)}]}]}
    twins = [
        {"catenaXId": B, USAGE: [{"catenaXId": B, "parentParts": [usage]}, newer]},
        {"catenaXId": A, BOM: [{"catenaXId": A, "childItems": [child(B, 2)]}]},
    ]
    sources = read_catena_x(write(tmp_path, {CONTAINER: twins}))
    lines = parsed(sources)["bom"]
    assert [(line.parent_id, line.child_id, line.quantity) for line in lines] == [
        (A, B, 2),
        (C, B, 4),
    ]
    (bom,) = (source for source in sources if source.table == "bom")
    (note,) = bom.notes
    assert (note.row, note.value) == (1, "9 unit:kilogram")


def test_a_usage_that_agrees_is_not_noted(tmp_path):
    usage = {"parentCatenaXId": A, "quantity": {"value": 0.002, "unit": "unit:kilogram"}}
    twins = [
        {
            "catenaXId": A,
            BOM: [{"childItems": [child(B, 1, "unit:gram"), child(B, 1, "unit:gram")]}],
        },
        {"catenaXId": B, USAGE: [{"parentItems": [usage]}]},
    ]
    sources = read_catena_x(write(tmp_path, {CONTAINER: twins}))
    assert len(parsed(sources)["bom"]) == 2
    assert not any(source.notes for source in sources)


def test_files_of_a_folder_are_read_together(tmp_path):
    write(tmp_path, {BOM: {"catenaXId": A, "childItems": [child(B)]}}, "1.json")
    write(
        tmp_path, {"catenaXId": B, "partTypeInformation": {"nameAtManufacturer": "Door"}}, "2.json"
    )
    write(tmp_path, {BOM: {"catenaXId": A, "childItems": [child(B)]}}, "3.json")
    tables = parsed(open_sources([tmp_path]))
    assert [item.name for item in tables["items"] if item.id == B] == ["Door"]
    assert len(tables["bom"]) == 1


def test_broken_entries_are_rejects(tmp_path):
    twins = [7, {"catenaXId": A, BOM: [{"childItems": [child(B), {"quantity": {}}, None]}]}]
    sources = read_catena_x(write(tmp_path, {CONTAINER: twins}))
    broken = [
        (source.table, found.row)
        for source in sources
        for found in source.rows()
        if isinstance(found, UnreadableRow)
    ]
    assert broken == [("items", 1), ("bom", 2), ("bom", 2)]


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"a": 1}', "[" * 100_000])
def test_what_is_no_catena_x_is_one_reject(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    assert not is_catena_x(path)
    (source,) = open_sources([path], format="catena-x")
    assert isinstance(source, UnreadableSource)
    assert "\n" not in source.reason


VEHICLES = {
    "TRI-821": "urn:uuid:0733946c-59c6-41ae-9570-cb43a6e4c79e",
    "TRI-891": "urn:uuid:68904173-ad59-4a77-8412-3e73fcafbd8b",
    "TRI-893": "urn:uuid:65e1554e-e5cd-4560-bac1-1352582122fb",
}


@pytest.mark.parametrize("name", VEHICLES)
def test_the_published_relationships_come_out(shared_data, name):
    folder = shared_data / "catena-x"
    tables = parsed(read_catena_x(folder / "CX_Testdata_v.1.7.0_PartType.json"))
    day = date(2024, 1, 15)
    below = defaultdict(set)
    for line in tables["bom"]:
        if line.valid_from <= day <= line.valid_to:
            below[line.parent_id].add((line.child_id, line.quantity, line.unit))
    edges, waiting = set(), [VEHICLES[name]]
    while waiting:
        parent = waiting.pop()
        for other, quantity, unit in below.pop(parent, ()):
            edges.add((parent, other, quantity, unit))
            waiting.append(other)
    units = {"unit:piece": "piece", "unit:gram": "g", "unit:kilogram": "kg"}
    expected = json.loads((folder / f"{name}-expected-relationships.json").read_text())
    linked = [(edge["catenaXId"], edge["linkedItem"]) for edge in expected["relationships"]]
    assert edges == {
        (
            parent,
            item["childCatenaXId"],
            item["quantity"]["quantityNumber"],
            units[item["quantity"]["measurementUnit"]["lexicalValue"]],
        )
        for parent, item in linked
    }


def test_the_published_container_has_its_twins(shared_data):
    path = shared_data / "catena-x" / "CX_Testdata_v.1.7.0_PartType.json"
    tables = parsed(read_catena_x(path))
    assert set(VEHICLES.values()) <= {vehicle.id for vehicle in tables["vehicles"]}
    assert len(tables["vehicles"]) + len(tables["items"]) == 43
    bills = [line for line in tables["bom"] if line.valid_to == date(2024, 7, 1)]
    assert len(bills) == 70
