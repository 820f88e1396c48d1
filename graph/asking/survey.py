"""Everything found in a question before its intent is known: words, days, places, things."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.asking.certificates import certificates_of
from graph.asking.dates import Day, days_of
from graph.asking.lexicon import Mark, lexicon
from graph.asking.linking import named
from graph.asking.links import Link, merged
from graph.asking.measures import Around, Measure, measures_of
from graph.asking.meeting import Reading
from graph.asking.names import (
    CLASSES,
    ClassMark,
    class_marks,
    phrase_of,
    qualifiers_of,
    same_words_of,
)
from graph.asking.numbered import numbered
from graph.asking.numbers import numbers_of
from graph.asking.places import Place, places_of
from graph.asking.thing_index import ThingIndex, is_frame
from graph.asking.tokens import Token, tokens_of
from graph.asking.vehicles import vehicles_named
from graph.text.word_keys import word_keys

FRAME_FACTOR: Final = 0.35
GENERAL_FACTOR: Final = 0.1
GENERAL: Final = ("PARTS", "VEHICLES", "ASSEMBLIES")
"""Words that stand for things of all kinds."""
ENTERPRISE_FRAME_FACTOR: Final = 0.6
SHORTEST_MENDED: Final = 5
DENIED: Final = 2
OF_SUPPLY: Final = ("assembly", "part", "material")
_LONG_ENDINGS: Final = (
    *("danmiz", "damiz", "nikida", "larniki", "niki", "miz", "man", "siz", "mi", "chi", "gina"),
    *("lik", "liklar", "likni", "dagilar", "dagina", "larning", "lardan", "larga", "sini", "siga"),
    *("sida", "sidan", "sining", "ini", "iga", "ida", "idan", "ining", "u", "iu", "a"),
    *("li", "skii", "ski", "skoi", "skogo", "skaia"),
)
_LOCATIVE: Final = ("dagi", "da", "dan", "lik", "ning")
_FACTORIES = re.compile(
    r"^(?:zavod|korxona|firma|kompaniya|fabrika|sex|завод|корхона|фирма|компания|фабрика)(?:lar|лар)"
    r"|^(?:завод|комбинат)(?:ы|ов|ам|ами|ах)$|^(?:предприяти|компани)(?:й|ям|ями|ях)$"
    r"|^(?:plants|factories|companies|firms|enterprises)$"
)
"""Many of them are in no name."""
_ENDINGS_OF_NUMBERS: Final = frozenset(
    {"м", "й", "я", "е", "х", "го", "му", "ом", "ти", "ми", "ю", "ый", "ая", "ые", "ых", "тью"}
)


@dataclass(frozen=True, slots=True)
class Survey:
    """``links`` are things by number and by name, ``vehicles`` those that a word like *bus*
    stands for; both in the order of the question."""

    text: str
    tokens: tuple[Token, ...]
    marks: tuple[Mark, ...]
    around: Around
    day: Day | None
    measures: tuple[Measure, ...]
    places: tuple[Place, ...]
    links: tuple[Link, ...]
    vehicles: tuple[Link, ...]
    certificates: tuple[str, ...] = ()
    certified: frozenset[int] = frozenset()
    """The tokens of the certificates."""
    known_words: frozenset[str] = frozenset()

    def strange(self) -> int:
        """How many of its words belong to nothing and stand in no example."""
        framed = {at for mark in self.marks for at in range(mark.start, mark.end)}
        return sum(
            at not in framed
            and not is_frame(self.tokens[at].text)
            and not (self.tokens[at].keys | self.tokens[at].folds) & self.known_words
            for at in self.free()
        )

    def has(self, *concepts: str) -> bool:
        """Whether one of the concepts frames the question; in a thing's name it does not, but
        for that of a process (`bearing factories`)."""
        named = {
            at
            for link in self.links
            if link.is_firm and link.thing.kind != "process"
            for at in link.positions
        }
        return any(
            mark.concept in concepts and not named >= set(range(mark.start, mark.end))
            for mark in self.marks
        )

    def free(self) -> list[int]:
        """Tokens that belong to no thing, place, day, measure or certificate."""
        taken = {at for link in (*self.links, *self.vehicles) for at in link.positions}
        taken |= {at for place in self.places for at in range(place.start, place.end)}
        taken |= {at for measure in self.measures for at in range(measure.start, measure.end)}
        taken |= dated(self.day, self.tokens) | self.certified
        return [at for at in range(len(self.tokens)) if at not in taken]


def survey(index: ThingIndex, known_words: frozenset[str], text: str) -> Survey:
    """Look over a clean question."""
    tokens = _mended(index, known_words, tokens_of(text))
    marks = lexicon().marks(tokens)
    around = Around(marks)
    day = next(iter(days_of(text, tokens)), None)
    by_number = numbered(index, text, tokens)
    fixed = dated(day, tokens) | {at for link in by_number for at in link.positions}
    certificates = certificates_of(text)
    certified = {
        at
        for at, token in enumerate(tokens)
        for each in certificates
        if each.start <= token.start < each.end
    }
    fixed |= certified
    measures = measures_of(tokens, around, fixed)
    spelled = index.spelled_out(tokens)
    places = [
        each for each in places_of(text, tokens) if not spelled & set(range(each.start, each.end))
    ]
    classes = [
        _with_adjectives(index, tokens, mark)
        for mark in class_marks(tokens, marks)
        if not fixed & set(range(mark.start, mark.end))
    ]
    links, places, classes = _linked(
        index, text, tokens, marks, measures, places, classes, fixed, by_number
    )
    used = {at for link in links for at in link.positions}
    measures = [each for each in measures if not used & set(range(each.start, each.end))]
    reading = Reading(text, tokens, [1.0] * len(tokens), classes, [1.0] * len(tokens))
    return Survey(
        text=text,
        tokens=tuple(tokens),
        marks=tuple(marks),
        around=around,
        day=day,
        measures=tuple(measures),
        places=tuple(places),
        links=tuple(merged(links)),
        vehicles=tuple(merged(list(vehicles_named(index, reading)))),
        known_words=known_words,
        certificates=tuple(dict.fromkeys(each.name for each in certificates)),
        certified=frozenset(certified),
    )


def _linked(
    index: ThingIndex,
    text: str,
    tokens: Sequence[Token],
    marks: Sequence[Mark],
    measures: Sequence[Measure],
    places: Sequence[Place],
    classes: Sequence[ClassMark],
    fixed: Collection[int],
    by_number: Sequence[Link],
) -> tuple[list[Link], list[Place], list[ClassMark]]:
    """Things by name. A name of an enterprise may hold the word for a place or a vehicle
    (`Andijon Radiator`, `Registon Avtobus`), which then stands for neither."""
    said = [each for each in measures if each.kind not in ("plain", "ordinal")]
    hard = set(fixed) | {at for each in said for at in range(each.start, each.end)}
    weights = [index.weight(token.mended or token.keys) for token in tokens]
    for _ in range(2):
        factors, of_enterprises = _factors(text, tokens, marks, places, classes, hard)
        phrase = phrase_of(tokens)
        reading = Reading(text, tokens, factors, classes, of_enterprises, phrase, weights)
        links = _but_places([*by_number, *named(index, reading, hard)], places, marks)
        owned = {at for link in links if link.thing.kind == "enterprise" for at in link.positions}
        kept_places = [each for each in places if not owned & set(range(each.start, each.end))]
        kept = [each for each in classes if not owned & set(range(each.start, each.end))]
        if len(kept_places) == len(places) and len(kept) == len(classes):
            break
        places, classes = kept_places, kept
    return links, list(places), list(classes)


def _but_places(
    links: Sequence[Link], places: Sequence[Place], marks: Sequence[Mark]
) -> list[Link]:
    """Beside an item the word for a place is the place, though an enterprise is called so."""
    placed = {at for place in places for at in range(place.start, place.end)}
    is_about_item = any(link.thing.kind in OF_SUPPLY for link in links)
    if not is_about_item or any(mark.concept == "PATH" for mark in marks):
        return list(links)
    return [
        link
        for link in links
        if link.thing.kind != "enterprise" or link.by == "number" or link.positions - placed
    ]


def _factors(
    text: str,
    tokens: Sequence[Token],
    marks: Sequence[Mark],
    places: Sequence[Place],
    classes: Sequence[ClassMark],
    hard: Collection[int],
) -> tuple[list[float], list[float]]:
    """How much each token counts towards the name of an item, and of an enterprise."""
    framed = {
        at
        for mark in marks
        if mark.concept not in CLASSES
        for at in range(mark.start, mark.end)
        # `foundry` is a factory, and says its process too.
        if mark.concept != "FACTORY" or not same_words_of(tokens[at])
    }
    silent = _silent(tokens, marks)
    general = {
        at for mark in marks if mark.concept in GENERAL for at in range(mark.start, mark.end)
    }
    placed = {at: place for place in places for at in range(place.start, place.end)}
    classed = {at for mark in classes for at in range(mark.start, mark.end)}
    of_items: list[float] = []
    of_enterprises: list[float] = []
    for at, token in enumerate(tokens):
        worth = 1.0
        if at in hard or at in silent or (_is_empty(text, token) and at not in framed):
            worth = 0.0
        factor = GENERAL_FACTOR if at in general else FRAME_FACTOR if at in framed else 1.0
        of_items.append(0.0 if at in placed or at in classed else worth * factor)
        if at in framed:
            many = _FACTORIES.search(token.text.lower())
            worth *= 0.0 if many else ENTERPRISE_FRAME_FACTOR
        if at in placed and _is_place_for_sure(placed[at], token):
            worth = 0.0
        of_enterprises.append(worth)
    return of_items, of_enterprises


def _with_adjectives(index: ThingIndex, tokens: Sequence[Token], mark: ClassMark) -> ClassMark:
    """`light van`, `городской автобус`: words of a vehicle's own name before the one for it."""
    words = {
        key
        for each in index.vehicles
        if each.classes & mark.classes
        for name in each.names
        for word in name.name.words
        if not word.qualifier
        for key in word.keys
        if len(key) > SHORTEST_MENDED - 2
    }
    start = mark.start
    while start > 0 and tokens[start - 1].keys & words:
        start -= 1
    return replace(mark, start=start)


