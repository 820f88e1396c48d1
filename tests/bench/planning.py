"""Planning at 20,000 items and 2,000 enterprises, made in memory: the first answer and the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, cast

import numpy as np

from graph.connection import Graph
from graph.engines import Neo4j
from graph.planning import ability, reading
from graph.planning.bottlenecks import bottlenecks
from graph.planning.candidates import localization_candidates
from graph.planning.facts import Facts, Imports, Prices, Production
from graph.planning.judging import columns_of
from graph.planning.opportunities import opportunities
from graph.planning.values import values_of
from graph.projection.projection import Projection, Requirements, Stamp, Supplies
from graph.settings import Settings
from graph.sourcing.answers import EnterpriseRef
from graph.sourcing.capability import Capability, Holder, Profile, RequiredProcess
from graph.sourcing.loading import Enterprise
from graph.sourcing.makers import Makers
from graph.structure.bill import ItemHead, offsets_of
from graph.structure.building import BillBuilder
from graph.structure.service import today

ITEMS, VEHICLES, MATERIALS, ENTERPRISES, PROCESSES = 20_000, 10, 200, 2_000, 100
YEAR = 2026
COUNTRIES = ["CN", "DE", "JP", "KR", "RU", "TR"]


@dataclass(frozen=True, slots=True)
class PlanningFigures:
    """Seconds: the first answer after a load, and the next one of the same kind."""

    question: str
    first: float
    next: float | None


@dataclass
class HeldFacts:
    """What a service holds, without a database behind it."""

    held: Projection

    def refresh(self) -> Projection:
        return self.held


def measure_planning() -> list[PlanningFigures]:
    """Each question twice on the same facts; judging the makers is a line of its own."""
    facts, profiles, everyone = made_facts()
    held = cast(Any, HeldFacts(facts.projection))
    graph = Graph(cast(Any, None), Neo4j(), Settings(zanjir_home=Path("unused")), held)
    facts.projection.derived[reading.KEPT] = facts
    started = time.monotonic()
    facts.projection.derived[ability.KEPT] = judged(facts, profiles, everyone)
    found = [PlanningFigures("who can make what is imported", time.monotonic() - started, None)]
    questions: dict[str, Callable[[], object]] = {
        "bottlenecks, all materials": lambda: bottlenecks(graph, limit=1000),
        "bottlenecks, parts": lambda: bottlenecks(graph, kind="part", limit=20),
        "candidates": lambda: localization_candidates(graph, limit=20),
        "opportunities of one enterprise": lambda: opportunities(graph, "E0001", near=1),
    }
    for name, ask in questions.items():
        found.append(PlanningFigures(name, _timed(ask), _timed(ask)))
    return found


def judged(
    facts: Facts, profiles: list[Profile], everyone: dict[str, Enterprise]
) -> ability.Abilities:
    """As it is after what it needs has been read."""
    day = today().isoformat()
    places = np.unique(facts.imports.items).astype(np.int64)
    asked = columns_of(profiles)
    local = {id_: each for id_, each in everyone.items() if each.ref.country == "UZ"}
    able = ability.find_able(facts, places, asked, local, day)
    return ability.Abilities(places, profiles, asked, able, Makers(local, day), everyone, day)


def _timed(ask: Callable[[], object]) -> float:
    started = time.monotonic()
    ask()
    return time.monotonic() - started


def made_facts() -> tuple[Facts, list[Profile], dict[str, Enterprise]]:
    """All figures, what the imported items ask for, and who can do what; the same at every call."""
    random = Random(1)
    projection = _made_projection(random)
    refs = {
        f"E{number:04}": EnterpriseRef(
            id=f"E{number:04}",
            name=f"Enterprise {number}",
            country="UZ" if number % 2 else random.choice(COUNTRIES),
            region="UZ-AN" if number % 2 else None,
        )
        for number in range(ENTERPRISES)
    }
    bill, supplies = projection.bill, projection.supplies
    at_home = np.array([refs[id_].country == "UZ" for id_ in supplies.enterprise_ids])
    local = at_home[supplies.enterprises]
    imports = _made_imports(random, projection)
    materials = range(ITEMS - MATERIALS, ITEMS)
    facts = Facts(
        projection=projection,
        home_country="UZ",
        enterprises=refs,
        local=local,
        capacities=np.where(np.isnan(supplies.capacities), np.inf, supplies.capacities),
        imports=imports,
        headings=[],
        stocks=[],
        production={
            place: [Production(c, 2025, random.random(), random.random()) for c in COUNTRIES]
            for place in materials
        },
        prices={
            **{place: Prices(20_000.0, 1_000.0, *[None] * 4) for place in range(VEHICLES)},
            **{place: Prices(None, None, 2.0, 0.3, 0.5, "720851") for place in materials},
        },
        values=values_of(
            (supplies.items, supplies.shares, supplies.prices, local),
            (imports.items, imports.years, imports.quantities, imports.values),
            ITEMS,
        ),
        unread=[],
    )
    profiles = [_profile(random, bill.items.ids[p]) for p in np.unique(imports.items).tolist()]
    return facts, profiles, {id_: _enterprise(random, ref) for id_, ref in refs.items()}


def _profile(random: Random, id_: str) -> Profile:
    return Profile(
        id_,
        mass_kg=random.random() * 10,
        size_mm=(300.0, 200.0, 100.0),
        requirements=tuple(
            RequiredProcess(f"P{number}", f"P{number}", frozenset({f"P{number}"}))
            for number in random.sample(range(PROCESSES), 2)
        ),
    )


def _enterprise(random: Random, ref: EnterpriseRef) -> Enterprise:
    capabilities = tuple(
        Capability(f"{ref.id} {number}", f"P{number}", 50_000.0, "piece", 8.0, (400.0, 300.0))
        for number in random.sample(range(PROCESSES), 8)
    )
    return Enterprise(ref, None, Holder(ref.id, capabilities))


def _made_projection(random: Random) -> Projection:
    assemblies = ITEMS // 5
    kinds = ["vehicle"] * VEHICLES + ["assembly"] * assemblies
    kinds += ["part"] * (ITEMS - MATERIALS - len(kinds)) + ["material"] * MATERIALS
    heads = [
        ItemHead(f"I{n:05}", kind, f"Item {n}", "kg" if kind == "material" else "piece", 1.0)
        for n, kind in enumerate(kinds)
    ]
    builder = BillBuilder(heads)
    last = ITEMS - MATERIALS
    for parent in range(VEHICLES + assemblies):
        few = 200 if parent < VEHICLES else 18
        # Mostly what comes a few times later, so that levels are many, and parts anywhere.
        near = min(last - 1, parent * 4 + VEHICLES + few)
        below = max(parent + 1, VEHICLES)
        children = {random.randint(below, near) for _ in range(few)}
        children |= {random.randint(below, last - 1) for _ in range(2)}
        rest = [None] * 8
        builder.add_lines(f"I{parent:05}", [[f"I{c:05}", 1.0, *rest] for c in sorted(children)])
    for material in range(last, ITEMS):
        parts = random.sample(range(VEHICLES + assemblies, last), 200)
        builder.add_composition(f"I{material:05}", [(f"I{p:05}", 0.5) for p in parts])
    for vehicle in range(VEHICLES):
        builder.add_plan(f"I{vehicle:05}", YEAR, 10_000.0)
    nothing = np.empty(0, dtype=np.int32)
    return Projection(
        stamp=Stamp(1, "made"),
        bill=builder.build(),
        requirements=Requirements(nothing, nothing, [], np.full(ITEMS, -1, dtype=np.int32), []),
        supplies=_made_supplies(random),
        seconds=0.0,
    )


def _made_supplies(random: Random) -> Supplies:
    rows = sorted(
        {
            (random.randint(VEHICLES, ITEMS - 1), random.randint(0, ENTERPRISES - 1))
            for _ in range(2 * ITEMS)
        }
    )
    items = np.array([item for item, _ in rows], dtype=np.int32)
    count = len(rows)
    return Supplies(
        offsets=offsets_of(items, ITEMS),
        items=items,
        enterprises=np.array([each for _, each in rows], dtype=np.int32),
        capacities=np.array([random.choice([np.nan, 40_000.0]) for _ in rows]),
        prices=np.full(count, 3.0),
        lead_times=np.full(count, np.nan),
        moqs=np.full(count, np.nan),
        shares=np.full(count, np.nan),
        usable=np.ones(count, dtype=np.bool_),
        enterprise_ids=[f"E{number:04}" for number in range(ENTERPRISES)],
    )


def _made_imports(random: Random, projection: Projection) -> Imports:
    rows = sorted(
        (item, country, year, float(random.randint(1, 9_000)), float(random.randint(1, 90_000)))
        for item in random.sample(range(VEHICLES, ITEMS), ITEMS * 3 // 4)
        for country in random.sample(range(len(COUNTRIES)), 2)
        for year in (YEAR - 1, YEAR)
    )
    columns = np.array(rows).T.copy()
    items = columns[0].astype(np.int32)
    return Imports(
        offsets=offsets_of(items, len(projection.bill.items.ids)),
        items=items,
        countries=columns[1].astype(np.int32),
        years=columns[2].astype(np.int32),
        quantities=columns[3],
        values=columns[4],
        country_ids=COUNTRIES,
    )
