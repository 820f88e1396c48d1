"""Parquet files, read in batches."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet

from ingest.rows import TABLES
from ingest.rows.cells import Cell
from ingest.sources.json_lines import cell_of_json
from ingest.sources.limits import too_large
from ingest.sources.tables import (
    RawRow,
    TableSource,
    UnreadableRow,
    UnreadableSource,
    check_heading,
    fold_heading,
    unknown_columns,
)

_BATCH_ROWS: Final = 8192
_FIRST_ROW: Final = 2  # as if the column names were row 1


def open_parquet(path: Path, file: str, table: str) -> TableSource | UnreadableSource:
    """The table of a Parquet file; its first record is row 2."""
    if path.stat().st_size == 0:
        return UnreadableSource(file, table, "is empty")
    try:
        with parquet.ParquetFile(path) as opened:
            metadata = opened.metadata
            names = [str(name) for name in opened.schema_arrow.names]
            unpacked = sum(
                metadata.row_group(group).total_byte_size
                for group in range(metadata.num_row_groups)
            )
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        return UnreadableSource(file, table, f"is not a readable Parquet file ({reason})")
    refused = too_large(unpacked, path.stat().st_size)
    if refused:
        return UnreadableSource(file, table, refused)
    heading = tuple("".join(fold_heading([name])) for name in names)
    unreadable = check_heading(file, table, heading)
    if unreadable is not None:
        return unreadable
    wanted = {
        name: column
        for name, column in zip(names, heading, strict=True)
        if column in TABLES[table].columns
    }

    def read() -> Iterator[RawRow | UnreadableRow]:
        return _rows(path, wanted)

    return TableSource(file, table, heading, unknown_columns(table, heading), read)


def _rows(path: Path, wanted: dict[str, str]) -> Iterator[RawRow | UnreadableRow]:
    number = _FIRST_ROW
    try:
        with parquet.ParquetFile(path) as opened:
            for batch in opened.iter_batches(batch_size=_BATCH_ROWS, columns=list(wanted)):
                for record in batch.to_pylist():
                    cells = {wanted[name]: _cell(value) for name, value in record.items()}
                    yield RawRow(number, cells)
                    number += 1
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        yield UnreadableRow(number, None, "", f"the file is damaged from here on ({reason})")


def _cell(value: Any) -> Cell:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, tuple):
        return cell_of_json(list(value))
    if isinstance(value, list | dict):
        return cell_of_json(value)
    return value  # type: ignore[no-any-return]
