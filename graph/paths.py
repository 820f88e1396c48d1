"""How things hang together: the neighbourhood of one, and the shortest way between two.

Both go breadth first, a query for each level over the distinct things met there; ways are never
enumerated, and a hub costs its neighbours once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.structure.loading import CHUNK, Walk

MOST_NODES = 1_000
MOST_DEPTH = 4
EDGES_PER_NODE = 20

SPACES = {
    "enterprise": "enterprises",
    "process": "processes",
    "region": "regions",
    "country": "countries",
    "certificate": "certificates",
}
"""Where the ids of a kind are unique; all other kinds are items."""
PLACES = {"regions", "countries", "certificates"}

Key = tuple[str, str]
"""A thing as (space, id)."""


class Node(BaseModel):
    """A thing: kind is that of an item, or enterprise, process, region, country, certificate."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    name: str


class Edge(BaseModel):
    """A relationship as stored, ``source`` to ``target``.

    ``quantity``: of CONTAINS the child in one parent by today's planned lines, scrap included; of
    MADE_OF kg; None otherwise.
    """

    model_config = ConfigDict(frozen=True)

    source: str
    target: str
    type: str
    quantity: float | None = None
    source_kind: str
    target_kind: str


class PathsAnswer(BaseModel):
    """Things and the relationships among them; ``truncated`` when some were left out."""

    model_config = ConfigDict(frozen=True)

    nodes: list[Node]
    edges: list[Edge]
    truncated: bool = False
    graph_version: int


def neighbourhood(graph: Graph, id_: str, *, depth: int = 1, limit: int = 100) -> PathsAnswer:
    """The thing and what lies within ``depth`` steps of it, nearest first, at most ``limit``.

    The id is looked up among items, enterprises, processes, regions and countries, in this order.
    Raises NotFoundError for an unknown id, InputError for a depth or limit out of bounds.
    """
    if not 1 <= depth <= MOST_DEPTH:
        raise InputError(f"depth must be from 1 to {MOST_DEPTH}")
    if not 1 <= limit <= MOST_NODES:
        raise InputError(f"limit must be from 1 to {MOST_NODES}")
    walk = Walk(graph)
    version = graph.version()
    start = _find(walk, id_)
    nodes = {_key(start): start}
    frontier = [_key(start)]
    truncated = False
    for _ in range(depth):
        # Those met before come back too; one more than fits tells that some were left out.
        rows = walk.read("paths/list_neighbours", **_by_space(frontier), limit=limit + 1)
        new = {_key(node): node for node in map(_node, rows)}
        fresh = [key for key in new if key not in nodes]
        truncated |= len(nodes) + len(fresh) > limit
        frontier = fresh[: limit - len(nodes)]
        nodes.update((key, new[key]) for key in frontier)
        if not frontier or (truncated and len(nodes) == limit):
            break
    edges, all_edges = _edges_among(walk, nodes.values(), EDGES_PER_NODE * limit)
    return PathsAnswer(
        nodes=list(nodes.values()),
        edges=edges,
        truncated=truncated or not all_edges,
        graph_version=version,
    )


def shortest_path(graph: Graph, from_id: str, to_id: str) -> PathsAnswer:
    """The shortest way between two things, over relationships in both directions.

    ``nodes`` run from one to the other, with one edge between each two; no way is an answer
    without nodes. Places and certificates are passed only when asked about: otherwise all that is
    in one country would be two steps apart. Raises NotFoundError for an unknown id.
    """
    walk = Walk(graph)
    version = graph.version()
    start, end = _find(walk, from_id), _find(walk, to_id)
    way = _Search(walk, start, end).run()
    edges: list[Edge] = []
    if len(way) > 1:
        among, _ = _edges_among(walk, way, EDGES_PER_NODE * len(way))
        edges = [_edge_between(among, one, two) for one, two in pairwise(way)]
    return PathsAnswer(nodes=way, edges=edges, graph_version=version)


