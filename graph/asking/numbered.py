"""Finds the things that a question names by part number, other number or id, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graph.asking.linking import MAX_OTHERS
from graph.asking.links import Link
from graph.asking.thing_index import ThingIndex
from graph.asking.tokens import Token
from graph.text.numbers import fold_number

MAX_NUMBER_PIECES: Final = 6

_PIECE = re.compile(r"[^\W_]+")


def numbered(index: ThingIndex, text: str, tokens: Sequence[Token]) -> list[Link]:
    """Things named by part number, other number or id; the longest first, none inside another."""
    pieces = [
        (match.start(), match.end(), fold_number(match[0])) for match in _PIECE.finditer(text)
    ]
    found: list[Link] = []
    taken: set[int] = set()
    for size in range(min(MAX_NUMBER_PIECES, len(pieces)), 0, -1):
        for first in range(len(pieces) - size + 1):
            span = pieces[first : first + size]
            places = index.with_number("".join(piece for _, _, piece in span))
            at = frozenset(
                place
                for place, token in enumerate(tokens)
                if token.start < span[-1][1] and token.end > span[0][0]
            )
            if not places or not at or at & taken or _is_plain(text, span, places, index):
                continue
            taken |= at
            thing, *others = [index.things[place].thing for place in places]
            rest = tuple((other, 1.0) for other in others[:MAX_OTHERS])
            found.append(Link(thing, at, 1.0, 1.0, "number", rest))
    return found


def _is_plain(
    text: str, span: Sequence[tuple[int, int, str]], places: Sequence[int], index: ThingIndex
) -> bool:
    """Common words that happen to fold to an id: `BOD-CAB` is one, `bod cab` is not."""
    written = text[span[0][0] : span[-1][1]]
    if any(map(str.isdigit, written)):
        return False
    ids = {index.things[place].thing.id.lower() for place in places}
    return written.lower() not in ids
