"""The projection: reading it from a database, taking its stored copy, rolling up on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import numpy as np

from graph.projection.loading import load_projection
from graph.projection.projection import Projection, Requirements, Stamp, Supplies
from graph.projection.stored import load_copy, save_copy
from graph.search.embedding import Embedder
from graph.structure.bill import ItemHead
from graph.structure.building import BillBuilder
from graph.structure.lines import Selection, ways_down
from graph.structure.roll_up import roll_up
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph

LARGE = (1_000_000, 4_000_000)
VEHICLES = 100
TODAY = Selection(date(2026, 6, 15), "as-planned")
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class ProjectionFigures:
    """Seconds and MiB of one graph; ``read`` None where there was no database to read from.

    ``first`` is the roll-up of all that nothing holds, with the choice of lines; ``again`` the
    best of several more.
    """

    items: int
    lines: int
    read: float | None
    stored: float
    first: float
    again: float
    mebibytes: float


def measure_catalogue(engine: str, tables: Path, folder: Path) -> ProjectionFigures:
    """The catalogue of the ingest's benchmark, from a database."""
    with fresh_graph(engine) as graph:
        run_ingest(graph, IngestOptions([tables], embed=False), Embedder(), Progress(quiet=True))
        load_projection(graph)
        started = time.monotonic()
        projection = load_projection(graph)
        return _measured(projection, time.monotonic() - started, folder / f"{engine}.npz")


def measure_large(folder: Path) -> ProjectionFigures:
    """A million items and four million lines, made in memory."""
    return _measured(made_projection(*LARGE), None, folder / "large.npz")


def made_projection(items: int, lines: int) -> Projection:
    """Vehicles at the top, each item in some that come before it: ten levels and more."""
    random = Random(1)
    kinds = ["vehicle"] * VEHICLES + ["assembly"] * (items // 5)
    kinds += ["part"] * (items - len(kinds))
    builder = BillBuilder(
        ItemHead(f"I{number:07}", kind, f"Item {number}", "piece", 1.0)
        for number, kind in enumerate(kinds)
    )
    for parent, children in _made_lines(random, items, lines):
        rest = [None] * 7
        builder.add_lines(
            f"I{parent:07}", [[f"I{child:07}", 1.0, None, "piece", *rest[1:]] for child in children]
        )
    bill = builder.build()
    nothing = np.empty(0, dtype=np.int32)
    none = np.empty(0)
    without = np.full(items, -1, dtype=np.int32)
    offsets = np.zeros(items + 1, dtype=np.int64)
    return Projection(
        stamp=Stamp(1, "made"),
        bill=bill,
        requirements=Requirements(nothing, nothing, [], without, []),
        supplies=Supplies(offsets, nothing, nothing, *[none] * 5, none.astype(np.bool_), []),
        seconds=0.0,
    )


def _made_lines(random: Random, items: int, lines: int) -> Iterator[tuple[int, list[int]]]:
    parents = VEHICLES + items // 5
    each = lines // parents
    for parent in range(parents):
        # Mostly what comes a few times later, so that levels are many, and parts anywhere.
        near = min(items - 1, parent * 4 + VEHICLES)
        children = {random.randint(parent + 1, max(parent + 1, near)) for _ in range(each // 2)}
        while len(children) < min(each, items - parent - 1):
            children.add(random.randint(parent + 1, items - 1))
        yield parent, sorted(children)


def _measured(projection: Projection, read: float | None, path: Path) -> ProjectionFigures:
    save_copy(path, projection)
    stored = _timed(lambda: load_copy(path, projection.stamp))
    bill = projection.bill
    held = np.zeros(len(bill.items.ids), dtype=np.bool_)
    held[bill.lines.children] = True
    tops = np.flatnonzero(~held)
    amounts = np.ones(len(tops))

    def roll() -> object:
        return roll_up(ways_down(bill, TODAY), tops, amounts)

    first = _timed(roll)
    return ProjectionFigures(
        items=len(bill.items.ids),
        lines=len(bill.lines.parents),
        read=read,
        stored=stored,
        first=first,
        again=min(_timed(roll) for _ in range(ROUNDS)),
        mebibytes=projection.count_bytes() / 2**20,
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    result = work()
    assert result is not None
    return time.monotonic() - started
