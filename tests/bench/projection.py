"""The projection: reading it from a database, taking its stored copy, rolling up on it.

Each is measured in a process of its own, so that memory is that of one projection.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np
import psutil
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.linalg import spsolve_triangular

from graph.connection import open_graph
from graph.projection.loading import load_projection
from graph.projection.projection import Stamp
from graph.projection.stored import load_copy, save_copy
from graph.search.embedding import Embedder
from graph.settings import Settings
from graph.structure.bill import KINDS
from graph.structure.lines import Selection, ways_down
from graph.structure.roll_up import Totals, Ways, roll_up
from ingest.generate.tables import write_tables
from ingest.generate.world import World
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph
from tests.bench.filling import fill
from tests.bench.generated import STAMP, made_projection

CATALOGUE = World.of(20_000)
LARGE = 1_000_000
STRUCTURE = ("enterprises", "vehicles", "items", "bom")
TODAY = Selection(date(2026, 6, 15), "as-planned")
ROUNDS = 5
CLOSE = 1e-9
MEBIBYTE = 2**20

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """Seconds to read a graph from a database, and the most MiB that the process took for it."""

    seconds: float
    peak: float
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class ProjectionFigures:
    """Seconds and MiB of one graph; ``read`` None where there was no database to read from.

    ``resident`` is the process with nothing but the stored copy loaded. ``first`` is the roll-up
    of all vehicles with the choice of lines, ``again`` the best of several more, ``scipy`` the best
    of as many solutions of the same triangular system, its matrix lying ready.
    """

    items: int
    lines: int
    read: ReadFigures | None
    stored: float
    resident: float
    first: float
    again: float
    scipy: float


def write_structure(folder: Path) -> Path:
    """Vehicles with their makers, 20,000 items and 81,000 lines."""
    folder.mkdir(parents=True, exist_ok=True)
    assert dict(write_tables(CATALOGUE, folder, STRUCTURE))["bom"] == 81_000
    return folder


def measure_catalogue(engine: str, tables: Path, folder: Path) -> ProjectionFigures:
    """The tables of the ingest's benchmark, from a database."""
    copy = folder / f"{engine}.npz"
    with fresh_graph(engine) as graph:
        run_ingest(graph, IngestOptions([tables], embed=False), Embedder(), Progress(quiet=True))
        load_projection(graph)
        read = apart(_read, graph.settings, copy)
    return apart(_measured, copy, read)


def measure_large(folder: Path, items: int) -> ProjectionFigures:
    """So many items, generated into memory."""
    copy = folder / "large.npz"
    apart(_make, copy, items)
    return apart(_measured, copy, None)


def measure_large_read(engine: str, folder: Path, items: int) -> ProjectionFigures:
    """So many items from a database that a plain loop has filled."""
    copy = folder / f"large-{engine}.npz"
    with fresh_graph(engine) as graph:
        fill(graph, World.of(items))
        read = apart(_read, graph.settings, copy)
    return apart(_measured, copy, read)


def apart(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Work in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args, **named).result()


def _read(settings: Settings, copy: Path) -> ReadFigures:
    with open_graph(settings) as graph:
        started = time.monotonic()
        projection = load_projection(graph)
        seconds = time.monotonic() - started
    save_copy(copy, projection)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return ReadFigures(seconds, peak, projection.stamp)


def _make(copy: Path, items: int) -> None:
    save_copy(copy, made_projection(World.of(items)))


def _measured(copy: Path, read: ReadFigures | None) -> ProjectionFigures:
    started = time.monotonic()
    projection = load_copy(copy, STAMP if read is None else read.stamp)
    stored = time.monotonic() - started
    assert projection is not None
    resident = psutil.Process().memory_info().rss / MEBIBYTE
    bill = projection.bill
    vehicles = np.flatnonzero(bill.items.kinds == KINDS.index("vehicle"))
    amounts = np.ones(len(vehicles))

    def roll() -> Totals:
        return roll_up(ways_down(bill, TODAY), vehicles, amounts)

    first = _timed(roll)
    return ProjectionFigures(
        items=len(bill.items.ids),
        lines=len(bill.lines.parents),
        read=read,
        stored=stored,
        resident=resident,
        first=first,
        again=min(_timed(roll) for _ in range(ROUNDS)),
        scipy=_scipy_seconds(ways_down(bill, TODAY), vehicles, roll()),
    )


def _scipy_seconds(ways: Ways, starts: NDArray[Any], ours: Totals) -> float:
    """The best of several; the totals must agree with ours."""
    count = len(ways.ids)
    levels = np.zeros(count, dtype=np.int64)
    levels[ours.places] = ours.levels
    order = np.argsort(levels, kind="stable")
    edges = csr_array((ways.factors, ways.ends, ways.offsets), shape=(count, count))
    matrix = (eye_array(count, format="csr") - edges.T.tocsr())[order][:, order]
    system = csc_array(matrix)
    wanted = np.zeros(count)
    wanted[starts] = 1.0
    right = wanted[order]

    def solve() -> NDArray[np.float64]:
        return np.asarray(spsolve_triangular(system, right, lower=True, unit_diagonal=True))

    totals = np.empty(count)
    totals[order] = solve()
    assert np.allclose(totals[ours.places], ours.amounts, rtol=CLOSE, atol=0.0)
    return min(_timed(solve) for _ in range(ROUNDS))


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started
