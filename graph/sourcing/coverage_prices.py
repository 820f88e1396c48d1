"""How few enterprises could cover a large explosion at best.

Put a price on covering each leaf. What an enterprise could earn by covering what it can within its
capacities is at most V; then so many enterprises are needed as all prices together hold V. Any
prices give a true bound; better ones are found step by step (the dual of the linear relaxation).
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.sourcing.coverage_model import Start
from graph.sourcing.coverage_reach import LeafColumns, Reach
from graph.sourcing.judging import Rows
from graph.structure.bill import Numbers

LEAST_STEPS, STEPS = 5, 60
"""Of improving the prices, a sixth of a second each for a million pairs."""
SHARPNESS = 20.0
NO_DRAW = -1
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Ability:
    """Pairs of enterprise and leaf: the largest share of the leaf it could cover, and the draw
    (a limited capability) of which all of the leaf would take ``load``."""

    enterprises: Rows
    leaves: Rows
    most: Numbers
    draws: Rows
    load: Numbers


def abilities(leaves: LeafColumns, reaches: Sequence[Reach], wholes: Mapping[str, Rows]) -> Ability:
    """All pairs, those with a draw last and by draw; ``wholes``: by enterprise the leaves in
    assemblies that it supplies."""
    parts: list[tuple[int, Rows, Numbers, Rows, Numbers]] = []
    draws = 0
    for number, reach in enumerate(reaches):
        draw = np.full(len(reach.makes), NO_DRAW)
        load = np.zeros(len(reach.makes))
        for each in reach.draws:
            share = each.uses * leaves.needs[reach.makes[each.places]] / each.capacity
            tighter = each.sole & (share > load[each.places])
            draw[each.places[tighter]] = draws
            load[each.places[tighter]] = share[tighter]
            draws += 1
        parts.append((number, reach.makes, reach.made_most, draw, load))
        whole = wholes.get(reach.enterprise, np.empty(0, dtype=np.int64))
        for rows, most in ((reach.lines, reach.line_most), (whole, leaves.needs[whole])):
            parts.append((number, rows, most, np.full(len(rows), NO_DRAW), np.zeros(len(rows))))
    enterprises = np.repeat([p[0] for p in parts], [len(p[1]) for p in parts])
    rows, most, draw, load = (np.concatenate([p[at] for p in parts]) for at in range(1, 5))
    order = np.argsort(draw, kind="stable")
    share = np.minimum(1.0, most / leaves.needs[rows])
    return Ability(enterprises[order], rows[order], share[order], draw[order], load[order])


def covered_by(ability: Ability, prices: Numbers) -> Numbers:
    """By pair the share covered when every enterprise earns what it can at these prices."""
    taken = ability.most.copy()
    first = int(np.searchsorted(ability.draws, 0))
    draws, load = ability.draws[first:], ability.load[first:]
    order = np.lexsort((-prices[ability.leaves[first:]] / load, draws))
    wanted = (ability.most[first:] * load)[order]
    upto = np.cumsum(wanted)
    starts = np.searchsorted(draws, draws)
    room = 1.0 - (upto - wanted - (upto - wanted)[starts])
    taken[first:][order] = np.clip(room, 0.0, wanted) / load[order]
    return taken


def fewest_enterprises(ability: Ability, start: Start, leaves: LeafColumns, end: float) -> int:
    """No plan that covers every leaf as far as it can be covered at all uses fewer enterprises;
    improved until ``end`` (monotonic), from the prices that the plan ``start`` pays."""
    shares = np.minimum(1.0, np.bincount(ability.leaves, ability.most, minlength=leaves.count))
    prices = _prices_paid(leaves, start)
    best = 0.0
    for step in range(STEPS):
        taken = covered_by(ability, prices)
        earned = np.bincount(ability.enterprises, taken * prices[ability.leaves])
        highest, value = float(earned.max(initial=0.0)), float(shares @ prices)
        if highest <= 0:
            break
        best = max(best, value / highest)
        if time.monotonic() > end and step >= LEAST_STEPS:
            break
        weights = np.exp(SHARPNESS * (earned / highest - 1.0))
        covered = np.bincount(
            ability.leaves, taken * weights[ability.enterprises], minlength=leaves.count
        )
        # What the best earners cover beyond the mean becomes cheaper, the rest dearer.
        change = shares - covered * value / float(covered @ prices)
        prices = prices * np.exp(np.clip(change, -1.0, 1.0) * 0.5 / math.sqrt(step + 1))
    return math.ceil(best - ROUNDING)


def _prices_paid(leaves: LeafColumns, start: Start) -> Numbers:
    """An enterprise costs one, split evenly over the shares that it covers."""
    number = {leaf: row for row, leaf in enumerate(leaves.ids)}
    covers: dict[str, float] = {}
    for (enterprise, leaf, _), amount in start.items():
        share = amount / leaves.needs[number[leaf]]
        covers[enterprise] = covers.get(enterprise, 0.0) + share
    prices = np.zeros(leaves.count)
    for (enterprise, leaf, _), amount in start.items():
        row = number[leaf]
        prices[row] += amount / leaves.needs[row] / covers[enterprise]
    return prices
