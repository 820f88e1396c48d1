"""The lines of a generated supply base: who holds what, and how many are needed a year.

Each item stands once below a parent of the level above, so everything is used; the other lines
lead to assemblies of the next level that several parents share, and to standard parts, a few of
which are used nearly everywhere. Lines only lead down, so there is no cycle.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from ingest.generate.things import planned_units
from ingest.generate.world import FIRST_YEAR, World

LINES_PER_ITEM: Final = 4.05
SHARED_ASSEMBLIES: Final = 0.05
"""Of the lines beyond the first to each item; the others lead to shared parts."""
SCRAP_SHARE, VALIDITY_SHARE, ALTERNATIVE_SHARE = 0.05, 0.02, 0.08
PART_QUANTITIES: Final = (*[1] * 14, 2, 2, 2, 3, 4, 8)
ASSEMBLY_QUANTITIES: Final = (*[1] * 19, 2)
TRIES_PER_LINE: Final = 20


class Line(NamedTuple):
    """One line: ``parent`` is an item's number, or that of a vehicle where ``is_vehicle``."""

    is_vehicle: bool
    parent: int
    child: int
    quantity: int
    position: int
    scrap_rate: float | None
    alternative_rank: int | None
    valid_from: str | None
    valid_to: str | None


def bom_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Parent_id, child_id, quantity, unit, position, scrap_rate, alternative_group,
    alternative_rank, valid_from, valid_to."""
    for line in lines(world):
        parent = world.vehicle_id if line.is_vehicle else world.item_id
        group = None if line.alternative_rank is None else "A"
        yield (
            parent(line.parent), world.item_id(line.child), line.quantity, "piece", line.position,
            line.scrap_rate, group, line.alternative_rank, line.valid_from, line.valid_to,
        )  # fmt: skip


def lines(world: World) -> Iterator[Line]:
    """All lines, parents from the top down: what holds an item comes before what it holds."""
    random = world.draws("lines")
    beyond = round(world.items * LINES_PER_ITEM) - world.items
    for number in range(world.vehicles):
        own = world.own(number, -1)
        count = world.shared_systems(number)
        beyond -= count
        shared = (_any_system(random, world) for _ in range(TRIES_PER_LINE * count))
        yield from _lines_of(random, world, (True, number), own, shared, count)
    swing = 0
    for number in range(world.assemblies):
        # Pairs of assemblies, one with as many lines more as the other has fewer.
        fair = (number + 1) * beyond // world.assemblies - number * beyond // world.assemblies
        is_first = number % 2 == 0 and number + 1 < world.assemblies
        swing = int(random.random() * fair / 2) if is_first else -swing
        count = max(1, fair + swing)
        level = world.level(number)
        own = world.own(number, level)
        drawn = (_any_below(random, world, level) for _ in range(TRIES_PER_LINE * count))
        yield from _lines_of(random, world, (False, number), own, drawn, count)


def _any_system(random: Random, world: World) -> int:
    return int(random.random() * world.sizes[0])


def _any_below(random: Random, world: World, level: int) -> int:
    if level + 2 < len(world.sizes) and random.random() < SHARED_ASSEMBLIES:
        return world.firsts[level + 1] + int(random.random() * world.sizes[level + 1])
    # The cube leans hard to the first parts: bolts, washers, clips.
    return world.assemblies + int(world.sizes[-1] * random.random() ** 3)


def _lines_of(
    random: Random,
    world: World,
    parent: tuple[bool, int],
    own: range,
    drawn: Iterator[int],
    count: int,
) -> Iterator[Line]:
    """The lines of one parent: its own children, then ``count`` others where so many are drawn."""
    children = list(own)
    known = set(own)
    for child in drawn:
        if child not in known:
            known.add(child)
            children.append(child)
            if len(children) == len(own) + count:
                break
    parts = [child for child in children[len(own) :] if child >= world.assemblies]
    in_group = parts[:2] if len(parts) > 2 and random.random() < ALTERNATIVE_SHARE else []
    for place, child in enumerate(children, 1):
        is_part = child >= world.assemblies
        quantities = PART_QUANTITIES if is_part else ASSEMBLY_QUANTITIES
        scrap = is_part and random.random() < SCRAP_SHARE
        dated = place > len(own) and random.random() < VALIDITY_SHARE
        yield Line(
            *parent,
            child,
            quantities[int(random.random() * len(quantities))],
            10 * place,
            round(0.01 + 0.04 * random.random(), 3) if scrap else None,
            in_group.index(child) + 1 if child in in_group else None,
            f"{FIRST_YEAR - 1}-07-01" if dated else None,
            f"{FIRST_YEAR + 20}-12-31" if dated else None,
        )


@lru_cache(maxsize=1)
def annual_demand(world: World) -> array[float]:
    """How many of each item the first year's plan takes, by its number."""
    needed = array("d", bytes(8 * world.items))
    units = list(planned_units(world))
    for line in lines(world):
        if line.alternative_rank in (None, 1):
            amount = units[line.parent] if line.is_vehicle else needed[line.parent]
            needed[line.child] += amount * line.quantity * (1 + (line.scrap_rate or 0))
    return needed
