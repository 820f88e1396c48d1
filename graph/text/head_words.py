"""Which word of a name says what it is a name of: *engine mount* and *опора двигателя* are mounts.
Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

# A decimal comma adds nothing; `bilan`, with, comes after what it adds.
_ADDED = re.compile(
    r"\(|,(?!\d)|\s[-–—]\s|\s(?:with|without|for)\s|\s\S+\s+(?:bilan|билан)(?=\s*(?:$|[,(]))",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"(?:ый|ий|ой|ая|яя|ое|ее|ые|ие)$")
_VERBAL_NOUN = re.compile(r"(?:[аея]н|[вдлрст])ие$")
"""крепление, основание, покрытие, изделие; but задние and лёгкие are adjectives."""
_NOUNS: Final = frozenset(
    {
        *(
            "алюминий",
            "ванадий",
            "кадмий",
            "калий",
            "кремний",
            "литий",
            "магний",
            "натрий",
            "палладий",
        ),
        *("церий", "цирконий", "припой", "раскрой", "слой"),
    }
)
"""Those of the trade that end as adjectives do."""


def before_additions(name: str) -> str:
    """What stands before the first comma, bracket or dash, or *with* and *for* something."""
    return _ADDED.split(name, maxsplit=1)[0]


def head_place(words: Sequence[str], language: str) -> int | None:
    """The place of the head among the plain words of a name: the last one in English and Uzbek, the
    first noun in Russian (`ru`); None without any word."""
    if not words:
        return None
    if language != "ru":
        return len(words) - 1
    nouns = (at for at, word in enumerate(words) if not _is_adjective(word.lower()))
    return next(nouns, 0)


def _is_adjective(word: str) -> bool:
    """In Russian, by its ending."""
    if word in _NOUNS or _VERBAL_NOUN.search(word):
        return False
    return _ADJECTIVE.search(word) is not None
