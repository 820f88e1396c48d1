"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods): every sheet named like a table is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from ingest.rows.cells import Cell
from ingest.sources.limits import zip_too_large
from ingest.sources.tables import (
    RawRow,
    TableSource,
    UnreadableRow,
    UnreadableSource,
    check_heading,
    fold_heading,
    is_blank,
    known_tables,
    rows_by_position,
    table_name,
    unknown_columns,
)

# What calamine raises on files that are damaged or of another kind.
_DAMAGED = (CalamineError, OSError, ValueError)


def open_workbook(
    path: Path, file: str, ignored: Callable[[str, str], None]
) -> Iterator[TableSource | UnreadableSource]:
    """The tables of a workbook; sheets with other names are left out and told to `ignored`."""
    refused = "is empty" if path.stat().st_size == 0 else zip_too_large(path)
    if refused:
        yield UnreadableSource(file, table_name(path.stem) or "", refused)
        return
    try:
        workbook = CalamineWorkbook.from_path(path)
    except _DAMAGED as error:
        reason = f"is not a readable workbook ({_first_line(error)})"
        yield UnreadableSource(file, table_name(path.stem) or "", reason)
        return
    names = [(sheet, table_name(sheet)) for sheet in workbook.sheet_names]
    tables = [(sheet, table) for sheet, table in names if table is not None]
    if not tables and names and (table := table_name(path.stem)) is not None:
        # `items.xlsx` with `Sheet1` is the table of its file name; empty sheets beside it are none.
        filled = [sheet for sheet, _ in names if not _is_empty(workbook, sheet)] or [names[0][0]]
        tables = [(filled[0], table)] if len(filled) == 1 else []
    if not tables:
        reason = f"has no sheet named like a table: {known_tables()}"
        yield UnreadableSource(file, "", reason)
        return
    for sheet, _ in names:
        if sheet not in dict(tables):
            ignored(file, f"sheet {sheet!r} is not a table")
    for sheet, table in tables:
        yield _open_sheet(workbook, file, sheet, table)


def _is_empty(workbook: CalamineWorkbook, sheet: str) -> bool:
    """Whether a sheet can be read and holds nothing."""
    try:
        return all(is_blank(cell) for _, cells in _lines(workbook, sheet) for cell in cells)
    except _DAMAGED:
        return False


def _open_sheet(
    workbook: CalamineWorkbook, file: str, sheet: str, table: str
) -> TableSource | UnreadableSource:
    try:
        first = next(
            (
                (number, cells)
                for number, cells in _lines(workbook, sheet)
                if not all(is_blank(cell) for cell in cells)
            ),
            None,
        )
    except _DAMAGED as error:
        return UnreadableSource(file, table, f"is not a readable sheet ({_first_line(error)})")
    if first is None:
        return UnreadableSource(file, table, "is empty")
    heading_row, heading = first[0], fold_heading(first[1])
    refused = check_heading(file, table, heading)
    if refused is not None:
        return refused

    def read() -> Iterator[RawRow | UnreadableRow]:
        lines = ((row, cells) for row, cells in _lines(workbook, sheet) if row > heading_row)
        return rows_by_position(table, heading, lines)

    return TableSource(file, table, heading, unknown_columns(table, heading), read)


def _lines(workbook: CalamineWorkbook, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
    contents = workbook.get_sheet_by_name(sheet)
    # Calamine gives the used area only; rows count from the top of the sheet.
    if contents.start is None:
        return
    top = contents.start[0]
    for number, cells in enumerate(contents.to_python(skip_empty_area=True), start=top + 1):
        yield number, [_cell(cell) for cell in cells]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | float | int | bool | datetime | date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
