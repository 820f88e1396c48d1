"""Where every fact comes from: one statement for each source that states it.

A fact keeps its statements as the property ``statements``, a list of texts, oldest first; the last
one is what counts. A statement is a JSON array without blanks::

    ["town","items.csv",17,"2026-11-23T04:51:30+00:00","declared","0a1b2c3d4e5f6071"]
     source  file       row  loaded_at                  basis      digest of the row's values

As long as one source states a fact, its values are the fact's own properties and are not written
twice. Where several do, each statement ends with its own values as an object, so that after a
prune what remains can come back. ``loaded_at`` is the ``started_at`` of the run that wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

# json.dumps would make an encoder at every call, which takes as long as the work itself.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Basis = Literal["observed", "declared", "inferred"]

NOT_VALUES = frozenset({"id", "key", "statements", "entries_version"})
"""Properties of a fact that are not what a source says of it."""


class SourceRef(BaseModel):
    """Where a fact was read."""

    model_config = ConfigDict(frozen=True)

    source: str
    file: str
    row: int
    loaded_at: str
    basis: Basis


class Statement(NamedTuple):
    """What one source says of a fact; ``values`` are the properties that it gives."""

    source: str
    file: str
    row: int
    loaded_at: str
    basis: str
    digest: str
    values: Mapping[str, Any]


def encode_statements(statements: Sequence[Statement]) -> list[str]:
    """The property ``statements`` of a fact, from its statements, oldest first."""
    if len(statements) == 1:
        return [f"[{_head(statements[0])}]"]
    return [f"[{_head(said)},{_ENCODER.encode(said.values)}]" for said in statements]


def decode_statements(texts: Sequence[str], properties: Mapping[str, Any]) -> list[Statement]:
    """The statements of a fact, oldest first, from the property and all properties of the fact."""
    own = {name: value for name, value in properties.items() if name not in NOT_VALUES}
    statements = []
    for text in texts:
        source, file, row, loaded_at, basis, digest, *values = json.loads(text)
        given = values[0] if values else own
        statements.append(Statement(source, file, row, loaded_at, basis, digest, given))
    return statements


def beginning_of(source: str) -> str:
    """How the statements of a source begin, and no other's."""
    return f"[{_quoted(source)},"


def digest_by(source: str, texts: Sequence[str]) -> str:
    """The digest of what the source says of a fact that it states."""
    beginning = beginning_of(source)
    [said] = (text for text in texts if text.startswith(beginning))
    return str(json.loads(said)[5])


def sources_of(texts: Sequence[str]) -> list[SourceRef]:
    """Where a fact was read, the statement that counts (the latest) first."""
    fields = ("source", "file", "row", "loaded_at", "basis")
    return [
        SourceRef(**dict(zip(fields, json.loads(text), strict=False))) for text in reversed(texts)
    ]


def _head(said: Statement) -> str:
    return (
        f"{_quoted(said.source)},{_quoted(said.file)},{said.row},"
        f'"{said.loaded_at}","{said.basis}","{said.digest}"'
    )


@lru_cache(maxsize=1024)
def _quoted(name: str) -> str:
    """The few sources and files of a run are written in every statement."""
    return _ENCODER.encode(name)
