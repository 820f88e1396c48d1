"""What the terms in a name do there: say what it is a name of, or only more of that. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.glossary.terms import Match, longest
from graph.text.head_words import before_additions, head_of
from graph.text.lexical import TextWord, text_words
from graph.text.scripts import text_language
from graph.text.words import clean

FORMS: Final = frozenset({"complete", "assembly", "final-assembly", "part", "kit"})
"""Concepts that say in what form a thing comes: a *caliper assembly* is a caliper."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as all its words, of which the ``first`` stand before what is added to it."""

    words: Sequence[TextWord]
    first: int
    language: str


@dataclass(frozen=True, slots=True)
class Roles:
    """``modifying``: terms that only say more of what the name is a name of. ``untold``: how much
    of the name no term says, all of it where that is what it is a name of, else by its words."""

    modifying: frozenset[Match]
    untold: float


def read_name(text: str) -> Name:
    """A name in whatever language."""
    cleaned = clean(text)
    first = len(text_words(before_additions(cleaned)))
    return Name(text_words(cleaned), first, text_language(text))


def roles_in(name: Name, matches: Sequence[Match], qualities: frozenset[str]) -> Roles:
    """What the terms met in a name do there.

    ``qualities``: concepts of what things are like, which neither are nor modify what it is.
    """
    telling = _telling(name.words)
    told = {place for match in matches for place in match.positions}
    untold = len(telling - told) / len(telling) if telling else 0.0
    bare = {
        place
        for match in matches
        if match.concept in FORMS | qualities
        for place in match.positions
    }
    # Where no term has the first noun of a Russian name (`установка силового агрегата`), the next
    # says more of what it is than in languages that put the head last.
    plain = sorted((telling & told if name.language == "ru" else telling) - bare)
    plain = [place for place in plain if place < name.first]
    at = head_of([name.words[place].text for place in plain], name.language)
    if at is None:
        return Roles(frozenset(), untold)
    head = plain[at]
    things = [match for match in matches if match.concept not in qualities]
    within = {
        place for match in longest(things) if head in match.positions for place in match.positions
    }
    modifying = frozenset(
        match for match in things if head not in match.positions and not match.positions <= within
    )
    return Roles(modifying, untold if head in told else 1.0)


def whole_terms(matches: Sequence[Match]) -> set[Match]:
    """The longest terms, and those inside one that only adds a form: `engine` in *engine assembly*,
    not in *engine mount*."""
    forms = {place for match in matches if match.concept in FORMS for place in match.positions}
    found = longest(matches)
    things = [match for match in found if match.concept not in FORMS]
    inner = (
        match
        for match in matches
        if match.concept not in FORMS
        and any(
            match.positions < other.positions and other.positions - match.positions <= forms
            for other in things
        )
    )
    return {*found, *inner}


def _telling(words: Sequence[TextWord]) -> set[int]:
    """The places of words that are no measures (M10x40, 35x52x7)."""
    return {
        place
        for place, word in enumerate(words)
        if word.telling and not any(map(str.isdigit, word.text))
    }
