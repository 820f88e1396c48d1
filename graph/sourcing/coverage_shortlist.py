"""Which of very many offers a coverage is reckoned with, and what all of them could do.

A vehicle of thousands of parts has a million pairs of leaf and capable enterprise, far more than
a solver takes in seconds. Enterprises are chosen one after another, the one that covers most of
what is open first, with capacities shared as they are; the offers that this uses are kept, and for
each leaf some more. What is left out is not forgotten: the bounds are of all offers.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.sourcing.coverage_model import Start, Way
from graph.sourcing.coverage_reach import LeafColumns, Reach
from graph.sourcing.judging import Rows
from graph.structure.bill import Mask, Numbers

KEPT_EACH = 5
"""Makers kept for a leaf, and more where these together could not make all of it."""
CLOSE = 0.98
"""An enterprise is taken when it adds so much of what any other could at most."""
OPEN = 1e-9


@dataclass(frozen=True, slots=True)
class Shortlist:
    """``makers``: by leaf the enterprises whose capabilities are offered; ``start``: a plan."""

    makers: Mapping[str, frozenset[str]]
    start: Start


def shorten(
    leaves: LeafColumns, reaches: Sequence[Reach], largest: int | None, end: float
) -> Shortlist:
    """Choose among the offers of ``reaches``, with the choice ended at ``end`` (monotonic)."""
    choice = _Choice(leaves, reaches)
    choice.run(largest, end)
    makers: dict[str, set[str]] = {}
    for number, rows in _kept(leaves, reaches, choice).items():
        for row in rows.tolist():
            makers.setdefault(leaves.ids[row], set()).add(reaches[number].enterprise)
    start = {
        (reaches[number].enterprise, leaves.ids[row], way): amount
        for number, deliveries in choice.deliveries.items()
        for way, rows, amounts in deliveries
        for row, amount in zip(rows.tolist(), amounts.tolist(), strict=True)
        if amount > 0
    }
    return Shortlist({leaf: frozenset(names) for leaf, names in makers.items()}, start)


class _Choice:
    """Enterprises chosen by what they add; ``left`` is what is open of each leaf, ``deliveries``
    by number of those chosen, in order, what they supply and what they make of which leaves."""

    def __init__(self, leaves: LeafColumns, reaches: Sequence[Reach]) -> None:
        self.left = leaves.needs.copy()
        self.deliveries: dict[int, list[tuple[Way, Rows, Numbers]]] = {}
        self._worth = 1.0 / leaves.needs
        self._reaches = reaches

    def run(self, largest: int | None, end: float) -> None:
        """Choose until nothing is open, nobody adds anything, or ``largest`` are chosen."""
        gains = (float((r.most * self._worth[r.rows]).sum()) for r in self._reaches)
        queue = [(-gain, number) for number, gain in enumerate(gains)]
        heapq.heapify(queue)
        while queue and (largest is None or len(self.deliveries) < largest):
            _, number = heapq.heappop(queue)
            reach = self._reaches[number]
            bought, made = self._delivered(reach)
            gain = float((bought * self._worth[reach.lines]).sum())
            gain += float((made * self._worth[reach.makes]).sum())
            if gain <= OPEN:
                continue
            # Gains rarely grow, so one that leads by now leads; out of time an estimate will do.
            if queue and gain < -queue[0][0] * CLOSE and time.monotonic() < end:
                heapq.heappush(queue, (-gain, number))
                continue
            self.left[reach.lines] -= bought
            self.left[reach.makes] -= made
            self.deliveries[number] = [
                ("supplies", reach.lines, bought),
                ("makes", reach.makes, made),
            ]

    def _delivered(self, reach: Reach) -> tuple[Numbers, Numbers]:
        """What it would deliver of what is open, by its supplies lines and, of the rest, by what
        it makes, the capacity of each capability where it covers the largest share."""
        bought = np.minimum(self.left[reach.lines], reach.line_most)
        bought = np.where(bought >= reach.line_least, bought, 0.0)
        left = self.left[reach.makes]
        if len(reach.lines):
            taken = np.zeros(len(self.left))
            taken[reach.lines] = bought
            left -= taken[reach.makes]
        made = np.minimum(left, reach.made_most)
        for draw in reach.draws:
            load = made[draw.places] * draw.uses
            upto = load.cumsum()
            if upto[-1] > draw.capacity:
                room = np.minimum(load, np.maximum(draw.capacity - upto + load, 0.0))
                made[draw.places] = np.floor(room / draw.uses + OPEN)
        return bought, made


def _kept(leaves: LeafColumns, reaches: Sequence[Reach], choice: _Choice) -> dict[int, Rows]:
    """By enterprise number the leaves it is kept for: those it makes, then those of the chosen,
    then others by what they could make, until ``KEPT_EACH`` and all that is needed."""
    rows = np.concatenate([reach.makes for reach in reaches])
    numbers = np.repeat(np.arange(len(reaches)), [len(reach.makes) for reach in reaches])
    most = np.concatenate([reach.made_most for reach in reaches])
    rank = np.full(len(reaches), len(reaches))
    rank[list(choice.deliveries)] = np.arange(len(choice.deliveries))
    serves: Mask = np.zeros((len(reaches), leaves.count), dtype=np.bool_)
    for number, (_, (_, made, amounts)) in choice.deliveries.items():
        serves[number, made[amounts > 0]] = True
    order = np.lexsort((-most, rank[numbers], ~serves[numbers, rows], rows))
    rows, numbers, most = rows[order], numbers[order], most[order]
    first = np.searchsorted(rows, rows)
    before = np.cumsum(most) - most
    enough = before - before[first] >= leaves.needs[rows]
    keep = (np.arange(len(rows)) - first < KEPT_EACH) | ~enough | serves[numbers, rows]
    rows, numbers = rows[keep], numbers[keep]
    return {number: rows[numbers == number] for number in np.unique(numbers).tolist()}
