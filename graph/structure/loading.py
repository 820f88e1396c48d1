"""Reads the part of a graph around one item: the bill of material below it, or above it.

Each level is a query over the distinct items first met there, so that every item's lines are read
once however many ways lead to it. One deadline bounds the whole walk. Everything stored is read,
whatever counts: that is chosen afterwards, as it is in a whole graph held in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import monotonic
from typing import Any

from graph.client import Row
from graph.connection import Graph
from graph.errors import GraphTimeoutError, NotFoundError
from graph.structure.bill import ItemHead
from graph.structure.building import GROUP, LINE_CELLS, BillBuilder, head_of

CHUNK = 2_000
"""Items asked about in one query."""


class Walk:
    """Reads for one question, all of them before one deadline (``GRAPH_TIMEOUT_SECONDS``)."""

    def __init__(self, graph: Graph) -> None:
        self._database = graph.database
        self._seconds = graph.settings.graph_timeout_seconds
        self._deadline = monotonic() + self._seconds

    def read(self, name: str, **params: Any) -> list[Row]:
        """Rows of one query; raises GraphTimeoutError once the deadline has passed."""
        if monotonic() > self._deadline:
            raise GraphTimeoutError(
                f"this question took longer than {self._seconds:g} s and was stopped; "
                "narrow it down, for instance by a depth"
            )
        return self._database.read(name, **params)

    def read_chunked(self, name: str, ids: Iterable[str], **params: Any) -> Iterator[Row]:
        """Rows for many ids, ``CHUNK`` of them a query."""
        wanted = list(ids)
        for first in range(0, len(wanted), CHUNK):
            yield from self.read(name, ids=wanted[first : first + CHUNK], **params)


class Met:
    """Items and lines met on a walk; each line once."""

    def __init__(self, starts: Iterable[ItemHead]) -> None:
        self.heads = {start.id: start for start in starts}
        self.lines: dict[str, list[Sequence[Any]]] = {}

    def meet(self, cells: Sequence[Any]) -> str:
        """Keep an item by its cells: id, kind, name, unit, mass_kg."""
        head = head_of(*cells)
        return self.heads.setdefault(head.id, head).id

    def take_above(self, row: Row, parents: dict[str, bool]) -> None:
        """Lines that one item stands in; notes their parents, and who of them has groups there."""
        for cells in row["lines"]:
            parent = self.meet((cells[0], *cells[LINE_CELLS:]))
            in_group = cells[GROUP] is not None
            parents[parent] = parents.get(parent, False) or in_group
            if not in_group:
                self.lines.setdefault(parent, []).append((row["child"], *cells[1:LINE_CELLS]))

    def take_groups(self, rows: Iterable[Row]) -> None:
        """Which line of a group counts can only be told from all of it."""
        for row in rows:
            self.lines.setdefault(row["parent"], []).extend(row["lines"])
            for cells in row["lines"]:
                self.meet((cells[0], *cells[LINE_CELLS:]))

    def builder(self) -> BillBuilder:
        """With all items and lines met."""
        builder = BillBuilder(self.heads.values())
        for parent, lines in self.lines.items():
            builder.add_lines(parent, lines)
        return builder


def get_root(walk: Walk, id_: str) -> tuple[ItemHead, int]:
    """The item and the graph's version; raises NotFoundError."""
    rows = walk.read("structure/get_root", id=id_)
    if not rows:
        raise NotFoundError(f"there is no item {id_!r}")
    row = rows[0]
    head = head_of(row["id"], row["kind"], row["name"], row["unit"], row["mass_kg"])
    return head, int(row["graph_version"])


def load_below(walk: Walk, root: ItemHead, depth: int | None = None) -> Met:
    """The items and lines below ``root``, down ``depth`` levels or to the end."""
    met = Met([root])
    frontier = [root.id]
    level = 0
    while frontier and (depth is None or level < depth):
        known = set(met.heads)
        for row in walk.read_chunked("structure/list_lines_below", frontier):
            met.lines[row["parent"]] = row["lines"]
            for cells in row["lines"]:
                met.meet((cells[0], *cells[LINE_CELLS:]))
        frontier = sorted(met.heads.keys() - known)
        level += 1
    return met


def load_above(walk: Walk, starts: Iterable[ItemHead], levels: int | None = None) -> Met:
    """The items and lines above some items, up ``levels`` levels or to the end."""
    met = Met(starts)
    frontier = sorted(met.heads)
    met_above = set(frontier)
    grouped: set[str] = set()
    level = 0
    while frontier and (levels is None or level < levels):
        parents: dict[str, bool] = {}
        for row in walk.read_chunked("structure/list_lines_above", frontier):
            met.take_above(row, parents)
        in_groups = {parent for parent, has_group in parents.items() if has_group} - grouped
        grouped |= in_groups
        met.take_groups(walk.read_chunked("structure/list_group_lines", sorted(in_groups)))
        frontier = sorted(parents.keys() - met_above)
        met_above |= parents.keys()
        level += 1
    return met
