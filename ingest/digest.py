"""A row's content as canonical JSON, and a short fingerprint of it to tell whether it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

# json.dumps would make an encoder at every call, which takes as long as the work itself.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
_DECODER = json.JSONDecoder()


def canonical_json(properties: Mapping[str, Any]) -> str:
    """The same text for the same properties, in whatever order they came."""
    return _ENCODER.encode(properties)


def read_canonical(text: str) -> dict[str, Any]:
    """The properties that ``canonical_json`` wrote; without the checks of any other's text."""
    properties: dict[str, Any] = _DECODER.raw_decode(text)[0]
    return properties


def digest_of(text: str) -> str:
    """16 hexadecimal characters; ``text`` is the row's properties as canonical JSON."""
    return blake2b(text.encode(), digest_size=8).hexdigest()
