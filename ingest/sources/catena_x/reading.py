"""From Catena-X files to the tables vehicles, items and bom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from ingest.rows.cells import Cell
from ingest.sources.catena_x.aspects import Submodel, Twin, read_twins
from ingest.sources.catena_x.lines import BrokenLine, Line, differs, read_lines
from ingest.sources.catena_x.things import Thing, Things
from ingest.sources.encodings import UndecodableError, detect_encoding
from ingest.sources.tables import Note, RawRow, TableSource, UnreadableRow, UnreadableSource

_LOOK_BYTES: Final = 1 << 20
_MAX_BYTES: Final = 1 << 30
_MARKS = re.compile(
    rb"TestDataContainer"
    rb'|"(?:urn:[sb]amm:[^"]*#)?(?:PartAsPlanned|PartAsSpecified|SerialPart(?:Typization)?|Batch'
    rb"|JustInSequencePart|PartTypeInformation|SingleLevel(?:Bom|Usage)As\w+"
    rb'|AssemblyPartRelationship)"\s*:'
    rb'|"aspectType"\s*:\s*"urn:[sb]amm:[^"]*#(?:PartAs|SerialPart|Batch|SingleLevel|AssemblyPart)'
    rb'|"(?:childItems|childParts|parentItems|parentParts|partTypeInformation)"\s*:'
)

BOM_COLUMNS: Final = (
    "parent_id",
    "child_id",
    "quantity",
    "unit",
    "valid_from",
    "valid_to",
    "lifecycle",
)
VEHICLE_COLUMNS: Final = ("id", "name", "part_number", "other_numbers")
ITEM_COLUMNS: Final = ("id", "kind", "name", "part_number", "other_numbers", "unit")


@dataclass(slots=True)
class _Collected:
    """What all files together say, before usages are weighed against bills of material."""

    things: Things = field(default_factory=Things)
    boms: list[Line] = field(default_factory=list)
    usages: list[Line] = field(default_factory=list)
    broken: list[BrokenLine] = field(default_factory=list)
    no_twins: list[BrokenLine] = field(default_factory=list)
    seen: set[tuple[str, str, str]] = field(default_factory=set)


def is_catena_x(path: Path) -> bool:
    """Whether a JSON file looks like Catena-X, by its first MiB."""
    if path.suffix.lower() != ".json":
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(_LOOK_BYTES)
    except OSError:
        return False
    if b"\x00" in head[:64]:
        head = head.replace(b"\x00", b"")
    return _MARKS.search(head) is not None


def read_catena_x(path: Path) -> list[TableSource | UnreadableSource]:
    """The tables vehicles, items and bom of one file; `row` is the ordinal of the twin."""
    return read_catena_x_files([(path.name, path)])


def read_catena_x_files(
    files: Sequence[tuple[str, Path]],
) -> list[TableSource | UnreadableSource]:
    """The same of several files read together: (name in reports, path).

    A part may stand in one file and the bill of material that names it in another. The bill of
    material counts where a usage states the same parent, child and lifecycle; a difference is a
    note. Bills come before usages, so they also decide the unit of an item.
    """
    collected = _Collected()
    refused: list[TableSource | UnreadableSource] = []
    for file, path in files:
        document = _load(file, path)
        if isinstance(document, UnreadableSource):
            refused.append(document)
        elif (reason := _collect(collected, file, path.stem, document)) is not None:
            refused.append(UnreadableSource(file, "", reason))
    lines, notes = _weigh(collected)
    return [*refused, *_tables(collected, lines, notes)]


def _load(file: str, path: Path) -> Any:
    size = path.stat().st_size
    if size == 0 or size > _MAX_BYTES:
        return UnreadableSource(file, "", "is empty" if size == 0 else "is larger than 1 GiB")
    try:
        return json.loads(path.read_text(encoding=detect_encoding(path)))
    except UndecodableError as error:
        return UnreadableSource(file, "", str(error))
    except (ValueError, RecursionError) as error:
        return UnreadableSource(file, "", f"is not valid JSON ({str(error)[:150]})")


def _collect(collected: _Collected, file: str, stem: str, document: Any) -> str | None:
    """Take up a document's twins; the reason when it has none."""
    twins = list(read_twins(document, stem))
    found = [twin for twin in twins if isinstance(twin, Twin)]
    if not any(twin.submodels for twin in found):
        return (
            "holds no Catena-X twin: a test-data container or a part or bill submodel is expected"
        )
    for twin in twins:
        if not isinstance(twin, Twin):
            row, text = twin
            collected.no_twins.append(BrokenLine(file, row, text, "is not a twin"))
        elif twin.id is None:
            reason = "has no catenaXId and no globalAssetId"
            collected.no_twins.append(BrokenLine(file, twin.row, "", reason))
        else:
            collected.things.add_twin(file, twin, twin.id)
            _collect_lines(collected, file, twin, twin.id)
    return None


