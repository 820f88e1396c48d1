"""``python -m tests.bench [PART …] [--engine E] [--rounds N]``; the parts are ``PARTS``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.bench.answers import measure_answers, measure_lattice
from tests.bench.document import (
    DOCUMENT,
    answers_table,
    ingest_table,
    lattice_table,
    machine_line,
    planning_table,
    projection_table,
    write_section,
)
from tests.bench.engines import engine_names
from tests.bench.ingest import measure_ingest
from tests.bench.made_tables import write_catalogue
from tests.bench.planning import measure_planning
from tests.bench.projection import measure_catalogue, measure_large

PARTS = ("ingest", "lattice", "answers", "projection", "planning")


def main() -> None:
    """Measure, print each table, and write it into the document."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="|".join(PARTS), help="default: all")
    parser.add_argument("--engine", action="append", choices=engine_names())
    parser.add_argument("--rounds", type=int, default=2, help="of the ingest")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    names = chosen.engine or engine_names()
    with tempfile.TemporaryDirectory(prefix="zanjir-bench-") as folder:
        for part in chosen.parts or PARTS:
            load = os.getloadavg()[0]
            table = _measured(part, names, Path(folder), chosen.rounds)
            section = f"{machine_line(load)}\n\n{table}"
            write_section(part, section)
            sys.stdout.write(f"\n{part}: {section}\n")
    sys.stdout.write(f"\nWritten: {DOCUMENT.relative_to(Path.cwd())}\n")


def _measured(part: str, names: list[str], folder: Path, rounds: int) -> str:
    if part == "ingest":
        tables = write_catalogue(folder / "catalogue")
        return ingest_table({n: [measure_ingest(n, tables) for _ in range(rounds)] for n in names})
    if part == "lattice":
        return lattice_table({n: measure_lattice(n, folder / "lattice") for n in names})
    if part == "projection":
        tables = write_catalogue(folder / "catalogue")
        figures = {name: measure_catalogue(name, tables, folder) for name in names}
        return projection_table(figures | {"made in memory": measure_large(folder)})
    if part == "planning":
        return planning_table(measure_planning())
    return answers_table({n: measure_answers(n) for n in names})


if __name__ == "__main__":
    main()
