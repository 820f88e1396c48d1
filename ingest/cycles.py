"""Finds the lines that would close a cycle in the structure or in the process taxonomy.

Strongly connected components tell in linear time whether there is any cycle; only inside one are
lines taken in one by one, in the order of the files, and each that would close a cycle is named.
Lines of different lifecycles are never mixed in an answer, so each lifecycle is a graph of its
own; validity dates do not excuse a cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


class Edge(NamedTuple):
    """From parent to child; ``seq`` is None for a line that the graph already has."""

    parent: str
    child: str
    seq: int | None


@dataclass(frozen=True, slots=True)
class Closing:
    """A line that must not be loaded, and the cycle it would close, its parent first and last."""

    seq: int
    cycle: tuple[str, ...]


def closing_lines(edges: Iterable[Edge]) -> Iterator[Closing]:
    """Lines that would close a cycle; those the graph has come first, then by ``seq``."""
    edges = list(edges)
    for component in _cyclic_components(edges):
        yield from _closing_within(component)


def _cyclic_components(edges: list[Edge]) -> list[list[Edge]]:
    numbers: dict[str, int] = {}
    for edge in edges:
        numbers.setdefault(edge.parent, len(numbers))
        numbers.setdefault(edge.child, len(numbers))
    parents = np.fromiter((numbers[edge.parent] for edge in edges), np.int64, len(edges))
    children = np.fromiter((numbers[edge.child] for edge in edges), np.int64, len(edges))
    size = len(numbers)
    if size == 0:
        return []
    matrix = coo_matrix((np.ones(len(edges), np.int8), (parents, children)), (size, size)).tocsr()
    _, component = connected_components(matrix, directed=True, connection="strong")
    inside: dict[int, list[Edge]] = defaultdict(list)
    # A line within one component is part of a cycle (or a thing inside itself).
    for position in np.flatnonzero(component[parents] == component[children]):
        inside[int(component[parents[position]])].append(edges[position])
    return list(inside.values())


def _closing_within(edges: list[Edge]) -> Iterator[Closing]:
    below: dict[str, set[str]] = defaultdict(set)
    for edge in sorted(edges, key=lambda e: -1 if e.seq is None else e.seq):
        way = _way(below, edge.child, edge.parent)
        if way is None or edge.seq is None:
            below[edge.parent].add(edge.child)
        else:
            yield Closing(edge.seq, (edge.parent, *way))


def _way(below: dict[str, set[str]], start: str, goal: str) -> list[str] | None:
    """The nodes from ``start`` down to ``goal``, None where there is no way."""
    came_from: dict[str, str | None] = {start: None}
    stack = [start]
    while stack:
        node = stack.pop()
        if node == goal:
            way = [node]
            while (before := came_from[way[-1]]) is not None:
                way.append(before)
            return way[::-1]
        for child in sorted(below.get(node, ())):
            if child not in came_from:
                came_from[child] = node
                stack.append(child)
    return None