def _collect_lines(collected: _Collected, file: str, twin: Twin, twin_id: str) -> None:
    fresh = [part for part in twin.submodels if part.kind != "part"]
    # The same submodel of the same twin in another file or entry says nothing new.
    marks = [_mark(twin_id, submodel) for submodel in fresh]
    fresh = [part for part, mark in zip(fresh, marks, strict=True) if mark not in collected.seen]
    collected.seen.update(marks)
    for submodel in fresh:
        lines = collected.boms if submodel.kind == "bom" else collected.usages
        for line in read_lines(file, twin.row, twin_id, submodel):
            if isinstance(line, BrokenLine):
                collected.broken.append(line)
            else:
                lines.append(line)


def _mark(twin_id: str, submodel: Submodel) -> tuple[str, str, str]:
    text = json.dumps(submodel.payload, sort_keys=True)
    return twin_id.lower(), f"{submodel.kind} {submodel.lifecycle}", text


def _weigh(collected: _Collected) -> tuple[list[Line], list[tuple[Line, Note]]]:
    """The lines that count, and what to note about usages that do not."""
    stated: dict[tuple[str, str, str], list[Line]] = {}
    for line in collected.boms:
        stated.setdefault(line.pair(), []).append(line)
    lines = list(collected.boms)
    notes: list[tuple[Line, Note]] = []
    used: set[tuple[str, str, str]] = set()
    for line in collected.usages:
        bills = stated.get(line.pair())
        if bills is None:
            lines.append(line)
        elif differs(line, bills) and line.pair() not in used:
            used.add(line.pair())
            notes.append((line, _difference(line, bills)))
    return [_with_known_ids(collected.things, line) for line in lines], notes


def _with_known_ids(things: Things, line: Line) -> Line:
    """The line with ids spelled as their twins spell them; ids without a twin become things."""
    parent = things.named(line.parent, line.file, line.row).id
    child = things.named(line.child, line.file, line.row).id
    return replace(line, parent=parent, child=child)


def _difference(line: Line, bills: list[Line]) -> Note:
    amounts = [f"{bill.quantity} {bill.unit or ''}".strip() for bill in bills[:3]]
    more = " + …" if len(bills) > 3 else ""
    reason = (
        f"usage of {line.child} in {line.parent} differs from the bill of material, "
        f"which counts ({' + '.join(amounts)}{more})"
    )
    return Note(line.row, "quantity", f"{line.quantity} {line.unit or ''}".strip(), reason)


def _tables(
    collected: _Collected, lines: list[Line], notes: list[tuple[Line, Note]]
) -> Iterator[TableSource]:
    vehicles, items = collected.things.tables(lines)
    yield from _of_file("vehicles", VEHICLE_COLUMNS, [(thing, thing.cells()) for thing in vehicles])
    yield from _of_file("items", ITEM_COLUMNS, items, collected.no_twins)
    rows = [(line, line.cells()) for line in lines]
    yield from _of_file("bom", BOM_COLUMNS, rows, collected.broken, notes)


def _of_file(
    table: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Thing | Line, dict[str, Cell]]],
    broken: Sequence[BrokenLine] = (),
    notes: Sequence[tuple[Line, Note]] = (),
) -> Iterator[TableSource]:
    """One TableSource for each file that states rows of a table."""
    by_file: dict[str, list[RawRow | UnreadableRow]] = {}
    for origin, cells in rows:
        by_file.setdefault(origin.file, []).append(RawRow(origin.row, cells))
    for entry in broken:
        reject = UnreadableRow(entry.row, None, entry.value, entry.reason)
        by_file.setdefault(entry.file, []).append(reject)
    for line, _ in notes:
        by_file.setdefault(line.file, [])
    for file, found in by_file.items():
        told = tuple(note for line, note in notes if line.file == file)
        yield TableSource(file, table, columns, (), found.__iter__, told)
