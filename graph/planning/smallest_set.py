"""The smallest set of items that takes a vehicle over a threshold of local content. Pure.

First the fewest items and among those the least cost, or where costs are given the least cost and
then the fewest items. The programme's rows hold to a rounding: each set that it finds is reckoned
again as an answer reckons it. One that misses the threshold by that rounding is forbidden, unless a
set that reaches it beyond doubt is as good.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.planning.choice import Choice, Limits, fewest_possible, within
from graph.planning.choice_forms import OutOfTimeError
from graph.planning.choice_programme import ChoiceProgramme, Goal
from graph.structure.bill import Mask

AS_GOOD: Final = 1e-9
"""A relative difference of no more than this is none."""
FIRST: Final = 0.7
"""Of the time that is left, what the first goal may take."""
QUICK: Final = 0.2
"""Of the whole time, what leaving out the needless of the set to begin with may take."""


@dataclass(frozen=True, slots=True, eq=False)
class SmallestSet:
    """``chosen`` nodes, which reach the threshold. ``unproven`` is the first goal for which a
    better set was not ruled out, and ``gap`` how much better one could be: of this one's figure.
    """

    chosen: Mask
    unproven: Goal | None
    gap: float
    rows: int


def smallest_set(choice: Choice, limits: Limits, seconds: float) -> SmallestSet:
    """The best set within so much time, empty where the threshold is reached without. The choice is
    that of ``useful``, and all of it together must reach the threshold."""
    started = time.monotonic()
    nothing = np.zeros(choice.reach.size, dtype=np.bool_)
    if choice.reaches(nothing):
        return SmallestSet(nothing, None, 0.0, 0)
    quick = quick_set(choice, started + seconds * QUICK)
    search = _Search(choice, limits, quick, started + seconds)
    goals: tuple[Goal, Goal] = ("items", "cost") if choice.costs is None else ("cost", "items")
    search.improve(goals[0], FIRST)
    search.improve(goals[1], 1.0, keep=goals[0])
    return SmallestSet(search.best, search.unproven, search.gap, search.rows)


def quick_set(choice: Choice, end: float) -> Mask:
    """Some set that reaches the threshold: the largest first, and none of it needless if it is
    found by ``end``, a time of the monotonic clock."""
    everything = choice.shares > 0
    order = np.argsort(-choice.replaced(everything), kind="stable")[: int(everything.sum())]

    def first(count: int) -> Mask:
        chosen = np.zeros(choice.reach.size, dtype=np.bool_)
        chosen[order[:count]] = True
        return chosen

    low, high = 0, len(order)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if choice.reaches(first(middle)) else (middle, high)
    chosen = first(high)
    for node in order[:high][::-1].tolist():
        if time.monotonic() >= end:
            break
        chosen[node] = False
        chosen[node] = not choice.reaches(chosen)
    return chosen


class _Search:
    def __init__(self, choice: Choice, limits: Limits, best: Mask, end: float) -> None:
        self._choice, self._limits, self._end = choice, limits, end
        self.best = best
        self.unproven: Goal | None = None
        self.gap = 0.0
        self.rows = 0

    def improve(self, goal: Goal, share: float, keep: Goal | None = None) -> None:
        """Put the best set for a goal in place of the present one, with no more of the goal to
        ``keep``, as far as the time allows."""
        count = int(self.best.sum())
        if goal == "items" and count == fewest_possible(self._choice, self._limits):
            return
        if "items" in (goal, keep) and self._choice.costs is None:
            self._choice, self._limits = within(self._choice, self._limits, count)
        try:
            programme = ChoiceProgramme(self._choice, self._limits, self._end)
        except OutOfTimeError:
            self._unproven(goal, self._gap(goal, 0.0))
            return
        if keep:
            programme.keep(keep, self._figure(keep, self.best) * (1.0 + AS_GOOD))
        gap = self._search(programme, goal, time.monotonic() + self._left() * share)
        self.rows = max(self.rows, programme.rows)
        self._unproven(goal, gap)

    def _unproven(self, goal: Goal, gap: float) -> None:
        if gap > AS_GOOD and self.unproven is None:
            self.unproven, self.gap = goal, gap

    def _search(self, programme: ChoiceProgramme, goal: Goal, end: float) -> float:
        """How much better a set may be than the best one found."""
        forbidden = False
        while True:
            left = end - time.monotonic()
            found = programme.minimise(goal, self.best, left, strict=False)
            if found.chosen is None:
                # With the others forbidden none may be left but the present one, which is known.
                none_left = forbidden and found.proven
                return 0.0 if none_left else self._gap(goal, found.bound)
            reaches = self._take(goal, found.chosen)
            gap = self._gap(goal, found.bound)
            if reaches or gap <= AS_GOOD or not found.proven:
                return gap
            left = end - time.monotonic()
            beyond = programme.minimise(goal, self.best, left, strict=True)
            if beyond.chosen is not None and self._take(goal, beyond.chosen):
                gap = self._gap(goal, found.bound)
                if gap <= AS_GOOD:
                    return gap
            programme.forbid(found.chosen)
            forbidden = True

    def _left(self) -> float:
        return self._end - time.monotonic()

    def _figure(self, goal: Goal, chosen: Mask) -> float:
        return float(chosen.sum()) if goal == "items" else self._choice.cost(chosen)

    def _take(self, goal: Goal, chosen: Mask) -> bool:
        """Whether it reaches the threshold; then it is the best, if it is better."""
        reaches = self._choice.reaches(chosen)
        if reaches and self._figure(goal, chosen) <= self._figure(goal, self.best):
            self.best = chosen
        return reaches

    def _gap(self, goal: Goal, bound: float) -> float:
        figure = self._figure(goal, self.best)
        return max(0.0, figure - bound) / figure if figure > 0 else 0.0
