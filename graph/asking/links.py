"""A thing named in a question, and how sure that is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.asking.names import ClassMark
from graph.search.things import Thing

FIRM: Final = 0.55
FIRM_ALONE: Final = 0.38


@dataclass(frozen=True, slots=True)
class Link:
    """A thing named by the tokens at ``positions``.

    ``coverage`` (0…1): how much of its name the question says; ``others``: the next best for the
    same words, with their scores; ``classes``: where a word for vehicles chose the variant.
    """

    thing: Thing
    positions: frozenset[int]
    score: float
    coverage: float
    by: str
    others: tuple[tuple[Thing, float], ...] = ()
    used_classes: tuple[ClassMark, ...] = ()
    has_head: bool = True

    @property
    def is_firm(self) -> bool:
        """Surely a name of the thing: most of it is said, or its noun and nothing else fits."""
        if self.by != "name" or self.thing.kind == "enterprise" or self.score >= FIRM:
            return True
        return self.has_head and self.score >= FIRM_ALONE and not self.others

    @property
    def start(self) -> int:
        """The first token."""
        return min(self.positions)


def merged(links: Sequence[Link]) -> list[Link]:
    """The same thing named twice is named once; in the order of the question."""
    found: dict[str, Link] = {}
    for link in sorted(links, key=lambda each: (each.start, -each.score)):
        known = found.get(link.thing.id)
        if known is None:
            found[link.thing.id] = link
        else:
            found[link.thing.id] = replace(
                known,
                positions=known.positions | link.positions,
                score=max(known.score, link.score),
            )
    return list(found.values())
