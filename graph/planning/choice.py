"""What localizing a set of items does to one vehicle, and what it can do at most. Pure.

With its share s localized an item's foreign share f becomes (1 - s) f, its unit value stays. The
imported value in one unit of an item depends on what is chosen in it and below, never above, and
never falls when that of a child rises: the least of it is found item by item, from below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from graph.planning.local_content import (
    ROUNDING,
    Bought,
    Method,
    imported_in_one,
    imported_values,
)
from graph.planning.reach import Reach
from graph.structure.bill import Mask, Numbers

TIED: Final = 1e-8
"""Relative: what is closer to a limit than this is left to the solver."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Of one vehicle, ``root`` (a node), of ``assessed`` US dollars: which nodes to localize.

    ``bought`` is without roots. ``shares`` (0…1, by node) are localized where the node is chosen;
    0: it is not up for choice. ``costs``: US dollars by node, or None where the imported value
    that is replaced counts. ``threshold`` is the level to reach.
    """

    reach: Reach
    bought: Bought
    root: int
    method: Method
    threshold: float
    assessed: float
    shares: Numbers
    costs: Numbers | None = None

    def bought_with(self, chosen: Mask) -> Bought:
        """With the chosen nodes localized."""
        foreign = self.bought.foreign * (1.0 - np.where(chosen, self.shares, 0.0))
        return Bought(self.bought.values, foreign)

    def imported(self, chosen: Mask) -> Numbers:
        """US dollars of imported value in one unit of every node."""
        found, _ = imported_values(
            self.reach, self.bought_with(chosen), self.method, self.threshold
        )
        return found

    def level(self, chosen: Mask) -> float:
        """Local content of the vehicle."""
        return (self.assessed - float(self.imported(chosen)[self.root])) / self.assessed

    def reaches(self, chosen: Mask) -> bool:
        """The threshold, but for rounding."""
        return self.level(chosen) >= self.threshold - ROUNDING

    def amounts(self, chosen: Mask) -> Numbers:
        """How many of each node one vehicle holds along ways that are traced."""
        own = np.zeros(self.reach.size)
        own[self.root] = 1.0
        foreign = np.nan_to_num(self.bought_with(chosen).foreign)
        return self.reach.pass_down(own, 1.0 - foreign)

    def replaced(self, chosen: Mask) -> Numbers:
        """US dollars of imported value in one vehicle that local makers take over, by node."""
        each = np.nan_to_num(self.bought.values * self.bought.foreign) * self.shares
        found: Numbers = np.where(chosen, self.amounts(chosen) * each, 0.0)
        return found

    def cost(self, chosen: Mask) -> float:
        """Of the whole set."""
        costs = self.replaced(chosen) if self.costs is None else self.costs
        return float(costs[chosen].sum())


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Of each node, whatever is chosen: ``least`` and ``most`` imported value in one unit, and in
    the children of one (``least_below``, ``most_below``); ``fewest`` and ``largest`` amounts that
    are traced, ``room`` between these, without the rounding of a difference. ``lowers``: choosing
    it lowers the imported value in it in some set; ``matters``: a change there changes the vehicle
    in some set."""

    least: Numbers
    most: Numbers
    least_below: Numbers
    most_below: Numbers
    fewest: Numbers
    largest: Numbers
    room: Numbers
    lowers: Mask
    matters: Mask


def useful(choice: Choice) -> tuple[Choice, Limits]:
    """The choice without the nodes that lower imported value in no set, and its limits."""
    while True:
        limits = limits_of(choice)
        kept = (choice.shares > 0) & limits.lowers & limits.matters
        if kept.sum() == (choice.shares > 0).sum():
            return choice, limits
        choice = replace(choice, shares=np.where(kept, choice.shares, 0.0))


def within(choice: Choice, limits: Limits, count: int) -> tuple[Choice, Limits]:
    """The choice without the nodes that no set of at most ``count`` can hold that reaches the
    threshold. Only of use by tracing."""
    gains = largest_gains(choice, limits)
    ordered = np.sort(gains)[::-1]
    others = float(ordered[: count - 1].sum())
    # The last of the largest does not stand beside itself.
    together = np.where(gains > ordered[count - 1], float(ordered[:count].sum()), others + gains)
    kept = together >= needed(choice) - TIED * choice.assessed
    return useful(replace(choice, shares=np.where(kept, choice.shares, 0.0)))


