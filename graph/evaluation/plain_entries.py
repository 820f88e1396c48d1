"""Entries as a programmer would make them without us: the raw text with its raw embedding.

What the baselines search. They stand beside the graph under a label of their own with indexes of
their own, for as long as a measurement lasts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from graph.client import in_batches
from graph.connection import Graph
from graph.queries import get_query
from graph.search.embedding import Embedder, Vectors
from graph.search.snapshot import Snapshot

PER_WRITE: Final = 500
PER_DELETE: Final = 5_000


@dataclass(frozen=True, slots=True)
class PlainEntries:
    """One for each thing and language: texts, a row of ``vectors`` each, and whose they are."""

    ids: Sequence[str]
    thing_ids: Sequence[str]
    texts: Sequence[str]
    vectors: Vectors


def make_plain_entries(graph: Graph, snapshot: Snapshot, embedder: Embedder) -> PlainEntries:
    """Name, description and part number as they are loaded, embedded as they are."""
    ids, thing_ids, texts = [], [], []
    for row in graph.database.stream("search/list_entries"):
        place = snapshot.find(row["kind"], row["thing_id"])
        if place is None:
            continue
        number = snapshot.things[place].part_number
        ids.append(row["id"])
        thing_ids.append(row["thing_id"])
        texts.append(f"{row['text']}\n{number}" if number else row["text"])
    return PlainEntries(ids, thing_ids, texts, embedder.encode_documents(texts))


@contextmanager
def stored(graph: Graph, entries: PlainEntries) -> Iterator[None]:
    """Have them in the database with their indexes; nothing of them stays behind."""
    _remove(graph)
    try:
        graph.database.run_schema(get_query("schema/plain_entry_id").text)
        columns = zip(entries.ids, entries.thing_ids, entries.texts, entries.vectors, strict=True)
        rows = (
            {"id": id_, "thing_id": thing_id, "text": text, "embedding": vector.tolist()}
            for id_, thing_id, text, vector in columns
        )
        for batch in in_batches(rows, PER_WRITE):
            graph.database.write(("evaluation/write_plain_entries", {"rows": batch}))
        graph.engine.create_plain_indexes(graph.database, entries.vectors.shape[1])
        yield
    finally:
        _remove(graph)


def _remove(graph: Graph) -> None:
    deletion = ("evaluation/delete_plain_entries", {"limit": PER_DELETE})
    while graph.database.write(deletion)[0][0]["gone"]:
        pass
    graph.engine.drop_plain_indexes(graph.database)
