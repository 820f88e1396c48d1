"""Coverage of a whole generated vehicle by a sixth as many enterprises as it has items, with room
and without."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from graph.sourcing.answers import CoverageAnswer, CoverageRequest
from graph.sourcing.coverage import cover
from ingest.generate.tables import write_tables
from ingest.generate.things import planned_units
from ingest.generate.world import World
from tests.bench.engines import fresh_graph
from tests.bench.scarce import make_scarce
from tests.made_worlds import held

ITEMS, ITEMS_PER_ENTERPRISE, SEED = 12_000, 6, 1
TABLES = ("vehicles", "items", "bom", "materials", "processes", "requirements",
          "enterprises", "certificates", "capabilities", "supplies")  # fmt: skip
SHARES = {"loose": None, "tight": 0.7}
"""Of what is needed, where there is too little of it."""
LIMIT = 10.0


@dataclass(frozen=True, slots=True)
class CoverageFigures:
    """``seconds`` for the whole answer, reading included; memory is the most of the process."""

    case: str
    seconds: float
    answer: CoverageAnswer
    mebibytes: float


def measure_coverage(engine: str, folder: Path, items: int) -> list[CoverageFigures]:
    """Load each case into a database of its own and ask as a service does: first of all, again,
    and with few enterprises."""
    world = World(items, 1, items // ITEMS_PER_ENTERPRISE, SEED)
    units = next(planned_units(world))
    found = []
    for case, share in SHARES.items():
        tables = folder / f"{case} of {items}"
        tables.mkdir(parents=True, exist_ok=True)
        list(write_tables(world, tables, TABLES))
        if share is not None:
            make_scarce(tables, world, share)
        with fresh_graph(engine) as graph:
            served = held(graph, tables)
            for name, most in (("first", None), ("again", None), ("at most 20", 20)):
                vehicle = world.vehicle_id(0)
                request = CoverageRequest(item_id=vehicle, units=units, max_suppliers=most)
                started = time.monotonic()
                answer = cover(served, request, time_limit_seconds=LIMIT)
                seconds = time.monotonic() - started
                found.append(CoverageFigures(f"{case}, {name}", seconds, answer, _mebibytes()))
    return found


def _mebibytes() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)
