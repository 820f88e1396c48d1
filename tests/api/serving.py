"""A real server in a thread of its own, and a small graph for it to serve."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from api.app import create_app
from api.settings import ServiceSettings
from graph.connection import Graph
from graph.search.embedding import Embedder
from graph.settings import Settings
from ingest.run import IngestOptions, run_ingest

READY_SECONDS = 120.0

ODD_IDS = ["a/b", "a%b", "a%2Fb", "A B", "Ж'\"", "..", "a?b#c", "x/explosion", "x", "+", "a//b"]

TABLES: dict[str, list[list[object]]] = {
    "vehicles": [
        ["id", "name", "name_ru", "exworks_price_usd"],
        ["car", "Small car", "Малая машина", 9000],
    ],
    "items": [
        ["id", "kind", "name", "part_number", "hs_code", "mass_kg"],
        ["brake", "assembly", "Front brake", "96815894", "870830", 9],
        ["disc", "part", "Brake disc", "25182410", "870830", 6],
        ["bolt", "part", "Bolt M8", "11500001", "731815", 0.02],
        *[[odd, "assembly", f"Odd {odd}", "", "", 1] for odd in ODD_IDS],
    ],
    "bom": [
        ["parent_id", "child_id", "quantity", "scrap_rate"],
        ["car", "brake", 2, ""],
        ["brake", "disc", 1, ""],
        ["brake", "bolt", 4, 0.25],
        *[[odd, "bolt", 3, ""] for odd in ODD_IDS],
    ],
    "materials": [["id", "name", "price_usd_kg"], ["iron/grey", "Grey iron", 1.2]],
    "composition": [["part_id", "material_id", "mass_kg"], ["disc", "iron/grey", 6.5]],
    "processes": [
        ["id", "name", "parent_id"],
        ["casting", "Casting", ""],
        ["iron-casting", "Iron casting", "casting"],
    ],
    "requirements": [["part_id", "process_id"], ["disc", "casting"]],
    "enterprises": [
        ["id", "name", "country", "region"],
        ["foundry", "Foundry", "UZ", "UZ-FA"],
        ["bolts & co", "Bolts & Co", "UZ", "UZ-TK"],
    ],
    "capabilities": [
        ["enterprise_id", "process_id", "annual_capacity", "unit"],
        ["foundry", "iron-casting", 1500, "piece"],
    ],
    "supplies": [
        ["enterprise_id", "item_id", "annual_capacity", "unit_price_usd"],
        ["bolts & co", "bolt", 100000, 0.05],
    ],
    "imports": [
        ["item_id", "hs_code", "country", "year", "quantity", "value_usd"],
        ["bolt", "", "KR", 2026, 2000, 90],
        ["iron/grey", "", "RU", 2026, 4000, 2600],
        ["iron/grey", "", "CN", 2026, 12000, 6100],
        ["", "870830", "CN", 2026, 10, 500],
    ],
    "plans": [["vehicle_id", "year", "units"], ["car", 2026, 1000]],
}


def write_tables(folder: Path) -> None:
    """The small graph as CSV files."""
    for name, rows in TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


def load_tables(graph: Graph, folder: Path) -> None:
    """Load the small graph; every row must load."""
    write_tables(folder)
    options = IngestOptions(paths=[folder], source="small", embed=False)
    report = run_ingest(graph, options, Embedder(graph.settings.embedding_model))
    assert report.rejects == []


@contextmanager
def serving(settings: Settings, options: ServiceSettings | None = None) -> Iterator[httpx.Client]:
    """A client of a server that is ready."""
    app = create_app(settings, options or ServiceSettings(poll_seconds=0.2, body_bytes=100_000))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    try:
        wait_for(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120.0) as client:
            wait_for(lambda: client.get("/readyz").status_code == 200)
            yield client
    finally:
        server.should_exit = True
        thread.join(READY_SECONDS)
    assert not thread.is_alive()
    assert not [each for each in threading.enumerate() if each.name in {"service", "ingest"}]


def wait_for(condition: object, seconds: float = READY_SECONDS) -> None:
    """Until it holds; fails after ``seconds``."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.05)
