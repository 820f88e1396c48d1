"""Small random worlds of planning, many in one load, with every figure kept as a fraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from graph.connection import Graph
from tests.made_worlds import held
from tests.tables import write_tables

YEAR = 2026
HOME = "UZ"
PLACES = {
    "andijon": ("UZ", "UZ-AN"),
    "toshkent": ("UZ", "UZ-TK"),
    "seoul": ("KR", ""),
    "busan": ("KR", ""),
    "wuhan": ("CN", ""),
    "nowhere": ("", ""),
}
"""Enterprises with country and region."""
Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Offer:
    """A supplies line; None as in an empty cell."""

    enterprise: str
    share: Fraction | None
    price: Fraction | None
    capacity: Fraction | None

    @property
    def country(self) -> str:
        return PLACES[self.enterprise][0]


@dataclass(frozen=True)
class Import:
    """An import row of an item."""

    country: str
    year: int
    quantity: Fraction | None
    value: Fraction


@dataclass
class PlannedWorld:
    """One world; its ids begin with ``prefix``."""

    prefix: str
    prices: dict[str, Fraction | None] = field(default_factory=dict)
    margins: dict[str, Fraction | None] = field(default_factory=dict)
    plans: dict[str, Fraction] = field(default_factory=dict)
    lines: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    made_of: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    offers: dict[str, list[Offer]] = field(default_factory=dict)
    imports: dict[str, list[Import]] = field(default_factory=dict)
    stocks: dict[str, list[tuple[str | None, Fraction]]] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)

    @property
    def vehicles(self) -> list[str]:
        return sorted(self.prices)

    def children(self, item: str) -> dict[str, Fraction]:
        return self.lines.get(item, {})


def cents(random: Random, most: int) -> Fraction:
    return Fraction(random.randint(1, most * 100), 100)


def or_none(random: Random, value: Fraction, chance: float = 0.2) -> Fraction | None:
    return None if random.random() < chance else value


def make_world(number: int, random: Random) -> PlannedWorld:
    world = PlannedWorld(prefix=f"w{number}-")
    names = [f"{world.prefix}{kind}{i}" for kind, n in (("v", 2), ("a", 3), ("p", 4))
             for i in range(1, n + 1)]  # fmt: skip
    world.items = names
    world.materials = [f"{world.prefix}m{i}" for i in (1, 2)]
    for vehicle in names[:2]:
        world.prices[vehicle] = or_none(random, cents(random, 50_000), 0.1)
        world.margins[vehicle] = or_none(random, cents(random, 2_000), 0.4)
        if random.random() < 0.85:
            world.plans[vehicle] = Fraction(random.randint(1, 5_000))
    parents = names[:5]
    for i, parent in enumerate(parents):
        below = [name for name in names[i + 1 :] if name not in names[:2]]
        chosen = random.sample(below, min(len(below), random.choice([0, 1, 2, 2, 3])))
        chosen = chosen or ([random.choice(below)] if parent in names[:2] else [])
        world.lines[parent] = {child: Fraction(random.randint(1, 8), 4) for child in chosen}
    for part in names[5:]:
        some = random.sample(world.materials, random.choice([0, 1, 1, 2]))
        world.made_of[part] = {material: cents(random, 3) for material in some}
    for item in names[2:] + world.materials:
        give_sources(world, item, random)
        for at in random.sample([None, *PLACES], random.choice([0, 0, 1, 2])):
            world.stocks.setdefault(item, []).append((at, Fraction(random.randint(1, 900))))
    for vehicle in names[:2]:
        if random.random() < 0.4:
            world.stocks[vehicle] = [(None, Fraction(random.randint(1, 200)))]
    return world


def give_sources(world: PlannedWorld, item: str, random: Random) -> None:
    kind = random.choice(["both", "offers", "offers", "imports", "none"])
    if kind in ("both", "offers"):
        whole = random.random() < 0.3  # no shares given at all
        found = [
            Offer(
                enterprise,
                None if whole else or_none(random, Fraction(random.randint(1, 10), 10)),
                or_none(random, cents(random, 90)),
                or_none(random, Fraction(random.randint(1, 6_000)), 0.15),
            )
            for enterprise in random.sample(sorted(PLACES), random.choice([1, 2, 3]))
        ]
        shares = [offer.share for offer in found]
        priced = [o for o in found if o.price is not None]
        if any(shares) and priced and not any(o.share for o in priced):
            found = [Offer(o.enterprise, None, o.price, o.capacity) for o in found]
        world.offers[item] = found
    if kind in ("both", "imports"):
        for country in random.sample(["KR", "CN", "DE"], random.choice([1, 2])):
            for year in random.sample([2024, 2025, 2026], random.choice([1, 2])):
                quantity = or_none(random, Fraction(random.randint(1, 4_000)), 0.1)
                row = Import(country, year, quantity, cents(random, 40_000))
                world.imports.setdefault(item, []).append(row)


def tables_of(worlds: Sequence[PlannedWorld]) -> Tables:
    """The rows of all of them together."""
    rows: Tables = {
        "enterprises": [
            {"id": id_, "name": id_, "country": country, "region": region}
            for id_, (country, region) in PLACES.items()
        ]
    }

    def add(table: str, **cells: Any) -> None:
        shown = {name: _text(value) for name, value in cells.items()}
        rows.setdefault(table, []).append(shown)

    for world in worlds:
        for vehicle in world.vehicles:
            add("vehicles", id=vehicle, name=vehicle, exworks_price_usd=world.prices[vehicle],
                margin_usd=world.margins[vehicle])  # fmt: skip
        for item in world.items[2:]:
            kind = "assembly" if item in world.items[2:5] else "part"
            add("items", id=item, kind=kind, name=item)
        for material in world.materials:
            add("materials", id=material, name=material)
        for parent, child, quantity in _pairs(world.lines):
            add("bom", parent_id=parent, child_id=child, quantity=quantity)
        for part, material, mass in _pairs(world.made_of):
            add("composition", part_id=part, material_id=material, mass_kg=mass)
        for vehicle, units in world.plans.items():
            add("plans", vehicle_id=vehicle, year=YEAR, units=units)
        for item, offers in world.offers.items():
            for o in offers:
                add("supplies", enterprise_id=o.enterprise, item_id=item, share=o.share,
                    unit_price_usd=o.price, annual_capacity=o.capacity)  # fmt: skip
        for item, imports in world.imports.items():
            for row in imports:
                add("imports", item_id=item, country=row.country, year=row.year,
                    quantity=row.quantity, value_usd=row.value)  # fmt: skip
        for item, stocks in world.stocks.items():
            for at, quantity in stocks:
                add("stocks", item_id=item, quantity=quantity, enterprise_id=at)
    return rows


def _pairs(of: Mapping[str, Mapping[str, Fraction]]) -> list[tuple[str, str, Fraction]]:
    return [(one, other, amount) for one, below in of.items() for other, amount in below.items()]


def _text(value: Any) -> Any:
    if value is None:
        return ""
    return repr(float(value)) if isinstance(value, Fraction) else value


def load_worlds(graph: Graph, worlds: Sequence[PlannedWorld], folder: Path) -> Graph:
    """Ingest them in one go, every row of them; the graph as a service holds it."""
    return held(graph, write_tables(folder / "worlds", tables_of(worlds)))
