"""``zanjir localization``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from graph.connection import open_graph
from graph.planning import localization as planning
from graph.planning.local_content import DEFAULT_THRESHOLD
from graph.planning.localization_answers import LocalizationAnswer
from graph.settings import get_settings
from graph.sheets import Sheet
from ingest.commands.options import Day, Lifecycle
from ingest.commands.showing import AsCsv, AsJson, AsXlsx, Forms, percent, show_figures

COLUMNS = {
    "id": "",
    "name": "",
    "quantity": ",.6g",
    "unit": "",
    "unit value usd": ",.2f",
    "imported usd": ",.2f",
    "share": ".1%",
    "local share": ".0%",
    "own level": ".1%",
}


def localization(
    context: typer.Context,
    vehicle_id: Annotated[str, typer.Argument(metavar="VEHICLE", help="Id of a vehicle.")],
    method: Annotated[str, typer.Option(help="tracing or roll-up.")] = "tracing",
    threshold: Annotated[float, typer.Option(help="The level to reach, 0 to 1.")] = (
        DEFAULT_THRESHOLD
    ),
    as_of: Day = None,
    lifecycle: Lifecycle = "as-planned",
    limit: Annotated[int, typer.Option(min=1, help="Items in the table.")] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """How local a vehicle is, and which items bring the imported value."""
    with open_graph(get_settings()) as graph:
        answer = planning.localization(
            graph,
            vehicle_id,
            method=method,
            threshold=threshold,
            as_of=as_of.date() if as_of else None,
            lifecycle=lifecycle,
        )
    rows = [
        (c.item_id, c.name, c.quantity, c.unit, c.unit_value_usd, c.imported_value_usd, c.share,
         c.local_share, c.level)
        for c in answer.contributions
    ]  # fmt: skip
    forms = Forms(context, as_json, as_csv, xlsx)
    show_figures(answer, Sheet(COLUMNS, rows), forms, limit=limit, below=summary(answer))


def summary(answer: LocalizationAnswer) -> Iterator[str]:
    """The level in a line, then what is not known."""
    more = len(answer.contributions)
    yield f"{more} items bring {answer.imported_value_usd:,.2f} USD of imported value"
    if answer.level is not None:
        bound = "at most " if answer.is_upper_bound else ""
        yield (
            f"{answer.vehicle}: {bound}{answer.level:.1%} local by {answer.method}, "
            f"{answer.gap:.1%} short of {percent(answer.threshold)}"
        )
    for entry in answer.unknown:
        yield f"not known: {entry.item_id} ({entry.name}): {entry.reason}"
    yield from answer.notes


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(localization)
