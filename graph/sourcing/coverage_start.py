"""Quick feasible plans, from which the search starts."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Mapping, Sequence

from graph.sourcing.coverage_bounds import Amounts, open_steps, reach, weighted_loss
from graph.sourcing.coverage_grid import CoverageGrid


class QuickPlanner:
    """Serves items one after another: assemblies where a leaf below has no other source, then the
    leaves, scarce ones first. Offers that share nothing go first, so that shared capacity is kept
    for items that have nothing else."""

    def __init__(self, grid: CoverageGrid, items: Iterable[int]) -> None:
        self.grid = grid
        self._rows_of: dict[int, list[tuple[int, int]]] = {}
        for number, row in enumerate(grid.rows):
            for offer, coefficient in row.terms:
                self._rows_of.setdefault(offer, []).append((number, coefficient))
        self._order = _serving_order(grid, list(items))
        self._offers = {
            item: sorted(grid.offers_of[item], key=lambda offer: (offer in self._rows_of, offer))
            for item in self._order
        }

    def plan(self, allowed: set[int] | None = None) -> Amounts:
        """A plan that keeps the rules and uses none but the ``allowed`` enterprises."""
        room = [row.limit for row in self.grid.rows]
        amounts: Amounts = {}
        for item in self._order:
            left = open_steps(self.grid, amounts, item)
            for offer in self._offers[item]:
                entry = self.grid.offers[offer]
                if allowed is not None and entry.enterprise not in allowed:
                    continue
                rows = self._rows_of.get(offer, ())
                take = min(left, entry.high, *(room[n] // c for n, c in rows))
                if take < entry.low:
                    continue
                amounts[offer] = take
                left -= take
                for number, coefficient in rows:
                    room[number] -= coefficient * take
        return amounts

    def few_enterprises(
        self, weights: Mapping[int, int], target: int, largest: int | None, end: float
    ) -> Amounts | None:
        """A plan with few enterprises: the most useful one is added until the weighted loss is at
        most ``target`` or ``largest`` are in; then those not needed leave. When time (``end``,
        monotonic) runs out: None, with ``largest`` those that seemed most useful so far."""
        chosen: list[int] = []
        plan: Amounts = {}
        loss = weighted_loss(self.grid, weights, plan)
        # Gains rarely grow as the set grows, so an outdated gain is a good estimate of the next.
        queue = [(-gain, name) for name, gain in reach(self.grid, weights).items()]
        heapq.heapify(queue)
        while queue and loss > target and (largest is None or len(chosen) < largest):
            added = self._most_useful(queue, chosen, weights, loss, end)
            if added is None:
                if largest is None:
                    return None
                likely = heapq.nsmallest(largest - len(chosen), queue)
                return self.plan({*chosen, *(name for _, name in likely)})
            chosen.append(added)
            plan = self.plan(set(chosen))
            loss = weighted_loss(self.grid, weights, plan)
        for name in list(chosen):
            if time.monotonic() > end:
                break
            fewer = self.plan(set(chosen) - {name})
            if weighted_loss(self.grid, weights, fewer) <= loss:
                chosen.remove(name)
                plan = fewer
        return plan

    def _most_useful(
        self,
        queue: list[tuple[int, int]],
        chosen: Sequence[int],
        weights: Mapping[int, int],
        loss: int,
        end: float,
    ) -> int | None:
        """Takes from the queue of (-gain, enterprise) the one whose fresh gain leads."""
        fresh: set[int] = set()
        while queue and time.monotonic() <= end:
            _, name = heapq.heappop(queue)
            if name in fresh:
                return name
            plan = self.plan({*chosen, name})
            gain = loss - weighted_loss(self.grid, weights, plan)
            heapq.heappush(queue, (-gain, name))
            fresh.add(name)
        return None


def _serving_order(grid: CoverageGrid, items: Sequence[int]) -> list[int]:
    """Assemblies that some leaf depends on, top down, then leaves, fewest offers first."""
    wanted = {
        top
        for item in items
        if grid.items[item].is_leaf and not grid.offers_of[item] and item in grid.through
        for top, _ in grid.through[item].terms
    }
    leaves = [item for item in items if grid.items[item].is_leaf]
    leaves.sort(key=lambda item: (len(grid.offers_of[item]), item))
    return [item for item in items if item in wanted and not grid.items[item].is_leaf] + leaves
