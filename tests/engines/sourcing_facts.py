"""A small supply base of a brake, for questions about sourcing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from graph.connection import Graph
from graph.sourcing.answers import CoverageAnswer, CoverageRequest
from graph.sourcing.coverage import cover
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


def brake(graph: Graph) -> Facts:
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


def add_foundry(facts: Facts, id_: str, **place: Any) -> None:
    facts.enterprise(id_, **place)
    facts.holds(id_, "IATF-16949")
    facts.can(id_, "grey", 8_000.0, unit="kg", max_mass_kg=20.0)
    facts.can(id_, "turning", 700.0)


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
