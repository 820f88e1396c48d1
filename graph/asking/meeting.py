"""How well a name is met by the words of a question, word by word in any order. Pure.

Each word is met by its forms, its synonyms of the glossary or its likely spelling. What the
question says and the name has counts for a thing; what the name has and the question leaves out
counts against it, most of all the word that says what it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from graph.asking.links import FIRM_ALONE
from graph.asking.names import ClassMark
from graph.asking.thing_index import IndexedName, IndexedThing
from graph.asking.tokens import Token

CONCEPT_QUALITY: Final = 0.85
UNSAID: Final = 0.45
"""What a word of the name that the question leaves out costs of its own weight."""
UNSAID_BESIDE_HEAD: Final = 0.33
UNSAID_OF_ENTERPRISE: Final = 0.12
UNSAID_HEAD: Final = 0.6
PASSED_OVER: Final = 0.15
"""What a word beside a name costs that the name has not."""
FRAMED: Final = 0.4
"""What coverage by frame words alone is worth."""
VERBATIM: Final = 0.6
"""For a name that stands in the question as it is."""
FAR: Final = 4
"""Words of one name stand no farther apart."""
LEAST_COVERAGE: Final = 0.42
LEAST_WITH_HEAD: Final = 0.3
LEAST_OF_ENTERPRISE: Final = 0.34
SURE_OF_ENTERPRISE: Final = 0.75
"""Short forms of names keep the first word; without it most of the name must be said."""
TELLING_FIGURE: Final = 4
"""A shorter figure alone (`40 trucks`) names nothing, though `Circlip 40 mm` has it."""
NUMBER_UNSAID: Final = 0.3
"""A figure in a name (`Diesel engine 5.2`) that the question leaves out counts so much."""

Lookup = Mapping[str, Sequence[tuple[int, float, float]]]
"""By key: the tokens that have it, the quality of meeting them so, and how much they count."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A name met: which tokens, what they weigh, what is missing."""

    positions: frozenset[int]
    gained: float
    lost: float
    coverage: float
    has_head: bool
    has_first: bool


