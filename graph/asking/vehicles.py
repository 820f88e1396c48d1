"""The vehicles that everyday words such as *bus* or *грузовик* stand for."""

from __future__ import annotations

from collections.abc import Iterator

from graph.asking.linking import MAX_OTHERS
from graph.asking.links import Link
from graph.asking.meeting import Reading
from graph.asking.names import ClassMark
from graph.asking.thing_index import IndexedThing, ThingIndex


def vehicles_named(index: ThingIndex, reading: Reading) -> Iterator[Link]:
    """For every word for a class of vehicles the vehicle that fits it, the likeliest first."""
    for mark in reading.classes:
        span = frozenset(range(mark.start, mark.end))
        fitting = [
            (_vehicle_score(each, mark, reading), each.thing)
            for each in index.vehicles
            if each.classes & mark.classes
        ]
        fitting.sort(key=lambda entry: (-entry[0], entry[1].id))
        if not fitting or (len(fitting) > 1 and len(mark.classes) > 1):
            continue
        score, thing = fitting[0]
        others = tuple((other, round(0.9 * its, 3)) for its, other in fitting[1 : 1 + MAX_OTHERS])
        yield Link(thing, span, 0.9 if not others else 0.6, score, "vehicle", others)


def _vehicle_score(each: IndexedThing, mark: ClassMark, reading: Reading) -> float:
    """1, and more for every other word of its name near by."""
    near = reading.tokens[max(0, mark.start - 3) : mark.end + 3]
    keys = {key for token in near for key in token.keys | token.folds}
    met = [
        sum(bool((word.keys | {word.text}) & keys) for word in name.name.words)
        for name in each.names
    ]
    return 1.0 + 0.1 * max(met, default=0)
