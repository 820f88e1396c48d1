"""Layered bills of material: each item holds every one of the layer below. The ways down grow with
the power of the layers, the lines only with their number."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from graph.connection import Graph
from graph.projection.keeper import ProjectionKeeper
from graph.search.embedding import Embedder
from graph.structure.service import explode, where_used
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph

WIDTH, DEPTH = 8, 12
PEER_WIDTH, PEER_DEPTHS = 4, range(4, 13)
LIMIT_SECONDS = 20.0
ENUMERATION = """
MATCH p = (:Item {id: $root})-[:CONTAINS*]->(leaf:Item)
WHERE NOT EXISTS { (leaf)-[:CONTAINS]->() }
RETURN leaf.id AS id, sum(reduce(product = 1.0, r IN relationships(p) | product * r.quantity)) AS q
"""
"""What a Cypher handbook would write: the peer of a benchmark, in no product's query."""


@dataclass(frozen=True, slots=True)
class LatticeFigures:
    """Seconds on the lattice of 8^12 ways, the best of several."""

    explosion: float
    where_used: float


@dataclass(frozen=True, slots=True)
class EnumerationFigures:
    """Seconds for the totals of the leaves of one lattice: ours, the best of several, read from
    the database and with the structure ``held`` in memory, and by enumerating the ways once.

    Where ``is_expected`` the enumeration was not run; its seconds are what its growth says.
    """

    layers: int
    ways: int
    explosion: float
    held: float
    enumeration: float
    is_expected: bool = False


def measure_lattice(engine: str, folder: Path) -> LatticeFigures:
    """From the root down, and from the lowest layer up."""
    with fresh_graph(engine) as graph:
        _load(graph, write_lattices(folder / "one", {"": DEPTH}, WIDTH))
        total = explode(graph, "TOP", leaves_only=True).lines[0].quantity
        assert total == 8.0**11, total
        return LatticeFigures(
            best(lambda: explode(graph, "TOP")), best(lambda: where_used(graph, "L11-0"))
        )


def measure_enumeration(engine: str, folder: Path) -> list[EnumerationFigures]:
    """Growing lattices, until the enumeration takes longer than the limit or would by growth."""
    found: list[EnumerationFigures] = []
    with fresh_graph(engine) as graph:
        depths = {f"{depth}-": depth for depth in PEER_DEPTHS}
        _load(graph, write_lattices(folder / "peers", depths, PEER_WIDTH))
        keeper = ProjectionKeeper(graph)
        keeper.refresh()
        held = replace(graph, projections=keeper)
        enumerated(graph, f"{PEER_DEPTHS[0]}-TOP")
        for prefix, depth in depths.items():
            root = f"{prefix}TOP"
            times = best(partial(totals, graph, root)), best(partial(totals, held, root))
            expected = _expected([one.enumeration for one in found])
            if expected <= LIMIT_SECONDS:
                started = time.monotonic()
                by_ways = enumerated(graph, root)
                seconds = time.monotonic() - started
                assert by_ways == totals(graph, root), root
                found.append(EnumerationFigures(depth, PEER_WIDTH**depth, *times, seconds))
            else:
                found.append(EnumerationFigures(depth, PEER_WIDTH**depth, *times, expected, True))
            if found[-1].enumeration > LIMIT_SECONDS:
                break
    return found


def _expected(seconds: list[float]) -> float:
    """Of the next lattice: growing as from the last but one to the last."""
    return seconds[-1] ** 2 / seconds[-2] if len(seconds) > 1 else 0.0


def totals(graph: Graph, root: str) -> dict[str, float]:
    """Totals of the leaves, rolled up."""
    return {line.id: line.quantity for line in explode(graph, root, leaves_only=True).lines}


def enumerated(graph: Graph, root: str) -> dict[str, float]:
    """Totals of the leaves, way by way."""
    return {row["id"]: row["q"] for row in graph.database.run_schema(ENUMERATION, root=root)}


def _load(graph: Graph, tables: Path) -> None:
    report = run_ingest(
        graph, IngestOptions([tables], embed=False), Embedder(), Progress(quiet=True)
    )
    assert not report.rejects, report.rejects[0]


def write_lattices(folder: Path, depths: dict[str, int], width: int) -> Path:
    """A lattice for each prefix of ids: a root above so many layers of so many items."""
    items: list[tuple[str, str, str]] = []
    lines: list[tuple[str, str, int]] = []
    for prefix, depth in depths.items():
        top = f"{prefix}TOP"
        layers = [[f"{prefix}L{layer}-{n}" for n in range(width)] for layer in range(depth)]
        items.append((top, "assembly", "top"))
        for layer, ids in enumerate(layers):
            kind = "part" if layer == depth - 1 else "assembly"
            items += [(item, kind, f"item {item}") for item in ids]
        lines += [(top, child, 1) for child in layers[0]]
        for upper, lower in pairwise(layers):
            lines += [(parent, child, 1) for parent in upper for child in lower]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "items.csv", ("id", "kind", "name"), items)
    _write(folder / "bom.csv", ("parent_id", "child_id", "quantity"), lines)
    return folder


def best(work: Callable[[], object]) -> float:
    """Seconds, the best of five."""
    times = []
    for _ in range(5):
        started = time.monotonic()
        work()
        times.append(time.monotonic() - started)
    return min(times)


def _write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
