"""Facts for tests, written with the queries that ingest uses."""

from __future__ import annotations

from typing import Any

from graph.connection import Graph
from graph.provenance import Statement, encode_statements


def stated(row: int, **values: Any) -> dict[str, Any]:
    """Properties as stored: what is known of the fact, and who states it."""
    known = {name: value for name, value in values.items() if value is not None}
    said = Statement("test", "test.csv", row, "2026-01-02T03:04:05Z", "declared", "d", known)
    return known | {"statements": encode_statements([said])}


class Facts:
    """Collects facts of one graph; ``write`` stores them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def node(self, table: str, id_: str, query: str = "write", **values: Any) -> None:
        rows = self._rows.setdefault(f"{table}/{query}", [])
        values = {"id": id_, **values}
        if table not in {"imports", "plans", "stocks", "production"}:
            values.setdefault("name", f"name of {id_}")
        row = {"key": id_, "properties": stated(len(rows) + 2, **values)}
        rows.append(row)
        if table in {"imports", "plans", "stocks", "production", "processes", "vehicles"}:
            self._rows.setdefault(f"{table}/link", []).append(row)

    def link(self, table: str, start: str, end: str, **values: Any) -> None:
        rows = self._rows.setdefault(f"{table}/write", [])
        key = f"{start}|{end}|{len(rows)}"
        properties = stated(len(rows) + 2, key=key, **values)
        rows.append({"key": key, "start_id": start, "end_id": end, "properties": properties})

    def item(self, kind: str, *ids: str, **values: Any) -> None:
        table = {"vehicle": "vehicles", "material": "materials"}.get(kind, "items")
        for id_ in ids:
            self.node(table, id_, f"create_{kind}", kind=kind, **values)

    def line(self, parent: str, child: str, quantity: float, **values: Any) -> None:
        values = {"unit": "piece", "lifecycle": "as-planned", **values}
        self.link("bom", parent, child, quantity=quantity, **values)

    def enterprise(self, id_: str, country: str, region: str | None = None, **values: Any) -> None:
        self.node("enterprises", id_, country=country, region=region, **values)
        place = {"country": country, "region": region, "country_names": {"name": country}}
        place["region_names"] = {"name": f"name of {region}"}
        row = {**self._rows["enterprises/write"][-1], "places": [place]}
        self._rows.setdefault("enterprises/link", []).append(row)

    def write(self) -> None:
        order = ("create", "write", "link")
        nodes = {"enterprises", "processes", "materials", "items", "vehicles"}

        def place(query: str) -> tuple[bool, int]:
            table, verb = query.split("/")
            return table not in nodes, order.index(verb.split("_")[0])

        for query in sorted(self._rows, key=place):
            self._graph.database.write((f"facts/{query}", {"rows": self._rows[query]}))
        self._rows.clear()
