"""Totals over all ways from some nodes of a directed graph, edge by edge.

The number of ways grows exponentially with shared parts, the number of edges does not: amounts
are passed on in topological order (DESIGN section 5), or step by step where only ways of a
limited length count. No way is ever followed on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import GraphError
from graph.structure.bill import Mask, Numbers, Offsets, Places, offsets_of, spans

DENSE: Final = 32
"""Where more than one in so many nodes are concerned, marking them all is quicker than sorting."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Edges by where they begin: those of a node are ``offsets[node]`` to ``offsets[node + 1]``.

    Several edges between two nodes add up. ``lines`` are the lines of the bill that they are.
    """

    ids: Sequence[str]
    offsets: Offsets
    ends: Places
    factors: Numbers
    lines: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """What every node reached gathers, in the order of places, the starts included.

    ``amounts``: the sum over the ways to it; ``levels``: the longest way's steps; ``steps``: the
    shortest's. ``edges`` are those of ``Ways`` that begin at one of the nodes.
    """

    places: NDArray[np.int64]
    amounts: Numbers
    levels: NDArray[np.int64]
    steps: NDArray[np.int64]
    edges: NDArray[np.int64]


def ways_of(
    ids: Sequence[str], begins: Places, ends: Places, factors: Numbers, lines: NDArray[np.int64]
) -> Ways:
    """Some lines as edges; ``lines`` are in the order of ``begins``."""
    return Ways(ids, offsets_of(begins[lines], len(ids)), ends[lines], factors[lines], lines)


def roll_up(
    ways: Ways,
    starts: Sequence[int] | NDArray[Any],
    amounts: Sequence[float] | NDArray[Any],
    *,
    depth: int | None = None,
    levels: Sequence[int] | NDArray[Any] = (0,),
) -> Totals:
    """Totals of every node reached from ``starts``, which hold ``amounts`` and stand at ``levels``.

    A way multiplies the amount it begins with by its edges' factors. With ``depth`` only ways of
    at most so many edges count. Raises GraphError, naming the cycle, when there is one.
    """
    places, steps = _reach(ways, np.asarray(starts, dtype=np.int64))
    local = _Local.of(ways, places)
    begun = np.searchsorted(places, np.asarray(starts))
    own = np.zeros(len(places))
    np.add.at(own, begun, np.asarray(amounts, dtype=np.float64))
    level = np.zeros(len(places), dtype=np.int64)
    level[begun] = levels
    totals, level = local.over_all_ways(own, level, ways.ids)
    if depth is not None and len(level) and depth < level.max():
        kept, totals, level = local.over_short_ways(own, begun, depth)
        places, steps = places[kept], steps[kept]
        totals, level = totals[kept], level[kept]
    return Totals(places, totals, level, steps, local.edges)


def _reach(ways: Ways, starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The nodes reached, sorted, and the fewest steps to each."""
    steps = np.full(len(ways.ids), -1, dtype=np.int32)
    frontier = _distinct(starts, len(steps))
    steps[frontier] = 0
    found = [frontier]
    step = 0
    while len(frontier):
        step += 1
        edges, _ = spans(ways.offsets, frontier)
        ends = ways.ends[edges]
        frontier = _distinct(ends[steps[ends] < 0], len(steps))
        steps[frontier] = step
        found.append(frontier)
    places = np.sort(np.concatenate(found))
    return places, steps[places].astype(np.int64)


def _distinct(nodes: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Each of these nodes once, in order; ``count`` is the number of all nodes."""
    if len(nodes) < count // DENSE:
        # Sorting is several times as fast as the hash table of np.unique.
        ordered = np.sort(nodes).astype(np.int64)
        once: NDArray[np.int64] = ordered[np.diff(ordered, prepend=-1) != 0]
        return once
    among = np.zeros(count, dtype=np.bool_)
    among[nodes] = True
    return np.flatnonzero(among)


@dataclass(frozen=True, slots=True, eq=False)
class _Local:
    """The nodes reached, numbered 0, 1, …, and all edges that begin there."""

    places: NDArray[np.int64]
    edges: NDArray[np.int64]
    offsets: Offsets
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    factors: Numbers

    @classmethod
    def of(cls, ways: Ways, places: NDArray[np.int64]) -> _Local:
        edges, begins = spans(ways.offsets, places)
        offsets = np.zeros(len(places) + 1, dtype=np.int64)
        np.cumsum(ways.offsets[places + 1] - ways.offsets[places], out=offsets[1:])
        number = np.empty(len(ways.ids), dtype=np.int32)
        number[places] = np.arange(len(places))
        ends = number[ways.ends[edges]].astype(np.int64)
        return cls(places, edges, offsets, begins, ends, ways.factors[edges])

    def over_all_ways(
        self, own: Numbers, levels: NDArray[np.int64], ids: Sequence[str]
    ) -> tuple[Numbers, NDArray[np.int64]]:
        """Amounts and longest ways; a node passes on what it has when all its edges are done."""
        amounts, levels = own.copy(), levels.copy()
        waiting = np.bincount(self.ends, minlength=len(own))
        ready = np.flatnonzero(waiting == 0)
        # Where every start stands at 0 a node is ready in the round of its longest way.
        is_round = not levels.any()
        done = level = 0
        while len(ready):
            done += len(ready)
            if is_round:
                levels[ready] = level
            edges, which = spans(self.offsets, ready)
            begins, ends = ready[which], self.ends[edges]
            np.add.at(amounts, ends, amounts[begins] * self.factors[edges])
            if not is_round:
                np.maximum.at(levels, ends, levels[begins] + 1)
            np.subtract.at(waiting, ends, 1)
            ready = _distinct(ends[waiting[ends] == 0], len(own))
            level += 1
        if done < len(own):
            raise GraphError(self._cycle_message(waiting > 0, ids))
        return amounts, levels

    def over_short_ways(
        self, own: Numbers, begun: NDArray[np.int64], depth: int
    ) -> tuple[Mask, Numbers, NDArray[np.int64]]:
        """Which nodes ways of ``depth`` edges reach, amounts, and the longest such way."""
        amounts, step = own.copy(), own.copy()
        levels = np.zeros(len(own), dtype=np.int64)
        reached = np.zeros(len(own), dtype=np.bool_)
        reached[begun] = True
        here = reached.copy()
        for level in range(1, depth + 1):
            taken = here[self.begins]
            ends, passed = self.ends[taken], step[self.begins[taken]] * self.factors[taken]
            step = np.zeros(len(own))
            np.add.at(step, ends, passed)
            there = np.zeros(len(own), dtype=np.bool_)
            there[ends] = True
            amounts += step
            levels[there] = level
            reached |= there
            here = there
        return reached, amounts, levels

    def _cycle_message(self, left: Mask, ids: Sequence[str]) -> str:
        """Every node that is left has one left before it: going back comes round."""
        inside = left[self.begins]
        before = dict(zip(self.ends[inside].tolist(), self.begins[inside].tolist(), strict=True))
        node = int(np.flatnonzero(left)[0])
        met: dict[int, None] = {}
        while node not in met:
            met[node] = None
            node = before[node]
        back = list(met)
        cycle = back[back.index(node) :][::-1]
        first = cycle.index(min(cycle))
        way = [ids[self.places[each]] for each in (*cycle[first:], *cycle[:first], cycle[first])]
        shown = [*way[:10], "…", way[-1]] if len(way) > 12 else way
        return f"the bill of material holds a cycle: {' > '.join(shown)}; remove one of its lines"
