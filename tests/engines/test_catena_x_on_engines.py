"""The published Catena-X test data: explosions equal the published expectations."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.search.embedding import Embedder
from graph.structure.service import explode
from ingest.progress import Progress
from ingest.report import Report
from ingest.run import IngestOptions, run_ingest
from tests.api.serving import serving

CONTAINER = "CX_Testdata_v.1.7.0_PartType.json"
DAY = date(2024, 1, 15)
VEHICLES = {
    "TRI-821": "urn:uuid:0733946c-59c6-41ae-9570-cb43a6e4c79e",
    "TRI-891": "urn:uuid:68904173-ad59-4a77-8412-3e73fcafbd8b",
    "TRI-893": "urn:uuid:65e1554e-e5cd-4560-bac1-1352582122fb",
}
# One line counts in pieces what an earlier line counts in kilograms: INTERFACE section 3 has it
# rejected ("a line that cannot be converted to it is rejected").
ECU2 = "urn:uuid:e3e2a4d8-58bc-4ae9-afa2-e8946fda1f77"
MIXED = "urn:uuid:3cdd2826-5df0-4c7b-b540-9eeccecb2301"
REJECTED = {(ECU2, MIXED, 1.0, "piece")}
UNITS = {"unit:piece": "piece", "unit:kilogram": "kg", "unit:gram": "g"}


def load(graph: Graph, embedder: Embedder, path: Path) -> Report:
    options = IngestOptions([path], embed=False)
    return run_ingest(graph, options, embedder, Progress(quiet=True))


def expected_edges(folder: Path, name: str) -> set[tuple[str, str, float, str]]:
    found = json.loads((folder / f"{name}-expected-relationships.json").read_text())
    edges = set()
    for relationship in found["relationships"]:
        item = relationship["linkedItem"]
        unit = UNITS[item["quantity"]["measurementUnit"]["lexicalValue"]]
        amount = item["quantity"]["quantityNumber"]
        edges.add((relationship["catenaXId"], item["childCatenaXId"], amount, unit))
    return edges


def test_published_explosions(graph: Graph, embedder: Embedder, shared_data: Path) -> None:
    folder = shared_data / "catena-x"
    report = load(graph, embedder, folder / CONTAINER)

    assert {reject.column for reject in report.rejects} == {"unit"}
    assert [r.value for r in report.rejects if r.value != "litre"] == ["piece"]
    with serving(graph.settings) as client:
        for name, vehicle in VEHICLES.items():
            answer = client.get(f"/v1/vehicles/{vehicle}/explosion", params={"as_of": str(DAY)})
            assert answer.status_code == 200, answer.text
            edges = {
                (edge["parent"], edge["child"], edge["quantity"], edge["unit"])
                for edge in answer.json()["edges"]
            }
            assert edges == expected_edges(folder, name) - REJECTED, name
            assert answer.json()["kind"] == "vehicle"


def test_the_container_again_changes_nothing(
    graph: Graph, embedder: Embedder, shared_data: Path
) -> None:
    path = shared_data / "catena-x" / CONTAINER
    first = load(graph, embedder, path)
    again = load(graph, embedder, path)
    assert again.graph_version == first.graph_version
    assert sum(table.loaded for table in again.tables) == 0


@pytest.mark.parametrize(
    ("aspect", "line"),
    [
        (
            "urn:bamm:io.catenax.assembly_part_relationship:1.1.1#AssemblyPartRelationship",
            {
                "quantity": {
                    "quantityNumber": 2.5,
                    "measurementUnit": {"lexicalValue": "unit:kilogram"},
                },
                "lifecycleContext": "asBuilt",
                "childCatenaXId": "urn:uuid:00000000-0000-0000-0000-000000000002",
            },
        ),
        (
            "urn:samm:io.catenax.single_level_bom_as_built:3.0.0#SingleLevelBomAsBuilt",
            {
                "quantity": {"value": 2.5, "unit": "unit:kilogram"},
                "catenaXId": "urn:uuid:00000000-0000-0000-0000-000000000002",
            },
        ),
    ],
)  # fmt: skip
def test_older_and_newer_generations(
    graph: Graph, embedder: Embedder, tmp_path: Path, aspect: str, line: dict[str, object]
) -> None:
    parent = "urn:uuid:00000000-0000-0000-0000-000000000001"
    children = "childParts" if "assembly_part" in aspect else "childItems"
    path = tmp_path / "twins.json"
    path.write_text(json.dumps([{aspect: [{"catenaXId": parent, children: [line]}]}]))

    report = load(graph, embedder, path)

    assert report.rejects == []
    answer = explode(graph, parent, lifecycle="as-built")
    assert [(edge.child[-1], edge.quantity, edge.unit) for edge in answer.edges] == [
        ("2", 2.5, "kg")
    ]
    assert explode(graph, parent).edges == []
