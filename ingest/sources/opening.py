"""From paths to tables: which reader serves which file, and what a folder holds."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from graph.errors import InputError
from ingest.sources.catena_x import is_catena_x, read_catena_x, read_catena_x_files
from ingest.sources.delimited import open_delimited
from ingest.sources.json_lines import open_json_lines
from ingest.sources.parquet import open_parquet
from ingest.sources.tables import TableSource, UnreadableSource, known_tables, table_name
from ingest.sources.workbooks import open_workbook

Ignored = Callable[[str, str], None]

FORMATS: Final = ("auto", "tables", "catena-x")

_FLAT: Final = {
    ".csv": open_delimited,
    ".tsv": open_delimited,
    ".jsonl": open_json_lines,
    ".ndjson": open_json_lines,
    ".parquet": open_parquet,
}
_WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_TABLE_SUFFIXES: Final = frozenset(_FLAT) | _WORKBOOKS
# What lies beside data as a matter of course.
_SILENT: Final = frozenset({".md", ".txt", ".rst", ".pdf", ".html", ".py", ".log", ""})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file, the name it has in reports, and whether the caller named it."""

    path: Path
    file: str
    is_named: bool


def open_sources(
    paths: Sequence[Path], format: str = "auto", ignored: Ignored | None = None
) -> Iterator[TableSource | UnreadableSource]:
    """The tables of files and folders, in a stable order.

    `format` is auto, tables or catena-x. In reports a file of a folder goes by its path below
    the folder, one that was named by its name. What is left out on purpose (a sheet or file of a
    folder that is no table) is told to `ignored(file, reason)`, by default to the log. Raises
    InputError, before anything is read, for a path that does not exist and an unknown format.
    """
    if format not in FORMATS:
        raise InputError(f"unknown format {format!r}: write auto, tables or catena-x")
    files = _find_files(paths)
    return _open(files, paths, format, ignored or _log_ignored)


def _log_ignored(file: str, reason: str) -> None:
    log.info("source_ignored", file=file, reason=reason)


def _open(
    files: list[_Found], paths: Sequence[Path], format: str, ignored: Ignored
) -> Iterator[TableSource | UnreadableSource]:
    is_any = False
    twins: list[tuple[str, Path]] = []
    for found in files:
        if _is_twins(found, format):
            twins.append((found.file, found.path))
            continue
        for source in _open_file(found, format, ignored):
            is_any = True
            yield source
    # All together: a part may stand in one file and the bill of material in another.
    if twins:
        is_any = True
        yield from read_catena_x_files(twins)
    if not is_any:
        names = ", ".join(path.name or str(path) for path in paths)
        kind = "Catena-X file" if format == "catena-x" else f"table ({known_tables()})"
        yield UnreadableSource(names, "", f"holds no {kind}")


def _is_twins(found: _Found, format: str) -> bool:
    if found.path.suffix.lower() != ".json" or format == "tables":
        return False
    return (format == "catena-x" and found.is_named) or is_catena_x(found.path)


def _open_file(
    found: _Found, format: str, ignored: Ignored
) -> Iterator[TableSource | UnreadableSource]:
    suffix = found.path.suffix.lower()
    table = table_name(found.path.stem)
    reason: str | None = None
    if suffix == ".json" and format != "catena-x" and table is not None:
        # Not Catena-X, or it would not be here: JSON Lines under the shorter name.
        yield from _guarded(found, table, lambda: [open_json_lines(found.path, found.file, table)])
        return
    if suffix == ".json" and format != "tables" and (fault := _json_fault(found.path)):
        yield UnreadableSource(found.file, table or "", fault)
        return
    if format == "catena-x":
        reason = "is no Catena-X file: a JSON test-data container or submodel is expected"
    elif suffix in _WORKBOOKS:
        yield from _guarded(
            found, table, lambda: list(open_workbook(found.path, found.file, ignored))
        )
        return
    elif suffix in _FLAT and table is not None:
        reader = _FLAT[suffix]
        yield from _guarded(found, table, lambda: [reader(found.path, found.file, table)])
        return
    elif suffix in _FLAT:
        reason = f"is not named like a table: {known_tables()}"
    elif suffix == ".json":
        reason = f"is no Catena-X file, and not named like a table: {known_tables()}"
    else:
        kinds = ", ".join(sorted(_TABLE_SUFFIXES))
        reason = f"is of a kind that is not read: give one of {kinds}, or Catena-X JSON"
    if found.is_named:
        yield UnreadableSource(found.file, table or "", reason)
    elif suffix not in _SILENT:
        ignored(found.file, reason)


def _json_fault(path: Path) -> str | None:
    """Why a JSON file cannot be read at all; None for one that can, whatever it holds."""
    try:
        text = path.read_bytes()
        if not text.strip():
            return "is empty"
        json.loads(text)
    except ValueError as error:
        return f"is not valid JSON: {error}"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return None


def _guarded(
    found: _Found,
    table: str | None,
    read: Callable[[], list[TableSource | UnreadableSource]],
) -> list[TableSource | UnreadableSource]:
    """A file that the system does not let us read is one reject, not the end of the run."""
    try:
        return read()
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        return [UnreadableSource(found.file, table or "", reason)]


def _find_files(paths: Sequence[Path]) -> list[_Found]:
    if not paths:
        raise InputError("no input given: name a file or folder")
    found: list[_Found] = []
    for path in paths:
        if path.is_dir():
            found.extend(
                _Found(file, file.relative_to(path).as_posix(), False) for file in _walk(path)
            )
        elif path.exists():
            found.append(_Found(path, path.name, True))
        else:
            raise InputError(f"{path} does not exist: name a file or folder")
    # Two files of one name in different places go by their whole paths.
    times = Counter(entry.file for entry in found)
    return [
        entry
        if times[entry.file] == 1
        else _Found(entry.path, entry.path.as_posix(), entry.is_named)
        for entry in found
    ]


def _walk(folder: Path) -> list[Path]:
    files: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        files.extend(Path(place, name) for name in names if not _is_hidden(name))
    return sorted(
        (file for file in files if file.is_file()), key=lambda file: file.relative_to(folder).parts
    )


def _is_hidden(name: str) -> bool:
    """Dot files and what programs leave: `~$bom.xlsx`, `.~lock.bom.csv#`, `__MACOSX`."""
    return name.startswith((".", "~$", "__MACOSX")) or name.endswith(("~", "#"))


__all__ = ["FORMATS", "is_catena_x", "open_sources", "read_catena_x"]
