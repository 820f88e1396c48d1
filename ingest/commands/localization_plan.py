"""``zanjir localization-plan``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic import ValidationError

from graph.connection import open_graph
from graph.errors import InputError
from graph.planning.local_content import DEFAULT_THRESHOLD
from graph.planning.localization_plan import SECONDS
from graph.planning.localization_plan import localization_plan as plan_of
from graph.planning.localization_plan_answers import ItemTerms, LocalizationPlanAnswer
from graph.settings import get_settings
from graph.sheets import Sheet
from ingest.commands.options import Day, Lifecycle
from ingest.commands.showing import (
    AsCsv,
    AsJson,
    AsXlsx,
    Forms,
    first_lines,
    percent,
    show_figures,
)

COLUMNS = {
    "id": "",
    "name": "",
    "quantity": ",.6g",
    "unit": "",
    "unit value usd": ",.2f",
    "foreign share": ".0%",
    "share": ".0%",
    "replaced usd": ",.2f",
    "cost": ",.2f",
    "level alone": ".1%",
    "level without": ".1%",
    "capable": "d",
}
NOT_SHOWN = {"unit", "unit value usd", "share"}
SHOWN = 10


def localization_plan(
    context: typer.Context,
    vehicle_id: Annotated[str, typer.Argument(metavar="VEHICLE", help="Id of a vehicle.")],
    threshold: Annotated[float, typer.Option(help="The level to reach, 0 to 1.")] = (
        DEFAULT_THRESHOLD
    ),
    method: Annotated[str, typer.Option(help="tracing or roll-up.")] = "tracing",
    share: Annotated[
        float, typer.Option(help="Of an item's foreign supply that is localized, 0 to 1.")
    ] = 1.0,
    item_share: Annotated[
        list[str] | None, typer.Option(help="ITEM=SHARE, for one item; repeatable.")
    ] = None,
    cost: Annotated[
        list[str] | None,
        typer.Option(help="ITEM=COST; then only these items are up for choice; repeatable."),
    ] = None,
    capable_only: Annotated[
        bool, typer.Option("--capable-only", help="Only what local enterprises are capable of.")
    ] = False,
    as_of: Day = None,
    lifecycle: Lifecycle = "as-planned",
    seconds: Annotated[float, typer.Option(min=0.0, help="For the search.")] = SECONDS,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """The smallest set of items to localize that takes a vehicle over a threshold."""
    items = checked_terms(item_share or [], cost or [])
    with open_graph(get_settings()) as graph:
        answer = plan_of(
            graph,
            vehicle_id,
            method=method,
            threshold=threshold,
            share=share,
            items=items,
            capable_only=capable_only,
            as_of=as_of.date() if as_of else None,
            lifecycle=lifecycle,
            seconds=seconds,
        )
    rows = [
        (i.item_id, i.name, i.quantity, i.unit, i.unit_value_usd, i.foreign_share, i.share,
         i.replaced_value_usd, i.cost, i.level_alone, i.level_without, i.capable_local)
        for i in answer.items
    ]  # fmt: skip
    forms = Forms(context, as_json, as_csv, xlsx)
    show_figures(
        answer,
        Sheet(COLUMNS, rows),
        forms,
        hidden=NOT_SHOWN | _empty(answer),
        below=summary(answer, SHOWN),
        notes=summary(answer),
    )


def _empty(answer: LocalizationPlanAnswer) -> set[str]:
    """Columns that would say nothing new in the table."""
    found = set() if answer.cost_is == "as given" else {"cost"}
    if all(item.capable_local is None for item in answer.items):
        found.add("capable")
    return found


def checked_terms(shares: list[str], costs: list[str]) -> ItemTerms:
    """What is stated of single items, or an InputError naming what is wrong with it."""
    stated = {"shares": _figures("--item-share", shares), "costs": _figures("--cost", costs)}
    try:
        return ItemTerms.model_validate(stated)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: {first['msg']}") from error


def _figures(option: str, texts: list[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in texts:
        item, is_given, figure = text.rpartition("=")
        try:
            found[item] = float(figure)
        except ValueError:
            is_given = ""
        if not is_given:
            raise InputError(f"{option} {text[:40]!r}: write ITEM=FIGURE, for instance DISC=0.5")
    return found


def summary(answer: LocalizationPlanAnswer, shown: int | None = None) -> Iterator[str]:
    """What the set brings in a line, how sure it is, then what is left and what is not known
    (``shown`` of each)."""
    yield _outcome(answer)
    if answer.status == "reached":
        yield _proof(answer)
    left = [
        f"stays: {each.imported_value_usd:,.2f} USD of {each.item_id}: {each.reason}"
        for each in answer.left
    ]
    yield from first_lines(left, shown, "stays")
    unknown = [f"not known: {gap.item_id} ({gap.name}): {gap.reason}" for gap in answer.unknown]
    yield from first_lines(unknown, shown, "not known")
    yield from answer.notes


def _outcome(answer: LocalizationPlanAnswer) -> str:
    before, after, most = answer.level_before, answer.level_after, answer.reachable_level
    aim = f"{answer.vehicle}: {percent(answer.threshold)} local by {answer.method}"
    if before is None or after is None or most is None:
        return f"{aim} cannot be judged: there is no exworks price"
    if answer.status == "reached already":
        return f"{aim} is reached already: {before:.2%}"
    if answer.status == "out of reach":
        return f"{aim} is out of reach: {before:.2%} now, {most:.2%} with everything localized"
    return (
        f"{aim} is reached with {len(answer.items)} of {answer.candidates} items: {before:.2%} "
        f"before, {after:.2%} after; {answer.replaced_value_usd:,.2f} USD of imports replaced"
    )


def _proof(answer: LocalizationPlanAnswer) -> str:
    solver = answer.solver
    if solver.unproven is None:
        return f"no smaller set reaches it (proven in {solver.seconds:.1f} s)"
    return (
        f"not proven in {solver.seconds:.1f} s: a set may have {solver.gap:.2%} less "
        f"{'cost' if solver.unproven == 'cost' else 'items'}"
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("localization-plan")(localization_plan)
