"""Who needs how much of what, and what is to be had of it (DESIGN section 6, risk exposure). Pure.

Every source belongs to one item alone. Taking stock first, then what can be bought, and assembling
only the rest therefore never asks more of anything below than another way would: whether a demand
can be met is told by one pass down the network, and only the sharing out of what is short between
several vehicles needs the linear programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.planning.reach import Reach
from graph.structure.bill import Mask, Numbers

DAYS: Final = 365.0
"""Of a year."""
EXACT: Final = 1e-12
"""Relative: what differs by no more than this differs by rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """What is below the planned vehicles, and its sources; one entry for each node of ``reach``.

    ``capacities``: what can be bought in a year, infinite where not limited. ``stocks``: what there
    is. ``stopped``: nothing new of it can be had. ``demand``: planned vehicles a year.
    """

    reach: Reach
    capacities: Numbers
    stocks: Numbers
    stopped: Mask
    demand: Numbers

    @property
    def ends(self) -> Mask:
        """Nodes that nothing below can help: they have no children, or are stopped."""
        return self.stopped | ~self.reach.has_children

    def limits(self, years: float) -> Numbers:
        """The most there is of a node that ends a way; infinite for one that is assembled."""
        bought = np.where(self.stopped, 0.0, self.capacities * years)
        return np.where(self.ends, self.stocks + bought, np.inf)

    def spared(self, years: float) -> Numbers:
        """What of the need does not go on to what is below: stock, and for one that is assembled
        what is bought too. Infinite for a stopped node: nothing goes on."""
        assembled = self.reach.has_children
        spared = self.stocks + np.where(assembled, self.capacities * years, 0.0)
        return np.where(self.stopped, np.inf, spared)

    def needs(self, wanted: Numbers, years: float) -> tuple[Numbers, Numbers]:
        """What is needed of every node where so much of each is wanted by itself, and what goes on
        to the nodes below it."""
        needs, spared = wanted.copy(), self.spared(years)
        for edges in self.reach.levels:
            given = np.maximum(0.0, needs[edges.begins] - spared[edges.begins])
            np.add.at(needs, edges.ends, given * edges.factors)
        return needs, np.maximum(0.0, needs - spared)
