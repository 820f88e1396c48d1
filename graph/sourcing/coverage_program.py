"""The coverage problem as a CP-SAT model, built once and solved for one objective after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from graph.sourcing.coverage_bounds import Amounts, bought, open_steps, used_enterprises
from graph.sourcing.coverage_grid import CoverageGrid
from graph.sourcing.coverage_model import SolverLimits
from graph.sourcing.coverage_objective import StageObjective

Term = tuple[cp_model.IntVar, int]


@dataclass(frozen=True, slots=True)
class StageResult:
    """``amounts`` None when no plan was found in time; ``bound`` is what no plan can beat."""

    amounts: Amounts | None
    bound: float
    proven: bool


class CoverageProgram:
    """Variables and rules for some items of a grid.

    ``amount``: steps by offer; ``used``: whether an enterprise may have assignments (only with
    ``with_enterprises``); ``missing``: steps of each leaf that are not covered.
    """

    def __init__(self, grid: CoverageGrid, items: Iterable[int], with_enterprises: bool) -> None:
        self.grid = grid
        self.model = cp_model.CpModel()
        self.amount: dict[int, cp_model.IntVar] = {}
        self.used: dict[int, cp_model.IntVar] = {}
        self.missing: dict[int, cp_model.LinearExpr] = {}
        self._open: dict[int, cp_model.IntVar] = {}
        self._overrun: dict[int, cp_model.IntVar] = {}
        self._chosen: dict[int, cp_model.IntVar] = {}
        self._items = sorted(items)
        for item in self._items:
            self._add_offers(item, with_enterprises)
        for item in self._items:
            self._add_need(item)
        for row in grid.rows:
            terms = [(self.amount[o], c) for o, c in row.terms if o in self.amount]
            if terms:
                self.model.add(_weighted(terms) <= row.limit)

    def _add_offers(self, item: int, with_enterprises: bool) -> None:
        model = self.model
        for offer in self.grid.offers_of[item]:
            entry = self.grid.offers[offer]
            domain = cp_model.Domain.from_intervals([[0, 0], [entry.low, entry.high]])
            amount = model.new_int_var_from_domain(domain, "")
            self.amount[offer] = amount
            switch: cp_model.IntVar | None = None
            if with_enterprises:
                if entry.enterprise not in self.used:
                    self.used[entry.enterprise] = model.new_bool_var("")
                switch = self.used[entry.enterprise]
            if entry.low > 1:
                chosen = model.new_bool_var("")
                self._chosen[offer] = chosen
                model.add(amount >= entry.low * chosen)
                if switch is not None:
                    model.add_implication(chosen, switch)
                switch = chosen
            if switch is not None:
                model.add(amount <= entry.high * switch)

    def _add_need(self, item: int) -> None:
        """Direct steps <= open steps; what remains open of a leaf is missing."""
        taken = [(self.amount[offer], 1) for offer in self.grid.offers_of[item]]
        left = self._left_after(item, _weighted(taken))
        if taken or item in self.grid.through:
            self.model.add(left >= 0)
        if self.grid.items[item].is_leaf:
            self.missing[item] = left

    def _left_after(self, item: int, direct: cp_model.LinearExpr) -> cp_model.LinearExpr:
        """Need less direct steps and less what assemblies bring; a variable of its own only where
        that has to be rounded up."""
        through = self.grid.through.get(item)
        if through is None:
            return self.grid.needs[item] - direct
        brought = _weighted(
            [
                (self.amount[offer], share)
                for top, share in through.terms
                for offer in self.grid.offers_of[top]
            ]
        )
        if through.exact:
            return through.need - brought - direct
        rest = self.model.new_int_var(0, self.grid.needs[item], "")
        overrun = self.model.new_bool_var("")
        over = through.scale * rest + brought
        self.model.add(over >= through.need)
        self.model.add(over <= through.need + through.scale - 1).only_enforce_if(~overrun)
        self.model.add(rest == 0).only_enforce_if(overrun)
        self._open[item], self._overrun[item] = rest, overrun
        return rest - direct

    def loss(self, weights: Mapping[int, int]) -> cp_model.LinearExpr:
        """Weighted missing steps."""
        return cp_model.LinearExpr.weighted_sum(
            [self.missing[leaf] for leaf in weights], list(weights.values())
        )

    def expression(self, goal: StageObjective) -> cp_model.LinearExpr:
        """What a stage minimises."""
        terms = [(self.amount[offer], weight) for offer, weight in goal.by_offer.items()]
        terms += [(self.used[number], weight) for number, weight in goal.by_enterprise.items()]
        return _weighted(terms)

    def most_enterprises(self, largest: int) -> None:
        self.model.add(sum(self.used.values()) <= largest)

    def one_of(self, enterprises: Iterable[int]) -> None:
        """At least one of these has to be used (implied, but the search profits)."""
        self.model.add_bool_or([self.used[enterprise] for enterprise in sorted(enterprises)])

    def minimise(
        self,
        objective: cp_model.LinearExpr,
        hint: Amounts,
        seconds: float,
        limits: SolverLimits,
        full_relaxation: bool,
    ) -> StageResult:
        """Search from ``hint`` for at most ``seconds``."""
        if seconds <= 0:
            return StageResult(None, 0.0, False)
        self.model.minimize(objective)
        self._give_hint(hint)
        solver = cp_model.CpSolver()
        # Its handler of Ctrl-C would leave the process with none: a service could not end tidily.
        solver.parameters.catch_sigint_signal = False
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.random_seed = limits.seed
        # Counting enterprises takes the full linear relaxation for a bound; cost is faster without.
        solver.parameters.linearization_level = 2 if full_relaxation else 1
        solver.parameters.num_workers = max(1, min(2, limits.workers))
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return StageResult(None, max(0.0, solver.best_objective_bound), False)
        amounts = {o: solver.value(v) for o, v in self.amount.items() if solver.value(v) > 0}
        return StageResult(amounts, solver.best_objective_bound, status == cp_model.OPTIMAL)

    def _give_hint(self, hint: Amounts) -> None:
        model, grid = self.model, self.grid
        model.clear_hints()  # type: ignore[no-untyped-call]
        used = used_enterprises(grid, hint)
        for offer, amount in self.amount.items():
            model.add_hint(amount, hint.get(offer, 0))
        for offer, chosen in self._chosen.items():
            model.add_hint(chosen, hint.get(offer, 0) > 0)
        for enterprise, switch in self.used.items():
            model.add_hint(switch, enterprise in used)
        for item, rest in self._open.items():
            through = grid.through[item]
            brought = sum(share * bought(grid, hint, top) for top, share in through.terms)
            model.add_hint(rest, open_steps(grid, hint, item))
            model.add_hint(self._overrun[item], brought > through.need)


def _weighted(terms: list[Term]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum(
        [variable for variable, _ in terms], [coefficient for _, coefficient in terms]
    )