def _silent(tokens: Sequence[Token], marks: Sequence[Mark]) -> set[int]:
    """Words that name nothing: fillers, and what is denied (`не в сборе`)."""
    found = {mark.start for mark in marks if mark.concept == "FILLER"}
    for mark in marks:
        if mark.concept == "NOT":
            found |= {
                at
                for at in range(mark.end, min(mark.end + DENIED, len(tokens)))
                if qualifiers_of(tokens[at])
            }
    return found


def _is_empty(text: str, token: Token) -> bool:
    """A stop word, but for a letter bound to the next word: `A-pillar`; the ending of `2027-м`."""
    before = text[max(0, token.start - 2) : token.start]
    if token.text in _ENDINGS_OF_NUMBERS and before[:1].isdigit() and before.endswith("-"):
        return True
    return is_frame(token.text) and not (
        len(token.text) == 1 and text[token.end : token.end + 1] == "-"
    )


def _is_place_for_sure(place: Place, token: Token) -> bool:
    """`Andijonda`, `Andijon viloyati`; but `Andijon Radiator` may be a name."""
    if place.named or place.kind == "country":
        return True
    return place.loose and any(each.endswith(_LOCATIVE) for each in token.folds)


def _mended(
    index: ThingIndex, known_words: Collection[str], tokens: Sequence[Token]
) -> list[Token]:
    """Words that nobody knows also stand for the known ones they may be misspellings of."""
    numbers = {at for number in numbers_of(tokens) for at in range(number.start, number.end)}
    placed = {at for place in places_of("", tokens) for at in range(place.start, place.end)}
    found: list[Token] = []
    for at, token in enumerate(tokens):
        is_word = token.number is None and token.text.isalpha() and at not in numbers | placed
        long_enough = len(token.fold) >= SHORTEST_MENDED
        known = index.knows(token) or bool((token.keys | token.folds) & set(known_words))
        if is_word and long_enough and not known and not is_frame(token.text):
            near = _without_endings(index, token) or index.near(token)
            keys = frozenset(key for word in near for key in (word, *word_keys(word).loose))
            token = replace(token, folds=token.folds | near, mended=keys)
        found.append(token)
    return found


def _without_endings(index: ThingIndex, token: Token) -> frozenset[str]:
    """Uzbek endings that stemming leaves: `prujinadanmiz`, `avtomobillarniki`."""
    return frozenset(
        stem
        for each in token.folds | token.keys
        for ending in _LONG_ENDINGS
        if (stem := each.removesuffix(ending)) != each
        and len(stem) >= SHORTEST_MENDED - 1
        and index.has(stem)
    )


def dated(day: Day | None, tokens: Sequence[Token]) -> set[int]:
    """The tokens of a day."""
    if day is None:
        return set()
    return {at for at, token in enumerate(tokens) if day.start <= token.start < day.end}
