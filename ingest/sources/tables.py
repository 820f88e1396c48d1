"""What every reader gives: a table with its heading checked, and a stream of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ingest.rows import TABLES
from ingest.rows.cells import Cell

_UNWANTED_IN_NAME: Final = re.compile(r"[\s\-_.]+")


class RawRow(NamedTuple):
    """Cells of a row by column (lower case), known columns only.

    `row` counts as a person does in a spreadsheet, the heading being row 1. JSON Lines have no
    heading: there it is the number of the line, so the first object is row 1. The first record of
    a Parquet file is row 2. In a Catena-X file it is the ordinal of the twin.
    """

    row: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row that has no cells to speak of: too many of them, a broken quote, no JSON object."""

    row: int
    column: str | None
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd in a table that costs no row."""

    row: int
    column: str | None
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class TableSource:
    """One table of one file. `rows()` reads it from the start each time it is called."""

    file: str
    table: str
    heading: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    read: Callable[[], Iterator[RawRow | UnreadableRow]]
    notes: tuple[Note, ...] = ()

    def rows(self) -> Iterator[RawRow | UnreadableRow]:
        """The rows in the order of the file."""
        return self.read()


@dataclass(frozen=True, slots=True)
class UnreadableSource:
    """A file or sheet of which nothing can be loaded: one reject, with row 1."""

    file: str
    table: str
    reason: str
    column: str | None = None
    value: str = ""
    row: int = 1


def table_name(text: str) -> str | None:
    """The known table that a file's or sheet's name stands for; None when there is none."""
    name = _UNWANTED_IN_NAME.sub("", text.casefold())
    return name if name in TABLES else None


def known_tables() -> str:
    """The names of all tables, for messages."""
    return ", ".join(sorted(TABLES))


def fold_heading(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Column names in lower case, blanks off; `Parent ID` and `parent-id` are `parent_id`."""
    names = ("" if cell is None else str(cell).strip().casefold() for cell in cells)
    heading = [re.sub(r"[\s\-]+", "_", name.strip("\ufeff")) for name in names]
    while heading and not heading[-1]:
        heading.pop()
    return tuple(heading)


def check_heading(file: str, table: str, heading: tuple[str, ...]) -> UnreadableSource | None:
    """Why a table with this heading cannot be read, or None."""
    model = TABLES[table]
    for column in heading:
        if column in model.columns and heading.count(column) > 1:
            return UnreadableSource(file, table, "this column appears more than once", column)
    missing = model.missing_columns(heading)
    if missing:
        found = ", ".join(column for column in heading if column)[:200]
        lacks = ", ".join(missing)
        return UnreadableSource(file, table, f"required column missing: {lacks}", missing[0], found)
    return None


def unknown_columns(table: str, heading: tuple[str, ...]) -> tuple[str, ...]:
    """Columns that the table does not have; they are kept out."""
    known = TABLES[table].columns
    return tuple(dict.fromkeys(column for column in heading if column and column not in known))


def rows_by_position(
    table: str,
    heading: tuple[str, ...],
    lines: Iterable[tuple[int, Sequence[Cell] | UnreadableRow]],
) -> Iterator[RawRow | UnreadableRow]:
    """Rows from cells in the order of the heading; empty lines are skipped."""
    known = TABLES[table].columns
    places = [(place, column) for place, column in enumerate(heading) if column in known]
    width = len(heading)
    for number, cells in lines:
        if isinstance(cells, UnreadableRow):
            yield cells
            continue
        if len(cells) != width:
            if len(cells) > width and any(not is_blank(cell) for cell in cells[width:]):
                yield _too_wide(number, cells, width)
                continue
            cells = [*cells[:width], *[None] * (width - len(cells))]
        row = {column: cells[place] for place, column in places}
        if not any(row.values()) and all(is_blank(cell) for cell in cells):
            continue
        yield RawRow(number, row)


def is_blank(cell: Cell) -> bool:
    """Nothing in it, or blanks only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _too_wide(number: int, cells: Sequence[Cell], width: int) -> UnreadableRow:
    extra = next(cell for cell in cells[width:] if not is_blank(cell))
    reason = f"has {len(cells)} cells, the heading {width}: quote cells that hold the separator"
    return UnreadableRow(number, None, str(extra)[:200], reason)
