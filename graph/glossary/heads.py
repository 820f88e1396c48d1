"""What a name is a name of: an *engine mount* is a mount, an *опора двигателя* too. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.glossary.terms import Match, longest
from graph.text.lexical import TextWord, text_words
from graph.text.scripts import text_language
from graph.text.words import clean

FORMS: Final = frozenset({"assembly", "final-assembly", "part", "kit"})
"""Concepts that say in what form a thing comes: a *caliper assembly* is a caliper."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as all its words, of which those before the first comma, ``first``, say what it is:
    the last of them in English and Uzbek, in Russian the first that a term has."""

    words: Sequence[TextWord]
    first: int
    head_is_last: bool


def read_name(text: str) -> Name:
    """A name in whatever language."""
    first = len(text_words(clean(text.partition(",")[0])))
    return Name(text_words(clean(text)), first, text_language(text) != "ru")


def modifiers(name: Name, matches: Sequence[Match], qualities: frozenset[str]) -> set[Match]:
    """Of the terms in a name those that only say more of what it is a name of.

    ``qualities``: concepts of what things are like, which are no things and no modifiers.
    """
    head = _head(name, matches, qualities)
    if head is None:
        return set()
    things = [match for match in matches if match.concept not in qualities]
    within = {place for match in longest(things) if head in match.positions
              for place in match.positions}  # fmt: skip
    return {
        match for match in things if head not in match.positions and not match.positions <= within
    }


def untold(name: Name, matches: Sequence[Match], qualities: frozenset[str]) -> float:
    """How much of what a name says no term has: all where that is what it is a name of, else the
    share of its words."""
    telling = _telling(name.words)
    covered = {place for match in matches for place in match.positions}
    if _head(name, matches, qualities) not in {None, *covered}:
        return 1.0
    return len(telling - covered) / len(telling) if telling else 0.0


def _head(name: Name, matches: Sequence[Match], qualities: frozenset[str]) -> int | None:
    """The place of the word, whether a term has it or not; None for a name without any term."""
    whole = [match for match in longest(matches) if match.concept not in FORMS | qualities]
    named = [place for match in whole for place in match.positions if place < name.first]
    if not named:
        return None
    if not name.head_is_last:
        return min(named)
    bare = {
        place
        for match in matches
        if match.concept in FORMS | qualities
        for place in match.positions
    }
    return max(_telling(name.words[: name.first]) - bare, default=max(named))


def _telling(words: Sequence[TextWord]) -> set[int]:
    """The places of words that are no measures (M10x40, 35x52x7)."""
    return {
        place
        for place, word in enumerate(words)
        if word.telling and not any(map(str.isdigit, word.text))
    }
