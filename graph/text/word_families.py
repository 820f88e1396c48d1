"""Words of the trade that stand for one another in any language: *насос*, *помпа*, `pump`. Pure.

A name that the glossary lacks is mostly made of words that it has: families let *масляная помпа*
meet *moy nasosi* word by word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from graph.text.word_keys import word_keys

FAMILIES: Final = Path(__file__).parent / "word_families.txt"


def read_families() -> Iterator[list[str]]:
    """The words of each family, as they are written."""
    for line in FAMILIES.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split()


@lru_cache(maxsize=65536)
def family_of(word: str) -> str | None:
    """The first word of a word's family, in whatever form the word is; none for most words."""
    keys = word_keys(word)
    families = _by_key()
    for key in (keys.exact, *sorted(keys.loose, key=lambda key: (-len(key), key))):
        if key in families:
            return families[key]
    return None


@cache
def _by_key() -> dict[str, str]:
    found: dict[str, str] = {}
    for words in read_families():
        for word in words:
            keys = word_keys(word)
            for key in (keys.exact, *keys.loose):
                found.setdefault(key, words[0])
    return found
