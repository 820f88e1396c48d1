"""Plan years and planned units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.structure.loading import Walk


def planning_year(walk: Walk, day: date) -> int:
    """The year that counts unless one is asked for: the current one if any plan has it, else the
    latest planned, and the current one where nothing is planned at all."""
    years = [int(row["year"]) for row in walk.read("structure/list_plan_years")]
    return day.year if day.year in years or not years else max(years)


def planned_units(walk: Walk, vehicles: Sequence[str], year: int) -> dict[str, float]:
    """Vehicle -> planned units of a year; one without a plan is left out."""
    rows = walk.read_chunked("structure/list_planned_units", vehicles, year=year)
    return {row["id"]: float(row["units"]) for row in rows}
