"""Texts as people type them: cleaned to one line of visible characters, and parted into words."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

from graph.text.folding import APOSTROPHES

MAX_CHARACTERS: Final = 2_000
MAX_WORD: Final = 100

_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
# A/C, P/S: one abbreviation, not two letters.
_SLASHED = re.compile(r"\b([^\W\d_])/(?=[^\W\d_]\b)")
# M8x25, 420х420х60: each measure is a word.
_TIMES = re.compile(r"(?<=\d)[xх×*](?=\d)", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
# Control characters, bidi marks and other invisible signs, halves of surrogate pairs, and code
# points that mean nothing: none may reach the database or the model.
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str) -> str:
    """One line of visible characters, at most ``MAX_CHARACTERS``; empty for a blank text."""
    spaced = _BLANKS.sub(" ", text[:MAX_CHARACTERS])
    normal = unicodedata.normalize("NFKC", _visible(spaced))
    # Normalisation may bring a blank or a mark about.
    return _BLANKS.sub(" ", _visible(normal)).strip()


def words_of(text: str) -> list[str]:
    """The words of a clean text in lower case, in their order."""
    parted = _TIMES.sub(" ", _SLASHED.sub(r"\1", text))
    # A capital İ leaves its dot behind; an apostrophe that is a letter may stand alone.
    found = (match[0].lower().replace("\u0307", "") for match in _WORD.finditer(parted))
    return [word[:MAX_WORD] for word in found if word.strip(APOSTROPHES)]


def _visible(text: str) -> str:
    if text.isprintable():  # nothing of those categories, and much sooner told
        return text
    return "".join(char for char in text if unicodedata.category(char) not in _DROPPED)


def _read_stop_words() -> frozenset[str]:
    lines = (Path(__file__).parent / "stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


STOP_WORDS: Final = _read_stop_words()
"""Words that say nothing of what is meant, of all languages, folded to Latin letters."""
