"""Queries with the things that answer them, read from a table: CSV, TSV or JSON Lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final, Literal

from graph.errors import InputError

REQUIRED: Final = ("query", "relevant")
OPTIONAL: Final = ("query_id", "language", "type")
MAX_GRADE: Final = 10
"""The gain of a grade doubles with each: far above this the measures lose their meaning."""

_JSON_SUFFIXES: Final = (".jsonl", ".ndjson")
_TABLE_SUFFIXES: Final = (".tsv", ".csv")


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and the grade of each thing that answers it (0 = not at all), by id."""

    query_id: str
    text: str
    grades: Mapping[str, int]
    language: str | None = None
    type: str | None = None


def read_judged(file: Path) -> list[JudgedQuery]:
    """The queries of a file, in its order: columns query and relevant, optional the others.

    Raises InputError naming file and row (the heading is row 1; in JSON Lines the line).
    """
    suffix = file.suffix.lower()
    if suffix not in (*_TABLE_SUFFIXES, *_JSON_SUFFIXES):
        wanted = ", ".join((*_TABLE_SUFFIXES, *_JSON_SUFFIXES))
        raise InputError(f"{file}: its name must end in one of {wanted}")
    rows = _json_rows(file) if suffix in _JSON_SUFFIXES else _table_rows(file, suffix)
    queries = []
    seen: dict[str, int] = {}
    for number, row in rows:
        place = f"{file} row {number}"
        query = _query(place, row, number)
        if query.query_id in seen:
            first = seen[query.query_id]
            raise InputError(f"{place}: query_id {query.query_id!r} is that of row {first} already")
        seen[query.query_id] = number
        queries.append(query)
    if not queries:
        raise InputError(f"{file}: no queries in it")
    return queries


def unknown_ids(queries: Iterable[JudgedQuery], known: Iterable[str]) -> set[str]:
    """Ids of the judgements that no thing has."""
    judged = {thing for query in queries for thing in query.grades}
    return judged - set(known)


def _table_rows(file: Path, suffix: str) -> Iterator[tuple[int, dict[str, Any]]]:
    delimiter = "\t" if suffix == ".tsv" else ","
    # A quotation mark in a TSV is an inch or a name, as people type them.
    quoting: Literal[0, 3] = csv.QUOTE_NONE if suffix == ".tsv" else csv.QUOTE_MINIMAL
    lines = csv.reader(StringIO(_text(file)), delimiter=delimiter, quoting=quoting)
    try:
        heading = [name.strip() for name in next(lines, [])]
        if missing := [name for name in REQUIRED if name not in heading]:
            raise InputError(f"{file} row 1: no column {' and no column '.join(missing)}")
        for number, cells in enumerate(lines, start=2):
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != len(heading):
                raise InputError(
                    f"{file} row {number}: {len(cells)} cells under {len(heading)} columns"
                )
            yield number, dict(zip(heading, cells, strict=True))
    except csv.Error as error:
        raise InputError(f"{file} row {lines.line_num}: {error}") from error


def _json_rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(_text(file).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{file} row {number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise InputError(f"{file} row {number}: not an object with {', '.join(REQUIRED)}")
        yield number, row


def _text(file: Path) -> str:
    try:
        # Universal newlines; a byte order mark is no part of the first column's name.
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _query(place: str, row: Mapping[str, Any], number: int) -> JudgedQuery:
    texts = {name: _cell(place, name, row.get(name)) for name in ("query", *OPTIONAL)}
    if not texts["query"]:
        raise InputError(f"{place}: the query is blank")
    grades = _grades(place, row.get("relevant"))
    if not any(grades.values()):
        raise InputError(f"{place}: nothing is relevant; a query needs an id with a grade above 0")
    return JudgedQuery(
        query_id=texts["query_id"] or str(number),
        text=texts["query"],
        grades=grades,
        language=texts["language"] or None,
        type=texts["type"] or None,
    )


def _cell(place: str, name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise InputError(f"{place}: {name} must be a text")
    return str(value).strip()


def _grades(place: str, value: object) -> dict[str, int]:
    """`id=grade;id=grade`, or in JSON also an object of grades by id."""
    if isinstance(value, dict):
        pairs = [(str(thing), str(grade)) for thing, grade in value.items()]
    elif isinstance(value, str) or value is None:
        parts = [part.strip() for part in (value or "").split(";") if part.strip()]
        # From the right: an id may hold an equals sign.
        pairs = [(part.rpartition("=")[0], part.rpartition("=")[2]) for part in parts]
    else:
        raise InputError(f"{place}: relevant must be `id=grade;id=grade`")
    grades: dict[str, int] = {}
    for thing, grade in pairs:
        if not thing.strip():
            raise InputError(f"{place}: {grade!r} in relevant is not `id=grade`")
        if not grade.strip().isascii() or not grade.strip().isdigit() or int(grade) > MAX_GRADE:
            raise InputError(
                f"{place}: the grade {grade!r} of {thing.strip()!r} must be from 0 to {MAX_GRADE}"
            )
        if thing.strip() in grades:
            raise InputError(f"{place}: {thing.strip()!r} is judged twice")
        grades[thing.strip()] = int(grade)
    return grades
