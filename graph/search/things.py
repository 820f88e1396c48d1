"""What search keeps in memory of each thing, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Kind = Literal["vehicle", "assembly", "part", "material", "process", "enterprise"]

KINDS: Final[tuple[str, ...]] = get_args(Kind)
ITEM_KINDS: Final = ("vehicle", "assembly", "part", "material")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing; ``numbers`` are (field, number as written), the part number first."""

    id: str
    kind: str
    name: str
    name_en: str | None
    name_ru: str | None
    name_uz: str | None
    part_number: str | None
    hs_code: str | None
    numbers: tuple[tuple[str, str], ...]


def thing_of(row: dict[str, Any]) -> Thing:
    """From a row of the ``list_searched_…`` queries."""
    names = [row[column] for column in ("name", "name_en", "name_ru", "name_uz")]
    return Thing(
        id=row["id"],
        kind=row["kind"],
        name=next(filter(None, names), row["id"]),
        name_en=names[1],
        name_ru=names[2],
        name_uz=names[3],
        part_number=row.get("part_number"),
        hs_code=row.get("hs_code"),
        numbers=tuple(_numbers(row)),
    )


def _numbers(row: dict[str, Any]) -> list[tuple[str, str]]:
    numbers = [("part number", row.get("part_number"))]
    numbers += [("other number", number) for number in row.get("other_numbers") or ()]
    numbers += [("tax number", row.get("tax_number")), ("id", _id_number(row["id"]))]
    return [(field, str(number)) for field, number in numbers if number]


def _id_number(thing_id: str) -> str | None:
    """An id is a number where it holds a digit; `urn:uuid:` is no part of it."""
    return thing_id.removeprefix("urn:uuid:") if any(map(str.isdigit, thing_id)) else None
