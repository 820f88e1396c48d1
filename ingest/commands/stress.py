"""``zanjir stress``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import typer

from graph.connection import open_graph
from graph.errors import InputError
from graph.planning.stress import KINDS, ranked, single_losses
from graph.planning.what_if_answers import SingleLoss
from graph.settings import get_settings
from graph.sheets import Sheet
from ingest.commands.showing import AsCsv, AsJson, AsXlsx, Forms, show_figures
from ingest.commands.what_if import sourceless, unknown_of_plan
from ingest.progress import Progress

COLUMNS = {
    "index": ".3f",
    "kind": "",
    "id": "",
    "name": "",
    "lost units": ",.1f",
    "lost usd": ",.0f",
    "survives days": ",.1f",
}


def stress(
    context: typer.Context,
    all_single: Annotated[
        bool, typer.Option("--all-single", help="Lose everything once, each by itself.")
    ] = False,
    days: Annotated[float, typer.Option(help="Until what is lost is back.")] = 30.0,
    year: Annotated[int | None, typer.Option(help="Of the plan.")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help=f"Only these: {', '.join(KINDS)}; repeatable.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes side by side.")] = (
        min(8, os.cpu_count() or 1)
    ),
    limit: Annotated[int, typer.Option(min=1, help="Losses in the table.")] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """What every single loss would cost, the dearest first: the risk exposure index."""
    if not all_single:
        raise InputError("say --all-single; for one loss use `zanjir what-if`")
    progress = Progress()
    with open_graph(get_settings()) as graph:
        count, losses, facts, of_year = single_losses(
            graph, recovery_days=days, year=year, kinds=kind or KINDS, workers=workers
        )
        with progress.stage("losses", count):
            answer = ranked(_counted(losses, progress), facts, of_year, days)
    rows = [
        (s.index, s.kind, s.id, s.name, s.lost_units, s.lost_value_usd, s.time_to_survive_days)
        for s in answer.losses
    ]
    below = [f"{len(answer.losses):,} single losses of {days:g} days in {answer.year}"]
    below += unknown_of_plan(answer)
    forms = Forms(context, as_json, as_csv, xlsx)
    notes = (*below, *sourceless(answer))
    show_figures(answer, Sheet(COLUMNS, rows), forms, limit=limit, below=below, notes=notes)


def _counted(losses: Iterator[SingleLoss], progress: Progress) -> Iterator[SingleLoss]:
    for loss in losses:
        progress.advance(1)
        yield loss


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(stress)
