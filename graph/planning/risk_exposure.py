"""The least loss under a disruption, as a linear programme (DESIGN section 6). Pure.

Simchi-Levi and others, Interfaces 45(5), 2015: lost units l of each vehicle, weighted by their
value f, are minimised where production is bounded by its scarcest input, by capacity and by stock.
Written over the need of each node instead of the shipments between them, which is the same (see
``supply_network``), and only over what is short at the full plan and what leads to it: need only
falls with fewer vehicles, so nothing else can ever bind. Every row and column is scaled by what the
full plan needs of it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping, Sequence
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
    # For the ways from an optimum it may not be; the next ones solve what this one does not.
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
    more unit would save, at the margin, less those that it would cost; empty where it would take
    more of something else too, None where that could not be solved."""

    node: int
    needed: float
    available: float
    saves: Mapping[int, float] | None


@dataclass(frozen=True, slots=True)
class _Optimum:
    """The value of every variable, and of every row."""

    values: Sequence[float]
    activities: Sequence[float]


@dataclass(frozen=True, slots=True)
class _Face:
    """What all optima have in common: variables that stay at a bound, rows that stay tight."""

    fixed: Sequence[tuple[Any, int]]
    tight: Sequence[Any]


class _Ways:
    """The programme as ways from an optimum: variables and rows become their changes, and what is
    at a bound goes one way only.

    Where several things are short together the optimum is degenerate and a dual value is only one
    of many; the best way that more of one thing opens is what it saves (the derivative to one side:
    Gal, *Postoptimal Analyses, Parametric Programming, and Related Topics*, 1995).
    """

    def __init__(self, solver: Any, optimum: _Optimum, face: _Face) -> None:
        infinity = solver.infinity()
        tight = {row.index() for row in face.tight}
        fixed = {variable.index(): bound for variable, bound in face.fixed}
        self._rows = [
            (row, 0.0 if row.index() in tight or activity >= row.ub() - TIED else infinity)
            for row, activity in zip(solver.constraints(), optimum.activities, strict=True)
        ]
        self._variables = []
        for variable, value in zip(solver.variables(), optimum.values, strict=True):
            bound = fixed.get(variable.index())
            is_low, is_high = value <= TIED or bound == 0, value >= 1.0 - TIED or bound == 1
            self._variables.append(
                (variable, 0.0 if is_low else -infinity, 0.0 if is_high else infinity)
            )
        self._infinity = infinity

    def open(self, node: Any) -> None:
        """Let one row, and no other, have one more of its scale."""
        for row, most in self._rows:
            row.SetBounds(-self._infinity, most)
        for variable, low, high in self._variables:
            variable.SetBounds(low, high)
        node.SetUb(1.0)


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
        units = math.fsum(float(self._wanted[n]) for n in vehicles)
        self._units = {n: float(self._wanted[n]) / units for n in vehicles}

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
        best, face, priced = self._optimum(), self._face(), self._priced()
        self._keep_to(face)
        if self._minimise(self._units):
            other = self._optimum()
            if self._costs(other) <= self._costs(best) + EXACT * len(self.losses):
                best, priced = other, priced | self._priced()
        return self._shares(best), self._bounds(best, face, priced) if with_bounds else []

    def _priced(self) -> set[int]:
        """Nodes with a price at the optimum just found. It is one of many, but what has none in it
        saves nothing by itself."""
        return {node for node, row in self._rows.items() if abs(row.dual_value()) > TIED}

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

    def _face(self) -> _Face:
        """Complementary slackness: what has a price stays at its bound in every optimum."""
        # All of it is read before any change: after it the solver tells nothing any more.
        return _Face(
            [
                (variable, round(variable.solution_value()))
                for variable in self.solver.variables()
                if abs(variable.reduced_cost()) > TIED
            ],
            [row for row in self.solver.constraints() if abs(row.dual_value()) > TIED],
        )

    def _changes(self) -> dict[int, float]:
        """How much less of each vehicle is lost on the way just found, as a share of its plan."""
        return {node: -variable.solution_value() for node, variable in self.losses.items()}

    def _gain(self, changes: Mapping[int, float]) -> float:
        return sum(self._worth[node] * share for node, share in changes.items())

    def _keep_to(self, face: _Face) -> None:
        for variable, bound in face.fixed:
            variable.SetBounds(bound, bound)
        for row in face.tight:
            row.SetBounds(row.ub(), row.ub())

    def _bounds(self, best: _Optimum, face: _Face, priced: Collection[int]) -> list[Bound]:
        """What binds at an optimum. Ends the programme: another one is made of it."""
        tight = [
            node
            for node, row in self._rows.items()
            if best.activities[row.index()] >= row.ub() - TIED
        ]
        ways = _Ways(self.solver, best, face)
        found = []
        for node in tight:
            saves = self._saved_by(node, ways) if node in priced else {}
            needed, available = float(self._needs[node]), float(self._limits[node])
            found.append(Bound(node, needed, available, saves))
        worth = {
            bound.node: bound.needed
            * sum(
                self._worth[n] / float(self._wanted[n]) * units
                for n, units in (bound.saves or {}).items()
            )
            for bound in found
        }
        return sorted(
            found,
            key=lambda bound: (-worth[bound.node], bound.available / bound.needed, bound.node),
        )

    def _saved_by(self, node: int, ways: _Ways) -> dict[int, float] | None:
        """Of most value, then of most vehicles; None where that cannot be solved."""
        ways.open(self._rows[node])
        if not self._minimise(self._worth):
            return None
        saved = self._changes()
        self._keep_to(self._face())
        if self._minimise(self._units):
            other = self._changes()
            if self._gain(other) >= self._gain(saved) - TIED:
                saved = other
        needed = float(self._needs[node])
        return {
            n: share * float(self._wanted[n]) / needed
            for n, share in saved.items()
            if abs(share) > TIED
        }
