"""What a choice costs and brings, as linear forms over yes-or-no variables. Pure.

*Tracing* is written from above: a node passes (1 - f) amount + s f taken on to its children and
counts v f (amount - s taken), where ``taken`` = amount × choice. *Roll-up* is written from below:
``counts`` says whether an assembly's own level reaches the threshold, and choices multiply only
with that. The products are exact where choices are whole; their bounds are the least and the most
of any set (McCormick, Mathematical Programming 10, 1976). What no choice changes is a number.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from graph.planning.choice import Choice, Limits
from graph.planning.local_content import ROUNDING
from graph.structure.bill import Mask

SCALE: Final = 1000.0
"""Money is in so many parts of the assessed value."""
SLACK: Final = 2e-9
"""Of a value: the solver does not tell sets that miss a threshold by less from those that reach it,
for its own rows hold to half of that. Its answers are reckoned again."""

FIXED: Final = 1e-12
"""An amount that varies by no more than this share of it does not vary."""


class OutOfTimeError(Exception):
    """Writing the forms takes longer than there is time."""


class Form:
    """A linear form: coefficients by the index of a variable, and what is added."""

    def __init__(self, added: float = 0.0) -> None:
        self.added = added
        self.coefficients: dict[int, float] = defaultdict(float)
        self.variables: dict[int, Any] = {}

    def add(self, variable: Any, coefficient: float) -> Form:
        """coefficient × variable more."""
        self.coefficients[variable.index()] += coefficient
        self.variables[variable.index()] = variable
        return self

    def add_form(self, other: Form, factor: float) -> Form:
        """factor × another form more."""
        self.added += factor * other.added
        for variable, coefficient in other.terms():
            self.add(variable, factor * coefficient)
        return self

    def terms(self) -> Iterator[tuple[Any, float]]:
        """Variables with their coefficients."""
        for index, coefficient in self.coefficients.items():
            yield self.variables[index], coefficient


class ChoiceForms:
    """The variables and rows of one choice in a solver; raises OutOfTimeError where they are not
    written by ``end``, a time of the monotonic clock.

    ``chosen``: yes or no by node. ``imported`` and ``cost`` of one vehicle, both in ``SCALE``
    parts of the assessed value.
    """

    def __init__(self, solver: Any, choice: Choice, limits: Limits, end: float) -> None:
        self._solver, self._choice, self._limits, self._end = solver, choice, limits, end
        self.unit = choice.assessed / SCALE
        self._foreign = np.nan_to_num(choice.bought.foreign)
        self._values = np.nan_to_num(choice.bought.values) / self.unit
        self._fixed = choice.imported(np.zeros(choice.reach.size, dtype=np.bool_)) / self.unit
        self.chosen: dict[int, Any] = {
            node: solver.BoolVar("") for node in np.flatnonzero(choice.shares > 0).tolist()
        }
        self._open = self._concerned()
        self._amounts: dict[int, Form] = {}
        self._taken: dict[int, Form] = {}
        self._shares: dict[int, Any] = {}
        if choice.costs is None or choice.method == "tracing":
            self._write_amounts()
        self.imported = self._traced() if choice.method == "tracing" else self._rolled_up()
        self.cost = self._cost()

    def row(self, form: Form, lower: float, upper: float) -> Any:
        """lower <= form <= upper; what the form adds goes to the other sides."""
        row = self._solver.Constraint(lower - form.added, upper - form.added)
        for variable, coefficient in form.terms():
            row.SetCoefficient(variable, coefficient)
        return row

    def at_most(self, form: Form, upper: float) -> Any:
        """form <= upper."""
        return self.row(form, -self._solver.infinity(), upper)

    def _check_time(self) -> None:
        if time.monotonic() >= self._end:
            raise OutOfTimeError

    def _concerned(self) -> Mask:
        """What is up for choice, and what that bears on."""
        choice = self._choice
        passes = (self._foreign < 1.0) | (choice.shares > 0)
        found: Mask = choice.shares > 0
        for edges in reversed(choice.reach.levels):
            found[edges.begins[found[edges.ends] & passes[edges.begins]]] = True
        found &= self._limits.largest > 0
        found[choice.root] = True
        return found

    def _edges(self, *, upward: bool = False) -> Iterator[list[tuple[int, int, float]]]:
        """Begin, end and factor of the lines of nodes that are concerned, level by level."""
        levels = self._choice.reach.levels
        for edges in reversed(levels) if upward else levels:
            kept = self._open[edges.begins]
            columns = edges.begins[kept], edges.ends[kept], edges.factors[kept]
            yield list(zip(*(column.tolist() for column in columns), strict=True))

    def _write_amounts(self) -> None:
        shares, varies = self._choice.shares, set[int]()
        for level in self._edges():
            varies.update(
                end for begin, end, _ in level if self._open[end] and
                (begin in varies or shares[begin] > 0)
            )  # fmt: skip
        for node in np.flatnonzero(self._open).tolist():
            self._amounts[node] = self._amount(node, node in varies)
            if node in self.chosen:
                self._taken[node] = self._product(node)
        arrives = {node: Form() for node in self._shares}
        for level in self._edges():
            for begin, end, factor in level:
                if end in arrives:
                    arrives[end].add_form(self._passed(begin), factor)
        for node, form in arrives.items():
            self._check_time()
            left = form.add_form(self._amounts[node], -1.0)
            scaled = Form().add_form(left, 1.0 / self._range(node))
            # With nothing chosen every node gets the fewest: what is added cancels but for a
            # rounding, which such a division may make larger than the solver allows.
            scaled.added = 0.0
            self.row(scaled, 0.0, 0.0)

    def _range(self, node: int) -> float:
        return float(self._limits.room[node])

    def _amount(self, node: int, varies: bool) -> Form:
        """The fewest, and a share of what there may be more."""
        self._check_time()
        largest = float(self._limits.largest[node])
        if not varies or self._range(node) <= FIXED * largest:
            return Form(largest)
        self._shares[node] = self._solver.NumVar(0.0, 1.0, "")
        return Form(float(self._limits.fewest[node])).add(self._shares[node], self._range(node))

    def _product(self, node: int) -> Form:
        """amount × choice."""
        chosen = self.chosen[node]
        form = Form().add(chosen, self._amounts[node].added)
        if node not in self._shares:
            return form
        share, both = self._shares[node], self._solver.NumVar(0.0, 1.0, "")
        for other in (share, chosen):
            self.at_most(Form().add(both, 1.0).add(other, -1.0), 0.0)
        self.at_most(Form().add(share, 1.0).add(chosen, 1.0).add(both, -1.0), 1.0)
        return form.add(both, self._range(node))

    def _passed(self, node: int) -> Form:
        """What of it is assembled here."""
        self._check_time()
        foreign = float(self._foreign[node])
        form = Form().add_form(self._amounts[node], 1.0 - foreign)
        if node in self._taken:
            form.add_form(self._taken[node], float(self._choice.shares[node]) * foreign)
        return form

    def _traced(self) -> Form:
        found = Form()
        own = self._values * self._foreign
        for node, amount in self._amounts.items():
            found.add_form(amount, float(own[node]))
            if node in self._taken:
                local = float(own[node] * self._choice.shares[node])
                found.add_form(self._taken[node], -local)
        for level in self._edges():
            for begin, end, factor in level:
                if not self._open[end]:
                    found.add_form(self._passed(begin), factor * float(self._fixed[end]))
        return found

    def _cost(self) -> Form:
        found = Form()
        if (costs := self._choice.costs) is not None:
            for node, variable in self.chosen.items():
                found.add(variable, float(costs[node]) / self.unit)
            return found
        each = self._values * self._foreign * self._choice.shares
        for node, taken in self._taken.items():
            found.add_form(taken, float(each[node]))
        return found

    def _rolled_up(self) -> Form:
        choice = self._choice
        forms = {node: self._part(node) for node in np.flatnonzero(self._open).tolist()}
        for level in self._edges(upward=True):
            below: dict[int, Form] = defaultdict(Form)
            for begin, end, factor in level:
                part = forms[end] if self._open[end] else Form(float(self._fixed[end]))
                below[begin].add_form(part, factor)
            for node, form in below.items():
                if np.isnan(choice.bought.foreign[node]):
                    forms[node] = form if node == choice.root else self._in_short(node, form)
                else:
                    forms[node] = self._judged(node, form)
        return forms[choice.root]

    def _part(self, node: int) -> Form:
        """Imported value in one of what counts as local as far as it is bought here."""
        self._check_time()
        foreign, value = float(self._foreign[node]), float(self._values[node])
        form = Form(value * foreign)
        if node in self.chosen:
            form.add(self.chosen[node], -value * foreign * float(self._choice.shares[node]))
        return form

    def _in_short(self, node: int, form: Form) -> Form:
        """A variable in place of a form, to keep rows short; more of it is never better."""
        least, most = (
            float(each[node]) / self.unit for each in (self._limits.least, self._limits.most)
        )
        variable = self._solver.NumVar(least * (1.0 - SLACK), most * (1.0 + SLACK), "")
        self.at_most(Form().add_form(form, 1.0).add(variable, -1.0), 0.0)
        return Form().add(variable, 1.0)

    def _judged(self, node: int, below: Form) -> Form:
        """Local as far as it is bought here where its own level reaches the threshold."""
        value, foreign = float(self._values[node]), float(self._foreign[node])
        limit = value * (1.0 - self._choice.threshold + ROUNDING)
        least = float(self._limits.least_below[node]) / self.unit
        most = float(self._limits.most_below[node]) / self.unit
        if most <= limit:
            return self._part(node)
        if least > limit * (1.0 + SLACK):
            return Form(value)
        counts = self._solver.BoolVar("")
        scale = 1.0 / most
        row = Form().add_form(below, scale).add(counts, (most - limit) * scale)
        self.at_most(row, 1.0 + SLACK)
        form = Form(value).add(counts, -value * (1.0 - foreign))
        if node in self.chosen:
            both = self._solver.NumVar(0.0, 1.0, "")
            for other in (counts, self.chosen[node]):
                self.at_most(Form().add(both, 1.0).add(other, -1.0), 0.0)
            form.add(both, -value * foreign * float(self._choice.shares[node]))
        return form
