"""A plan for a large problem: filled enterprise by enterprise, then held by fewer of them."""

from __future__ import annotations

import time
from collections.abc import Collection

from graph.sourcing.coverage_bounds import Amounts, open_steps
from graph.sourcing.coverage_grid import CoverageGrid
from graph.sourcing.coverage_model import Start, Way


class Filling:
    """Amounts that keep every rule, and the room left in the capacities."""

    def __init__(self, grid: CoverageGrid) -> None:
        self.grid = grid
        self.amounts: Amounts = {}
        self._room = [row.limit for row in grid.rows]
        self._direct = [0] * len(grid.items)
        self._rows_of: dict[int, list[tuple[int, int]]] = {}
        for number, row in enumerate(grid.rows):
            for offer, coefficient in row.terms:
                self._rows_of.setdefault(offer, []).append((number, coefficient))

    def open(self, item: int) -> int:
        """Steps of the item that nobody delivers yet."""
        if item in self.grid.through:
            return max(0, open_steps(self.grid, self.amounts, item) - self._direct[item])
        return self.grid.needs[item] - self._direct[item]

    def take(self, offer: int, most: int | None = None) -> int:
        """As much more of an offer as is open and there is room for, ``most`` where given; the
        steps taken."""
        entry = self.grid.offers[offer]
        before = self.amounts.get(offer, 0)
        rows = self._rows_of.get(offer, ())
        rooms = [self._room[row] // coefficient for row, coefficient in rows]
        more = min(self.open(entry.item), entry.high - before, *rooms)
        if most is not None:
            more = min(more, most)
        if more <= 0 or before + more < entry.low:
            return 0
        self.change(offer, more)
        return more

    def change(self, offer: int, steps: int) -> None:
        """Add steps to an offer, or take them back."""
        amount = self.amounts.get(offer, 0) + steps
        if amount:
            self.amounts[offer] = amount
        else:
            del self.amounts[offer]
        self._direct[self.grid.offers[offer].item] += steps
        for row, coefficient in self._rows_of.get(offer, ()):
            self._room[row] -= coefficient * steps


def fill(grid: CoverageGrid, start: Start, largest: int | None) -> Filling:
    """``start`` as far as the rules allow; before it assemblies without which some leaf has no
    source, after it all others, by at most ``largest`` enterprises, those of the start first."""
    filling = Filling(grid)
    number = {name: position for position, name in enumerate(grid.enterprises)}
    ranked = list(dict.fromkeys(number[name] for name, _, _ in start if name in number))
    ranked += sorted(set(range(len(grid.enterprises))) - set(ranked))
    allowed = set(ranked[:largest])
    for item in _wanted(grid):
        for offer in grid.offers_of[item]:
            if grid.offers[offer].enterprise in allowed:
                filling.take(offer)
    _begin(filling, start, allowed)
    offers: dict[int, list[int]] = {}
    for leaf in sorted(grid.leaves, key=lambda leaf: (grid.needs[leaf], leaf)):
        for offer in grid.offers_of[leaf]:
            offers.setdefault(grid.offers[offer].enterprise, []).append(offer)
    for enterprise in ranked[:largest]:
        for offer in offers.get(enterprise, ()):
            filling.take(offer)
    return filling


def _begin(filling: Filling, start: Start, allowed: Collection[int]) -> None:
    grid = filling.grid
    offers: dict[tuple[str, str, Way], list[int]] = {}
    for number, entry in enumerate(grid.offers):
        if entry.enterprise in allowed:
            way: Way = "supplies" if entry.source.relation == "supplies" else "makes"
            key = (entry.source.enterprise, entry.source.item, way)
            offers.setdefault(key, []).append(number)
    for key, amount in start.items():
        for offer in offers.get(key, ()):
            step = grid.steps[grid.offers[offer].item]
            amount -= float(filling.take(offer, round(amount / float(step))) * step)


def _wanted(grid: CoverageGrid) -> list[int]:
    """Assemblies above a leaf without offers of its own, top down."""
    above = {
        top
        for leaf in grid.leaves
        if not grid.offers_of[leaf] and leaf in grid.through
        for top, _ in grid.through[leaf].terms
    }
    return [item for item in range(len(grid.items)) if item in above]


def consolidate(filling: Filling, end: float) -> None:
    """Enterprises whose deliveries the others can take over leave, the smallest first, until none
    can or time (``end``, monotonic) is up."""
    while time.monotonic() < end:
        users = _by_load(filling)
        left = [each for each in users if time.monotonic() < end and _leaves(filling, each, users)]
        if not left:
            return


def _by_load(filling: Filling) -> dict[int, list[int]]:
    """Enterprises with their offers in use, those that cover least first."""
    grid = filling.grid
    load: dict[int, float] = {}
    held: dict[int, list[int]] = {}
    for offer, amount in filling.amounts.items():
        entry = grid.offers[offer]
        load[entry.enterprise] = load.get(entry.enterprise, 0.0) + amount / grid.needs[entry.item]
        held.setdefault(entry.enterprise, []).append(offer)
    return {each: held[each] for each in sorted(held, key=lambda each: (load[each], each))}


def _leaves(filling: Filling, enterprise: int, users: dict[int, list[int]]) -> bool:
    """Hand on all that an enterprise delivers, or change nothing."""
    grid = filling.grid
    using = {grid.offers[offer].enterprise for offer in filling.amounts} - {enterprise}
    given = {o: filling.amounts[o] for o in users[enterprise] if o in filling.amounts}
    items = {grid.offers[offer].item for offer in given}
    if not all(grid.items[item].is_leaf for item in items):
        return False
    before = {o: filling.amounts.get(o, 0) for item in items for o in grid.offers_of[item]}
    missing = {item: filling.open(item) for item in items}
    for offer, amount in given.items():
        filling.change(offer, -amount)
    for item in sorted(items):
        _refill(filling, item, using)
        if filling.open(item) > missing[item]:
            for offer, amount in before.items():
                if steps := amount - filling.amounts.get(offer, 0):
                    filling.change(offer, steps)
            return False
    return True


def _refill(filling: Filling, item: int, using: Collection[int]) -> None:
    for offer in filling.grid.offers_of[item]:
        if filling.grid.offers[offer].enterprise in using:
            filling.take(offer)
