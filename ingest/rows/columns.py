"""The kinds of columns that the tables are made of, and rows with names in several languages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, ClassVar, Final

from graph.text import text_language
from ingest.rows import cells
from ingest.rows.hs_codes import keep_hs_code
from ingest.rows.row import Column, Note, Row, RowError

Id = Annotated[str, Column(cells.read_id)]
Line = Annotated[str, Column(cells.read_line)]
OptionalId = Annotated[str | None, Column(cells.read_id)]
OptionalLine = Annotated[str | None, Column(cells.read_line)]
OptionalText = Annotated[str | None, Column(cells.read_text)]
Lines = Annotated[list[str] | None, Column(cells.read_texts)]
Ids = Annotated[list[str] | None, Column(cells.read_ids)]

Number = Annotated[float | None, Column(cells.read_number)]
Amount = Annotated[float, Column(cells.read_amount)]
OptionalAmount = Annotated[float | None, Column(cells.read_amount)]
Positive = Annotated[float, Column(cells.read_positive)]
Rate = Annotated[float | None, Column(cells.read_rate)]
ScrapRate = Annotated[float | None, Column(cells.read_scrap_rate)]
Whole = Annotated[int | None, Column(cells.read_whole)]
Year = Annotated[int, Column(cells.read_year)]
OptionalYear = Annotated[int | None, Column(cells.read_year)]
Latitude = Annotated[float | None, Column(cells.read_latitude)]
Longitude = Annotated[float | None, Column(cells.read_longitude)]
Day = Annotated[date | None, Column(cells.read_date)]

Unit = Annotated[str | None, Column(cells.read_unit)]
Country = Annotated[str, Column(cells.read_country)]
OptionalCountry = Annotated[str | None, Column(cells.read_country)]
Size = Annotated[list[float] | None, Column(cells.read_size)]
Kind = Annotated[str, Column(cells.read_kind)]
Lifecycle = Annotated[str, Column(cells.read_lifecycle)]

LANGUAGES: Final = ("en", "ru", "uz")


def settle_language(values: dict[str, Any], column: str) -> None:
    """Give the plain text to its language's variant, and a missing plain text the first variant."""
    plain = values.get(column)
    if plain is None:
        for language in LANGUAGES:
            if (variant := values.get(f"{column}_{language}")) is not None:
                values[column] = variant
                return
    else:
        values.setdefault(f"{column}_{text_language(plain)}", plain)


class NamedRow(Row):
    """A thing with an id and a name, in any language or in several."""

    required: ClassVar[tuple[str, ...]] = ("id", "name")
    translated: ClassVar[tuple[str, ...]] = ("name",)

    id: Id
    name: OptionalLine = None
    name_en: OptionalLine = None
    name_ru: OptionalLine = None
    name_uz: OptionalLine = None

    @classmethod
    def missing_columns(cls, heading: Collection[str]) -> list[str]:
        missing = super().missing_columns(heading)
        if any(f"name_{language}" in heading for language in LANGUAGES):
            return [column for column in missing if column != "name"]
        return missing

    @classmethod
    def complete(cls, values: dict[str, Any], notes: list[Note]) -> None:
        for column in cls.translated:
            settle_language(values, column)
        if values.get("name") is None:
            raise RowError("name", None, "must not be empty")
        if "hs_code" in values:
            keep_hs_code(values, notes)


class DescribedRow(NamedRow):
    """A named thing with a description."""

    translated: ClassVar[tuple[str, ...]] = ("name", "description")

    description: OptionalText = None
    description_en: OptionalText = None
    description_ru: OptionalText = None
    description_uz: OptionalText = None


def check_validity(values: dict[str, Any]) -> None:
    """valid_to is not before valid_from."""
    first, last = values.get("valid_from"), values.get("valid_to")
    if first is not None and last is not None and last < first:
        raise RowError("valid_to", last, "must not be before valid_from")
