"""JSON Lines: one object a line, its keys the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.rows import TABLES
from ingest.rows.cells import Cell
from ingest.sources.encodings import UndecodableError, detect_encoding
from ingest.sources.tables import (
    RawRow,
    TableSource,
    UnreadableRow,
    UnreadableSource,
    check_heading,
    fold_heading,
    unknown_columns,
)


def open_json_lines(path: Path, file: str, table: str) -> TableSource | UnreadableSource:
    """The table of a JSON Lines file; `row` is the number of the line.

    The heading is every key that any object has, so the file is read through once beforehand.
    """
    if path.stat().st_size == 0:
        return UnreadableSource(file, table, "is empty")
    try:
        encoding = detect_encoding(path)
    except UndecodableError as error:
        return UnreadableSource(file, table, str(error))
    keys: dict[str, None] = {}
    for _, found in _objects(path, encoding):
        if isinstance(found, dict):
            keys.update(dict.fromkeys(found))
    if not keys:
        return UnreadableSource(file, table, "holds no JSON object: write one object a line")
    heading = tuple(dict.fromkeys(fold_heading([key])[0] for key in keys if key.strip()))
    refused = check_heading(file, table, heading)
    if refused is not None:
        return refused

    def read() -> Iterator[RawRow | UnreadableRow]:
        return _rows(path, encoding, table, {key: _column(key) for key in keys})

    return TableSource(file, table, heading, unknown_columns(table, heading), read)


def cell_of_json(value: Any) -> Cell:
    """A JSON value as a cell: lists of plain values with `;` between, the rest as JSON text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return ";".join(str(part) for part in value if part is not None)
    return json.dumps(value, ensure_ascii=False)


def _column(key: str) -> str:
    return "".join(fold_heading([key]))


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    with path.open(encoding=encoding) as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                yield number, line
                continue
            yield number, found if isinstance(found, dict) else line


def _rows(
    path: Path, encoding: str, table: str, columns: dict[str, str]
) -> Iterator[RawRow | UnreadableRow]:
    known = TABLES[table].columns
    for number, found in _objects(path, encoding):
        if isinstance(found, str):
            yield UnreadableRow(number, None, found.strip()[:200], "is not a JSON object")
            continue
        cells: dict[str, Cell] = {}
        for key, value in found.items():
            column = columns[key]
            if column in known and (value is not None or column not in cells):
                cells[column] = cell_of_json(value)
        yield RawRow(number, cells)
