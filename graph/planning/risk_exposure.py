"""The least loss under a disruption, as a linear programme (DESIGN section 6). Pure.

Simchi-Levi and others, Interfaces 45(5), 2015: lost units l of each vehicle, weighted by their
value f, are minimised where production is bounded by its scarcest input, by capacity and by stock.
Written over the need of each node instead of the shipments between them, which is the same (see
``supply_network``), and only over what is short at the full plan and what leads to it: need only
falls with fewer vehicles, so nothing else can ever bind. Every row and column is scaled by what the
full plan needs of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from ortools.linear_solver import pywraplp

from graph.errors import GraphError
from graph.planning.reach import Nodes
from graph.planning.supply_network import EXACT, Network
from graph.structure.bill import Mask, Numbers

STRICT: Final = "primal_feasibility_tolerance: 1e-11 dual_feasibility_tolerance: 1e-11"
PARAMETERS: Final = (
    # Losing nothing is dual feasible: the dual simplex method begins there, without preprocessing.
    f"{STRICT} use_preprocessing: false use_dual_simplex: true",
    STRICT,
    # The optimum that it found, though not as exactly as it would like to have it.
    f"{STRICT} change_status_to_imprecise: false",
)
"""One after the other, until one solves it."""
TIED: Final = 1e-9
"""A reduced cost or a dual value of less than this, in the scale of the programme, is none."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A constraint that binds: of ``node`` so much is ``needed`` at the full plan and so much
    ``available``, and the plan at its best uses all of it. ``saves``: by node how many vehicles one
    more unit would save, at the margin; empty where it would take more of something else too."""

    node: int
    needed: float
    available: float
    saves: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class _Optimum:
    """The value of every variable, and of every row."""

    values: Sequence[float]
    activities: Sequence[float]


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """``lost`` units of each node of the roots; ``bounds``, where they were asked for, those that
    save most first, then the scarcest; ``rows`` is the size of the programme, 0 where none was
    needed."""

    lost: Numbers
    bounds: list[Bound]
    rows: int
    seconds: float


def least_loss(
    network: Network, years: float, values: Mapping[int, float], *, with_bounds: bool = False
) -> Loss:
    """The least value lost in so many years, of that value for one unit of each root (0 or more);
    of losses of the same value the one of fewest units."""
    started = time.monotonic()
    wanted = network.demand * years
    needs, passed = network.needs(wanted, years)
    short = network.ends & (needs > network.limits(years) * (1.0 + EXACT))
    lost = np.zeros(network.reach.size)
    if not short.any():
        return Loss(lost, [], 0, time.monotonic() - started)
    programme = _Programme(network, years, values, (needs, passed, short))
    shares, bounds = programme.solve(with_bounds=with_bounds)
    for node, share in shares.items():
        lost[node] = min(1.0, max(0.0, share)) * wanted[node]
    rows = programme.solver.NumConstraints()
    return Loss(lost, bounds, rows, time.monotonic() - started)


class _Programme:
    """Variables: the lost share of each vehicle concerned, and what goes on below a node."""

    def __init__(
        self,
        network: Network,
        years: float,
        values: Mapping[int, float],
        at_full_plan: tuple[Numbers, Numbers, Mask],
    ) -> None:
        self._needs, self._passed, self._short = at_full_plan
        self._network = network
        self._wanted = network.demand * years
        self._limits, self._spared = network.limits(years), network.spared(years)
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        concerned = self._concerned()
        vehicles = [int(n) for n in network.reach.roots if concerned[n] and self._wanted[n] > 0]
        self.losses: dict[int, Any] = {n: self.solver.NumVar(0.0, 1.0, "") for n in vehicles}
        self._goes_on = {
            node: self.solver.NumVar(0.0, 1.0, "")
            for node in np.flatnonzero(concerned & (self._passed > 0)).tolist()
        }
        self._rows: dict[int, Any] = {}
        self._write(np.flatnonzero(concerned))
        worth = {n: values[n] * float(self._wanted[n]) for n in vehicles}
        most = max(worth.values()) or 1.0
        self._worth = {n: value / most for n, value in worth.items()}

    def _concerned(self) -> Mask:
        """What is short, and what asks for it at the full plan."""
        concerned = self._short.copy()
        for edges in reversed(self._network.reach.levels):
            asks = concerned[edges.ends] & (self._passed[edges.begins] > 0)
            concerned[edges.begins[asks]] = True
        return concerned

    def _write(self, nodes: Nodes) -> None:
        infinity = self.solver.infinity()
        going: dict[int, Any] = {}
        for node in nodes.tolist():
            scale = float(self._needs[node])
            # Need of what is planned less what is lost, and less what there is without the below.
            own = float(self._wanted[node])
            if self._short[node]:
                row = self.solver.Constraint(-infinity, (float(self._limits[node]) - own) / scale)
                self._rows[node] = row
                self._lose(row, node, scale)
            if node in self._goes_on:
                row = self.solver.Constraint(-infinity, (float(self._spared[node]) - own) / scale)
                row.SetCoefficient(self._goes_on[node], -float(self._passed[node]) / scale)
                going[node] = row
                self._lose(row, node, scale)
        for edges in self._network.reach.levels:
            kept = [node in self._goes_on for node in edges.begins.tolist()]
            chosen = np.flatnonzero(kept)
            for begin, end, factor in zip(
                edges.begins[chosen].tolist(),
                edges.ends[chosen].tolist(),
                edges.factors[chosen].tolist(),
                strict=True,
            ):
                share = factor * float(self._passed[begin]) / float(self._needs[end] or 1.0)
                for rows in (self._rows, going):
                    if end in rows:
                        row, column = rows[end], self._goes_on[begin]
                        # Several lines of one parent and child add up.
                        row.SetCoefficient(column, row.GetCoefficient(column) + share)

    def _lose(self, row: Any, node: int, scale: float) -> None:
        if node in self.losses:
            row.SetCoefficient(self.losses[node], -float(self._wanted[node]) / scale)

    def solve(self, *, with_bounds: bool) -> tuple[dict[int, float], list[Bound]]:
        """The lost share of each vehicle, of least value, then on the face of all that lose no more
        of fewest units; with the constraints that bind there, or none."""
        if not self._minimise(self._worth):
            raise GraphError("the linear programme of the losses could not be solved")
        best = self._optimum()
        # One of the optimal prices: what has none here saves nothing by itself.
        priced = [node for node, row in self._rows.items() if abs(row.dual_value()) > TIED]
        units = sum(float(self._wanted[node]) for node in self.losses)
        if len(self.losses) > 1:
            self._keep_to_the_face()
            fewest = {n: float(self._wanted[n]) / units for n in self.losses}
            if self._minimise(fewest):
                other = self._optimum()
                if self._costs(other) <= self._costs(best) + EXACT * len(self.losses):
                    best = other
        return self._shares(best), self._bounds(best, priced) if with_bounds else []

    def _optimum(self) -> _Optimum:
        return _Optimum(
            [variable.solution_value() for variable in self.solver.variables()],
            self.solver.ComputeConstraintActivities(),
        )

    def _shares(self, optimum: _Optimum) -> dict[int, float]:
        return {node: optimum.values[each.index()] for node, each in self.losses.items()}

    def _costs(self, optimum: _Optimum) -> float:
        return sum(self._worth[node] * share for node, share in self._shares(optimum).items())

    def _minimise(self, weights: Mapping[int, float]) -> bool:
        objective = self.solver.Objective()
        objective.Clear()
        for node, weight in weights.items():
            objective.SetCoefficient(self.losses[node], weight)
        objective.SetMinimization()
        for parameters in PARAMETERS:
            self.solver.SetSolverSpecificParametersAsString(parameters)
            if self.solver.Solve() == pywraplp.Solver.OPTIMAL:
                return True
        return False

    def _keep_to_the_face(self) -> None:
        """Complementary slackness: what has a price stays at its bound in every optimum."""
        # All of it is read before the first change: after it the solver tells nothing any more.
        fixed = [
            (variable, round(variable.solution_value()))
            for variable in self.solver.variables()
            if abs(variable.reduced_cost()) > TIED
        ]
        tight = [row for row in self.solver.constraints() if abs(row.dual_value()) > TIED]
        for variable, bound in fixed:
            variable.SetBounds(bound, bound)
        for row in tight:
            row.SetBounds(row.ub(), row.ub())

    def _bounds(self, best: _Optimum, priced: Iterable[int]) -> list[Bound]:
        """What binds at an optimum. Ends the programme: another one is made of it."""
        tight = [
            node
            for node, row in self._rows.items()
            if best.activities[row.index()] >= row.ub() - TIED
        ]
        self._turn_into_ways_from(best)
        worth, saves = dict.fromkeys(tight, 0.0), dict[int, dict[int, float]]()
        for node in priced:
            self._rows[node].SetUb(1.0)
            if self._minimise(self._worth):
                ways = {n: -each.solution_value() for n, each in self.losses.items()}
                worth[node] = sum(self._worth[n] * share for n, share in ways.items())
                if worth[node] > TIED:
                    saves[node] = {
                        n: share * float(self._wanted[n]) / float(self._needs[node])
                        for n, share in ways.items()
                        if abs(share) > TIED
                    }
            self._rows[node].SetUb(0.0)
        left = {node: float(self._limits[node] / self._needs[node]) for node in worth}
        return [
            Bound(node, float(self._needs[node]), float(self._limits[node]), saves.get(node, {}))
            for node in sorted(worth, key=lambda n: (-worth[n], left[n], n))
        ]

    def _turn_into_ways_from(self, optimum: _Optimum) -> None:
        """Variables and rows become their changes: what is at a bound goes one way only.

        Where several things are short together the optimum is degenerate and a dual value is only
        one of many; the best way that more of one thing opens is what it saves (Gal, *Postoptimal
        Analyses*, 1995: the derivative to one side).
        """
        for row, activity in zip(self.solver.constraints(), optimum.activities, strict=True):
            is_tight = activity >= row.ub() - TIED
            row.SetBounds(-self.solver.infinity(), 0.0 if is_tight else self.solver.infinity())
        for variable, value in zip(self.solver.variables(), optimum.values, strict=True):
            variable.SetBounds(
                0.0 if value <= TIED else -self.solver.infinity(),
                0.0 if value >= 1.0 - TIED else self.solver.infinity(),
            )
