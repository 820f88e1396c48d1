"""``python -m tests.bench [PART …] [--engine E] [--rounds N] [--items N] [--entries N] …``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.bench.answers import measure_answers
from tests.bench.coverage import ITEMS as COVERED
from tests.bench.coverage import measure_coverage
from tests.bench.document import (
    DOCUMENT,
    answers_table,
    coverage_table,
    enumeration_table,
    ingest_table,
    large_projection_table,
    lattice_table,
    machine_line,
    planning_table,
    projection_table,
    write_section,
)
from tests.bench.engines import engine_names
from tests.bench.ingest import measure_ingest, write_catalogue
from tests.bench.lattice import measure_enumeration, measure_lattice
from tests.bench.made_parts import PARTS as ENTRIES
from tests.bench.planning import ITEMS as PLANNED
from tests.bench.planning import measure_planning
from tests.bench.projection import (
    LARGE,
    measure_catalogue,
    measure_large,
    measure_large_read,
    write_structure,
)
from tests.bench.search_quality import measure_quality, quality_table
from tests.bench.search_scale import measure_scale, scale_table
from tests.bench.search_throughput import measure_throughput, throughput_table

SEARCH = ("search-quality", "search-throughput", "search-scale")
STRUCTURE = ("lattice", "enumeration", "projection", "projection-large")
PARTS = ("ingest", *STRUCTURE, "answers", "planning", "coverage", *SEARCH)
CALLS = 1_600


def main() -> None:
    """Measure, print each table, and write it into the document."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="|".join((*PARTS, "search")), help="default: all"
    )
    parser.add_argument("--engine", action="append", choices=engine_names())
    parser.add_argument("--rounds", type=int, default=2, help="of the ingest")
    parser.add_argument("--items", type=int, help="of planning, coverage and projection-large")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="made ones, of search-scale")
    parser.add_argument("--calls", type=int, default=CALLS, help="of search-throughput")
    chosen = parser.parse_args()
    parts = _parts(chosen.parts)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    names = chosen.engine or engine_names()
    with tempfile.TemporaryDirectory(prefix="zanjir-bench-") as folder:
        for part in parts:
            load = os.getloadavg()[0]
            if part in SEARCH:
                table = _search(part, names, Path(folder), chosen.entries, chosen.calls)
            elif part in STRUCTURE:
                table = _structure(part, names, Path(folder), chosen.items or LARGE)
            else:
                table = _measured(part, names, Path(folder), chosen.rounds, chosen.items)
            section = f"{machine_line(load)}\n\n{table}"
            write_section(part, section)
            sys.stdout.write(f"\n{part}: {section}\n")
    sys.stdout.write(f"\nWritten: {DOCUMENT.relative_to(Path.cwd())}\n")


def _parts(asked: list[str]) -> list[str]:
    """``search`` stands for its three; nothing for all."""
    named = [part for one in asked for part in (SEARCH if one == "search" else [one])]
    return list(dict.fromkeys(named)) or list(PARTS)


def _search(part: str, names: list[str], folder: Path, entries: int, calls: int) -> str:
    if part == "search-scale":
        return scale_table({name: measure_scale(name, folder, entries) for name in names})
    if part == "search-quality":
        # The last one: on Neo4j, where there is one, all three baselines run.
        return quality_table(measure_quality(names[-1]))
    if "neo4j" not in names:
        return "Not measured: NEO4J_TEST_URI names no Neo4j."
    return throughput_table(measure_throughput(calls))


def _structure(part: str, names: list[str], folder: Path, items: int) -> str:
    if part == "lattice":
        return lattice_table({n: measure_lattice(n, folder / "lattice") for n in names})
    if part == "enumeration":
        return enumeration_table({n: measure_enumeration(n, folder / "lattice") for n in names})
    if part == "projection":
        tables = write_structure(folder / "catalogue")
        return projection_table({n: measure_catalogue(n, tables, folder) for n in names})
    figures = {"generated in memory": measure_large(folder, items)}
    if "neo4j" in names:
        figures["neo4j"] = measure_large_read("neo4j", folder, items)
    return large_projection_table(figures)


def _measured(part: str, names: list[str], folder: Path, rounds: int, items: int | None) -> str:
    if part == "ingest":
        tables = write_catalogue(folder / "items")
        return ingest_table({n: [measure_ingest(n, tables) for _ in range(rounds)] for n in names})
    if part == "coverage":
        count = items or COVERED
        return coverage_table({n: measure_coverage(n, folder, count) for n in names})
    if part == "planning":
        count = items or PLANNED
        tables = folder / "planning"
        return planning_table({n: measure_planning(n, tables, count) for n in names})
    return answers_table({n: measure_answers(n) for n in names})


if __name__ == "__main__":
    main()