def fewest_possible(choice: Choice, limits: Limits) -> int:
    """No set of fewer nodes reaches the threshold."""
    sums = np.cumsum(np.sort(largest_gains(choice, limits))[::-1])
    return 1 + int(np.searchsorted(sums, needed(choice) - TIED * choice.assessed))


def largest_gains(choice: Choice, limits: Limits) -> Numbers:
    """US dollars that a node takes off the imported value at most, by node. By tracing a set takes
    off the sum of amount × s f (v - imported value below with nothing chosen) over its nodes."""
    if choice.method != "tracing":
        return np.where(choice.shares > 0, np.inf, 0.0)
    each = gains_in_one(choice, np.zeros(choice.reach.size, dtype=np.bool_))
    return np.maximum(0.0, limits.largest * each)


def gains_in_one(choice: Choice, chosen: Mask) -> Numbers:
    """By tracing, US dollars of imported value that localizing each node takes off one unit of it,
    beside the others chosen; less than 0 where what it is assembled from brings more."""
    below = np.zeros(choice.reach.size)
    imported = choice.imported(chosen)
    for edges in choice.reach.levels:
        np.add.at(below, edges.begins, imported[edges.ends] * edges.factors)
    bought = choice.bought
    each = np.nan_to_num(bought.foreign) * (np.nan_to_num(bought.values) - below)
    return choice.shares * each


def needed(choice: Choice) -> float:
    """US dollars that the imported value has to fall by."""
    nothing = np.zeros(choice.reach.size, dtype=np.bool_)
    imported = float(choice.imported(nothing)[choice.root])
    return imported - (1.0 - choice.threshold) * choice.assessed


def limits_of(choice: Choice) -> Limits:
    """From below the imported values, from above the amounts and what matters."""
    reach = choice.reach
    nothing, everything = (np.full(reach.size, each) for each in (False, True))
    local = choice.bought_with(everything)
    least, most = np.zeros(reach.size), np.zeros(reach.size)
    lowers = np.zeros(reach.size, dtype=np.bool_)
    lows, highs = np.zeros(reach.size), np.zeros(reach.size)

    def settle(of: Mask) -> None:
        bought, made = (_one(choice, each, lows) for each in (choice.bought, local))
        least[of] = np.minimum(bought, made)[of]
        lowers[of] = (made < bought)[of]
        bought, made = (_one(choice, each, highs) for each in (choice.bought, local))
        most[of] = np.maximum(bought, made)[of]

    settle(everything)
    for edges in reversed(reach.levels):
        np.add.at(lows, edges.begins, least[edges.ends] * edges.factors)
        np.add.at(highs, edges.begins, most[edges.ends] * edges.factors)
        begun = nothing.copy()
        begun[edges.begins] = True
        settle(begun)
    fewest, largest = choice.amounts(nothing), choice.amounts(everything)
    matters = largest > 0
    if choice.method != "tracing":
        matters &= _bears_on_root(choice, lows, highs)
    room = _room(choice, largest)
    return Limits(least, most, lows, highs, fewest, largest, room, lowers, matters)


def _room(choice: Choice, largest: Numbers) -> Numbers:
    """What the choices pass on from above, and of that what goes on whatever is chosen."""
    foreign = np.nan_to_num(choice.bought.foreign)
    taken = largest * choice.shares * foreign
    brought = np.zeros(choice.reach.size)
    for edges in choice.reach.levels:
        np.add.at(brought, edges.ends, taken[edges.begins] * edges.factors)
    return choice.reach.pass_down(brought, 1.0 - foreign)


def _bears_on_root(choice: Choice, lows: Numbers, highs: Numbers) -> Mask:
    """In a roll-up what is below an assembly bears on it only where its level may go either way."""
    allowed = np.nan_to_num(choice.bought.values) * (1.0 - choice.threshold)
    either = (lows <= allowed * (1.0 + TIED)) & (highs >= allowed * (1.0 - TIED))
    either |= np.isnan(choice.bought.foreign)
    found = np.zeros(choice.reach.size, dtype=np.bool_)
    found[choice.root] = True
    for edges in choice.reach.levels:
        found[edges.ends[found[edges.begins] & either[edges.begins]]] = True
    return found


def _one(choice: Choice, bought: Bought, below: Numbers) -> Numbers:
    return imported_in_one(choice.reach, bought, choice.method, choice.threshold, below)
