"""Tiny supply bases, and what a coverage of them is by INTERFACE section 5: every plan tried, in
whole numbers and fractions, nothing shared with the program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from graph.sourcing.answers import Change
from tests.made_worlds import Can, cell

PLACES = {"a": ("UZ", "UZ-AN"), "b": ("UZ", "UZ-FA"), "c": ("KR", "")}
SPELLINGS = {
    "UZ": ["UZ", "Uzbekistan", "Узбекистан", "O‘zbekiston"],
    "KR": ["KR", "south korea", "Республика Корея"],
    "UZ-AN": ["UZ-AN", "Andijon viloyati", "Андижанская область", "андижон"],
    "UZ-FA": ["uz-fa", "Fergana", "Фарғона вилояти"],
}
BELOW = {"cast": {"cast", "grey"}, "grey": {"grey"}, "turn": {"turn"}}
CERTIFICATES = ["ISO 9001", "IATF 16949"]
CERTIFICATE_SPELLINGS = {"ISO 9001": ["ISO 9001", "iso9001"], "IATF 16949": ["IATF-16949"]}
Uses = dict[str, Fraction]


@dataclass
class Line:
    """A supplies line; None as in an empty cell."""

    enterprise: str
    item: str
    capacity: int | None
    moq: int | None
    price: Fraction | None


@dataclass
class World:
    """One root with what is in it, and three enterprises; all ids begin with ``prefix``."""

    prefix: str
    bom: dict[tuple[str, str], int] = field(default_factory=dict)
    masses: dict[str, Fraction | None] = field(default_factory=dict)
    requires: dict[str, dict[str, str]] = field(default_factory=dict)
    held: dict[str, dict[str, str]] = field(default_factory=dict)
    cans: list[Can] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def items(self) -> list[str]:
        return sorted({each for pair in self.bom for each in pair})

    def leaves(self) -> list[str]:
        parents = {parent for parent, _ in self.bom}
        return [item for item in self.items if item not in parents]

    def inside(self, top: str, quantity: int = 1) -> Iterator[tuple[str, int]]:
        """Every way down from ``top``, with what it brings of what it ends at."""
        for (parent, child), each in self.bom.items():
            if parent == top:
                yield child, quantity * each
                yield from self.inside(child, quantity * each)

    def holds(self, top: str) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for item, quantity in self.inside(top):
            found[item] += quantity
        return dict(found)


@dataclass(frozen=True)
class Asked:
    """A question, places and certificates as they are meant."""

    units: int
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    max_suppliers: int | None = None
    objective: str = "suppliers"
    also: tuple[str, ...] = ()
    """Enterprises that may be outside the places."""

    def body(self, item: str, random: Random) -> dict[str, Any]:
        """As a person would write it."""
        return {
            "item_id": item,
            "units": float(self.units),
            "regions": tuple(random.choice(SPELLINGS[each]) for each in self.regions),
            "countries": tuple(random.choice(SPELLINGS[each]) for each in self.countries),
            "certificates": tuple(
                random.choice(CERTIFICATE_SPELLINGS[each]) for each in self.certificates
            ),
            "max_suppliers": self.max_suppliers,
            "objective": self.objective,
        }


def make_world(number: int, random: Random) -> World:
    """A root over two assemblies and two or three parts; parts are shared between them."""
    world = World(f"W{number:03}-")
    shapes = [
        [("R", "A"), ("A", "P"), ("R", "Q")],
        [("R", "A"), ("R", "B"), ("A", "P"), ("B", "P"), ("B", "Q")],
        [("R", "A"), ("A", "B"), ("B", "P"), ("A", "P"), ("R", "Q")],
        [("R", "A"), ("R", "B"), ("A", "P"), ("A", "Q"), ("B", "Q"), ("B", "S"), ("R", "P")],
        [("R", "P"), ("R", "Q")],
    ]
    for parent, child in random.choice(shapes):
        world.bom[parent, child] = random.choice([1, 1, 1, 2])
    for item in world.items:
        world.masses[item] = random.choice([None, Fraction(1, 2), Fraction(5, 4), Fraction(2)])
    for leaf in world.leaves():
        processes = random.sample(sorted(BELOW), random.choice([0, 1, 1, 2]))
        world.requires[leaf] = {
            process: random.choice(["", "", "ISO 9001"]) for process in processes
        }
    for name in PLACES:
        world.held[name] = {
            certificate: random.choice(["", "2999-01-01", "2020-01-01"])
            for certificate in CERTIFICATES
            if random.random() < 0.6
        }
        for process in random.sample(sorted(BELOW), random.choice([0, 1, 2, 3])):
            world.cans.append(
                Can(
                    name,
                    process,
                    random.choice([None, Fraction(0), Fraction(2), Fraction(3), Fraction(15, 4)]),
                    random.choice(["piece", "piece", "kg"]),
                    random.choice([None, None, Fraction(1)]),
                )
            )
    for name, item in random.sample(
        list(product(PLACES, world.items)), random.choice([1, 2, 3, 4])
    ):
        world.lines.append(
            Line(
                name,
                item,
                random.choice([None, 0, 1, 2, 3]),
                random.choice([None, None, 2, 3]),
                random.choice([None, Fraction(1), Fraction(5, 2), Fraction(29, 4)]),
            )
        )
    return world


def make_question(random: Random) -> Asked:
    return Asked(
        units=random.choice([1, 2, 3]),
        regions=tuple(random.sample(["UZ-AN", "UZ-FA"], random.choice([0, 0, 0, 1]))),
        countries=tuple(random.sample(["UZ", "KR"], random.choice([0, 0, 1, 2]))),
        certificates=tuple(random.sample(CERTIFICATES, random.choice([0, 0, 0, 1]))),
        max_suppliers=random.choice([None, None, 1, 2]),
        objective=random.choice(["suppliers", "cost"]),
    )


def holds_certificate(world: World, enterprise: str, certificate: str) -> bool:
    valid_to = world.held[enterprise].get(certificate)
    return valid_to is not None and (valid_to == "" or valid_to >= "2026-01-01")


def admitted(world: World, asked: Asked) -> set[str]:
    return {
        name
        for name in PLACES
        if (name in asked.also or within(name, asked))
        and all(holds_certificate(world, name, each) for each in asked.certificates)
    }


def within(name: str, asked: Asked) -> bool:
    country, region = PLACES[name]
    if asked.countries and country not in asked.countries:
        return False
    return not asked.regions or region in asked.regions


def applied(
    world: World, asked: Asked, item: str, enterprise: str, changes: Iterable[Change]
) -> tuple[World, Asked]:
    """The world and the question after just these changes."""
    world = deepcopy(world)
    for change in changes:
        need = None if change.need is None else Fraction(change.need).limit_denominator(10**6)
        own = None if change.process is None else change.process.removeprefix(world.prefix)
        lines = [line for line in world.lines if (line.enterprise, line.item) == (enterprise, item)]
        if change.kind == "capacity":
            [can] = [c for c in world.cans if (c.enterprise, c.process) == (enterprise, own)]
            assert (float(can.capacity or 0), can.unit) == (change.have, change.unit)
            can.capacity = need
        elif change.kind == "process":
            world.cans.append(Can(enterprise, str(own), need, str(change.unit), None))
        elif change.kind == "supplies":
            lines[0].capacity = int(need or 0)
        elif change.kind == "moq":
            lines[0].moq = int(need or 0)
        elif change.kind == "certificate":
            name = "ISO 9001" if "9001" in str(change.certificate) else "IATF 16949"
            world.held[enterprise][name] = ""
        elif change.kind == "max_suppliers":
            asked = replace(asked, max_suppliers=int(need or 0))
        else:
            asked = replace(asked, also=(*asked.also, enterprise))
    return world, asked


@dataclass(frozen=True)
class Way:
    """One piece of ``item`` from ``enterprise`` takes ``uses`` of its capacities."""

    enterprise: str
    item: str
    low: int
    uses: tuple[tuple[str, Fraction], ...]
    price: Fraction | None


def ways_of(world: World, asked: Asked, capacities: Uses) -> list[Way]:
    """Supplies lines as they are; for a maker every choice of a capability for each process."""
    allowed = admitted(world, asked)
    ways = []
    for number, line in enumerate(world.lines):
        if line.enterprise in allowed:
            uses: Uses = {}
            if line.capacity is not None:
                capacities[f"line {number}"] = Fraction(line.capacity)
                uses = {f"line {number}": Fraction(1)}
            moq = max(1, line.moq or 0)
            ways.append(Way(line.enterprise, line.item, moq, tuple(uses.items()), line.price))
    for leaf, name in product(world.leaves(), sorted(allowed)):
        for choice in choices_of(world, leaf, name):
            used: Uses = {}
            for number in choice:
                can = world.cans[number]
                if can.capacity is not None:
                    capacities[f"can {number}"] = can.capacity
                    mass = world.masses[leaf] if can.unit == "kg" else Fraction(1)
                    assert mass is not None
                    used[f"can {number}"] = mass
            ways.append(Way(name, leaf, 1, tuple(used.items()), None))
    return ways


def choices_of(world: World, leaf: str, enterprise: str) -> set[frozenset[int]]:
    """The capabilities that one piece may take, one for each process, a capability once."""
    fitting = []
    mass = world.masses[leaf]
    for process, certificate in world.requires[leaf].items():
        if certificate and not holds_certificate(world, enterprise, certificate):
            return set()
        fits = [
            number
            for number, can in enumerate(world.cans)
            if can.enterprise == enterprise and can.process in BELOW[process] and can.admits(mass)
        ]
        # In kilograms it serves only a part whose mass is known.
        fitting.append(
            [n for n in fits if world.cans[n].unit != "kg" or mass is not None
             or world.cans[n].capacity is None]
        )  # fmt: skip
    return {frozenset(choice) for choice in product(*fitting)} if fitting else set()


@dataclass(frozen=True)
class Best:
    share: Fraction
    enterprises: int
    cost: Fraction


def best_coverage(world: World, asked: Asked) -> Best:
    """Every plan tried: amounts one way after another, as far as needs and capacities allow."""
    capacities: Uses = {}
    ways = ways_of(world, asked, capacities)
    needs = {"R": asked.units}
    needs |= {item: asked.units * each for item, each in world.holds("R").items()}
    inside = {item: world.holds(item) for item in needs}
    leaves = [leaf for leaf in world.leaves() if leaf in needs]
    means = mean_prices(ways)
    best: list[tuple[Fraction, int, Fraction]] = []

    def search(
        at: int, left: dict[str, int], room: Uses, used: frozenset[str], cost: Fraction
    ) -> None:
        if at == len(ways):
            share = sum((1 - Fraction(left[leaf], needs[leaf]) for leaf in leaves), Fraction())
            key = (-share / len(leaves), len(used), cost if asked.objective == "cost" else 0)
            best[:] = [min([key, *best])]
            return
        way = ways[at]
        search(at + 1, left, room, used, cost)
        takers = used | {way.enterprise}
        if asked.max_suppliers is not None and len(takers) > asked.max_suppliers:
            return
        price = means.get(way.item, Fraction()) if way.price is None else way.price
        for amount in range(way.low, needs[way.item] + 1):
            after = dict(left)
            after[way.item] -= amount
            for item, each in inside[way.item].items():
                after[item] -= amount * each
            open_room = dict(room)
            for capacity, each in way.uses:
                open_room[capacity] -= amount * each
            if min(after.values()) < 0 or min(open_room.values(), default=Fraction()) < 0:
                return
            search(at + 1, after, open_room, takers, cost + price * amount)

    search(0, needs, capacities, frozenset(), Fraction())
    [(share, enterprises, cost)] = best
    return Best(-share, enterprises, Fraction(cost))


def mean_prices(ways: list[Way]) -> dict[str, Fraction]:
    known: dict[str, list[Fraction]] = defaultdict(list)
    for way in ways:
        if way.price is not None:
            known[way.item].append(way.price)
    return {item: sum(prices, Fraction()) / len(prices) for item, prices in known.items()}


def tables_of(worlds: list[World]) -> dict[str, list[dict[str, Any]]]:
    """All worlds together; ids of one are unknown to the others."""
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for world in worlds:
        own = world.prefix
        leaves = world.leaves()
        for item in world.items:
            kind = "part" if item in leaves else "assembly"
            tables["items"].append(
                {"id": own + item, "kind": kind, "name": item, "mass_kg": cell(world.masses[item])}
            )
        for (parent, child), quantity in world.bom.items():
            tables["bom"].append(
                {"parent_id": own + parent, "child_id": own + child, "quantity": quantity}
            )
        for process in BELOW:
            above = own + "cast" if process == "grey" else ""
            tables["processes"].append({"id": own + process, "name": process, "parent_id": above})
        for leaf, needed in world.requires.items():
            for process, certificate in needed.items():
                tables["requirements"].append(
                    {"part_id": own + leaf, "process_id": own + process, "certificate": certificate}
                )
        for name, (country, region) in PLACES.items():
            tables["enterprises"].append(
                {"id": own + name, "name": name, "country": country, "region": region}
            )
            for certificate, valid_to in world.held[name].items():
                tables["certificates"].append(
                    {"enterprise_id": own + name, "certificate": certificate, "valid_to": valid_to}
                )
        for can in world.cans:
            tables["capabilities"].append(can.row(own))
        for line in world.lines:
            tables["supplies"].append(
                {"enterprise_id": own + line.enterprise, "item_id": own + line.item,
                 "annual_capacity": cell(line.capacity), "moq": cell(line.moq),
                 "unit_price_usd": cell(line.price)}
            )  # fmt: skip
    return dict(tables)
