"""docs/benchmarks.md: tables between markers are written by the run, the prose around stays."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.bench.answers import AnswerFigures
from tests.bench.coverage import CoverageFigures
from tests.bench.ingest import IngestFigures
from tests.bench.lattice import EnumerationFigures, LatticeFigures
from tests.bench.planning import PlanningFigures
from tests.bench.projection import ProjectionFigures

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
RATIO_TARGET = 0.6
LATTICE_TARGET = 1.0
PLANNING_TARGETS = {
    "bottlenecks, all materials": 1.0,
    "bottlenecks, parts": 1.0,
    "candidates": 2.0,
    "localization of a vehicle": 1.0,
    "what-if, one enterprise down": 1.0,
    "what-if, one part down": 1.0,
}
READ_TARGET, STORED_TARGET, RESIDENT_TARGET, ROLL_UP_TARGET = 90.0, 5.0, 1_536.0, 0.5


def write_section(name: str, table: str) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- /name -->``."""
    text = DOCUMENT.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"{DOCUMENT}: the markers of {name} are gone; put them back")
    changed = pattern.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text)
    DOCUMENT.write_text(changed, encoding="utf-8")


def machine_line(load_before: float) -> str:
    """When, on what, and how busy it was with other work."""
    memory = psutil.virtual_memory().total / 2**30
    now = datetime.now(UTC)
    return (
        f"Measured {now:%Y-%m-%d %H:%M} UTC: {platform.machine()}, {os.cpu_count()} processors, "
        f"{memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}; "
        f"load average before {load_before:.1f}, after {os.getloadavg()[0]:.1f}."
    )


def answers_table(figures: dict[str, AnswerFigures]) -> str:
    """One line a question and engine, then the restarts."""
    lines = [
        "| engine | question | p50, ms | p95, ms | target p95, ms | met |",
        "|---|---|--:|--:|--:|---|",
    ]
    for engine, found in figures.items():
        lines += [
            f"| {engine} | {one.name} | {one.p50:.1f} | {one.p95:.1f} | {one.target_ms:.0f} "
            f"| {_met(one.p95 <= one.target_ms)} |"
            for one in found.latencies
        ]
    lines += ["", "| engine | `zanjir serve` to ready, s |", "|---|--:|"]
    lines += [f"| {engine} | {found.ready_seconds:.1f} |" for engine, found in figures.items()]
    return "\n".join(lines)


def ingest_table(figures: dict[str, list[IngestFigures]]) -> str:
    """Every round, so that the spread is seen; rates in rows a second."""
    lines = [
        "| engine | round | bare loop, rows/s | facts, rows/s | ratio | target | met "
        "| with full text, rows/s | stages, s |",
        "|---|--:|--:|--:|--:|--:|---|--:|---|",
    ]
    for engine, rounds in figures.items():
        for number, one in enumerate(rounds, 1):
            stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in one.stages.items())
            lines.append(
                f"| {engine} | {number} | {one.rows / one.bare:,.0f} | {one.rows / one.facts:,.0f} "
                f"| {one.ratio:.2f} | {RATIO_TARGET} | {_met(one.ratio >= RATIO_TARGET)} "
                f"| {one.rows / one.everything:,.0f} | {stages} |"
            )
    return "\n".join(lines)


def lattice_table(figures: dict[str, LatticeFigures]) -> str:
    """Seconds on the lattice."""
    lines = ["| engine | explosion, s | where-used, s | target, s | met |", "|---|--:|--:|--:|---|"]
    for engine, one in figures.items():
        met = _met(max(one.explosion, one.where_used) < LATTICE_TARGET)
        lines.append(
            f"| {engine} | {one.explosion:.3f} | {one.where_used:.3f} "
            f"| {LATTICE_TARGET:.0f} | {met} |"
        )
    return "\n".join(lines)


def enumeration_table(figures: dict[str, list[EnumerationFigures]]) -> str:
    """One line a lattice and engine; the last of an engine is above the limit."""
    lines = [
        "| engine | layers | ways | explosion, s | held in memory, s | enumeration, s | ratio |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for engine, found in figures.items():
        for one in found:
            seconds = f"{one.enumeration:,.3f}"
            shown = f"not run; by growth {seconds}" if one.is_expected else seconds
            lines.append(
                f"| {engine} | {one.layers} | {one.ways:,} | {one.explosion:.4f} "
                f"| {one.held:.4f} | {shown} | {one.enumeration / one.explosion:,.0f} |"
            )
    return "\n".join(lines)


def projection_table(figures: dict[str, ProjectionFigures]) -> str:
    """One line a graph, then how the largest ones meet their targets."""
    lines = [
        "| from | items | lines | read, s | most memory, MiB | stored copy, s | resident, MiB "
        "| roll-up, first, s | again, s | SciPy, s | ratio |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for source, one in figures.items():
        read = " | " if one.read is None else f"{one.read.seconds:.2f} | {one.read.peak:,.0f}"
        lines.append(
            f"| {source} | {one.items:,} | {one.lines:,} | {read} | {one.stored:.2f} "
            f"| {one.resident:,.0f} | {one.first:.3f} | {one.again:.3f} | {one.scipy:.3f} "
            f"| {one.again / one.scipy:.1f} |"
        )
    return "\n".join(lines)


def large_projection_table(figures: dict[str, ProjectionFigures]) -> str:
    """The figures, and each against its target."""
    lines = [
        projection_table(figures), "", "| from | figure | measured | target | met |",
        "|---|---|--:|--:|---|",
    ]  # fmt: skip
    for source, one in figures.items():
        targets = [
            ("stored copy, s", one.stored, STORED_TARGET),
            ("resident, MiB", one.resident, RESIDENT_TARGET),
            ("roll-up of all vehicles, s", one.again, ROLL_UP_TARGET),
        ]
        if one.read is not None:
            targets.insert(0, ("read, s", one.read.seconds, READ_TARGET))
        lines += [
            f"| {source} | {name} | {value:,.2f} | {target:,g} | {_met(value <= target)} |"
            for name, value, target in targets
        ]
    return "\n".join(lines)


def planning_table(figures: dict[str, list[PlanningFigures]]) -> str:
    """One line a question and engine; the target is for the first answer."""
    lines = [
        "| engine | question | first, s | next, s | target, s | met |",
        "|---|---|--:|--:|--:|---|",
    ]
    for engine, found in figures.items():
        for one in found:
            again = "" if one.next is None else f"{one.next:.3f}"
            target = PLANNING_TARGETS.get(one.question)
            met = "|  |" if target is None else f"| {target:.0f} | {_met(one.first <= target)} |"
            lines.append(f"| {engine} | {one.question} | {one.first:.3f} | {again} {met}")
    return "\n".join(lines)


def coverage_table(figures: dict[str, list[CoverageFigures]]) -> str:
    """One line a question."""
    lines = [
        "| engine | capacities | answer, s | solver, s | status | covered share | enterprises "
        "| solver says | gap | memory, MiB |",
        "|---|---|--:|--:|---|--:|--:|---|--:|--:|",
    ]
    for engine, found in figures.items():
        lines += [
            f"| {engine} | {one.case} | {one.seconds:.1f} | {one.answer.solver.seconds:.1f} "
            f"| {one.answer.status} | {one.answer.covered_share:.4f} "
            f"| {len(one.answer.suppliers):,} | {one.answer.solver.status} "
            f"| {one.answer.solver.gap:.3f} | {one.mebibytes:,.0f} |"
            for one in found
        ]
    return "\n".join(lines)


def _met(is_met: bool) -> str:
    return "yes" if is_met else "**no**"
