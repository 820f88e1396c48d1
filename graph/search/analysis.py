"""The words of a query, and the full-text query made of them.

User text never carries Lucene syntax: only letters, digits and inner apostrophes get through, in
lower case, so that AND, OR and NOT are words like others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from graph.text.folding import APOSTROPHES
from graph.text.words import clean, words_of

MAX_WORDS: Final = 30
PREFIX_FROM: Final = 3
EXACT_BOOST: Final = "^4"
PREFIX_BOOST: Final = "^0.8"
NEAR_BOOST: Final = "^0.3"

_TYPED_APOSTROPHES: Final = "'\u2018\u2019\u02bb\u02bc"


@dataclass(frozen=True, slots=True)
class Analysis:
    """A query ready for its sources: ``text`` for vectors and numbers, ``words`` for full text."""

    text: str
    words: tuple[str, ...]


def analyse(query: str) -> Analysis:
    """Clean a query and find its words, each once, in their order."""
    text = clean(query)
    return Analysis(text, tuple(dict.fromkeys(words_of(text)))[:MAX_WORDS])


def lucene_query(words: tuple[str, ...], near: Callable[[str], list[str]]) -> str:
    """Any of the words, exact ones far before unfinished and misspelled ones; empty for none.

    ``near`` gives the words that a misspelled one may stand for.
    """
    clauses: dict[str, None] = {}
    for word in words:
        clauses |= dict.fromkeys(f"{spelling}{EXACT_BOOST}" for spelling in _spellings(word))
    if words and len(words[-1]) >= PREFIX_FROM:
        clauses |= dict.fromkeys(f"{start}*{PREFIX_BOOST}" for start in _spellings(words[-1]))
    others = {other for word in words for other in near(word)} - set(words)
    clauses |= dict.fromkeys(f"{other}{NEAR_BOOST}" for other in sorted(others))
    return " ".join(clauses)


def _spellings(word: str) -> list[str]:
    """The word with each apostrophe in use: one keyboard types `o'`, another the proper sign."""
    plain = re.sub(f"[{APOSTROPHES}]", "'", word)
    if "'" not in plain:
        return [word]
    return [plain.replace("'", sign) for sign in _TYPED_APOSTROPHES]
