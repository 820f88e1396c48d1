"""How long a demand can be met in full: time to survive (DESIGN section 6). Pure.

What is needed of a node less what there is of it is a convex and piecewise linear function of
time, nothing or less at its start. The last day is found exactly by tangents, from the end of time
backwards: each one's root is no earlier than that day, and there are finitely many pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.planning.supply_network import DAYS, EXACT, Network
from graph.structure.bill import Numbers

MOST_TANGENTS: Final = 200


@dataclass(frozen=True, slots=True)
class Survival:
    """``days`` is None where it never ends; ``node`` is then None too, else what runs out first."""

    days: float | None
    node: int | None


def time_to_survive(network: Network, wanted: Numbers) -> Survival:
    """For a demand a year of each node."""
    survival = Survival(None, None)
    for _ in range(MOST_TANGENTS):
        sooner = _sooner(network, wanted / DAYS, survival.days)
        if sooner is None:
            break
        survival = sooner
        if survival.days == 0.0:
            break
    return survival


def _sooner(network: Network, rates: Numbers, days: float | None) -> Survival | None:
    """Where the tangents at ``days`` (None: at the end of time) say it is over before; None if
    none does."""
    slopes, starts = _tangents(network, rates, days)
    bought = np.where(network.stopped, 0.0, network.capacities / DAYS)
    short, lack = slopes - bought, starts - network.stocks
    broken = network.ends & (short > EXACT * slopes)
    if days is not None:
        broken &= short * days + lack > EXACT * slopes * days
    nodes = np.flatnonzero(broken)
    if not len(nodes):
        return None
    # Adding nothing turns -0.0 into 0.0.
    ends = np.maximum(0.0, -lack[nodes] / short[nodes]) + 0.0
    first = int(np.argmin(ends))
    if days is not None and ends[first] >= days:
        return None
    return Survival(float(ends[first]), int(nodes[first]))


def _tangents(network: Network, rates: Numbers, days: float | None) -> tuple[Numbers, Numbers]:
    """Need of each node as slope × days + start, as it is at ``days``."""
    slopes, starts = rates.copy(), np.zeros(network.reach.size)
    bought = np.where(network.reach.has_children, network.capacities / DAYS, 0.0)
    bought = np.where(network.stopped, np.inf, bought)
    for edges in network.reach.levels:
        begins = edges.begins
        with np.errstate(invalid="ignore"):
            slope, start = slopes[begins] - bought[begins], starts[begins] - network.stocks[begins]
            if days is None:
                level = np.abs(slope) <= EXACT * slopes[begins]
                goes_on = np.where(level, start > 0, slope > 0)
            else:
                goes_on = slope * days + start > 0
        np.add.at(slopes, edges.ends, np.where(goes_on, slope, 0.0) * edges.factors)
        np.add.at(starts, edges.ends, np.where(goes_on, start, 0.0) * edges.factors)
    return slopes, starts