@dataclass(frozen=True, slots=True)
class _Met:
    """A word of a name is met by the token ``at``; by a synonym, which may be of several
    tokens, where ``concept`` is given."""

    at: int
    quality: float
    factor: float
    concept: str = ""
    tokens: tuple[int, ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        """The tokens that meet it."""
        return self.tokens or (self.at,)


@dataclass(frozen=True, slots=True)
class Reading:
    """What linking needs of a question: tokens, how much each counts (0…1), vehicle words."""

    text: str
    tokens: Sequence[Token]
    factors: Sequence[float]
    classes: Sequence[ClassMark]
    enterprise_factors: Sequence[float]
    phrase: str = ""
    weights: Sequence[float] = ()


def meet(each: IndexedThing, lookup: Lookup, reading: Reading) -> Meeting | None:
    """How the best of a thing's names is met; None where too little of it is said."""
    is_enterprise = each.thing.kind == "enterprise"
    best: Meeting | None = None
    for name in each.names:
        meeting = _meet_name(name, lookup, reading, is_enterprise)
        if meeting is None:
            continue
        if name.name.phrase in reading.phrase:
            meeting = replace(meeting, gained=meeting.gained + VERBATIM)
        if best is None or meeting.gained - meeting.lost > best.gained - best.lost:
            best = meeting
    if best is None:
        return None
    least = LEAST_WITH_HEAD if best.has_head else LEAST_COVERAGE
    if best.coverage < (LEAST_OF_ENTERPRISE if is_enterprise else least):
        return None
    if is_enterprise and not _names_enterprise(best, reading):
        return None
    return best


def _names_enterprise(meeting: Meeting, reading: Reading) -> bool:
    """Two words side by side, or one that is nearly all of the name."""
    classed = {at for mark in reading.classes for at in range(mark.start, mark.end)}
    framed = {at for at, factor in enumerate(reading.enterprise_factors) if factor < 1.0}
    own = meeting.positions - classed - framed
    if len(meeting.positions) == 1 or not own:
        return meeting.coverage >= SURE_OF_ENTERPRISE and bool(own)
    if not meeting.has_first and meeting.coverage < SURE_OF_ENTERPRISE:
        return False
    places = sorted(meeting.positions)
    return any(second - first == 1 for first, second in pairwise(places))


def _meet_name(
    indexed: IndexedName, lookup: Lookup, reading: Reading, is_enterprise: bool
) -> Meeting | None:
    factors = reading.enterprise_factors if is_enterprise else reading.factors
    met = _met_words(indexed, lookup, factors)
    if not met:
        return None
    positions = _together({at for each in met.values() for at in each.all})
    here = {place: each for place, each in met.items() if each.at in positions}
    if all(indexed.name.words[place].is_figure for place in here) and all(
        len(reading.tokens[at].text) < TELLING_FIGURE for at in positions
    ):
        return None
    has_head = any(indexed.name.words[place].head for place in here)
    lost = total = said = 0.0
    for place, word in enumerate(indexed.name.words):
        if place in here:
            continue
        weight = indexed.weights[place] * (NUMBER_UNSAID if word.is_figure else 1.0)
        cost = UNSAID_BESIDE_HEAD if has_head else UNSAID
        cost = UNSAID_OF_ENTERPRISE if is_enterprise else cost
        lost += weight * (cost + (UNSAID_HEAD if word.head and not is_enterprise else 0.0))
        total += weight
    for weight, quality in _said(indexed, here):
        said += weight * quality
        total += weight
    gained, is_framed = _gained(here, positions, reading, factors)
    if gained <= 0:
        return None
    lost += PASSED_OVER * _neighbours(positions, reading, factors)
    coverage = said / total * (FRAMED if is_framed else 1.0)
    if is_framed and coverage < FIRM_ALONE:
        return None
    return Meeting(frozenset(positions), gained, lost, coverage, has_head, 0 in here)


def _said(indexed: IndexedName, here: Mapping[int, _Met]) -> Iterator[tuple[float, float]]:
    """The words of the name that are said: what each weighs, how well it is met. A synonym of one
    word for a name of three says no more than one word does."""
    grouped: dict[str, list[int]] = defaultdict(list)
    for place, each in here.items():
        if each.concept:
            grouped[each.concept].append(place)
        else:
            yield indexed.weights[place], each.quality
    for places in grouped.values():
        tokens = len(here[places[0]].all)
        weights = sorted((indexed.weights[place] for place in places), reverse=True)
        yield sum(weights[:tokens]), here[places[0]].quality


def _gained(
    here: Mapping[int, _Met],
    positions: Collection[int],
    reading: Reading,
    factors: Sequence[float],
) -> tuple[float, bool]:
    """What the words of the question that are met weigh; whether all of them are frame words."""
    best: dict[int, float] = {}
    for each in here.values():
        for at in each.all:
            if at in positions:
                best[at] = max(best.get(at, 0.0), each.quality)
    gained = sum(reading.weights[at] * quality * factors[at] for at, quality in best.items())
    return gained, all(factors[at] < 1.0 for at in best)


def _neighbours(positions: Collection[int], reading: Reading, factors: Sequence[float]) -> float:
    """What the words weigh that stand beside those met and are not met themselves."""
    beside = {at + step for at in positions for step in (-1, 1)} - set(positions)
    return sum(
        reading.weights[at] for at in beside if 0 <= at < len(factors) and factors[at] == 1.0
    )


def _met_words(indexed: IndexedName, lookup: Lookup, factors: Sequence[float]) -> dict[int, _Met]:
    """For each word of the name the token that meets it best, a token for one word only."""
    options = [
        (place, _Met(at, quality, factors[at]))
        for place, word in enumerate(indexed.name.words)
        for key in word.keys
        for at, quality, _ in lookup.get(key, ())
        if factors[at] > 0
    ]
    for concept, places in indexed.concepts:
        met = tuple(sorted({at for at, _, _ in lookup.get(concept, ()) if factors[at] > 0}))
        if met:
            factor = min(factors[at] for at in met)
            options += [
                (place, _Met(met[0], CONCEPT_QUALITY, factor, concept, met)) for place in places
            ]
    # Of a word said twice (`can local makers cover local clutches`) the one beside the surest.
    surest = max((its.quality * its.factor, -its.at) for _, its in options)[1] if options else 0
    options.sort(
        key=lambda option: (
            -option[1].quality * option[1].factor,
            option[0],
            abs(option[1].at + surest),
        )
    )
    found: dict[int, _Met] = {}
    taken: set[int] = set()
    for place, its in options:
        if place not in found and its.at not in taken:
            found[place] = its
            if not its.concept:
                taken.add(its.at)
    return found


def _together(positions: set[int]) -> set[int]:
    """The largest group whose neighbours stand close."""
    groups: list[set[int]] = []
    last = None
    for at in sorted(positions):
        if last is None or at - last > FAR:
            groups.append(set())
        groups[-1].add(at)
        last = at
    return max(groups, key=len)
