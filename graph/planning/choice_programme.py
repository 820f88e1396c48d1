"""Which nodes to localize, as a mixed-integer programme for SCIP (OR-Tools). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from ortools.linear_solver import pywraplp

from graph.planning.choice import Choice, Limits, largest_gains, needed
from graph.planning.choice_forms import SCALE, SLACK, ChoiceForms, Form
from graph.structure.bill import Mask

Goal = Literal["items", "cost"]
EXACT: Final = "numerics/feastol = 1e-9\nnumerics/epsilon = 1e-12\nnumerics/sumepsilon = 1e-10\n"
NAME: Final = "SCIP"


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """``chosen`` is None where none was found. No set is better than ``bound``; ``proven``: no set
    is better than this one or, without one, there is none at all."""

    chosen: Mask | None
    bound: float
    proven: bool


class ChoiceProgramme:
    """The programme of one choice, solved for one goal after another; raises OutOfTimeError where
    it is not written by ``end``, a time of the monotonic clock."""

    def __init__(self, choice: Choice, limits: Limits, end: float) -> None:
        self._choice = choice
        self._solver: Any = pywraplp.Solver.CreateSolver(NAME)
        self._forms = ChoiceForms(self._solver, choice, limits, end)
        self._reached = self._forms.at_most(self._forms.imported, 0.0)
        self._cover(limits)
        items = Form()
        for variable in self._forms.chosen.values():
            items.add(variable, 1.0)
        self._goals: dict[Goal, tuple[Form, float]] = {
            "items": (items, 1.0),
            "cost": (self._forms.cost, self._forms.unit),
        }

    def _cover(self, limits: Limits) -> None:
        """What the rows imply, over choices alone, from which the solver makes better cuts: what
        the chosen take off at most must be enough."""
        if self._choice.method == "tracing":
            gains = largest_gains(self._choice, limits) / self._forms.unit
            most = Form()
            for node, variable in self._forms.chosen.items():
                most.add(variable, -float(gains[node]))
            self._forms.at_most(most, SLACK * SCALE - needed(self._choice) / self._forms.unit)

    @property
    def rows(self) -> int:
        """Of the programme."""
        return int(self._solver.NumConstraints())

    def keep(self, goal: Goal, most: float) -> None:
        """From now on no set may have more of it."""
        form, unit = self._goals[goal]
        self._forms.at_most(form, most / unit)

    def forbid(self, chosen: Mask) -> None:
        """From now on this very set is out."""
        form = Form()
        for node, variable in self._forms.chosen.items():
            form.add(variable, 1.0 if chosen[node] else -1.0)
        self._forms.at_most(form, float(chosen.sum()) - 1.0)

    def minimise(self, goal: Goal, start: Mask, seconds: float, *, strict: bool) -> Outcome:
        """The least of a goal among the sets that reach the threshold but for ``SLACK``, or
        ``strict``: beyond doubt. ``start`` is a set to begin with."""
        if seconds <= 0:
            return Outcome(None, 0.0, False)
        allowed = (1.0 - self._choice.threshold) + (-SLACK if strict else SLACK)
        self._reached.SetUb(allowed * SCALE - self._forms.imported.added)
        form, unit = self._goals[goal]
        objective = self._solver.Objective()
        objective.Clear()
        for variable, coefficient in form.terms():
            objective.SetCoefficient(variable, coefficient)
        objective.SetMinimization()
        chosen = self._forms.chosen
        self._solver.SetHint(list(chosen.values()), [float(start[node]) for node in chosen])
        self._solver.SetTimeLimit(max(1, int(seconds * 1000)))
        self._solver.SetSolverSpecificParametersAsString(EXACT)
        parameters = pywraplp.MPSolverParameters()
        parameters.SetDoubleParam(pywraplp.MPSolverParameters.RELATIVE_MIP_GAP, 0.0)
        status = self._solver.Solve(parameters)
        if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return Outcome(None, 0.0, status == pywraplp.Solver.INFEASIBLE)
        found = np.zeros(self._choice.reach.size, dtype=np.bool_)
        for node, variable in chosen.items():
            found[node] = variable.solution_value() > 0.5
        # Before there is any bound the solver gives one far below nothing.
        bound = max(0.0, float(objective.BestBound())) * unit
        return Outcome(found, bound, status == pywraplp.Solver.OPTIMAL)
