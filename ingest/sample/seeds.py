"""Reads the hand-written seed files into typed records."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEED_FOLDER = Path(__file__).parent / "seed"
TABLE_FOLDER = Path(__file__).parent / "tables"
LANGUAGES = ("en", "ru", "uz")

VEHICLE_SCOPES = ("car", "van", "bus", "truck")
SCOPES: dict[str, frozenset[str]] = {
    "common": frozenset(VEHICLE_SCOPES),
    "light": frozenset({"car", "van"}),
    "heavy": frozenset({"bus", "truck"}),
    **{scope: frozenset({scope}) for scope in VEHICLE_SCOPES},
}

Row = dict[str, str]


class SeedError(ValueError):
    """The seed files contradict themselves; the message says where."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A part or an assembly before it is split into its variants."""

    key: str
    kind: str
    texts: Row
    scopes: tuple[str, ...]
    mass_kg: Row
    size_mm: Row
    price_usd: Row
    hs_code: Row
    materials: tuple[tuple[str, float], ...]
    processes: tuple[str, ...]
    certificate: str
    unit: str


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """One line of a bill of material between concepts."""

    parent: str
    child: str
    quantity: Row
    vehicles: frozenset[str]
    position: str
    unit: str
    scrap_rate: float
    alternative_group: str
    alternative_rank: str
    valid_from: str
    valid_to: str
    origin: str


def read_rows(name: str) -> list[Row]:
    """All rows of one seed file."""
    with (SEED_FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise SeedError(f"{name} row {number}: wrong number of cells")
    return rows


def split(text: str) -> tuple[str, ...]:
    """The parts of a `;`-separated cell."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def vehicles_of(scopes: str, where: str) -> frozenset[str]:
    """The vehicles that a `;`-separated list of scopes stands for."""
    unknown = [scope for scope in split(scopes) if scope not in SCOPES]
    if unknown or not scopes.strip():
        raise SeedError(f"{where}: unknown scopes {unknown or 'none at all'}")
    return frozenset().union(*(SCOPES[scope] for scope in split(scopes)))


def by_scope(cell: str, scopes: tuple[str, ...]) -> Row:
    """A cell with one value for all, or `scope=value` for each, as a value for each scope."""
    if "=" not in cell:
        return dict.fromkeys(scopes, cell.strip())
    given = {left.strip(): right.strip() for left, right in (p.split("=") for p in split(cell))}
    return {scope: given.get(scope, "") for scope in scopes}


def texts_of(row: Row) -> Row:
    """The name and description columns of a row."""
    return {
        f"{column}_{language}": row[f"{column}_{language}"].strip()
        for column in ("name", "description")
        for language in LANGUAGES
    }


def _shares(cell: str) -> tuple[tuple[str, float], ...]:
    pairs = (part.split(":") for part in split(cell))
    return tuple((material.strip(), float(share)) for material, share in pairs)


def _concept(row: Row, kind: str) -> Concept:
    scopes = split(row["scopes"])
    vehicles_of(row["scopes"], row["key"])
    return Concept(
        key=row["key"],
        kind=kind,
        texts=texts_of(row),
        scopes=scopes,
        mass_kg=by_scope(row.get("mass_kg", ""), scopes),
        size_mm=by_scope(row["size_mm"], scopes),
        price_usd=by_scope(row["price_usd"], scopes),
        hs_code=by_scope(row["hs_code"], scopes),
        materials=_shares(row.get("materials", "")),
        processes=split(row.get("processes", "")),
        certificate=row.get("certificate", "").strip(),
        unit=row.get("unit", "").strip() or "piece",
    )


def read_concepts() -> dict[str, Concept]:
    """Every part and assembly concept of all seed files, by key."""
    concepts: dict[str, Concept] = {}
    for kind, pattern in (("part", "parts_*.tsv"), ("assembly", "assemblies_*.tsv")):
        for path in sorted(SEED_FOLDER.glob(pattern)):
            for row in read_rows(path.name):
                if row["key"] in concepts:
                    raise SeedError(f"{path.name}: {row['key']} is defined twice")
                concepts[row["key"]] = _concept(row, kind)
    return concepts


def read_lines() -> Iterator[ConceptLine]:
    """Every line of all bill-of-material seed files."""
    for path in sorted(SEED_FOLDER.glob("bom_*.tsv")):
        for number, row in enumerate(read_rows(path.name), start=2):
            where = f"{path.name} row {number}"
            yield ConceptLine(
                parent=row["parent"],
                child=row["child"],
                quantity=by_scope(row["quantity"], VEHICLE_SCOPES),
                vehicles=vehicles_of(row["scopes"], where),
                position=row["position"],
                unit=row["unit"],
                scrap_rate=float(row["scrap_rate"] or 0),
                alternative_group=row["alternative_group"],
                alternative_rank=row["alternative_rank"],
                valid_from=row["valid_from"],
                valid_to=row["valid_to"],
                origin=where,
            )
