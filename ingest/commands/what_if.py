"""``zanjir what-if``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic import ValidationError

from graph.connection import open_graph
from graph.errors import InputError
from graph.planning.what_if import what_if as reckon
from graph.planning.what_if_answers import StressAnswer, WhatIfAnswer, WhatIfRequest
from graph.settings import get_settings
from graph.sheets import Sheet
from ingest.commands.showing import AsCsv, AsJson, AsXlsx, Forms, show_figures

COLUMNS = {
    "vehicle": "",
    "name": "",
    "planned": ",.1f",
    "lost": ",.1f",
    "lost usd": ",.0f",
    "lost anyway": ",.1f",
    "survives days": ",.1f",
    "runs out": "",
}
SHOWN = 10


def what_if(
    context: typer.Context,
    down: Annotated[
        list[str] | None,
        typer.Argument(help="Ids of enterprises, items or materials; regions, countries."),
    ] = None,
    days: Annotated[float, typer.Option(help="Until what is lost is back.")] = 30.0,
    localize: Annotated[
        list[str] | None, typer.Option(help="ITEM=SHARE, a local source; repeatable.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Of the plan.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """What it costs to lose something, how long stocks last, and who could step in."""
    request = checked_request(down or [], days, localize or [], year)
    with open_graph(get_settings()) as graph:
        answer = reckon(graph, request)
    rows = [
        (v.id, v.name, v.planned_units, v.lost_units, v.lost_value_usd, v.baseline_lost_units,
         v.time_to_survive_days, v.runs_out)
        for v in answer.vehicles
    ]  # fmt: skip
    show_figures(
        answer,
        Sheet(COLUMNS, rows),
        Forms(context, as_json, as_csv, xlsx),
        below=summary(answer, SHOWN),
        notes=(*summary(answer), *sourceless(answer)),
    )


def checked_request(
    down: list[str], days: float, localize: list[str], year: int | None
) -> WhatIfRequest:
    """The request, or an InputError naming what is wrong with it."""
    shares: list[dict[str, object]] = []
    for text in localize:
        item, is_given, share = text.rpartition("=")
        try:
            shares.append({"item_id": item, "share": float(share)})
        except ValueError:
            is_given = ""
        if not is_given:
            raise InputError(f"--localize {text[:40]!r}: write ITEM=SHARE, for instance DISC=0.5")
    body = {"down": down, "recovery_days": days, "localize": shares, "year": year}
    try:
        return WhatIfRequest.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: {first['msg']}") from error


def summary(answer: WhatIfAnswer, shown: int | None = None) -> Iterator[str]:
    """The loss in a line, then what binds, who could step in (``shown`` of each), and what was
    not known."""
    lasts = answer.time_to_survive_days
    yield (
        f"{answer.lost_units:,.1f} units and {answer.lost_value_usd:,.0f} USD lost in "
        f"{answer.recovery_days:g} days of {answer.year}; without the loss "
        f"{answer.baseline_lost_units:,.1f} units"
    )
    if lasts is None:
        yield "all demand can be met for ever"
    else:
        yield f"all demand can be met for {lasts:,.1f} days; then {answer.runs_out} runs out"
    for bound in answer.binding[:shown]:
        yield (
            f"binds: {bound.item_id} ({bound.name}), {bound.reason}: {bound.needed:,.6g} "
            f"{bound.unit} needed, {bound.available:,.6g} to be had"
        )
    for each in answer.alternates[:shown]:
        yield f"could make {each.item_id}: {each.enterprise.id} ({each.enterprise.name})"
    yield from _effects(answer)
    yield from unknown_of_plan(answer)


def unknown_of_plan(answer: WhatIfAnswer | StressAnswer) -> Iterator[str]:
    """What was not known, in a few lines."""
    if answer.not_limited:
        yield f"{len(answer.not_limited)} items have no known source and count as not limited"
    yield from answer.notes


def sourceless(answer: WhatIfAnswer | StressAnswer) -> Iterator[str]:
    """The items that count as not limited, a line each."""
    for entry in answer.not_limited:
        yield f"not limited: {entry.item_id} ({entry.name}): {entry.reason}"


def _effects(answer: WhatIfAnswer) -> Iterator[str]:
    effect = answer.localization
    for vehicle, before in effect.before.items():
        after = effect.after[vehicle]
        if before is not None and after is not None and before != after:
            yield f"{vehicle}: {before:.1%} local before, {after:.1%} after"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("what-if")(what_if)
