"""`zanjir coverage`: who covers a volume, and what would cover the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Annotated

import typer
from pydantic import ValidationError

from graph.connection import open_graph
from graph.errors import InputError
from graph.settings import get_settings
from graph.sheets import Sheet, Value
from graph.sourcing.answers import Change, CoverageAnswer, CoverageRequest, EnterpriseRef, InTotal
from graph.sourcing.coverage import cover
from ingest.commands.options import ItemId
from ingest.commands.showing import AsCsv, AsJson, AsXlsx, Forms, show_figures

COLUMNS = {
    "enterprise": "",
    "place": "",
    "item": "",
    "name": "",
    "quantity": ",.0f",
    "relation": "",
}


def coverage(
    context: typer.Context,
    item_id: ItemId,
    units: Annotated[float, typer.Option(help="Wanted a year.")],
    region: Annotated[list[str] | None, typer.Option(help="Code or name; repeatable.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Code or name; repeatable.")] = None,
    certificate: Annotated[list[str] | None, typer.Option(help="All must be held.")] = None,
    max_suppliers: Annotated[int | None, typer.Option(min=1)] = None,
    objective: Annotated[str, typer.Option(help="suppliers, cost or distance.")] = "suppliers",
    include_inferred: Annotated[bool, typer.Option("--include-inferred")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """Which enterprises together can cover a volume of it."""
    values = {
        "item_id": item_id,
        "units": units,
        "regions": region or [],
        "countries": country or [],
        "certificates": certificate or [],
        "max_suppliers": max_suppliers,
        "objective": objective,
        "include_inferred": include_inferred,
    }
    request = checked_request(values)
    with open_graph(get_settings()) as graph:
        answer = cover(graph, request)
    rows: list[Sequence[Value]] = [
        (
            supplier.enterprise.name,
            supplier.enterprise.region or supplier.enterprise.country or "",
            a.item_id,
            a.name,
            a.quantity,
            a.relation,
        )
        for supplier in answer.suppliers
        for a in supplier.assignments
    ]
    rows += [("NOT COVERED", "", u.item_id, u.name, u.quantity, "") for u in answer.uncovered]
    below = [f"{answer.status}: {answer.covered_share:.1%} of the parts' needs"]
    below += what_would_cover(answer)
    show_figures(answer, Sheet(COLUMNS, rows), Forms(context, as_json, as_csv, xlsx), below=below)


def what_would_cover(answer: CoverageAnswer) -> Iterator[str]:
    """For each item left open the smallest change that covers it, and how far that leads; then
    all of them together."""
    for open_item in answer.uncovered:
        for way in open_item.to_cover[:1]:
            yield (
                f"to cover {open_item.item_id} ({way.covered_share:.1%} then): "
                f"{_who(way.enterprise)}: {_details(way.changes)}"
            )
    if answer.in_total is not None and len(answer.in_total.item_ids) > 1:
        yield from _in_total(answer.in_total)


def _in_total(total: InTotal) -> Iterator[str]:
    """All of it together, by enterprise."""
    yield f"to cover all {len(total.item_ids)} of them ({total.covered_share:.1%} then), in total:"
    for enterprise, changes in groupby(total.changes, key=lambda change: change.enterprise):
        who = "the question" if enterprise is None else _who(enterprise)
        yield f"  {who}: {_details(changes)}"


def _who(enterprise: EnterpriseRef) -> str:
    return f"{enterprise.id} {enterprise.name}"


def _details(changes: Iterable[Change]) -> str:
    return "; ".join(change.detail for change in changes)


def checked_request(values: dict[str, object]) -> CoverageRequest:
    """The request, or an InputError naming what is wrong with it."""
    try:
        return CoverageRequest.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{first['loc'][0]}: {first['msg']}") from error


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("coverage")(coverage)
