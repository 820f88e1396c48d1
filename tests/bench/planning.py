"""Planning on generated items, ingested and held in memory as a service holds them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graph.connection import Graph
from graph.planning.ability import abilities_of
from graph.planning.bottlenecks import bottlenecks
from graph.planning.candidates import localization_candidates
from graph.planning.comparison import compare
from graph.planning.localization import localization
from graph.planning.localization_plan import localization_plan
from graph.planning.opportunities import opportunities
from graph.planning.what_if import what_if
from graph.planning.what_if_answers import WhatIfRequest
from ingest.generate.tables import TABLES, write_tables
from ingest.generate.world import ITEMS_PER_VEHICLE, World
from tests.bench.engines import fresh_graph
from tests.made_worlds import held

ITEMS = 20_000
RECOVERY_DAYS = 30


@dataclass(frozen=True, slots=True)
class PlanningFigures:
    """Seconds: the first answer after a load was prepared, and the next one of the same kind."""

    question: str
    first: float
    next: float | None


def measure_planning(engine: str, folder: Path, items: int) -> list[PlanningFigures]:
    """Each question twice; what a service prepares after a load is a line of its own."""
    world = World.of(items, vehicles=max(2, items // ITEMS_PER_VEHICLE))
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        list(write_tables(world, folder))
    with fresh_graph(engine) as opened:
        graph = held(opened, folder)
        prepared = _timed(lambda: abilities_of(graph))
        found = [PlanningFigures("prepared after a load", prepared, None)]
        supplier = str(next(TABLES["supplies"].rows(world))[0])
        questions: dict[str, Callable[[], object]] = {
            "bottlenecks, all materials": lambda: bottlenecks(graph, limit=1000),
            "bottlenecks, parts": lambda: bottlenecks(graph, kind="part", limit=20),
            "candidates": lambda: localization_candidates(graph, limit=20),
            "opportunities of one enterprise": lambda: opportunities(graph, supplier, near=1),
            "localization of a vehicle": lambda: localization(graph, world.vehicle_id(0)),
            "what to localize for a level of 0.5": lambda: localization_plan(
                graph, world.vehicle_id(0), threshold=0.5
            ),
            "two vehicles compared": lambda: compare(
                graph, world.vehicle_id(0), world.vehicle_id(1)
            ),
            "what-if, one enterprise down": lambda: _lost(graph, supplier),
            "what-if, one part down": lambda: _lost(graph, world.item_id(world.assemblies)),
        }
        for name, ask in questions.items():
            found.append(PlanningFigures(name, _timed(ask), _timed(ask)))
    return found


def _lost(graph: Graph, down: str) -> object:
    return what_if(graph, WhatIfRequest(down=[down], recovery_days=RECOVERY_DAYS))


def _timed(ask: Callable[[], object]) -> float:
    started = time.monotonic()
    ask()
    return time.monotonic() - started
