"""What a process keeps in memory of the graph to answer searches: one version, read only."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from graph.client import Row
from graph.glossary.space import ConceptSpace
from graph.search.embedding import Vectors
from graph.search.meanings import MeaningIndex
from graph.search.numbers_index import NumbersIndex
from graph.search.reading import Reader
from graph.search.things import ITEM_KINDS, Thing
from graph.text.lexical import Field, LexicalIndex

VECTOR_SCAN_LIMIT: Final = 200_000
"""Up to so many entries words and vectors are compared in this process, exactly; above, the
engine's indexes are asked."""

NAME_FIELD: Final = 1.5
TEXT_FIELD: Final = 1.0
"""What a word counts in a name and in the rest of a text."""

Places = np.ndarray[Any, np.dtype[np.int32]]
Embeddings = Callable[[list[str]], tuple[Vectors, Places]]
"""Vectors of entries by their ids, and the places of those that have one."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Moves whenever what is searched may have changed."""

    version: int
    search_stamp: int
    model: str | None
    dimensions: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Things, numbers and entries of one stamp.

    An entry or a thing is named by its place in the lists. ``matrix`` holds the embeddings, a row
    for each of ``embedded`` (places of entries); it is None where the engine's index is to be
    asked, as is ``words``. ``entry_texts`` are the first lines: the names. ``things_of_entries``:
    the thing that each entry describes.
    """

    stamp: Stamp
    things: list[Thing]
    numbers: NumbersIndex
    words: LexicalIndex | None
    names: LexicalIndex | None
    meanings: MeaningIndex
    reader: Reader
    entry_texts: list[str]
    things_of_entries: Places
    matrix: Vectors | None
    embedded: Places
    seconds: float
    things_by_key: dict[tuple[str, str], int]
    entries_by_id: dict[str, int]
    contents: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    """Explosions already asked for in filters: (vehicle, day) -> places of things."""

    @property
    def version(self) -> int:
        """The graph's version that this is."""
        return self.stamp.version

    @property
    def megabytes(self) -> float:
        """Memory of the embeddings."""
        return 0.0 if self.matrix is None else self.matrix.nbytes / 2**20

    def find(self, kind: str, thing_id: str) -> int | None:
        """The place of a thing; any kind of item will do for an item."""
        return self.things_by_key.get((_namespace(kind), thing_id))


def assemble_snapshot(
    space: ConceptSpace,
    stamp: Stamp,
    things: Iterable[Thing],
    entry_rows: Iterable[Row],
    embeddings: Embeddings,
    scan_limit: int = VECTOR_SCAN_LIMIT,
) -> Snapshot:
    """From things and entries as stored; entries of unknown things are left out.

    ``embeddings`` is asked only for as many entries as are compared in this process.
    """
    started = time.monotonic()
    # In an order of their own, so that equal scores rank alike after every load.
    ordered = sorted(things, key=lambda thing: (thing.kind, thing.id))
    by_key = {(_namespace(thing.kind), thing.id): place for place, thing in enumerate(ordered)}
    owners, ids, texts = array("i"), list[str](), list[str]()

    def meanings() -> Iterator[tuple[int, Sequence[str], Sequence[float]]]:
        """Of each entry as it is read: kept as objects they would take most of the memory."""
        for row in entry_rows:
            owner = by_key.get((_namespace(row["kind"]), row["thing_id"]))
            if owner is not None:
                owners.append(owner)
                ids.append(row["id"])
                texts.append(row["text"])
                yield owner, row["concepts"] or (), row["concept_weights"] or ()

    meaning_index = MeaningIndex(space, len(ordered), meanings())
    is_small = len(ids) <= scan_limit
    words = _words(len(ordered), owners, texts) if is_small else None
    matrix: Vectors | None = None
    embedded = np.empty(0, dtype=np.int32)
    if stamp.model is not None and is_small:
        matrix, embedded = embeddings(ids)
    return Snapshot(
        stamp=stamp,
        things=ordered,
        numbers=NumbersIndex(ordered),
        words=words,
        names=_names(ordered) if is_small else None,
        meanings=meaning_index,
        reader=Reader(*([words] if words else []), space.told),
        entry_texts=[text.partition("\n")[0] for text in texts],
        things_of_entries=np.asarray(owners, dtype=np.int32),
        matrix=matrix,
        embedded=embedded,
        seconds=time.monotonic() - started,
        things_by_key=by_key,
        entries_by_id={entry_id: place for place, entry_id in enumerate(ids)},
    )


def _words(size: int, owners: Iterable[int], texts: Iterable[str]) -> LexicalIndex:
    """The words of every thing, in all its languages together."""
    by_owner: list[list[str]] = [[] for _ in range(size)]
    for owner, text in zip(owners, texts, strict=True):
        by_owner[owner].append(text)
    return LexicalIndex(map(_variant, own) for own in by_owner)


def _variant(text: str) -> list[Field]:
    name, _, rest = text.partition("\n")
    return [Field(name, NAME_FIELD), Field(rest, TEXT_FIELD)]


def _names(things: Sequence[Thing]) -> LexicalIndex:
    """The words of the names alone."""
    return LexicalIndex(
        [
            [Field(name, 1.0)]
            for name in (thing.name, thing.name_en, thing.name_ru, thing.name_uz)
            if name
        ]
        for thing in things
    )


def _namespace(kind: str) -> str:
    return "item" if kind in ITEM_KINDS else kind
