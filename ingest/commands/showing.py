"""Answers on the command line: the service's JSON, CSV with figures in full, or a table to read;
beside it a workbook, where one is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from graph.errors import InputError
from graph.sheets import Sheet, Value, csv_text, write_workbook
from ingest.commands.tables import print_table


def writable_workbook(file: Path | None) -> Path | None:
    """The file, before anything slow begins; raises InputError where it cannot be a workbook."""
    if file is None:
        return None
    if file.suffix.lower() != ".xlsx":
        raise InputError(f"--xlsx {file}: give a name that ends in .xlsx")
    if not file.resolve().parent.is_dir():
        raise InputError(f"--xlsx {file}: its folder does not exist; make it first")
    if file.is_dir():
        raise InputError(f"--xlsx {file}: is a folder; give the name of a file")
    return file


AsJson = Annotated[bool, typer.Option("--json", help="Print the answer of the HTTP service.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print the table as CSV, figures in full.")]
AsXlsx = Annotated[
    Path | None,
    typer.Option("--xlsx", help="Also write the table as a workbook.", callback=writable_workbook),
]
FORMS = ("as_json", "as_csv", "csv_file", "xlsx")


class Versioned(Protocol):
    """An answer of the service."""

    @property
    def graph_version(self) -> int: ...

    def model_dump_json(self, *, indent: int | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class Forms:
    """How an answer is wanted, and the call that it answers."""

    context: typer.Context
    as_json: bool
    as_csv: bool
    xlsx: Path | None


def show_figures(
    answer: Versioned,
    sheet: Sheet,
    forms: Forms,
    *,
    limit: int | None = None,
    hidden: Collection[str] = (),
    below: Iterable[str] = (),
    notes: Iterable[str] | None = None,
) -> None:
    """Print one form and write the workbook. ``limit``: rows of the table for people, ``hidden``
    the columns that it has no room for; ``below`` are lines under it, ``notes`` those of the
    workbook where it has room for more. Raises InputError where JSON and CSV are both asked for."""
    if forms.as_json and forms.as_csv:
        raise InputError("use --json or --csv, not both")
    below = list(below)
    if forms.xlsx is not None:
        about = about_sheet(answer, forms.context, below if notes is None else notes)
        write_workbook(forms.xlsx, {str(forms.context.info_name): sheet, "about": about})
    if forms.as_json:
        typer.echo(answer.model_dump_json(indent=2))
    elif forms.as_csv:
        typer.echo(csv_text(sheet), nl=False)
    else:
        if sheet.rows or not below:
            _show_table(_without(Sheet(sheet.columns, sheet.rows[:limit]), hidden))
        for line in below:
            typer.echo(line)


def first_lines(lines: Sequence[str], shown: int | None, what: str) -> Iterator[str]:
    """As many of them as are shown, all for None, then how many there are beside."""
    yield from lines[:shown]
    if shown is not None and len(lines) > shown:
        yield f"{what}: {len(lines) - shown} more; --json lists them"


def percent(share: float) -> str:
    """As somebody stated it: a share just short of the whole is not 100 %."""
    return f"{share * 100:.10g}%"


def _without(sheet: Sheet, hidden: Collection[str]) -> Sheet:
    kept = [place for place, name in enumerate(sheet.columns) if name not in hidden]
    columns = {name: style for name, style in sheet.columns.items() if name not in hidden}
    return Sheet(columns, [[row[place] for place in kept] for row in sheet.rows])


def about_sheet(answer: Versioned, context: typer.Context, notes: Iterable[str]) -> Sheet:
    """What was asked, of which graph, when, and what the answer says beside its figures."""
    rows: list[tuple[str, Value]] = [("asked", f"zanjir {context.info_name}")]
    rows += asked_options(context.params)
    rows += [("on", datetime.now(UTC).date()), ("graph version", answer.graph_version)]
    rows += [("note", line) for line in notes]
    return Sheet({"what": "", "value": ""}, rows)


def asked_options(given: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """The options of a call that say something, but for the form of the answer."""
    for name, value in given.items():
        if name in FORMS or value is None or value == [] or value == ():
            continue
        if isinstance(value, list | tuple):
            value = ", ".join(map(str, value))
        if isinstance(value, datetime):
            value = value.date()
        is_plain = isinstance(value, str | float | int | date)
        yield name.replace("_", " "), value if is_plain else str(value)


def _show_table(sheet: Sheet) -> None:
    print_table(
        {name: bool(style) for name, style in sheet.columns.items()},
        [
            [
                _formatted(value, style)
                for value, style in zip(row, sheet.columns.values(), strict=True)
            ]
            for row in sheet.rows
        ],
    )


def _formatted(value: Value, style: str) -> str:
    if value is None:
        return ""
    return format(value, style) if style and not isinstance(value, str) else str(value)
