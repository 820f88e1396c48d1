"""Tables of answers as files: CSV text, and workbooks of several sheets.

Text stays text: no program that opens such a file may take a name of ours for a formula (OWASP
ASVS 5.0, 1.2.10). Figures are written in full, whatever a workbook shows of them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from graph.errors import InputError

Value = str | float | int | bool | date | None

FORMULA_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\0")
WIDEST_PIXELS: Final = 420
"""Of a column: about sixty letters; a longer text is cut on the screen, not in the file."""
FAULTS: Final = {
    -1: "is more than the 1,048,576 rows that a workbook holds",
    -2: "has a text longer than the 32,767 characters that a cell holds",
}
"""What xlsxwriter returns where it did not write a cell, or not whole."""
DATE_FORMAT: Final = "yyyy-mm-dd"
_STYLE: Final = re.compile(r"(\+?)(,?)(?:\.([0-9]+))?([dfg%])")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows below named columns.

    ``columns`` maps each name to how its figures are shown to people, as a format specification
    of Python; blank for text. Cells that are None stay empty.
    """

    columns: Mapping[str, str]
    rows: Sequence[Sequence[Value]]


def csv_text(sheet: Sheet) -> str:
    """A heading with underscores, then the rows; text that a spreadsheet would reckon with is
    written after an apostrophe."""
    heading = [name.replace(" ", "_") for name in sheet.columns]
    return "".join(_csv_line(cells) for cells in (heading, *sheet.rows))


def _csv_line(cells: Sequence[Value]) -> str:
    line = io.StringIO()
    # The writer puts into quotes only the line breaks that it ends lines with.
    csv.writer(line, lineterminator="\r\n").writerow(map(_inert, cells))
    return line.getvalue().removesuffix("\r\n") + "\n"


def write_csv(file: Path, sheet: Sheet) -> None:
    """The CSV text in a file. Raises OSError where it cannot be written."""
    file.write_text(csv_text(sheet), encoding="utf-8", newline="")


def _inert(cell: Value) -> Value:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_BEGINS) else cell


def write_workbook(file: Path, sheets: Mapping[str, Sheet]) -> None:
    """Sheets by name, each below a heading that stays in sight.

    Raises InputError where a sheet is larger than a workbook can hold, or a text longer than a
    cell can, OSError where the file cannot be written.
    """
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        bold = book.add_format({"bold": True})
        for name, sheet in sheets.items():
            page = book.add_worksheet(name)
            formats = [_cell_format(book, style) for style in sheet.columns.values()]
            day = book.add_format({"num_format": DATE_FORMAT})
            page.freeze_panes(1, 0)
            page.write_row(0, 0, sheet.columns, bold)
            for row, column, cell in _cells(sheet):
                style = day if isinstance(cell, date) else formats[column]
                if fault := _write_cell(page, row, column, cell, style):
                    # The heading is row 1, and xlsxwriter's row 0.
                    where = f"{file}: {name}, row {row + 1:,}"
                    raise InputError(f"{where}: {FAULTS[fault]}; use CSV")
            page.autofit(WIDEST_PIXELS)
    file.write_bytes(made.getvalue())


def _cells(sheet: Sheet) -> Iterator[tuple[int, int, Value]]:
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells):
            yield row, column, cell


def _write_cell(page: Any, row: int, column: int, cell: Value, style: Any) -> int:
    """0, or one of ``FAULTS``."""
    if cell is None:
        return 0
    if isinstance(cell, str):
        return int(page.write_string(row, column, cell))
    if isinstance(cell, bool):
        return int(page.write_boolean(row, column, cell))
    if isinstance(cell, date):
        return int(page.write_datetime(row, column, cell, style))
    return int(page.write_number(row, column, cell, style))


def _cell_format(book: Any, style: str) -> Any:
    return book.add_format({"num_format": number_format(style)}) if style else None


def number_format(style: str) -> str:
    """A spreadsheet's number format for a format specification of Python: ``,.1f`` is ``#,##0.0``.

    ``g`` is left to the spreadsheet: it has no format of so many leading digits.
    """
    found = _STYLE.fullmatch(style)
    if found is None:
        raise ValueError(f"no number format for {style!r}")
    sign, comma, digits, kind = found.groups()
    if kind == "g":
        return "General"
    text = ("#,##0" if comma else "0") + (
        "." + "0" * int(digits) if digits and digits != "0" else ""
    )
    text += "%" if kind == "%" else ""
    return f"+{text};-{text};{text}" if sign else text
