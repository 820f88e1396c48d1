"""Answers on the command line: the service's JSON, CSV with figures in full, or a table to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from graph.errors import InputError

AsJson = Annotated[bool, typer.Option("--json", help="Print the answer of the HTTP service.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print the table as CSV, figures in full.")]
Value = str | float | int | bool | None


def show_figures(
    answer: BaseModel,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Value]],
    *,
    as_json: bool,
    as_csv: bool,
    below: Iterable[str] = (),
) -> None:
    """One of the three; ``columns`` maps names to how the table formats their figures, ``below``
    are lines under the table. Raises InputError where both are asked for."""
    if as_json and as_csv:
        raise InputError("use --json or --csv, not both")
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    elif as_csv:
        typer.echo(_csv(columns, rows), nl=False)
    else:
        _show_table(columns, rows)
        for line in below:
            typer.echo(line)


def _csv(columns: Iterable[str], rows: Iterable[Sequence[Value]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(name.replace(" ", "_") for name in columns)
    writer.writerows(rows)
    return text.getvalue()


def _show_table(columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> None:
    table = Table()
    for name, style in columns.items():
        # An id cut short is of no use to whoever wants to ask on with it.
        table.add_column(name, overflow="fold", justify="right" if style else "left")
    for row in rows:
        cells = zip(row, columns.values(), strict=True)
        table.add_row(*(_formatted(value, style) for value, style in cells))
    Console().print(table)


def _formatted(value: Value, style: str) -> str:
    if value is None:
        return ""
    return format(value, style) if style and not isinstance(value, str) else str(value)
