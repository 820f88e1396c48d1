"""``zanjir compare``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from graph.connection import open_graph
from graph.planning.comparison import compare as compare_two
from graph.planning.comparison_answers import ComparedItem, ComparedSide, ComparisonAnswer
from graph.settings import get_settings
from graph.sheets import Sheet, Value
from ingest.commands.options import Day, Lifecycle
from ingest.commands.showing import AsCsv, AsJson, AsXlsx, Forms, first_lines, show_figures

COLUMNS = {
    "change": "",
    "id": "",
    "name": "",
    "kind": "",
    "from": ",.6g",
    "to": ",.6g",
    "difference": "+,.6g",
    "unit": "",
    "kg": "+,.3f",
    "value usd": "+,.2f",
    "imported usd": "+,.2f",
}
NOT_SHOWN = {"kind", "difference"}
SHOWN = 10


def compare(
    context: typer.Context,
    from_id: Annotated[str, typer.Argument(metavar="FROM", help="A vehicle, assembly or part.")],
    to_id: Annotated[str, typer.Argument(metavar="TO", help="Another, or the same.")],
    from_as_of: Day = None,
    to_as_of: Day = None,
    from_lifecycle: Lifecycle = "as-planned",
    to_lifecycle: Lifecycle = "as-planned",
    limit: Annotated[int, typer.Option(min=1, help="Lines of each change in the table.")] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """What differs between two things, or one at two dates or in two lifecycles."""
    with open_graph(get_settings()) as graph:
        answer = compare_two(
            graph,
            from_id,
            to_id,
            from_as_of=from_as_of.date() if from_as_of else None,
            to_as_of=to_as_of.date() if to_as_of else None,
            from_lifecycle=from_lifecycle,
            to_lifecycle=to_lifecycle,
        )
    is_table = not as_csv and xlsx is None
    lines = list(_first(answer.lines, limit)) if is_table else answer.lines
    forms = Forms(context, as_json, as_csv, xlsx)
    show_figures(
        answer,
        Sheet(COLUMNS, [_row(line) for line in lines]),
        forms,
        hidden=NOT_SHOWN,
        below=summary(answer, SHOWN),
        notes=summary(answer),
    )


def _row(line: ComparedItem) -> tuple[Value, ...]:
    return (
        line.change, line.item_id, line.name, line.kind, line.from_quantity, line.to_quantity,
        line.quantity_difference, line.unit, line.mass_difference_kg, line.value_difference_usd,
        line.imported_value_difference_usd,
    )  # fmt: skip


def _first(lines: list[ComparedItem], limit: int) -> Iterator[ComparedItem]:
    seen: dict[str, int] = {}
    for line in lines:
        seen[line.change] = seen.get(line.change, 0) + 1
        if seen[line.change] <= limit:
            yield line


def summary(answer: ComparisonAnswer, shown: int | None = None) -> Iterator[str]:
    """Counts, both sides and the differences, then what is not known (``shown`` of it)."""
    yield (
        f"{answer.added} added, {answer.removed} removed, {answer.changed} changed in quantity, "
        f"{answer.moved} moved, {answer.unchanged} alike"
    )
    yield f"from {_side(answer.from_side)}"
    yield f"to {_side(answer.to_side)}"
    parts = [
        f"{answer.mass_difference_kg:+,.3f} kg",
        f"{answer.value_difference_usd:+,.2f} USD of leaf parts",
    ]
    if answer.imported_value_difference_usd is not None:
        parts.append(f"{answer.imported_value_difference_usd:+,.2f} USD imported")
    if answer.level_difference is not None:
        parts.append(f"local content {answer.level_difference:+.2%}")
    yield "difference: " + ", ".join(parts)
    unknown = [
        f"not known ({gap.side}): {gap.item_id} ({gap.name}): {gap.reason}"
        for gap in answer.unknown
    ]
    yield from first_lines(unknown, shown, "not known")
    yield from answer.notes


def _side(side: ComparedSide) -> str:
    text = (
        f"{side.id} ({side.as_of}, {side.lifecycle}): {side.items} items, {side.mass_kg:,.3f} kg, "
        f"{side.value_usd:,.2f} USD of leaf parts"
    )
    if side.imported_value_usd is not None:
        text += f", {side.imported_value_usd:,.2f} USD imported"
    return text if side.level is None else f"{text}, {side.level:.2%} local"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)
