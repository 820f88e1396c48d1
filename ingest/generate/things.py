"""Vehicles, their plans, assemblies and parts, and what one of each weighs and costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ingest.generate.names import HEADINGS, drawn_name
from ingest.generate.world import FIRST_YEAR, World, choose, distinct, log_uniform

# By level of assembly: about what their parts add up to.
MASSES: Final = (200.0, 43.0, 9.8, 3.2, 1.4, 0.6)
PRICES: Final = (2_350.0, 510.0, 115.0, 38.0, 16.0, 7.0)
PART_MASS, PART_PRICE = (0.001, 0.12), (0.013, 1.4)
BODIES: Final = ("hatchback", "saloon", "estate", "van", "bus", "truck")


def vehicle_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Id, name, maker_id, body, model_year, exworks_price_usd, margin_usd, mass_kg."""
    random = world.draws("vehicles")
    for number in range(world.vehicles):
        systems = min(len(world.own(number, -1)) + world.shared_systems(number), world.sizes[0])
        price = round(systems * PRICES[0] * 1.5 * (0.8 + 0.4 * random.random()), -1)
        mass = round(systems * MASSES[0] * (0.8 + 0.4 * random.random()))
        body = choose(random, BODIES)
        maker = world.enterprise_id(2 * (number % 4))
        name = f"{body.capitalize()} {number + 1}"
        year = FIRST_YEAR - number % 5
        yield world.vehicle_id(number), name, maker, body, year, price, round(price * 0.08), mass


def plan_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Vehicle_id, year, units: this year's plan, and a larger one for the next."""
    for number, units in enumerate(planned_units(world)):
        yield world.vehicle_id(number), FIRST_YEAR, units
        yield world.vehicle_id(number), FIRST_YEAR + 1, units * 11 // 10


def planned_units(world: World) -> Iterator[int]:
    """Of each vehicle in the first year."""
    random = world.draws("plans")
    for _ in range(world.vehicles):
        yield 100 * round(log_uniform(random, 20, 600))


def item_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Id, kind, name, name_ru, name_uz, part_number, hs_code, mass_kg, size_mm."""
    random = world.draws("items")
    for number, mass in enumerate(item_masses(world)):
        kind = "assembly" if number < world.assemblies else "part"
        # A block of its density, longer than it is wide.
        edge = (mass / 3e-6) ** (1 / 3)
        size = f"{edge * (1 + random.random()):.0f}x{edge:.0f}x{edge * random.random() + 1:.0f}"
        part_number = f"{90_000_000 + int(random.random() * 9_999_999)}"
        heading = choose(random, HEADINGS)
        yield world.item_id(number), kind, *drawn_name(random), part_number, heading, mass, size


def item_masses(world: World) -> Iterator[float]:
    """Kilograms of one of each item, in the order of their numbers."""
    return _of_levels(world, "masses", MASSES, PART_MASS, 4)


def item_prices(world: World) -> Iterator[float]:
    """USD for one of each item, in the order of their numbers."""
    return _of_levels(world, "prices", PRICES, PART_PRICE, 3)


def _of_levels(
    world: World,
    about: str,
    of_levels: tuple[float, ...],
    of_parts: tuple[float, float],
    digits: int,
) -> Iterator[float]:
    random = world.draws(about)
    for size, usual in zip(world.sizes, of_levels, strict=False):
        for _ in range(size):
            yield round(usual * (0.5 + random.random()), digits)
    for _ in range(world.sizes[-1]):
        yield round(log_uniform(random, *of_parts), digits)


def composition(world: World, materials: int) -> Iterator[tuple[int, int, float]]:
    """Part, material (a number below ``materials``), kg of it in one part; they add up to its
    mass."""
    random = world.draws("composition")
    for number, mass in enumerate(item_masses(world)):
        if number < world.assemblies:
            continue
        count = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)[int(random.random() * 10)]
        chosen = list(distinct(random, count, materials))
        for material in chosen:
            yield number, material, round(mass / len(chosen), 6)
