"""CSV and TSV: comma, semicolon or tab, found from the heading line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ingest.rows import TABLES
from ingest.rows.cells import Cell, DecimalCommaText
from ingest.sources.encodings import UndecodableError, detect_encoding
from ingest.sources.tables import (
    RawRow,
    TableSource,
    UnreadableRow,
    UnreadableSource,
    check_heading,
    fold_heading,
    is_blank,
    rows_by_position,
    unknown_columns,
)

_DELIMITERS: Final = (",", ";", "\t")

Line = tuple[int, Sequence[Cell] | UnreadableRow]


def open_delimited(path: Path, file: str, table: str) -> TableSource | UnreadableSource:
    """The table of a CSV or TSV file. Rows are records: a quoted line break starts no new row."""
    if path.stat().st_size == 0:
        return UnreadableSource(file, table, "is empty")
    try:
        encoding = detect_encoding(path)
    except UndecodableError as error:
        return UnreadableSource(file, table, str(error))
    found = _find_heading(path, encoding, table)
    if found is None:
        return UnreadableSource(file, table, "is empty")
    delimiter, row, heading = found
    refused = check_heading(file, table, heading)
    if refused is not None:
        return refused

    def read() -> Iterator[RawRow | UnreadableRow]:
        lines = _lines(path, encoding, delimiter, after=row)
        return rows_by_position(table, heading, lines)

    return TableSource(file, table, heading, unknown_columns(table, heading), read)


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """(record number, cells), or what is wrong with the record."""
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                yield number, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, str(error)


def _find_heading(path: Path, encoding: str, table: str) -> tuple[str, int, tuple[str, ...]] | None:
    """Delimiter, row and columns of the first line that is not blank."""
    known = TABLES[table].columns
    best: tuple[tuple[int, int], str, int, tuple[str, ...]] | None = None
    for delimiter in _DELIMITERS:
        for number, cells in _records(path, encoding, delimiter):
            if isinstance(cells, str) or all(is_blank(cell) for cell in cells):
                continue
            if cells[0].casefold().startswith("sep="):  # a line that Excel writes and reads
                continue
            heading = fold_heading(cells)
            rank = (sum(column in known for column in heading), len(heading))
            if best is None or rank > best[0]:
                best = (rank, delimiter, number, heading)
            break
    return best[1:] if best else None


def _lines(path: Path, encoding: str, delimiter: str, after: int) -> Iterator[Line]:
    has_decimal_comma = delimiter != ","
    for number, cells in _records(path, encoding, delimiter):
        if number <= after:
            continue
        if isinstance(cells, str):
            yield number, _broken(number, cells)
        elif has_decimal_comma:
            yield number, [DecimalCommaText(cell) if "," in cell else cell for cell in cells]
        else:
            yield number, cells


def _broken(number: int, error: str) -> UnreadableRow:
    if "unexpected end of data" in error:
        reason = "a quote that opens in this row is never closed"
    elif "field larger" in error:
        reason = "a cell is too long: is a quote left open?"
    else:
        reason = 'a quoted cell goes on after its closing quote: write quotes within it as ""'
    return UnreadableRow(number, None, "", reason)
