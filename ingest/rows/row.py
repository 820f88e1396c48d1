"""A row of an input table: which columns it has, how each is read, and its natural key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final, Self, TypeVar

from pydantic import BaseModel, ConfigDict

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


class Row(BaseModel):
    """One good row. Fields marked with a Column are the table's columns, in order.

    Subclasses say which columns the heading must have (`required`), which make the natural key
    (`key_columns`), and which hold the ids of what the row links (`linked`) and are no properties.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: ClassVar[str] = ""
    required: ClassVar[tuple[str, ...]] = ()
    key_columns: ClassVar[tuple[str, ...]] = ("id",)
    linked: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[frozenset[str]] = frozenset()
    readers: ClassVar[tuple[tuple[str, Callable[[Cell], Any], bool], ...]] = ()
    stored: ClassVar[tuple[str, ...]] = ()

    row_notes: tuple[Note, ...] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.readers = tuple(
            (name, mark.read, field.is_required())
            for name, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, Column)
        )
        cls.columns = frozenset(name for name, _, _ in cls.readers)
        cls.stored = tuple(name for name, _, _ in cls.readers if name not in cls.linked)
        cls._defaults = {
            name: field.default
            for name, field in cls.model_fields.items()
            if not field.is_required()
        }

    _defaults: ClassVar[dict[str, Any]] = {}

    @classmethod
    def missing_columns(cls, heading: Collection[str]) -> list[str]:
        """Required columns that a heading (lower case) lacks; `name_ru` serves for `name`."""
        return [column for column in cls.required if column not in heading]

    @classmethod
    def complete(cls, values: dict[str, Any], notes: list[Note]) -> None:
        """Settle what depends on several columns; may raise RowError."""

    def key(self) -> str:
        """The natural key: equal for rows that state the same fact."""
        return KEY_SEPARATOR.join(_key_text(getattr(self, column)) for column in self.key_columns)

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

    @classmethod
    def of_checked(cls, values: dict[str, Any]) -> Self:
        """An instance of values that the columns' readers made; not validated a second time."""
        row = cls.__new__(cls)
        object.__setattr__(row, "__dict__", {**cls._defaults, **values})
        object.__setattr__(row, "__pydantic_fields_set__", set(values))
        object.__setattr__(row, "__pydantic_extra__", None)
        object.__setattr__(row, "__pydantic_private__", None)
        return row


RowType = TypeVar("RowType", bound=Row)


def parse_row(model: type[RowType], cells: Mapping[str, Cell]) -> RowType:
    """The row of a table's cells (column in lower case to cell); unknown columns are left out.

    Raises RowError with the first problem in the order of the table's columns.
    """
    values: dict[str, Any] = {}
    for column, read, is_required in model.readers:
        cell = cells.get(column)
        if cell is None or cell == "" or (isinstance(cell, str) and cell.isspace()):
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
    return model.of_checked(values)


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
