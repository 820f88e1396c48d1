"""What questions about sourcing read again and again, kept with the projection of its version.

A whole vehicle takes seconds to read; the next question about it finds it here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from graph.connection import Graph
from graph.projection.loading import is_at
from graph.projection.projection import Projection
from graph.sourcing.loading import Enterprise, Item, load_enterprises, load_items
from graph.structure.loading import Walk

KEPT_ITEMS: Final = "sourcing items"
KEPT_ENTERPRISES: Final = "sourcing enterprises"
MOST_ITEMS: Final = 50_000
"""Items kept: those of several whole vehicles; beyond that all are forgotten."""
MOST_SETS: Final = 4
"""Sets of enterprises kept; another set takes the place of the oldest."""


def items_of(
    graph: Graph, walk: Walk, ids: Collection[str], held: Projection | None
) -> dict[str, Item]:
    """As ``load_items``; ``held`` is the projection of the version that is asked about."""
    if held is None:
        return load_items(walk, ids)
    kept: dict[str, Item] = held.derived.setdefault(KEPT_ITEMS, {})
    # What another thread forgets meanwhile is still known here.
    known = {id_: item for id_ in ids if (item := kept.get(id_)) is not None}
    new = load_items(walk, [id_ for id_ in ids if id_ not in known])
    if len(kept) + len(new) > MOST_ITEMS:
        kept.clear()
    _keep(graph, held, kept, new)
    return {id_: item for id_ in ids if (item := known.get(id_) or new.get(id_)) is not None}


def enterprises_of(
    graph: Graph,
    walk: Walk,
    suppliers: Collection[str],
    processes: Collection[str],
    held: Projection | None,
) -> dict[str, Enterprise]:
    """As ``load_enterprises``, in the same order."""
    if held is None:
        return load_enterprises(walk, suppliers, processes)
    kept: dict[Any, dict[str, Enterprise]] = held.derived.setdefault(KEPT_ENTERPRISES, {})
    key = frozenset(suppliers), frozenset(processes)
    found = kept.get(key)
    if found is None:
        found = load_enterprises(walk, suppliers, processes)
        _keep(graph, held, kept, {key: found})
        for oldest in list(kept)[:-MOST_SETS]:
            kept.pop(oldest, None)
    return found


def _keep(graph: Graph, held: Projection, kept: dict[Any, Any], new: dict[Any, Any]) -> None:
    """Unless the graph has moved on while it was read."""
    if new and is_at(graph, held.stamp):
        kept.update(new)
