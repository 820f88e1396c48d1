"""What a process keeps in memory of the graph to answer searches: one version, read only."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from graph.client import Row
from graph.glossary.space import ConceptSpace
from graph.search.embedding import Vectors
from graph.search.meanings import MeaningIndex
from graph.search.numbers_index import NumbersIndex
from graph.search.reading import Reader
from graph.search.things import ITEM_KINDS, Thing
from graph.search.vector_index import VectorIndex
from graph.text.lexical import Field, LexicalIndex, Places

VECTOR_SCAN_LIMIT: Final = 200_000
"""Up to so many entries words and vectors are compared in this process, exactly; above, the
engine's indexes are asked."""

NAME_FIELD: Final = 1.5
TEXT_FIELD: Final = 1.0
"""What a word counts in a name and in the rest of a text."""

Embeddings = Callable[[list[str]], tuple[Vectors, Places]]
"""Vectors of entries by their ids, and the places, ascending, of those that have one."""


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

    An entry or a thing is named by its place in the lists; entries lie in the order of the things
    that they describe, ``things_of_entries``. ``entry_texts`` are their first lines: the names.
    ``vectors``, ``words`` and ``names`` are None where the engine's indexes are to be asked, and
    only then ``entries_by_id`` is filled, for what these find. Without any embedding ``vectors`` is
    None too.
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
    vectors: VectorIndex | None
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
        return 0.0 if self.vectors is None else self.vectors.megabytes

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
    order = np.argsort(owners, kind="stable")
    things_of_entries = np.asarray(owners, dtype=np.int32)[order]
    ids, texts = [ids[place] for place in order], [texts[place] for place in order]
    is_small = len(ids) <= scan_limit
    words = _words(len(ordered), things_of_entries, texts) if is_small else None
    vectors: VectorIndex | None = None
    if stamp.model is not None and is_small:
        rows, embedded = embeddings(ids)
        vectors = VectorIndex(len(ordered), rows, embedded, things_of_entries[embedded])
    return Snapshot(
        stamp=stamp,
        things=ordered,
        numbers=NumbersIndex(ordered),
        words=words,
        names=_names(ordered) if is_small else None,
        meanings=meaning_index,
        reader=Reader(*([words] if words else []), space.told),
        entry_texts=[
            _first_line(text, ordered[owner])
            for text, owner in zip(texts, things_of_entries, strict=True)
        ],
        things_of_entries=things_of_entries,
        vectors=vectors,
        seconds=time.monotonic() - started,
        things_by_key=by_key,
        entries_by_id={} if is_small else {each: place for place, each in enumerate(ids)},
    )


def _first_line(text: str, thing: Thing) -> str:
    """A name; one of the thing's own is that very object, lest it lie in memory twice."""
    name = text.partition("\n")[0]
    own = (thing.name, thing.name_en, thing.name_ru, thing.name_uz)
    return next((each for each in own if each == name), name)


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
