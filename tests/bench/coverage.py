"""Coverage of a whole vehicle: 7,700 parts against 2,000 enterprises, with room and without."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from graph.projection.keeper import ProjectionKeeper
from graph.search.embedding import Embedder
from graph.sourcing.answers import CoverageAnswer, CoverageRequest
from graph.sourcing.coverage import cover
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph
from tests.bench.made_supply_base import UNITS, VEHICLE, Size, write_supply_base

SIZES = {"loose": Size(slack=20.0), "tight": Size(slack=0.7)}
LIMIT = 10.0


@dataclass(frozen=True, slots=True)
class CoverageFigures:
    """``seconds`` for the whole answer, reading included; memory is the most of the process."""

    case: str
    seconds: float
    answer: CoverageAnswer
    mebibytes: float


def measure_coverage(engine: str, folder: Path) -> list[CoverageFigures]:
    """Load each case into a database of its own and ask as a service does: first of all, again,
    and with few enterprises."""
    found = []
    for case, size in SIZES.items():
        tables = write_supply_base(folder / case, size)
        with fresh_graph(engine) as graph:
            options = IngestOptions(paths=[tables], embed=False)
            report = run_ingest(graph, options, Embedder(), Progress(quiet=True))
            assert not report.rejects, report.rejects[:3]
            keeper = ProjectionKeeper(graph)
            keeper.refresh()
            held = replace(graph, projections=keeper)
            for name, most in (("first", None), ("again", None), ("at most 20", 20)):
                request = CoverageRequest(item_id=VEHICLE, units=UNITS, max_suppliers=most)
                started = time.monotonic()
                answer = cover(held, request, time_limit_seconds=LIMIT)
                seconds = time.monotonic() - started
                found.append(CoverageFigures(f"{case}, {name}", seconds, answer, _mebibytes()))
    return found


def _mebibytes() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)
