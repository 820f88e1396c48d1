"""From one cell, as text or as a typed value of a workbook, to what the column means.

Each `read_…` takes a cell that is not blank and returns the value, or raises ValueError with the
reason in plain words. Blank cells never get here.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from graph.text import parse_decimal, resolve_country, suggest_countries
from graph.text.countries import country_name
from graph.units import UnitError, canonical_unit

Cell = str | float | int | bool | datetime | date | None

MAX_TEXT: Final = 20_000
MAX_ID: Final = 500

_DATE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:Z|[+-][0-9]{2}:?(?:[0-9]{2})?)?)?"
)
_SIZE_SIGN = re.compile(r"\s*[xX\u00d7\u0445\u0425*]\s*")
_SIMPLE_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class DecimalCommaText(str):
    """Text of a file whose separator is not the comma, so that `1,234` is one and a bit."""

    __slots__ = ()


def read_text(cell: Cell) -> str:
    """Any text, outer blanks off. Numbers of a workbook lose their `.0`."""
    text = cell.strip() if isinstance(cell, str) else _as_text(cell)
    if len(text) > MAX_TEXT:
        raise ValueError(f"must not be longer than {MAX_TEXT:,} characters")
    if not text.isprintable():
        _refuse_controls(text, allowed="\t\n\r")
    return text


def read_line(cell: Cell) -> str:
    """Text on one line: line breaks and tabs within become blanks."""
    text = read_text(cell)
    return text if text.isprintable() else _one_line(text)


def read_id(cell: Cell) -> str:
    """An identifier exactly as given, outer blanks off."""
    if type(cell) is str:
        text = cell.strip()
        if len(text) <= MAX_ID and text.isprintable():
            return text
    text = read_text(cell)
    if len(text) > MAX_ID:
        raise ValueError(f"must not be longer than {MAX_ID} characters")
    _refuse_controls(text, allowed="")
    return text


def read_texts(cell: Cell) -> list[str]:
    """Texts with `;` between, each once, in the order given."""
    parts = (part.strip() for part in read_line(cell).split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def read_ids(cell: Cell) -> list[str]:
    """Ids with `;` between, each once, in the order given."""
    return [read_id(part) for part in read_texts(cell)]


def read_number(cell: Cell) -> float:
    """A finite number."""
    if isinstance(cell, str):
        if _SIMPLE_NUMBER.fullmatch(cell):
            value = float(cell)
        else:
            if len(cell) > 100:
                raise ValueError("must be a number")
            value = parse_decimal(cell, isinstance(cell, DecimalCommaText))
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ValueError("must be a number")
    else:
        try:
            value = float(cell)
        except OverflowError:
            value = math.inf
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value


def read_amount(cell: Cell) -> float:
    """A number, 0 or more."""
    value = read_number(cell)
    if value < 0:
        raise ValueError("must not be negative")
    return value + 0.0  # -0.0 becomes 0.0


def read_positive(cell: Cell) -> float:
    """A number greater than 0."""
    value = read_number(cell)
    if value <= 0:
        raise ValueError("must be greater than 0")
    return value


def read_rate(cell: Cell) -> float:
    """A number from 0 to 1."""
    value = read_number(cell)
    if not 0 <= value <= 1:
        raise ValueError("must be from 0 to 1")
    return value + 0.0


def read_scrap_rate(cell: Cell) -> float:
    """A number from 0 up to, but not, 1."""
    value = read_number(cell)
    if not 0 <= value < 1:
        raise ValueError("must be at least 0 and less than 1")
    return value + 0.0


def read_whole(cell: Cell) -> int:
    """A whole number, 0 or more."""
    value = read_number(cell)
    if value < 0:
        raise ValueError("must not be negative")
    if not value.is_integer():
        raise ValueError("must be a whole number")
    if value > 2**53:
        raise ValueError("is too large")
    return int(value)


def read_year(cell: Cell) -> int:
    """A year from 1900 to 2200."""
    value = read_number(cell)
    if not value.is_integer() or not 1900 <= value <= 2200:
        raise ValueError("must be a year from 1900 to 2200")
    return int(value)


def read_latitude(cell: Cell) -> float:
    """Degrees from -90 to 90."""
    return _degrees(cell, 90)


def read_longitude(cell: Cell) -> float:
    """Degrees from -180 to 180."""
    return _degrees(cell, 180)


def read_date(cell: Cell) -> date:
    """An ISO date; a timestamp counts by the date it states, whatever its time zone."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str) and len(cell) <= 100:
        return _date_of_text(cell.strip())
    raise ValueError("must be a date like 2024-01-31")


