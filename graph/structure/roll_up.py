"""Totals over all ways from one node of a directed graph, edge by edge.

The number of ways grows exponentially with shared parts, the number of edges does not: amounts
are passed on in topological order (DESIGN section 5), or step by step where only ways of a
limited length count. No way is ever followed on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import GraphError

Edges = Mapping[str, Sequence[tuple[str, float]]]
"""Node -> (next node, factor); several edges between two nodes add up."""


@dataclass(frozen=True, slots=True)
class Total:
    """What one node gathers: the sum over the ways to it, and the longest way's steps."""

    amount: float
    level: int


def roll_up(edges: Edges, start: str, amount: float, depth: int | None = None) -> dict[str, Total]:
    """Total of every node reached from ``start``, itself left out.

    A way multiplies ``amount`` by its edges' factors. With ``depth`` only ways of at most so many
    edges count. Raises GraphError, naming the cycle, when there is one.
    """
    order = _topological_order(edges, start)
    if depth is None or depth >= len(order) - 1:
        totals = _over_all_ways(edges, order, amount)
    else:
        totals = _over_short_ways(edges, start, amount, depth)
    del totals[start]
    return totals


def _over_all_ways(edges: Edges, order: Sequence[str], amount: float) -> dict[str, Total]:
    amounts: dict[str, float] = dict.fromkeys(order, 0.0)
    levels: dict[str, int] = dict.fromkeys(order, 0)
    amounts[order[0]] = amount
    for node in order:
        below = levels[node] + 1
        for child, factor in edges.get(node, ()):
            amounts[child] += amounts[node] * factor
            levels[child] = max(levels[child], below)
    return {node: Total(amounts[node], levels[node]) for node in order}


def _over_short_ways(edges: Edges, start: str, amount: float, depth: int) -> dict[str, Total]:
    totals = {start: Total(amount, 0)}
    step = {start: amount}
    for level in range(1, depth + 1):
        reached: defaultdict[str, float] = defaultdict(float)
        for node, here in step.items():
            for child, factor in edges.get(node, ()):
                reached[child] += here * factor
        for node, here in reached.items():
            before = totals[node].amount if node in totals else 0.0
            totals[node] = Total(before + here, level)
        step = dict(reached)
    return totals


def _topological_order(edges: Edges, start: str) -> list[str]:
    """Nodes reached from ``start``, each before those it leads to. No recursion: data is deep."""
    order: list[str] = []
    on_way: dict[str, None] = {start: None}
    done: set[str] = set()
    stack = [(start, iter(edges.get(start, ())))]
    while stack:
        node, rest = stack[-1]
        for child, _ in rest:
            if child in on_way:
                raise GraphError(_cycle_message([*on_way, child]))
            if child not in done:
                on_way[child] = None
                stack.append((child, iter(edges.get(child, ()))))
                break
        else:
            stack.pop()
            del on_way[node]
            done.add(node)
            order.append(node)
    order.reverse()
    return order


def _cycle_message(way: Sequence[str]) -> str:
    cycle = way[way.index(way[-1]) :]
    shown = [*cycle[:10], "…", cycle[-1]] if len(cycle) > 12 else list(cycle)
    return f"the bill of material holds a cycle: {' > '.join(shown)}; remove one of its lines"
