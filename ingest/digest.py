"""A row's content as canonical JSON, and a short fingerprint of it to tell whether it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

# json.dumps would make an encoder at every call, which takes as long as the work itself.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def canonical_json(properties: Mapping[str, Any]) -> str:
    """The same text for the same properties, in whatever order they came."""
    return _ENCODER.encode(properties)


def digest_of(text: str) -> str:
    """16 hexadecimal characters; ``text`` is the row's properties as canonical JSON."""
    return blake2b(text.encode(), digest_size=8).hexdigest()