def read_unit(cell: Cell) -> str:
    """A unit by its canonical name."""
    try:
        return canonical_unit(read_line(cell))
    except UnitError as error:
        raise ValueError("is not a known unit: write piece, kg, g, t, m, m2, litre …") from error


def read_country(cell: Cell) -> str:
    """An ISO 3166-1 alpha-2 code from a code or a name."""
    text = read_line(cell)
    code = resolve_country(text)
    if code is None:
        near = ", ".join(f"{near} ({country_name(near)})" for near in suggest_countries(text))
        raise ValueError("is not a known country" + (f"; near: {near}" if near else ""))
    return code


def read_size(cell: Cell) -> list[float]:
    """One to three lengths in mm, largest first: `420x420x60`, or one number."""
    if not isinstance(cell, str):
        return [read_positive(cell)]
    if len(cell) > 100:
        raise ValueError("must be one to three numbers like 420x420x60")
    parts = _SIZE_SIGN.split(cell.strip())
    if len(parts) > 3:
        raise ValueError("must be one to three numbers like 420x420x60")
    comma = isinstance(cell, DecimalCommaText)
    try:
        sizes = [read_positive(DecimalCommaText(part) if comma else part) for part in parts]
    except ValueError as error:
        raise ValueError("must be one to three positive numbers like 420x420x60") from error
    return sorted(sizes, reverse=True)


def read_kind(cell: Cell) -> str:
    """`assembly` or `part`, in any letter case."""
    kind = read_line(cell).casefold()
    if kind not in ("assembly", "part"):
        raise ValueError("must be assembly or part")
    return kind


def read_lifecycle(cell: Cell) -> str:
    """`as-planned`, `as-built` or `as-specified`; `asPlanned` and `AS_PLANNED` too."""
    letters = re.sub(r"[\W_]+", "", read_line(cell)).casefold()
    lifecycle = _LIFECYCLES.get(letters.removeprefix("as"))
    if lifecycle is None:
        raise ValueError("must be as-planned, as-built or as-specified")
    return lifecycle


_LIFECYCLES: Final = {
    "planned": "as-planned",
    "built": "as-built",
    "specified": "as-specified",
}


def cell_text(cell: Cell, limit: int = 200) -> str:
    """The cell as a report shows it."""
    text = "" if cell is None else cell if isinstance(cell, str) else _as_text(cell)
    text = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    return text if len(text) <= limit else text[:limit] + "…"


def _as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime):
        midnight = not (cell.hour or cell.minute or cell.second)
        return cell.date().isoformat() if midnight else cell.isoformat()
    return str(cell)


def _refuse_controls(text: str, allowed: str) -> None:
    for char in text:
        if char not in allowed and unicodedata.category(char) in ("Cc", "Cs"):
            raise ValueError("must not contain control characters")


def _one_line(text: str) -> str:
    return " ".join(part.strip() for part in re.split(r"[\t\r\n]+", text))


def _degrees(cell: Cell, limit: int) -> float:
    value = read_number(cell)
    if not -limit <= value <= limit:
        raise ValueError(f"must be from -{limit} to {limit}")
    return value


@lru_cache(maxsize=16384)
def _date_of_text(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("must be a date like 2024-01-31")
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        raise ValueError("is not a day of the calendar") from None
