"""A judged set searched without a database: its tables straight into a snapshot."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from graph.client import Database
from graph.connection import Graph
from graph.engines import Neo4j
from graph.evaluation.run import search_ranker
from graph.glossary.space import concept_space
from graph.search.embedding import Embedder, Vectors
from graph.search.entry_texts import Entry, entries_of
from graph.search.snapshot import Snapshot, Stamp, assemble_snapshot
from graph.search.things import Thing, thing_of
from graph.settings import Settings
from graph.text.lexical import Places

JUDGED = Path(__file__).parents[1] / "judged"
TABLES = {
    "items": ("Item", ""),
    "materials": ("Item", "material"),
    "processes": ("Process", "process"),
    "enterprises": ("Enterprise", "enterprise"),
}
NAMES = ("name", "name_en", "name_ru", "name_uz")
NO_DATABASE = Graph(cast(Database, None), Neo4j(), Settings(graph_uri=None))
"""A query that asked the database would fail."""


def ranker_of(folder: Path, embedder: Embedder) -> Callable[[str], Sequence[str]]:
    """Search over the tables of a folder."""
    return search_ranker(NO_DATABASE, snapshot_of(folder, embedder), embedder)


def snapshot_of(folder: Path, embedder: Embedder | None, *, backwards: bool = False) -> Snapshot:
    """What a service would hold in memory after these tables were loaded, without vectors where no
    ``embedder`` made any; ``backwards``: had the database given the entries in the other order."""
    space = concept_space()
    things: list[Thing] = []
    entries: list[Entry] = []
    for table, (label, kind) in TABLES.items():
        for row in _rows(folder / f"{table}.csv"):
            known = dict.fromkeys(NAMES) | row | {"kind": kind or row["kind"]}
            things.append(thing_of(known))
            entries += entries_of(space, label, known["kind"], known)
    texts = {entry.id: entry.vector_text for entry in entries}

    def embeddings(ids: list[str]) -> tuple[Vectors, Places]:
        assert embedder is not None
        vectors = embedder.encode_documents([texts[entry_id] for entry_id in ids])
        return vectors, np.arange(len(ids), dtype=np.int32)

    stamp = Stamp(1, 1, None, 0)
    if embedder is not None:
        stamp = Stamp(1, 1, embedder.model_key, embedder.dimensions)
    rows = [entry.row() for entry in entries]
    return assemble_snapshot(space, stamp, things, rows[::-1] if backwards else rows, embeddings)


def _rows(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
