"""A row's content as canonical JSON, and a short fingerprint of it to tell whether it changed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from msgspec import json

_ENCODER = json.Encoder(order="deterministic")
_DECODER = json.Decoder()


def canonical_json(properties: Mapping[str, Any]) -> str:
    """The same text for the same properties, in whatever order they came."""
    return _ENCODER.encode(properties).decode()


def read_canonical(text: str) -> dict[str, Any]:
    """The properties that ``canonical_json`` wrote."""
    properties: dict[str, Any] = _DECODER.decode(text)
    return properties


def digest_of(text: str) -> str:
    """16 hexadecimal characters; ``text`` is the row's properties as canonical JSON."""
    return blake2b(text.encode(), digest_size=8).hexdigest()
