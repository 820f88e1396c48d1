"""Finds the things that a question names by part number, other number or id, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graph.asking.linking import MAX_OTHERS
from graph.asking.links import Link
from graph.asking.thing_index import ThingIndex
from graph.asking.tokens import Token
from graph.text.countries import resolve_country
from graph.text.numbers import fold_number

MAX_NUMBER_PIECES: Final = 6
BINDING: Final = ("-", "/", ".", "'")
"""What makes a letter a part of a word: `A-pillar`."""

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
            is_short = not places
            if is_short:
                places = _with_short_id(index, text, span, tokens)
            at = frozenset(
                place
                for place, token in enumerate(tokens)
                if token.start < span[-1][1] and token.end > span[0][0]
            )
            if not places or not at or at & taken:
                continue
            if not is_short and _is_plain(text, span, places, index):
                continue
            taken |= at
            thing, *others = [index.things[place].thing for place in places]
            rest = tuple((other, 1.0) for other in others[:MAX_OTHERS])
            found.append(Link(thing, at, 1.0, 1.0, "number", rest))
    return found


def _with_short_id(
    index: ThingIndex, text: str, span: Sequence[tuple[int, int, str]], tokens: Sequence[Token]
) -> Sequence[int]:
    """By an id as it is written: `V1`, `A.6`; one without a figure only where it stands in no name
    and is no country, a single letter only behind another word (`A` begins sentences)."""
    start, end = span[0][0], span[-1][1]
    written = text[start:end]
    if any(map(str.isdigit, written)):
        return index.with_id(written)
    bound = text[max(0, start - 1) : start] in BINDING or text[end : end + 1] == "-"
    if bound or (len(written) == 1 and start == 0) or resolve_country(written):
        return ()
    inside = [token for token in tokens if start <= token.start < end]
    return () if any(map(index.knows, inside)) else index.with_id(written)


def _is_plain(
    text: str, span: Sequence[tuple[int, int, str]], places: Sequence[int], index: ThingIndex
) -> bool:
    """Common words that happen to fold to an id: `BOD-CAB` is one, `bod cab` is not."""
    written = text[span[0][0] : span[-1][1]]
    if any(map(str.isdigit, written)):
        return False
    ids = {index.things[place].thing.id.lower() for place in places}
    return written.lower() not in ids