class _Side:
    """One end's half of the search: everything met, with what it was met from."""

    def __init__(self, node: Node) -> None:
        self.nodes: dict[Key, Node] = {_key(node): node}
        self.via: dict[Key, Key | None] = {_key(node): None}
        self.frontier: list[Key] = [_key(node)]

    def way_back(self, key: Key) -> list[Node]:
        """From a thing met to this side's end."""
        way: list[Node] = []
        step: Key | None = key
        while step is not None:
            way.append(self.nodes[step])
            step = self.via[step]
        return way


class _Search:
    """Breadth first from both ends, the smaller frontier a whole level at a time."""

    def __init__(self, walk: Walk, start: Node, end: Node) -> None:
        self._walk = walk
        self._start = _Side(start)
        self._end = _Side(end)
        self._over_places = bool({_key(start)[0], _key(end)[0]} & PLACES)

    def run(self) -> list[Node]:
        """The things on a shortest way; empty when there is none."""
        start, end = self._start, self._end
        meeting = sorted(start.nodes.keys() & end.nodes.keys())
        while not meeting and start.frontier and end.frontier:
            smaller = start if len(start.frontier) <= len(end.frontier) else end
            self._advance(smaller)
            # Whole levels: all meeting points of this round are equally far.
            other = end if smaller is start else start
            meeting = sorted(key for key in smaller.frontier if key in other.nodes)
        if not meeting:
            return []
        return start.way_back(meeting[0])[::-1] + end.way_back(meeting[0])[1:]

    def _advance(self, side: _Side) -> None:
        met: dict[Key, Key] = {}
        for first in range(0, len(side.frontier), CHUNK):
            for row in self._steps(side.frontier[first : first + CHUNK]):
                node = _node(row)
                key, via = _key(node), (row["via_space"], row["via"])
                if key not in side.nodes:
                    side.nodes[key] = node
                    met[key] = via
                elif key in met:
                    met[key] = min(met[key], via)
        side.via.update(met)
        side.frontier = sorted(met)

    def _steps(self, keys: Sequence[Key]) -> list[dict[str, Any]]:
        spaces = _by_space(keys)
        if self._over_places:
            return self._walk.read("paths/list_steps_and_places", **spaces)
        domain = {space: ids for space, ids in spaces.items() if space not in PLACES}
        return self._walk.read("paths/list_steps", **domain)


def _find(walk: Walk, id_: str) -> Node:
    rows = walk.read("paths/find_node", id=id_)
    if not rows:
        raise NotFoundError(f"there is nothing with the id {id_!r}")
    return _node(rows[0])


def _node(row: dict[str, Any]) -> Node:
    return Node(id=row["id"], kind=row["kind"], name=row["name"] or row["id"])


def _key(node: Node) -> Key:
    return SPACES.get(node.kind, "items"), node.id


def _by_space(keys: Iterable[Key]) -> dict[str, list[str]]:
    spaces: dict[str, list[str]] = {space: [] for space in ("items", *SPACES.values())}
    for space, id_ in keys:
        spaces[space].append(id_)
    return spaces


def _edges_among(walk: Walk, nodes: Iterable[Node], most: int) -> tuple[list[Edge], bool]:
    """Edges between these things by source, target and type, and whether that is all of them."""
    known = {_key(node) for node in nodes}
    spaces = _by_space(sorted(known))
    starts = {space: spaces[space] for space in ("items", "enterprises", "processes", "regions")}
    rows = walk.read(
        "paths/list_edges_between",
        **starts,
        ids=sorted({id_ for _, id_ in known}),
        day=datetime.now(UTC).date().isoformat(),
        limit=most,
    )
    edges = [
        Edge(**{**row, "quantity": row["quantity"] or None})
        for row in rows
        if (SPACES.get(row["target_kind"], "items"), row["target"]) in known
    ]
    return edges, len(rows) < most


def _edge_between(edges: Iterable[Edge], one: Node, two: Node) -> Edge:
    ends = {(one.kind, one.id), (two.kind, two.id)}
    return min(
        (
            edge
            for edge in edges
            if {(edge.source_kind, edge.source), (edge.target_kind, edge.target)} == ends
        ),
        key=lambda edge: (edge.type, edge.source),
    )
