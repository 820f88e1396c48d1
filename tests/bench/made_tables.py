"""Tables of any size for measuring, the same at every call: a large catalogue, and a lattice."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

ITEMS = 20_000
LINES = 81_000
# Assemblies from the top down; the rest are parts, on the seventh level.
ASSEMBLIES_BY_LEVEL = (40, 160, 600, 1_400, 2_200, 2_600)
WIDTH, DEPTH = 8, 12

GROUPS = ("brake", "door", "engine", "gearbox", "seat", "axle", "cooling", "steering", "wiring")
SHAPES = (
    "bracket",
    "cover",
    "housing",
    "hose",
    "pin",
    "plate",
    "ring",
    "shaft",
    "spring",
    "washer",
)
HEADINGS = ("870829", "870830", "870840", "870850", "870880", "870899", "731815", "401693")


def write_catalogue(folder: Path) -> Path:
    """20,000 items, 7 levels deep, in 81,000 lines; a few parts are used nearly everywhere."""
    random = Random(1)
    levels: list[list[str]] = []
    for level, size in enumerate((*ASSEMBLIES_BY_LEVEL, ITEMS - sum(ASSEMBLIES_BY_LEVEL))):
        levels.append([f"B{level}-{number:05d}" for number in range(size)])
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "items.csv", ITEM_COLUMNS, (_item(random, i) for row in levels for i in row))
    _write(folder / "bom.csv", BOM_COLUMNS, _lines(random, levels))
    return folder


ITEM_COLUMNS = ("id", "kind", "name", "part_number", "hs_code", "mass_kg", "size_mm")
BOM_COLUMNS = ("parent_id", "child_id", "quantity", "unit", "position")


def _item(random: Random, item_id: str) -> tuple[object, ...]:
    is_part = item_id.startswith(f"B{len(ASSEMBLIES_BY_LEVEL)}-")
    shape = random.choice(SHAPES) if is_part else "assembly"
    sizes = "x".join(str(random.randint(5, 900)) for _ in range(3))
    return (
        item_id,
        "part" if is_part else "assembly",
        f"{random.choice(GROUPS)} {shape} {random.randint(1, 4_000)}",
        f"{random.randint(90_000_000, 99_999_999)}",
        random.choice(HEADINGS),
        round(random.uniform(0.01, 40.0), 3),
        sizes,
    )


def _lines(random: Random, levels: list[list[str]]) -> Iterable[tuple[object, ...]]:
    """Every thing has a parent one level up or more; the other lines are shared parts."""
    pairs: dict[tuple[str, str], None] = {}
    for upper, lower in pairwise(levels):
        for child in lower:
            pairs[random.choice(upper), child] = None
    parts = levels[-1]
    assemblies = [item for level in levels[:-1] for item in level]
    while len(pairs) < LINES:
        if random.random() < 0.85:
            # The cube leans hard to the front of the list: bolts, washers, clips.
            child = parts[int(len(parts) * random.random() ** 3)]
            pairs[random.choice(assemblies), child] = None
        else:
            level = random.randrange(len(levels) - 2)
            pairs[random.choice(levels[level]), random.choice(levels[level + 1])] = None
    position: dict[str, int] = {}
    for parent, child in pairs:
        position[parent] = position.get(parent, 0) + 10
        yield parent, child, random.randint(1, 8), "piece", position[parent]


def write_lattice(folder: Path) -> Path:
    """A root above 12 layers of 8, each item in every one of the layer above: 8^12 ways down."""
    layers = [[f"L{layer}-{n}" for n in range(WIDTH)] for layer in range(DEPTH)]
    items = [("TOP", "assembly", "top")]
    for layer, ids in enumerate(layers):
        kind = "part" if layer == DEPTH - 1 else "assembly"
        items += [(item, kind, f"item {item}") for item in ids]
    lines = [("TOP", child, 1) for child in layers[0]]
    for upper, lower in pairwise(layers):
        lines += [(parent, child, 1) for parent in upper for child in lower]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "items.csv", ("id", "kind", "name"), items)
    _write(folder / "bom.csv", ("parent_id", "child_id", "quantity"), lines)
    return folder


def _write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
