"""Reads every table of a call, validates its rows and stages them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.facts import FACTS, LinkFact
from ingest.digest import canonical_json, digest_of
from ingest.pointers import BESIDE_ENDS, POINTERS
from ingest.progress import Progress
from ingest.report import Findings
from ingest.rows import TABLES, Row, RowError, parse_row
from ingest.rows.row import KEY_SEPARATOR
from ingest.sources import RawRow, TableSource, UnreadableSource, is_catena_x, open_sources
from ingest.staging import Reference, Staged, Staging

CHUNK = 5_000
KINDS = {"vehicles": "vehicle", "materials": "material"}


def source_name(path: Path) -> str:
    """Rows belong to the folder or file they came from, unless --source says otherwise."""
    return path.resolve().name


@dataclass(frozen=True, slots=True)
class Input:
    """What a call of ``zanjir ingest`` names: its sources, and each table with its source."""

    sources: list[str]
    tables: list[tuple[str, TableSource]]


def open_input(
    findings: Findings, paths: Sequence[Path], file_format: str, source: str | None
) -> Input:
    """Open every table below ``paths``; what cannot be opened is rejected."""
    groups = _by_source(paths, file_format, source)
    opened = Input(list(groups), [])
    for name, together in groups.items():
        for found in open_sources(together, file_format):
            if isinstance(found, UnreadableSource):
                findings.reject(
                    found.file, found.table, found.row, found.column, found.value, found.reason
                )
                findings.count(found.table).rows += 1
            else:
                opened.tables.append((name, found))
    return opened


def stage_tables(
    staging: Staging,
    findings: Findings,
    tables: Iterable[tuple[str, TableSource]],
    progress: Progress,
) -> None:
    """Read, validate and stage the rows of these tables."""
    with staging.filling():
        for source, table in tables:
            _stage_table(staging, findings, table, source, progress)


def _by_source(
    paths: Sequence[Path], file_format: str, source: str | None
) -> dict[str, list[Path]]:
    """Each path is a source of its own; Catena-X files of one call complete each other."""
    if source is not None:
        return {source: list(paths)}
    groups: dict[str, list[Path]] = {}
    twins: str | None = None
    for path in paths:
        name = source_name(path)
        if path.is_file() and (file_format == "catena-x" or is_catena_x(path)):
            twins = twins or name
            name = twins
        groups.setdefault(name, []).append(path)
    return groups


def _stage_table(
    staging: Staging,
    findings: Findings,
    table: TableSource,
    source: str,
    progress: Progress,
) -> None:
    model = TABLES[table.table]
    counts = findings.count(table.table)
    staging.note_table(source, table.table)
    for note in table.notes:
        findings.warn(table.file, table.table, note.row, note.column, note.reason)
    for column in table.unknown_columns:
        findings.warn(table.file, table.table, 1, column, "unknown column, kept out")
    rows: list[Staged] = []
    references: list[Reference] = []
    for raw in table.rows():
        counts.rows += 1
        if not isinstance(raw, RawRow):
            findings.reject(table.file, table.table, raw.row, raw.column, raw.value, raw.reason)
            continue
        try:
            row = parse_row(model, raw.cells)
        except RowError as error:
            findings.reject(
                table.file, table.table, raw.row, error.column, error.value, error.reason
            )
            _note_key(staging, source, model, raw)
            continue
        staged = _staged(next(staging.numbers), source, table, raw.row, row)
        rows.append(staged)
        references += _references(staged.seq, row)
        for column, text in row.notes():
            findings.warn(table.file, table.table, raw.row, column, text)
        if len(rows) == CHUNK:
            progress.advance(len(rows))
            staging.add(rows, references)
            rows, references = [], []
    progress.advance(len(rows))
    staging.add(rows, references)


def _staged(seq: int, source: str, table: TableSource, number: int, row: Row) -> Staged:
    fact = FACTS[table.table]
    properties = row.properties()
    start = end = None
    if isinstance(fact, LinkFact):
        start, end = getattr(row, fact.start[1]), getattr(row, fact.end[1])
    else:
        for column, _, _ in POINTERS.get(table.table, ()):
            if (value := getattr(row, column)) is not None:
                properties[column] = value
        end = properties.get("item_id")
    kind = KINDS.get(table.table) or properties.get("kind")
    unit = properties.get("unit")
    if kind is not None:
        properties["kind"] = kind
    text = canonical_json(properties)
    return Staged(
        seq,
        source,
        table.table,
        row.key(),
        digest_of(text),
        table.file,
        number,
        start,
        end,  # type: ignore[arg-type]
        kind,  # type: ignore[arg-type]
        unit,  # type: ignore[arg-type]
        text,
    )


def _references(seq: int, row: Row) -> Iterator[Reference]:
    for column, namespace, kinds in BESIDE_ENDS.get(row.table, ()):
        value = getattr(row, column)
        values = value if isinstance(value, list) else [value]
        for one in values:
            if one is not None:
                yield Reference(seq, column, namespace, one, kinds)


def _note_key(staging: Staging, source: str, model: type[Row], raw: RawRow) -> None:
    """A row whose figures are bad still says that its thing is there."""
    ids = [column for column in model.key_columns if column == "id" or column.endswith("_id")]
    parts = [str(raw.cells.get(column) or "").strip() for column in ids or ("item_id",)]
    if all(parts):
        staging.add_doubtful(source, model.table, KEY_SEPARATOR.join(parts))
