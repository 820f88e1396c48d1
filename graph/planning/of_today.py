"""What planning reads beside the facts, kept with them for the rest of the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graph.connection import Graph
from graph.errors import NotReadyError
from graph.keeping import MAX_ATTEMPTS
from graph.planning.facts import Facts
from graph.planning.reading import facts_of
from graph.projection.loading import read_stamp
from graph.structure.service import today

Made = TypeVar("Made")


def of_today(
    graph: Graph, kept: str, read: Callable[[Graph, Facts, str], Made]
) -> tuple[Facts, Made]:
    """The facts and what ``read`` makes of them, of the graph and of the day (ISO), both of one
    version, read once for a version and a day under the name ``kept``.

    Raises NotReadyError when the graph changes faster than it can be read.
    """
    day = today().isoformat()
    for _ in range(MAX_ATTEMPTS):
        facts = facts_of(graph)
        held = facts.projection.derived
        found: tuple[str, Made] | None = held.get(kept)
        if found is not None and found[0] == day:
            return facts, found[1]
        stamp = facts.projection.stamp
        if read_stamp(graph) == stamp:
            try:
                made = read(graph, facts, day)
            except Exception:
                # What fails between two versions may do so for that alone.
                if read_stamp(graph) == stamp:
                    raise
            else:
                if read_stamp(graph) == stamp:
                    held[kept] = day, made
                    return facts, made
        if graph.projections is not None:
            graph.projections.refresh()
    raise NotReadyError("the graph changes faster than it can be read; try again in a moment")
