"""What a generated supply base consists of: how many of everything, their ids, their draws.

Nothing is held but these numbers: each table is drawn anew, in the order of its rows, from a
stream of its own that belongs to the seed. Two tables that must agree about a figure, the mass of
a part for instance, draw it from the same stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Final

LEVEL_SHARES: Final = (0.002, 0.008, 0.03, 0.07, 0.11, 0.13)
"""Of all items: assemblies from the top down. The rest are parts, on the level below them."""
LEAST_ITEMS: Final = 10
ITEMS_PER_VEHICLE: Final = 2_000
MOST_VEHICLES: Final = 100
ITEMS_PER_ENTERPRISE: Final = 10
LEAST_ENTERPRISES: Final = 20
MOST_ENTERPRISES: Final = 5_000
FIRST_YEAR: Final = 2026
"""Of the plans: no clock, so that a seed gives the same bytes for ever."""


@dataclass(frozen=True)
class World:
    """A supply base; vehicles are not among the ``items``."""

    items: int
    vehicles: int
    enterprises: int
    seed: int

    @classmethod
    def of(cls, items: int, vehicles: int | None = None, seed: int = 1) -> World:
        """As many vehicles and enterprises as go with so many items."""
        usual = max(1, min(MOST_VEHICLES, items // ITEMS_PER_VEHICLE))
        enterprises = max(LEAST_ENTERPRISES, min(MOST_ENTERPRISES, items // ITEMS_PER_ENTERPRISE))
        return cls(items, usual if vehicles is None else vehicles, enterprises, seed)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Items on each level, the parts last."""
        assemblies = [max(1, round(self.items * share)) for share in LEVEL_SHARES]
        return (*assemblies, self.items - sum(assemblies))

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """The number of the first item on each level; items are numbered from the top down."""
        return (0, *accumulate(self.sizes[:-1]))

    @property
    def assemblies(self) -> int:
        """How many items are assemblies; their numbers come before those of the parts."""
        return self.firsts[-1]

    def level(self, number: int) -> int:
        """The level of an item, 0 below the vehicles."""
        return sum(number >= first for first in self.firsts) - 1

    def own(self, number: int, level: int) -> range:
        """The numbers of the items that stand first of all below an item of this level, or below
        a vehicle at level -1: every item of the next level below exactly one."""
        parents, first = (
            (self.sizes[level], self.firsts[level]) if level >= 0 else (self.vehicles, 0)
        )
        below, children = self.firsts[level + 1], self.sizes[level + 1]
        place = number - first
        return range(below + place * children // parents, below + (place + 1) * children // parents)

    def shared_systems(self, number: int) -> int:
        """How many assemblies of the top level a vehicle takes from among those of others."""
        return 2 + len(self.own(number, -1)) // 2

    def item_id(self, number: int) -> str:
        """The id of an item by its number."""
        kind = "A" if number < self.assemblies else "P"
        return f"{kind}{number:07}"

    def vehicle_id(self, number: int) -> str:
        """The id of a vehicle by its number."""
        return f"V{number:04}"

    def enterprise_id(self, number: int) -> str:
        """The id of an enterprise; those with even numbers are local."""
        return f"E{number:05}"

    def draws(self, about: str) -> Random:
        """A stream of draws that belongs to the seed and this name."""
        return Random(f"{self.seed} {about}")


def choose(random: Random, among: Sequence[str]) -> str:
    """One of them, each as likely."""
    return among[int(random.random() * len(among))]


def log_uniform(random: Random, low: float, high: float) -> float:
    """A figure that is as likely small as large."""
    return float(low * (high / low) ** random.random())


def distinct(random: Random, count: int, among: int) -> Iterator[int]:
    """``count`` different numbers below ``among``, all where there are no more."""
    found: set[int] = set()
    while len(found) < min(count, among):
        number = int(random.random() * among)
        if number not in found:
            found.add(number)
            yield number
