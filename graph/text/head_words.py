"""Which word of a name says what it is a name of: *engine mount* and *опора двигателя* are mounts.
Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ADDED = re.compile(r"[(,]")
_RUSSIAN_ADJECTIVE = re.compile(r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)$")


def before_additions(name: str) -> str:
    """What stands before the first comma or bracket."""
    return _ADDED.split(name, maxsplit=1)[0]


def head_of(words: Sequence[str], language: str) -> int | None:
    """The place of the head among the plain words of a name: the last one in English and Uzbek, the
    first noun in Russian (`ru`); None without any word."""
    if not words:
        return None
    if language != "ru":
        return len(words) - 1
    nouns = (at for at, word in enumerate(words) if not _RUSSIAN_ADJECTIVE.search(word.lower()))
    return next(nouns, 0)
