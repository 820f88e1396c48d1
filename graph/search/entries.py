"""Keeps the SearchEntry nodes in step with the facts: texts first, then their embeddings.

Both functions may be stopped at any time and run again: they find what is left to do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from graph.client import Row, Step, in_batches
from graph.connection import Graph
from graph.errors import GraphError
from graph.glossary.concepts import load_glossary
from graph.glossary.space import ConceptSpace, concept_space
from graph.schema import rebuild_vector_index
from graph.search.embedding import Embedder
from graph.search.entry_texts import Entry, entries_of, entries_version
from graph.search.hs_codes import heading_rows, known_heading

LABELS: Final = ("Item", "Process", "Enterprise")
THINGS_PER_BATCH: Final = 1_000
TEXTS_PER_BATCH: Final = 256
EMBEDDINGS_PER_WRITE: Final = 500
EMBEDDINGS_PER_STAMP: Final = 20_000
Progress = Callable[[int], None]


def index_things(graph: Graph, progress: Progress | None = None) -> int:
    """Write the entries of all things written since the last call; returns how many things.

    Items are also tied to the official headings of their HS codes. ``progress`` is told of every
    batch how many things it had.
    """
    total = 0
    version = entries_version(load_glossary(graph.settings.glossary_path))
    for label in LABELS:
        suffix = label.lower()
        ids = [
            row["id"]
            for row in graph.database.stream(f"search/list_unindexed_{suffix}", version=version)
        ]
        for start in range(0, len(ids), THINGS_PER_BATCH):
            batch = ids[start : start + THINGS_PER_BATCH]
            # Made at the first need of it: where nothing changed nobody waits for it.
            space = concept_space(graph.settings.glossary_path)
            rows = graph.database.read(f"search/list_texts_{suffix}", ids=batch)
            graph.database.write(*_steps(space, version, label, rows))
            total += len(batch)
            if progress is not None:
                progress(len(batch))
    return total


def _steps(space: ConceptSpace, version: str, label: str, rows: list[Row]) -> list[Step]:
    """One transaction: the changed entries, those no longer wanted, the headings, the marks."""
    changed: list[Row] = []
    stale: list[str] = []
    for row in rows:
        texts = row["texts"] | {f"region_{k}": v for k, v in (row.get("region") or {}).items()}
        wanted = {entry.id: entry for entry in _entries(space, label, row, texts)}
        have = {entry["id"]: entry for entry in row["entries"]}
        changed += [e.row() for e in wanted.values() if _differs(e, have.get(e.id))]
        stale += have.keys() - wanted.keys()
    suffix = label.lower()
    steps: list[Step] = []
    if changed:
        steps.append((f"search/write_entries_{suffix}", {"rows": changed}))
    if stale:
        steps.append(("search/delete_entries", {"ids": sorted(stale)}))
    if label == "Item":
        steps += _classification(rows)
    marks = [{"id": row["id"], "statements": row["statements"]} for row in rows]
    steps.append((f"search/mark_indexed_{suffix}", {"rows": marks, "version": version}))
    if changed or stale:
        steps.append(("search/advance_stamp", {}))
    return steps


def _entries(space: ConceptSpace, label: str, row: Row, texts: Row) -> list[Entry]:
    return entries_of(space, label, row["kind"] or label.lower(), texts | {"id": row["id"]})


def _differs(entry: Entry, stored: Row | None) -> bool:
    return stored is None or (stored["text_hash"], stored["kind"]) != (entry.text_hash, entry.kind)


def _classification(rows: list[Row]) -> list[Step]:
    moved = []
    for row in rows:
        heading = known_heading(row["hs_code"])
        if row["headings"] != ([heading] if heading else []):
            moved.append({"id": row["id"], "heading": heading})
    if not moved:
        return []
    headings = heading_rows({row["heading"] for row in moved if row["heading"]})
    first: list[Step] = [("search/write_headings", {"rows": headings})] if headings else []
    return [*first, ("search/classify_items", {"rows": moved})]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text to embed, and the entries (id, text_hash) that it is embedded for."""

    text: str
    entries: list[tuple[str, str]]


def embed_entries(graph: Graph, embedder: Embedder, progress: Progress | None = None) -> int:
    """Embed every entry whose text this model has not embedded yet; returns how many entries.

    The graph remembers the model; another one makes all embeddings anew, and a new vector index
    where their length differs. ``progress`` is told how many entries were done.
    """
    _adopt_model(graph, embedder)
    since_stamp = 0
    total = 0
    texts = _unembedded(graph, embedder.model_key)
    for start in range(0, len(texts), TEXTS_PER_BATCH):
        batch = texts[start : start + TEXTS_PER_BATCH]
        is_last = start + TEXTS_PER_BATCH >= len(texts)
        for rows, is_end in _with_end(in_batches(_embedded(batch, embedder), EMBEDDINGS_PER_WRITE)):
            since_stamp += len(rows)
            steps: list[Step] = [
                ("search/write_embeddings", {"rows": rows, "model": embedder.model_key})
            ]
            # In the transaction of what it tells of; a service reloads at each, so not too often.
            if since_stamp >= EMBEDDINGS_PER_STAMP or (is_last and is_end):
                steps.append(("search/advance_stamp", {}))
                since_stamp = 0
            graph.database.write(*steps)
            total += len(rows)
            if progress is not None:
                progress(len(rows))
    return total


def _unembedded(graph: Graph, model: str) -> list[_Text]:
    """Every text once, the short ones first: texts of one length make the quickest batches.

    Bytes tell the number of tokens better than letters do: Cyrillic ones make more of them.
    """
    entries: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in graph.database.stream("search/list_unembedded", model=model):
        entries[row["text"]].append((row["id"], row["text_hash"]))
    found = [_Text(text, sorted(own)) for text, own in entries.items()]
    return sorted(found, key=lambda text: (len(text.text.encode()), text.text))


def _embedded(batch: list[_Text], embedder: Embedder) -> Iterator[dict[str, Any]]:
    vectors = embedder.encode_documents([text.text for text in batch])
    for text, vector in zip(batch, vectors, strict=True):
        embedding = vector.tolist()
        for entry_id, text_hash in text.entries:
            yield {"id": entry_id, "text_hash": text_hash, "embedding": embedding}


def _with_end(batches: Iterable[list[Row]]) -> Iterator[tuple[list[Row], bool]]:
    """Each batch with whether it is the last."""
    before: list[Row] | None = None
    for batch in batches:
        if before is not None:
            yield before, False
        before = batch
    if before is not None:
        yield before, True


def _adopt_model(graph: Graph, embedder: Embedder) -> None:
    rows = graph.database.read("meta/get_graph")
    if not rows:
        raise GraphError("the database has no schema yet; run `zanjir schema apply`")
    recorded = rows[0]
    if recorded["embedding_model"] == embedder.model_key:
        return
    if recorded["dimensions"] != embedder.dimensions:
        # Neither engine takes vectors of two lengths into one index.
        while graph.database.write(("search/clear_embeddings", {"limit": 2_000}))[0][0]["cleared"]:
            pass
        rebuild_vector_index(graph.database, graph.engine, embedder.dimensions)
    graph.database.write(
        (
            "meta/set_embedding_model",
            {"model": embedder.model_key, "dimensions": embedder.dimensions},
        ),
        ("search/advance_stamp", {}),
    )
