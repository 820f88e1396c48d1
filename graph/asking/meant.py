"""Which of the things in a question a call is about. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.asking.links import Link
from graph.asking.measures import Measure
from graph.asking.survey import Survey

ITEM_KINDS: Final = ("assembly", "part")


def links_of(found: Survey, kinds: Sequence[str]) -> list[Link]:
    """The things of these kinds."""
    return [link for link in found.links if link.thing.kind in kinds]


def main_link(found: Survey, kinds: Sequence[str]) -> Link | None:
    """The thing the question is about: by number first, then the one whose name is said best."""
    fitting = links_of(found, kinds)
    return max(
        fitting,
        key=lambda link: (
            link.by == "number",
            not is_vague(link),
            len(link.positions),
            link.score,
        ),
        default=None,
    )


def is_vague(link: Link) -> bool:
    """Perhaps only a word like its name."""
    return not link.is_firm


def free_vehicles(found: Survey) -> list[Link]:
    """Vehicles whose word does not merely choose the variant of an item."""
    used = {at for link in found.links if link.is_firm for mark in link.used_classes for at in
            range(mark.start, mark.end)}  # fmt: skip
    named = [link for link in found.links if link.thing.kind == "vehicle"]
    words = [link for link in found.vehicles if not used & link.positions]
    known = {link.thing.id for link in named}
    return [*named, *(link for link in words if link.thing.id not in known)]


def vehicle_named(found: Survey) -> Link | None:
    """The vehicle named by name or number, else the one that a word like *bus* stands for."""
    named = [link for link in found.links if link.thing.kind == "vehicle"]
    return next(iter([*named, *found.vehicles]), None)


def shared(found: Survey, shares: Sequence[Measure]) -> list[tuple[Link, float]]:
    """Each share with the item nearest to it."""
    items = [link for link in links_of(found, ITEM_KINDS) if not is_vague(link)]
    items = items or links_of(found, ITEM_KINDS)
    pairs: list[tuple[Link, float]] = []
    for share in shares:
        free = [link for link in items if all(link is not one for one, _ in pairs)]
        if free:
            nearest = min(free, key=lambda link: _distance(link, share))
            pairs.append((nearest, share.value))
    return sorted(pairs, key=lambda pair: pair[0].start)


def _distance(link: Link, share: Measure) -> float:
    """A share stands before its item in English and Russian, after it in Uzbek."""
    if min(link.positions) >= share.end:
        return min(link.positions) - share.end
    return share.start - max(link.positions) - 0.5
