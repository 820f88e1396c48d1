"""All that some vehicles contain, with what it is made of, level by level. Pure, no database.

Amounts pass down it and costs pass up it, each edge once, however many ways there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph.structure.bill import Bill, Mask, Numbers, spans
from graph.structure.lines import Selection, ways_down
from graph.structure.roll_up import roll_up

Nodes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Of the nodes of one level: ``factors`` of the end (a node) in one of the beginning.

    ``made_of`` is true where the end is a material of the beginning's composition, in kg.
    """

    begins: Nodes
    ends: Nodes
    factors: Numbers
    made_of: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Nodes 0, 1, … in the order of ``places``; ``levels`` from the roots down to the materials.

    ``roots`` are nodes, ``has_children`` is true where some line below the node counts.
    """

    places: Nodes
    roots: Nodes
    levels: Sequence[Edges]
    has_children: Mask

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.places)

    def pass_down(self, own: Numbers, passed: Numbers) -> Numbers:
        """What each node gets: its own, and ``passed`` (a share) of what each holder gets."""
        amounts = own.copy()
        for edges in self.levels:
            given = amounts[edges.begins] * passed[edges.begins] * edges.factors
            np.add.at(amounts, edges.ends, given)
        return amounts

    def node_of(self, place: int) -> int | None:
        """The node of an item, if it is here."""
        node = int(np.searchsorted(self.places, place))
        return node if node < self.size and self.places[node] == place else None


def reach_of(
    bill: Bill, roots: Sequence[int], selection: Selection, *, with_materials: bool = False
) -> Reach:
    """Everything below some places that counts. Raises GraphError naming a cycle, or a line whose
    quantity is of no use."""
    ways = ways_down(bill, selection)
    totals = roll_up(ways, roots, np.ones(len(roots)))
    bill.check_quantities(ways.lines[totals.edges])
    edges, which = spans(ways.offsets, totals.places)
    begins, ends = totals.places[which], ways.ends[edges].astype(np.int64)
    factors, made_of = ways.factors[edges], np.zeros(len(edges), dtype=np.bool_)
    if with_materials:
        entries, which = spans(bill.composition.offsets, totals.places)
        begins = np.concatenate([begins, totals.places[which]])
        ends = np.concatenate([ends, bill.composition.materials[entries]])
        factors = np.concatenate([factors, bill.composition.masses[entries]])
        made_of = np.concatenate([made_of, np.ones(len(entries), dtype=np.bool_)])
    places = np.union1d(totals.places, ends)
    begins, ends = np.searchsorted(places, begins), np.searchsorted(places, ends)
    steps = np.zeros(len(places), dtype=np.int64)
    steps[np.searchsorted(places, totals.places)] = totals.levels
    has_children = np.zeros(len(places), dtype=np.bool_)
    has_children[begins[~made_of]] = True
    return Reach(
        places=places,
        roots=np.searchsorted(places, np.asarray(roots, dtype=np.int64)),
        levels=_by_level(steps, Edges(begins, ends, factors, made_of)),
        has_children=has_children,
    )


def _by_level(steps: Nodes, edges: Edges) -> list[Edges]:
    """The edges apart by the longest way to where they begin."""
    level = steps[edges.begins]
    order = np.argsort(level, kind="stable")
    bounds = np.searchsorted(level[order], np.arange(int(steps.max(initial=0)) + 2))
    return [
        Edges(
            edges.begins[chosen], edges.ends[chosen], edges.factors[chosen], edges.made_of[chosen]
        )
        for first, last in pairwise(bounds.tolist())
        if len(chosen := order[first:last])
    ]
