"""The engine's full-text query made of a query's words, for graphs too large for this process.

User text never carries Lucene syntax: words hold letters, digits and inner apostrophes only, in
lower case, so that AND, OR and NOT are words like others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from graph.search.reading import PREFIX_FROM
from graph.text.folding import APOSTROPHES
from graph.text.lexical import TextWord

EXACT_BOOST: Final = "^4"
PREFIX_BOOST: Final = "^0.8"
NEAR_BOOST: Final = "^0.3"
_TYPED_APOSTROPHES: Final = "'\u2018\u2019\u02bb\u02bc"


def lucene_query(words: Iterable[TextWord]) -> str:
    """Any of the words, exact ones far before unfinished and mended ones; empty for none."""
    listed = list(words)
    clauses: dict[str, None] = {}
    for word in listed:
        clauses |= dict.fromkeys(f"{spelling}{EXACT_BOOST}" for spelling in _spellings(word.text))
    if listed and len(listed[-1].text) >= PREFIX_FROM:
        last = _spellings(listed[-1].text)
        clauses |= dict.fromkeys(f"{start}*{PREFIX_BOOST}" for start in last)
    others = {other for word in listed for other in word.mended} - {word.text for word in listed}
    clauses |= dict.fromkeys(f"{other}{NEAR_BOOST}" for other in sorted(others))
    return " ".join(clauses)


def _spellings(word: str) -> list[str]:
    """The word with each apostrophe in use: one keyboard types `o'`, another the proper sign."""
    plain = re.sub(f"[{APOSTROPHES}]", "'", word).strip("'")
    if "'" not in plain:
        return [plain]
    return [plain.replace("'", sign) for sign in _TYPED_APOSTROPHES]
