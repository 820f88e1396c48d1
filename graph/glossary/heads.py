"""What the terms in a name do there: say what it is a name of, or only more of that. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.glossary.terms import Match, longest
from graph.text.head_words import before_additions, head_place
from graph.text.lexical import TextWord, text_words
from graph.text.scripts import text_language
from graph.text.word_keys import exact_key
from graph.text.words import clean

FORMS: Final = frozenset({"complete", "assembly", "final-assembly", "part", "kit"})
"""Concepts that say in what form a thing comes: a *caliper assembly* is a caliper."""
INSTALLED: Final = frozenset(
    map(exact_key, ("installation", "установка", "o'rnatma", "o'rnatmasi"))
)
"""Words for a thing put in its place: an *engine installation* is an engine with what holds it."""


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


def read_name(text: str, language: str = "") -> Name:
    """A name in whatever language; ``language`` is the one that it is given in, where known:
    Uzbek in Cyrillic may look like Russian (`двигатель таянчи`)."""
    cleaned = clean(text)
    first = len(text_words(before_additions(cleaned)))
    guessed = text_language(text)
    is_uzbek = language == "uz" and guessed == "ru"
    return Name(text_words(cleaned), first, language if is_uzbek else guessed)


def roles_in(name: Name, matches: Sequence[Match], qualities: frozenset[str]) -> Roles:
    """What the terms met in a name do there.

    ``qualities``: concepts of what things are like, which neither are nor modify what it is.
    """
    telling = telling_places(name.words)
    told = {place for match in matches for place in match.positions}
    untold = len(telling - told) / len(telling) if telling else 0.0
    bare = _bare(matches, qualities)
    bare |= {place for place in telling if exact_key(name.words[place].text) in INSTALLED}
    plain = sorted(place for place in telling - bare if place < name.first)
    at = head_place([name.words[place].text for place in plain], name.language)
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


def _bare(matches: Sequence[Match], qualities: frozenset[str]) -> set[int]:
    """The words that are no head: forms, and qualities, unless a longer term has them (`dirty` is
    met in *engine oil* too) or some thing is called so (`old`)."""
    forms = {place for match in matches if match.concept in FORMS for place in match.positions}
    like, things = set[int](), set[int]()
    for match in longest(matches):
        (like if match.concept in qualities else things).update(match.positions)
    return forms | (like - things)


def telling_places(words: Sequence[TextWord]) -> set[int]:
    """The places of words that are no measures (M10x40, 35x52x7)."""
    return {
        place
        for place, word in enumerate(words)
        if word.telling and not any(map(str.isdigit, word.text))
    }
