"""A short fingerprint of a row's content, to tell whether it changed."""

from __future__ import annotations

from hashlib import blake2b


def digest_of(text: str) -> str:
    """16 hexadecimal characters; ``text`` is the row's properties as canonical JSON."""
    return blake2b(text.encode(), digest_size=8).hexdigest()
