"""Where every fact comes from: one statement for each source that states it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

# json.dumps would make an encoder at every call, which takes as long as the work itself.
_ENCODER = json.JSONEncoder(ensure_ascii=False)

Basis = Literal["observed", "declared", "inferred"]


class SourceRef(BaseModel):
    """Where a fact was read."""

    model_config = ConfigDict(frozen=True)

    source: str
    file: str
    row: int
    loaded_at: str
    basis: Basis


def encode_statement(
    *,
    source: str,
    file: str,
    row: int,
    run_id: str,
    loaded_at: str,
    basis: str,
    digest: str,
    values: str,
) -> str:
    """One statement as stored on a fact; ``values`` is the row's properties, already JSON."""
    head = _ENCODER.encode(
        {
            "source": source,
            "file": file,
            "row": row,
            "run_id": run_id,
            "loaded_at": loaded_at,
            "basis": basis,
            "digest": digest,
        }
    )
    return f'{head[:-1]}, "values": {values}}}'


def decode_statement(text: str) -> dict[str, Any]:
    """The statement's fields, ``values`` as a dictionary."""
    decoded: dict[str, Any] = json.loads(text)
    return decoded


def sources_of(statements: Sequence[str]) -> list[SourceRef]:
    """Where a fact was read, the statement that counts (the latest) first."""
    return [SourceRef.model_validate(decode_statement(text)) for text in reversed(statements)]
