"""Enterprises, what they can do and supply, and what is imported, stored and required.

Sources follow the need of the first year's plan: what the suppliers of an item can deliver, or
what is imported of it, covers that need but for a few items that run short.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random
from typing import Final

from graph.text import region_codes
from ingest.generate.lines import annual_demand
from ingest.generate.names import sample_rows
from ingest.generate.things import composition, item_prices
from ingest.generate.world import FIRST_YEAR, World, choose, distinct, log_uniform

HOME: Final = "UZ"
COUNTRIES: Final = ("CN", "CN", "CN", "KR", "KR", "DE", "JP", "RU", "TR", "IN")
TRADES: Final = ("Forge", "Foundry", "Press Works", "Plastics", "Machining", "Rubber", "Electric")
CERTIFICATES: Final = (("IATF 16949", 0.5), ("ISO 9001", 0.6), ("ISO 14001", 0.2))
CAPABILITIES: Final = 8
LIMITLESS: Final = 0.3
SHORT: Final = 0.001
# How many suppliers an item has, each number as likely: parts, then assemblies.
PART_SUPPLIERS: Final = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3)
ASSEMBLY_SUPPLIERS: Final = (0, 0, 0, 0, 0, 0, 0, 1, 1, 2)
UNSUPPLIED_IMPORTED, SUPPLIED_IMPORTED = 0.9, 0.8
STOCKED, CERTIFIED = 0.3, 0.15
REQUIREMENTS: Final = (0, 0, 1, 1, 2, 2, 2, 3)


def enterprise_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Id, name, tax_number, country, region, employees; every other one is local."""
    random = world.draws("enterprises")
    regions = region_codes()
    for number in range(world.enterprises):
        is_local = number % 2 == 0
        country = HOME if is_local else choose(random, COUNTRIES)
        region = choose(random, regions) if is_local else None
        name = f"{choose(random, TRADES)} {number + 1}"
        employees = round(log_uniform(random, 20, 4_000))
        tax_number = 300_000_000 + number
        yield world.enterprise_id(number), name, tax_number, country, region, employees


def certificate_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Enterprise_id, certificate, valid_to."""
    random = world.draws("certificates")
    for number in range(world.enterprises):
        for certificate, share in CERTIFICATES:
            if random.random() < share:
                year = FIRST_YEAR + int(4 * random.random())
                yield world.enterprise_id(number), certificate, f"{year}-12-31"


def capability_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Enterprise_id, process_id, annual_capacity, unit, max_mass_kg."""
    random = world.draws("capabilities")
    processes = [row["id"] for row in sample_rows("processes")]
    for number in range(world.enterprises):
        for process in distinct(random, CAPABILITIES, len(processes)):
            capacity = round(log_uniform(random, 1e4, 1e7), -3)
            limit = round(log_uniform(random, 0.05, 50), 2) if random.random() < 0.5 else None
            is_limited = random.random() >= LIMITLESS
            shown = capacity if is_limited else None
            yield world.enterprise_id(number), processes[process], shown, "piece", limit


def requirement_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Part_id, process_id, certificate: of parts, some of which declare none."""
    random = world.draws("requirements")
    rows = list(sample_rows("processes"))
    above = {row["parent_id"] for row in rows}
    processes = [row["id"] for row in rows if row["id"] not in above]
    for number in range(world.assemblies, world.items):
        count = REQUIREMENTS[int(random.random() * len(REQUIREMENTS))]
        for process in distinct(random, count, len(processes)):
            certificate = CERTIFICATES[0][0] if random.random() < CERTIFIED else None
            yield world.item_id(number), processes[process], certificate


@lru_cache(maxsize=1)
def material_ids() -> tuple[str, ...]:
    """Those of the sample data set."""
    return tuple(row["id"] for row in sample_rows("materials"))


def composition_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Part_id, material_id, mass_kg."""
    ids = material_ids()
    for part, material, mass in composition(world, len(ids)):
        yield world.item_id(part), ids[material], mass


