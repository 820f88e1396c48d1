"""Keeps the projection of a graph fresh in the background, for as long as a service runs."""

from __future__ import annotations

from graph.connection import Graph
from graph.errors import BeingWrittenError
from graph.keeping import POLL_SECONDS, Keeper
from graph.projection.loading import load_projection, look
from graph.projection.projection import Projection
from graph.projection.stored import copy_path, load_copy, save_copy


class ProjectionKeeper(Keeper[Projection]):
    """Loads the projection, from its stored copy where that is of this version, and another when
    the graph has moved on. While it is read questions are answered from the one before."""

    subject = "projection"

    def __init__(self, graph: Graph, poll_seconds: float = POLL_SECONDS) -> None:
        super().__init__(graph, poll_seconds)
        self._path = copy_path(graph.settings)
        self._stored: Projection | None = None

    def load(self, held: Projection | None) -> Projection:
        """The projection of the graph as it is now, or was before the load that is under way."""
        stamp, is_written = look(self._graph)
        if held is not None and (is_written or held.stamp == stamp):
            return held
        if held is None:
            self._stored = load_copy(self._path, stamp)
            if self._stored is not None:
                return self._stored
        try:
            return load_projection(self._graph)
        except BeingWrittenError:
            if held is None:
                raise
            return held

    def after_look(self, held: Projection) -> None:
        """Store what is new."""
        if held is not self._stored:
            save_copy(self._path, held)
            self._stored = held
