"""Local content by build-down, (AV - VNM) / AV, in two ways (INTERFACE section 5). Pure.

AV is the value that is assessed, VNM that of the imported in it. *Tracing* follows imported value
to the leaves; *roll-up* takes a bought assembly for wholly local once its own level reaches the
threshold, and for wholly imported below it. DESIGN section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from graph.planning.reach import Nodes, Reach
from graph.structure.bill import Mask, Numbers

Method = Literal["tracing", "roll-up"]
METHODS: Final[tuple[Method, ...]] = ("tracing", "roll-up")
DEFAULT_THRESHOLD: Final = 0.5
ROUNDING: Final = 1e-12
"""A level short of the threshold by no more than this is one that reaches it."""


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """Of each node: ``values``, US dollars of one unit, NaN where not known; ``foreign``, the share
    that comes from abroad, NaN where it has neither supplier nor imports."""

    values: Numbers
    foreign: Numbers

    def without_roots(self, reach: Reach) -> Bought:
        """What is assessed is made here, whoever else sells it."""
        foreign = self.foreign.copy()
        foreign[reach.roots] = np.nan
        return Bought(self.values, foreign)


@dataclass(frozen=True, slots=True, eq=False)
class LocalContent:
    """Of each node: ``imported``, US dollars of imported value in one unit of it; ``levels``, its
    own, reckoned from below with its unit value as AV (NaN where it has none, or no children).

    ``contributions`` are those to one root: node, its quantity, US dollars; the largest first.
    ``not_known`` are the nodes of which something that bears on the level is missing.
    """

    imported: Numbers
    levels: Numbers
    contributions: list[tuple[int, float, float]]
    not_known: Nodes


def local_content(
    reach: Reach, bought: Bought, root: int, method: Method, threshold: float = DEFAULT_THRESHOLD
) -> LocalContent:
    """The imported value in one ``root`` (a node) and where it comes from."""
    bought = bought.without_roots(reach)
    imported, levels = imported_values(reach, bought, method, threshold)
    made_here = np.isnan(bought.foreign)
    local = np.where(made_here, 1.0, 1.0 - bought.foreign)
    own = np.zeros(reach.size)
    own[root] = 1.0
    traced = reach.pass_down(own, local)
    if method == "tracing":
        amounts, each = traced, np.nan_to_num(bought.values) * np.nan_to_num(bought.foreign)
    else:
        amounts = reach.pass_down(own, made_here.astype(np.float64))
        each = np.where(made_here, 0.0, imported)
    totals = amounts * each
    found = np.flatnonzero(totals > 0)
    found = found[np.lexsort((found, -totals[found]))]
    return LocalContent(
        imported=imported,
        levels=levels,
        contributions=[(int(n), float(amounts[n]), float(totals[n])) for n in found],
        not_known=np.flatnonzero((traced > 0) & missing(reach, bought, method)),
    )


def imported_values(
    reach: Reach, bought: Bought, method: Method, threshold: float = DEFAULT_THRESHOLD
) -> tuple[Numbers, Numbers]:
    """Imported value in one unit of every node, and every node's own level, from below."""
    below = np.zeros(reach.size)
    imported = imported_in_one(reach, bought, method, threshold, below)
    for edges in reversed(reach.levels):
        np.add.at(below, edges.begins, imported[edges.ends] * edges.factors)
        begun = np.unique(edges.begins)
        imported[begun] = imported_in_one(reach, bought, method, threshold, below)[begun]
    with np.errstate(divide="ignore", invalid="ignore"):
        levels = np.where(reach.has_children, (bought.values - below) / bought.values, np.nan)
    return imported, levels


def imported_in_one(
    reach: Reach, bought: Bought, method: Method, threshold: float, below: Numbers
) -> Numbers:
    """Imported value of one unit, given that of what it contains."""
    values, foreign = np.nan_to_num(bought.values), np.nan_to_num(bought.foreign)
    if method == "tracing":
        kept_local = (1.0 - foreign) * below
    else:
        # (AV - VNM) / AV >= threshold, without dividing by a value of nothing.
        falls_short = values - below < values * (threshold - ROUNDING)
        kept_local = np.where(reach.has_children & falls_short, (1.0 - foreign) * values, 0.0)
    return np.where(np.isnan(bought.foreign), below, values * foreign + kept_local)


def missing(reach: Reach, bought: Bought, method: Method) -> Mask:
    """Nodes of which something that bears on local content is not known: a leaf without any source,
    an item from abroad without a value, in a roll-up an assembly without one."""
    sourceless = np.isnan(bought.foreign)
    unvalued = np.isnan(bought.values) & ~sourceless
    if method == "tracing":
        unvalued &= bought.foreign > 0
    else:
        unvalued &= (bought.foreign > 0) | reach.has_children
    return (sourceless & ~reach.has_children) | unvalued