@lru_cache(maxsize=1)
def material_demand(world: World) -> array[float]:
    """Kilograms that the first year's plan takes of each material."""
    needed = array("d", bytes(8 * len(material_ids())))
    pieces = annual_demand(world)
    for part, material, mass in composition(world, len(needed)):
        needed[material] += pieces[part] * mass
    return needed


def supply_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Enterprise_id, item_id, annual_capacity, unit, unit_price_usd, lead_time_days, moq, share."""
    random = world.draws("supplies")
    for number, (need, price, count) in enumerate(_bought(world)):
        yield from _suppliers(random, world, (world.item_id(number), "piece"), need, price, count)
    for row, need in zip(sample_rows("materials"), material_demand(world), strict=True):
        price = float(row["price_usd_kg"])
        yield from _suppliers(random, world, (row["id"], "kg"), need, price, 2)


def _bought(world: World) -> Iterator[tuple[float, float, int]]:
    """Of each item: the yearly need, its price, and how many enterprises supply it."""
    random = world.draws("sourcing")
    needs = annual_demand(world)
    for number, price in enumerate(item_prices(world)):
        counts = ASSEMBLY_SUPPLIERS if number < world.assemblies else PART_SUPPLIERS
        yield needs[number], price, counts[int(random.random() * len(counts))]


def _suppliers(
    random: Random, world: World, item: tuple[str, str], need: float, price: float, count: int
) -> Iterator[tuple[object, ...]]:
    if count == 0:
        return
    weights = [0.2 + random.random() for _ in range(count)]
    spare = 0.9 if random.random() < SHORT else 1.0 + 0.5 * random.random()
    id_, unit = item
    for weight, enterprise in zip(
        weights, distinct(random, count, world.enterprises), strict=False
    ):
        share = weight / sum(weights)
        capacity = float(-(-need * share * spare // 1))
        own_price = round(price * (0.9 + 0.2 * random.random()), 4)
        is_limited = random.random() >= LIMITLESS
        days = 10 + int(80 * random.random())
        yield (
            world.enterprise_id(enterprise), id_, capacity if is_limited else None, unit,
            own_price, days, None, round(share, 3),
        )  # fmt: skip


def import_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Item_id, country, year, quantity, unit, value_usd: of the first year and the one before."""
    random = world.draws("imports")
    for number, (need, price, count) in enumerate(_bought(world)):
        is_made = count == 0 and number < world.assemblies
        share = SUPPLIED_IMPORTED if count else UNSUPPLIED_IMPORTED
        if not is_made and random.random() < share:
            # What somebody supplies is imported beside, what nobody supplies as a whole.
            bought = need * (0.2 * random.random() if count else 1.0 + 0.1 * random.random())
            yield from _imports(random, (world.item_id(number), "piece"), bought, price)
    for row, need in zip(sample_rows("materials"), material_demand(world), strict=True):
        price = float(row["price_usd_kg"])
        yield from _imports(random, (row["id"], "kg"), need * random.random(), price)


def _imports(
    random: Random, item: tuple[str, str], bought: float, price: float
) -> Iterator[tuple[object, ...]]:
    id_, unit = item
    countries = sorted({choose(random, COUNTRIES) for _ in range(1 + int(2 * random.random()))})
    for country in countries:
        quantity = float(-(-bought // len(countries)))
        for year, part in ((FIRST_YEAR - 1, 0.9), (FIRST_YEAR, 1.0)):
            # Whole pieces, never fewer than are needed.
            pieces = float(-(-quantity * part // 1))
            value = round(pieces * price * (0.8 + 0.4 * random.random()), 2)
            yield id_, country, year, pieces, unit, value


def stock_rows(world: World) -> Iterator[tuple[object, ...]]:
    """Item_id, quantity, unit, enterprise_id: some days' need of some parts."""
    random = world.draws("stocks")
    needs = annual_demand(world)
    for number in range(world.assemblies, world.items):
        if random.random() < STOCKED:
            days = 3 + 27 * random.random()
            maker = world.enterprise_id(2 * int(4 * random.random()))
            yield world.item_id(number), float(needs[number] * days // 365), "piece", maker


def copied_rows(table: str, columns: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """A table of the sample data set as it is."""
    for row in sample_rows(table):
        yield tuple(row[column] for column in columns)
