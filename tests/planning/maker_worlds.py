"""Worlds of planning with makers, HS codes and world production, and what they mean, reckoned
slowly: every way followed, every figure a fraction, nothing shared with the program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from graph.connection import Graph
from tests.made_worlds import Can, cell, held
from tests.planning.planning_worlds import (
    HOME,
    PLACES,
    YEAR,
    Import,
    PlannedWorld,
    make_world,
    tables_of,
)
from tests.tables import write_tables

ABOVE = {"casting": "", "grey": "casting", "sand": "grey", "stamping": "", "turning": ""}
HELD = {"andijon": {"ISO 9001"}, "seoul": {"ISO 9001", "IATF 16949"}}
HS_CODES = ["720110", "720851", "760120"]
ZERO = Fraction(0)


@dataclass
class Makers:
    """What the worlds have beside their structure; masses, codes and the like by id."""

    worlds: list[PlannedWorld]
    cans: list[Can] = field(default_factory=list)
    requires: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    masses: dict[str, Fraction | None] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    headings: dict[str, list[Import]] = field(default_factory=dict)
    production: dict[str, list[tuple[str, int, Fraction, Fraction]]] = field(default_factory=dict)
    recycling: dict[str, Fraction] = field(default_factory=dict)
    substitution: dict[str, Fraction] = field(default_factory=dict)

    def world_of(self, id_: str) -> PlannedWorld:
        return next(world for world in self.worlds if id_.startswith(world.prefix))

    @property
    def planned(self) -> Fraction:
        return sum((units for world in self.worlds for units in world.plans.values()), ZERO)


def make_makers(count: int, random: Random) -> Makers:
    made = Makers([make_world(number, random) for number in range(count)])
    for enterprise in PLACES:
        for process in random.sample(sorted(ABOVE), 3):
            made.cans.append(
                Can(
                    enterprise,
                    process,
                    random.choice([None, Fraction(random.randint(1, 9_000))]),
                    random.choice(["piece", "kg"]),
                    random.choice([None, Fraction(random.randint(1, 40), 10)]),
                )
            )
    for world in made.worlds:
        for item in world.items[2:]:
            made.masses[item] = random.choice([None, Fraction(random.randint(1, 40), 10)])
            processes = random.sample(sorted(ABOVE), random.choice([0, 1, 1, 2]))
            certificates = [[], [], ["ISO 9001"], ["IATF 16949"], ["ISO 9001", "IATF 16949"]]
            made.requires[item] = {process: random.choice(certificates) for process in processes}
        for material in world.materials:
            made.codes[material] = random.choice(["", *HS_CODES])
            made.recycling[material] = Fraction(random.randint(0, 10), 10)
            made.substitution[material] = Fraction(random.randint(0, 10), 10)
            for country in random.sample(["CN", "KR", "UZ", "DE"], random.choice([0, 1, 3])):
                row = (country, random.choice([2024, 2025]), Fraction(random.randint(1, 900)),
                       Fraction(random.randint(0, 10), 10))  # fmt: skip
                made.production.setdefault(material, []).append(row)
    for code in HS_CODES[:2]:
        made.headings[code] = [
            Import(country, random.choice([2025, 2026]), Fraction(random.randint(1, 3_000)), ZERO)
            for country in ("KR", "JP")
        ]
    return made


def maker_tables(made: Makers) -> dict[str, list[dict[str, Any]]]:
    rows = tables_of(made.worlds)
    for row in rows["items"]:
        row["mass_kg"] = cell(made.masses[row["id"]])
    for row in rows["materials"]:
        row["hs_code"] = made.codes[row["id"]]
        row["recycling_rate"] = cell(made.recycling[row["id"]])
        row["substitutability"] = cell(made.substitution[row["id"]])
    rows["processes"] = [{"id": p, "name": p, "parent_id": above} for p, above in ABOVE.items()]
    rows["requirements"] = [
        {"part_id": item, "process_id": process, "certificate": certificate}
        for item, needed in made.requires.items()
        for process, asked in needed.items()
        for certificate in asked or [""]
    ]
    rows["certificates"] = [
        {"enterprise_id": id_, "certificate": name} for id_ in HELD for name in HELD[id_]
    ]
    rows["capabilities"] = [can.row() for can in made.cans]
    rows["imports"] += [
        {"item_id": "", "hs_code": code, "country": row.country, "year": row.year,
         "quantity": cell(row.quantity), "value_usd": 1}
        for code, imports in made.headings.items()
        for row in imports
    ]  # fmt: skip
    rows["production"] = [
        {"material_id": material, "country": country, "year": year,
         "quantity_t": cell(amount), "governance": cell(governance)}
        for material, found in made.production.items()
        for country, year, amount, governance in found
    ]  # fmt: skip
    return rows


def load_makers(graph: Graph, made: Makers, folder: Path) -> Graph:
    """Ingest them, every row; the graph as a service holds it."""
    return held(graph, write_tables(folder / "makers", maker_tables(made)))


def ways(world: PlannedWorld, item: str, quantity: Fraction) -> Iterator[tuple[str, Fraction]]:
    """Every way down, with what it brings of what it ends at."""
    for child, each in world.children(item).items():
        yield child, quantity * each
        yield from ways(world, child, quantity * each)


def holds(world: PlannedWorld, root: str) -> dict[str, Fraction]:
    """All that is in one of it, materials in kg."""
    found: dict[str, Fraction] = defaultdict(Fraction)
    for item, quantity in [(root, Fraction(1)), *ways(world, root, Fraction(1))]:
        if item != root:
            found[item] += quantity
        for material, mass in world.made_of.get(item, {}).items():
            found[material] += quantity * mass
    return dict(found)


def needed(world: PlannedWorld, only: str | None = None) -> dict[str, Fraction]:
    """What the plan of the year takes of everything, or that of one vehicle."""
    found: dict[str, Fraction] = defaultdict(Fraction)
    for vehicle, units in world.plans.items():
        for item, amount in holds(world, vehicle).items() if only in (None, vehicle) else ():
            found[item] += units * amount
    return dict(found)


def import_rows(made: Makers, item: str) -> list[Import]:
    """Of an item, those by its HS code included, of the latest year that states quantities."""
    world = made.world_of(item)
    rows = [*world.imports.get(item, []), *made.headings.get(made.codes.get(item, ""), [])]
    rows = [row for row in rows if row.year <= YEAR and row.quantity is not None]
    return [row for row in rows if row.year == max(each.year for each in rows)]


def source_amounts(made: Makers, item: str, demand: Fraction) -> list[tuple[str, str, Fraction]]:
    """Source, country, quantity."""
    world = made.world_of(item)
    found: dict[str, Fraction] = defaultdict(Fraction)
    for row in import_rows(made, item):
        found[row.country] += row.quantity or ZERO
    offers = [o for o in world.offers.get(item, []) if o.country == HOME or o.country not in found]
    known = sum(found.values(), ZERO) + sum((o.capacity or ZERO for o in offers), ZERO)
    open_ones = [offer for offer in offers if offer.capacity is None]
    rest = max(ZERO, demand - known) / len(open_ones) if open_ones else ZERO
    amounts = [(country, country, amount) for country, amount in found.items()]
    for o in offers:
        amount = rest if o.capacity is None else o.capacity
        amounts.append((o.enterprise, o.country or f"nowhere of {o.enterprise}", amount))
    return amounts


def concentration(amounts: Sequence[Fraction]) -> Fraction | None:
    total = sum(amounts, ZERO)
    return sum(((amount / total) ** 2 for amount in amounts), ZERO) if total else None


def local_capacity(world: PlannedWorld, item: str, demand: Fraction, region: str | None = None) -> (
    Fraction
):  # fmt: skip
    """Not capped; without a limit it is the demand."""
    return sum(
        (
            demand if offer.capacity is None else offer.capacity
            for offer in world.offers.get(item, [])
            if offer.country == HOME and region in (None, PLACES[offer.enterprise][1])
        ),
        ZERO,
    )


def meets(process: str, wanted: str) -> bool:
    return process == wanted or (bool(ABOVE[process]) and meets(ABOVE[process], wanted))


def lacking(made: Makers, enterprise: str, item: str) -> int:
    """How many things the enterprise lacks for an item."""
    count = 0
    for process, certificates in made.requires[item].items():
        fitting = [c for c in made.cans if c.enterprise == enterprise]
        too_heavy = [exceeds(made, c, item) for c in fitting if meets(c.process, process)]
        count += min(too_heavy, default=1)
        count += len(set(certificates) - HELD.get(enterprise, set()))
    return count


def exceeds(made: Makers, can: Can, item: str) -> int:
    return int(not can.admits(made.masses[item]))


def yearly(made: Makers, enterprise: str, item: str) -> Fraction | str | None:
    """What its capabilities allow: None without a limit, "?" where that is not known."""
    least: Fraction | None = None
    for process in made.requires[item]:
        capacities = [
            in_pieces(made, can, item)
            for can in made.cans
            if can.enterprise == enterprise and meets(can.process, process)
            if not exceeds(made, can, item)
        ]
        if None in capacities:
            continue
        if "?" in capacities:
            return "?"
        total = sum((c for c in capacities if isinstance(c, Fraction)), ZERO)
        least = total if least is None else min(least, total)
    return least


def in_pieces(made: Makers, can: Can, item: str) -> Fraction | str | None:
    if can.capacity is None or can.unit == "piece":
        return can.capacity
    mass = made.masses[item]
    return "?" if mass is None else can.capacity / mass
