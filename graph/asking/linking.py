"""Finds the things a question names, by names in any form; `meeting` says how well each fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from graph.asking.links import Link
from graph.asking.meeting import CONCEPT_QUALITY, Lookup, Meeting, Reading, meet
from graph.asking.names import ClassMark, qualifiers_of, same_words_of
from graph.asking.thing_index import CONCEPT, IndexedThing, ThingIndex

EXACT_QUALITY: Final = 1.0
FORM_QUALITY: Final = 0.95
QUALIFIER_QUALITY: Final = 0.93
SAME_QUALITY: Final = 0.9
MENDED_QUALITY: Final = 0.75
PROCESS_COST: Final = 0.8
CLASS_WEIGHT: Final = 2.4
NO_CLASS_COST: Final = 0.5
OTHER_CLASS_COST: Final = 4.0
ANY_CLASS_COST: Final = 0.3
MOST_CANDIDATES: Final = 250
MOST_LINKS: Final = 6
ALMOST: Final = 0.85
MAX_OTHERS: Final = 5


def named(index: ThingIndex, reading: Reading, taken: Collection[int]) -> list[Link]:
    """Things named by words, the best first, each by tokens of its own."""
    links: list[Link] = []
    used = set(taken)
    while len(links) < MOST_LINKS:
        link = _best(index, reading, used)
        if link is None:
            break
        links.append(link)
        used |= link.positions
    return links


def _best(index: ThingIndex, reading: Reading, used: Collection[int]) -> Link | None:
    lookup = _lookup(index, reading, used)
    scored: list[tuple[float, IndexedThing, Meeting]] = []
    for place in _candidates(index, lookup):
        each = index.things[place]
        meeting = meet(each, lookup, reading)
        if meeting is None:
            continue
        score = meeting.gained - meeting.lost + _class_score(each, meeting, reading)
        scored.append((score, each, meeting))
    if not scored:
        return None
    scored.sort(key=lambda entry: (-round(entry[0], 6), _rank_of_equal(entry[1], index)))
    score, best, meeting = scored[0]
    if score <= 0.0:
        return None
    others = tuple(
        (each.thing, round(max(0.0, other / score) * meeting.coverage, 3))
        for other, each, its in scored[1:]
        if other >= ALMOST * score and its.positions & meeting.positions
    )
    return Link(
        best.thing,
        meeting.positions,
        round(min(1.0, meeting.coverage), 3),
        meeting.coverage,
        "name",
        others[:MAX_OTHERS],
        _used_classes(best, meeting, reading),
        meeting.has_head,
    )


def _rank_of_equal(each: IndexedThing, index: ThingIndex) -> tuple[bool, int, int, str]:
    """Of variants that fit alike (`front brake`, light or heavy) the one for passenger cars comes
    first, then the one for more vehicles, then the shorter id."""
    served = sum(bool(each.classes & vehicle.classes) for vehicle in index.vehicles)
    is_for_others = bool(each.classes) and "car" not in each.classes
    return is_for_others, -served, len(each.thing.id), each.thing.id


def _lookup(index: ThingIndex, reading: Reading, used: Collection[int]) -> Lookup:
    table: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for at, token in enumerate(reading.tokens):
        factor = reading.factors[at]
        if at in used or max(factor, reading.enterprise_factors[at]) <= 0:
            continue
        for key in token.folds:
            table["=" + key].append((at, EXACT_QUALITY, factor))
        for key in token.keys:
            table[key].append((at, FORM_QUALITY, factor))
        for key in token.mended:
            table[key].append((at, MENDED_QUALITY, factor))
        for key in qualifiers_of(token):
            table[key].append((at, QUALIFIER_QUALITY, factor))
        for key in same_words_of(token):
            table[key].append((at, SAME_QUALITY, factor))
    for match in index.terms(reading.tokens):
        free = [at for at in match.positions if at not in used and reading.factors[at] > 0]
        if len(free) == len(match.positions):
            factor = min(reading.factors[at] for at in free)
            table[CONCEPT + match.concept] += [(at, CONCEPT_QUALITY, factor) for at in free]
    return table


def _candidates(index: ThingIndex, lookup: Lookup) -> list[int]:
    """Places of the things with the most telling words met."""
    gained: dict[int, dict[int, float]] = defaultdict(dict)
    for key, met in lookup.items():
        if key.startswith("~"):
            continue
        holding = index.holding(key)
        weight = index.weight((key,))
        for at, quality, factor in met:
            worth = weight * quality * max(factor, 0.2)
            for place in holding:
                if worth > gained[place].get(at, 0.0):
                    gained[place][at] = worth
    best = sorted(gained, key=lambda place: (-sum(gained[place].values()), place))
    return best[:MOST_CANDIDATES]


def _class_score(each: IndexedThing, meeting: Meeting, reading: Reading) -> float:
    if each.thing.kind == "process":
        return -PROCESS_COST
    if each.thing.kind not in ("assembly", "part"):
        return 0.0
    said: frozenset[str] = frozenset().union(*(mark.classes for mark in reading.classes))
    if not said:
        return -ANY_CLASS_COST if each.classes else 0.0
    if not each.classes:
        return -NO_CLASS_COST
    fits = max(_agreement(each.classes, mark.classes) for mark in reading.classes)
    fits = max(fits, _agreement(each.classes, said))
    return CLASS_WEIGHT * (0.8 + 0.2 * fits) if fits else -OTHER_CLASS_COST


def _agreement(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _used_classes(each: IndexedThing, meeting: Meeting, reading: Reading) -> tuple[ClassMark, ...]:
    if not each.classes or each.thing.kind not in ("assembly", "part"):
        return ()
    return tuple(mark for mark in reading.classes if mark.classes & each.classes)
