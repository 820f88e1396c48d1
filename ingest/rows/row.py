"""A row of an input table: which columns it has, how each is read, and its natural key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final, TypeVar, get_type_hints

from graph.errors import InputError
from ingest.rows.cells import Cell, cell_text

Value = str | int | float | list[str] | list[float]
Note = tuple[str, str]

KEY_SEPARATOR: Final = "\x1f"


class RowError(InputError):
    """A row that cannot be used: the column (None: the row as a whole), its text, the reason."""

    def __init__(self, column: str | None, value: Cell, reason: str) -> None:
        super().__init__(f"{column}: {reason}" if column else reason)
        self.column = column
        self.value = cell_text(value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Column:
    """Marks a field as a column of the table; `read` turns a cell that is not blank into it."""

    read: Callable[[Cell], Any]


class Row:
    """One good row. Attributes annotated with a Column are the table's columns, in order.

    Subclasses say which columns the heading must have (`required`), which make the natural key
    (`key_columns`), and which hold the ids of what the row links (`linked`) and are no properties.
    A column without a default must not be blank.
    """

    table: ClassVar[str] = ""
    required: ClassVar[tuple[str, ...]] = ()
    key_columns: ClassVar[tuple[str, ...]] = ("id",)
    linked: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[frozenset[str]] = frozenset()
    readers: ClassVar[tuple[tuple[str, Callable[[Cell], Any], bool], ...]] = ()
    stored: ClassVar[tuple[str, ...]] = ()
    defaults: ClassVar[dict[str, Any]] = {}

    row_notes: tuple[Note, ...] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.readers = tuple(
            (name, mark.read, not hasattr(cls, name))
            for name, hint in get_type_hints(cls, include_extras=True).items()
            for mark in getattr(hint, "__metadata__", ())
            if isinstance(mark, Column)
        )
        cls.columns = frozenset(name for name, _, _ in cls.readers)
        cls.stored = tuple(name for name, _, _ in cls.readers if name not in cls.linked)
        cls.defaults = {name: getattr(cls, name) for name in cls.columns if hasattr(cls, name)}

    def __init__(self, values: Mapping[str, Any]) -> None:
        """``values`` are those that the columns' readers made; they are not checked again."""
        self.__dict__ = {**self.defaults, **values}

    @classmethod
    def missing_columns(cls, heading: Collection[str]) -> list[str]:
        """Required columns that a heading (lower case) lacks; `name_ru` serves for `name`."""
        return [column for column in cls.required if column not in heading]

    @classmethod
    def complete(cls, values: dict[str, Any], notes: list[Note]) -> None:
        """Settle what depends on several columns; may raise RowError."""

    def key(self) -> str:
        """The natural key: equal for rows that state the same fact."""
        state = self.__dict__
        return KEY_SEPARATOR.join([_key_text(state[column]) for column in self.key_columns])

    def notes(self) -> list[Note]:
        """Warnings: (column, what is odd)."""
        return list(self.row_notes)

    def properties(self) -> dict[str, Value]:
        """What to store: no None, no empty list, dates as ISO text."""
        state = self.__dict__
        found = {}
        for name in self.stored:
            value = state[name]
            if value is not None and value != []:
                found[name] = value.isoformat() if isinstance(value, date) else value
        return found


RowType = TypeVar("RowType", bound=Row)


def parse_row(model: type[RowType], cells: Mapping[str, Cell]) -> RowType:
    """The row of a table's cells (column in lower case to cell); unknown columns are left out.

    Raises RowError with the first problem in the order of the table's columns.
    """
    values: dict[str, Any] = {}
    for column, read, is_required in model.readers:
        cell = cells.get(column)
        if cell is None or (isinstance(cell, str) and (not cell or cell.isspace())):
            if is_required:
                raise RowError(column, cell, "must not be empty")
            continue
        try:
            values[column] = read(cell)
        except ValueError as error:
            raise RowError(column, cell, str(error)) from None
    notes: list[Note] = []
    try:
        model.complete(values, notes)
    except RowError as error:
        if error.column and not error.value:
            raise RowError(error.column, cells.get(error.column), error.reason) from None
        raise
    if notes:
        values["row_notes"] = tuple(notes)
    return model(values)


def _key_text(value: object) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(_key_text(part) for part in value)
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)
