"""A whole vehicle and the enterprises around it as tables of any size, the same at every call.

Parts of one family ask for alike processes and enterprises do what belongs together, as in a real
supply base; nothing in it exists.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

VEHICLE = "MADE-VEHICLE"
UNITS = 40_000
FAMILIES, IN_FAMILY = 16, 6
"""Families of processes, and processes in each, that of the family above them."""
PARTS_OF_ASSEMBLY = 6
CERTIFICATES = ("ISO 9001", "IATF 16949", "ISO 14001")
QUANTITIES = (1, 1, 1, 1, 1, 2, 2, 2, 4, 4, 6, 8)
CAPABILITIES = 8


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made; ``slack`` is the capacity of all makers over what is needed of them."""

    parts: int = 7_700
    enterprises: int = 2_000
    slack: float = 20.0


def write_supply_base(folder: Path, size: Size) -> Path:
    """The tables; with a small ``slack`` a good part of the capacities binds."""
    random = Random(7)
    folder.mkdir(parents=True, exist_ok=True)
    assemblies = [f"MADE-A{number:04}" for number in range(size.parts // PARTS_OF_ASSEMBLY)]
    parts = [f"MADE-P{number:05}" for number in range(size.parts)]
    masses = {part: round(random.lognormvariate(-1.0, 1.2), 3) or 0.001 for part in parts}
    lines, needs = _structure(random, assemblies, parts)
    required = {part: _required(random) for part in parts}
    load = _load(required, needs, masses)
    write_rows(folder / "vehicles.csv", "id,name", [(VEHICLE, "made vehicle")])
    write_rows(
        folder / "items.csv",
        "id,kind,name,mass_kg,size_mm",
        [(a, "assembly", f"assembly {a}", "", "") for a in assemblies]
        + [(p, "part", f"part {p}", masses[p], random.randint(20, 600)) for p in parts],
    )
    write_rows(folder / "bom.csv", "parent_id,child_id,quantity", lines)
    write_rows(folder / "processes.csv", "id,name,parent_id", _processes())
    write_rows(
        folder / "requirements.csv",
        "part_id,process_id,certificate",
        [
            (part, process, random.choice(CERTIFICATES) if random.random() < 0.1 else "")
            for part, processes in required.items()
            for process in processes
        ],
    )
    makers = [f"MADE-E{number:04}" for number in range(size.enterprises)]
    _write_makers(random, folder, makers, load, size.slack)
    _write_supplies(random, folder, makers, assemblies, needs, size.slack)
    return folder


def _structure(
    random: Random, assemblies: list[str], parts: list[str]
) -> tuple[list[tuple[str, str, int]], dict[str, int]]:
    """Lines of the bill, and what the volume needs of everything: a tree of assemblies, every part
    in one, and one part in twenty, a fastener, in many."""
    lines: dict[tuple[str, str], int] = {}
    for number, assembly in enumerate(assemblies):
        above = VEHICLE if number < 40 else assemblies[random.randrange(number // 6, number)]
        lines[above, assembly] = random.choice((1, 1, 1, 2))
    for number, part in enumerate(parts):
        lines[assemblies[number % len(assemblies)], part] = random.choice(QUANTITIES)
        if number % 20 == 0:
            for assembly in random.sample(assemblies, min(12, len(assemblies))):
                lines[assembly, part] = random.choice(QUANTITIES)
    needs = {VEHICLE: UNITS}
    below: dict[str, list[tuple[str, int]]] = {}
    for (parent, child), quantity in lines.items():
        below.setdefault(parent, []).append((child, quantity))
    for parent in [VEHICLE, *assemblies]:
        for child, quantity in below.get(parent, ()):
            needs[child] = needs.get(child, 0) + quantity * needs[parent]
    return [(parent, child, quantity) for (parent, child), quantity in lines.items()], needs


def _process(family: int, number: int) -> str:
    return f"MADE-F{family:02}-{number}"


def _processes() -> list[tuple[str, str, str]]:
    rows = []
    for family in range(FAMILIES):
        rows.append((f"MADE-F{family:02}", f"family {family}", ""))
        for number in range(IN_FAMILY):
            id_ = _process(family, number)
            rows.append((id_, f"process {id_}", f"MADE-F{family:02}"))
    return rows


def _required(random: Random) -> list[str]:
    """A process of the part's family, often one of the next family after it; sometimes any of a
    family will do."""
    family = int(FAMILIES * random.random() ** 1.5)
    found = [_process(family, random.randrange(IN_FAMILY))]
    if random.random() < 0.1:
        found = [f"MADE-F{family:02}"]
    if random.random() < 0.5:
        found.append(_process((family + 1) % FAMILIES, random.randrange(IN_FAMILY)))
    return found


def _load(
    required: dict[str, list[str]], needs: dict[str, int], masses: dict[str, float]
) -> dict[str, tuple[float, float]]:
    """By process the pieces and the kilograms asked of it."""
    load: dict[str, tuple[float, float]] = {}
    for part, processes in required.items():
        for process in processes:
            pieces, kilograms = load.get(process, (0.0, 0.0))
            need = needs[part]
            load[process] = pieces + need, kilograms + need * masses[part]
    return load


def _write_makers(
    random: Random,
    folder: Path,
    makers: list[str],
    load: dict[str, tuple[float, float]],
    slack: float,
) -> None:
    """Half of them local, each with capabilities of two or three neighbouring families."""
    skills = {}
    for maker in makers:
        first = int(FAMILIES * random.random() ** 1.5)
        near = [_process((first + n) % FAMILIES, k) for n in range(3) for k in range(IN_FAMILY)]
        skills[maker] = random.sample(near, CAPABILITIES)
    able = {
        p: sum(p in own for own in skills.values()) for p in {p for s in skills.values() for p in s}
    }
    rows = []
    for maker, own in skills.items():
        for process in own:
            pieces, kilograms = load.get(process, (1_000.0, 1_000.0))
            in_kg = random.random() < 0.3
            share = (kilograms if in_kg else pieces) / able[process] * slack
            capacity = (
                ""
                if random.random() < 0.05 and slack > 1
                else round(share * random.uniform(0.3, 1.7))
            )
            most = random.choice(("", "", 2, 8, 25))
            rows.append((maker, process, capacity, "kg" if in_kg else "piece", most))
    write_rows(
        folder / "enterprises.csv",
        "id,name,country,region,latitude,longitude",
        [
            (
                maker,
                f"made enterprise {maker}",
                "UZ" if number % 2 else random.choice(("KR", "CN", "RU", "TR")),
                random.choice(("UZ-AN", "UZ-FA", "UZ-TK", "UZ-SA")) if number % 2 else "",
                round(random.uniform(37.5, 42.5), 4),
                round(random.uniform(60, 72), 4),
            )
            for number, maker in enumerate(makers)
        ],
    )
    write_rows(
        folder / "capabilities.csv",
        "enterprise_id,process_id,annual_capacity,unit,max_mass_kg",
        rows,
    )
    write_rows(
        folder / "certificates.csv",
        "enterprise_id,certificate",
        [(m, c) for m in makers for c in CERTIFICATES if random.random() < 0.5],
    )


def _write_supplies(
    random: Random,
    folder: Path,
    makers: list[str],
    assemblies: list[str],
    needs: dict[str, int],
    slack: float,
) -> None:
    """Half of the parts and one assembly in twelve have suppliers; some ask a minimum order."""
    rows = []
    whole = set(random.sample(assemblies, len(assemblies) // 12))
    for item, need in needs.items():
        if item == VEHICLE or (item in assemblies and item not in whole) or random.random() < 0.5:
            continue
        for maker in random.sample(makers, random.choice((1, 1, 2))):
            high = 1.5 if slack > 1 else 0.8
            capacity = (
                "" if random.random() < 0.1 * slack else int(need * random.uniform(0.2, high))
            )
            moq = random.choice(("", "", 500, 5_000, 2 * need))
            rows.append((maker, item, capacity, round(random.uniform(0.5, 90), 2), moq))
    write_rows(
        folder / "supplies.csv", "enterprise_id,item_id,annual_capacity,unit_price_usd,moq", rows
    )


def write_rows(file: Path, heading: str, rows: Iterable[Sequence[object]]) -> None:
    """One table as CSV."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(heading.split(","))
        writer.writerows(rows)
