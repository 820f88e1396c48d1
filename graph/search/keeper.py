"""Keeps a search snapshot fresh in the background, for as long as a service runs."""

from __future__ import annotations

from graph.connection import Graph
from graph.keeping import POLL_SECONDS, Keeper
from graph.search.snapshot import VECTOR_SCAN_LIMIT, Snapshot
from graph.search.snapshot_loading import load_snapshot, read_stamp


class SnapshotKeeper(Keeper[Snapshot]):
    """Loads a snapshot, and another when what is searched may have changed."""

    subject = "search snapshot"

    def __init__(
        self,
        graph: Graph,
        poll_seconds: float = POLL_SECONDS,
        scan_limit: int = VECTOR_SCAN_LIMIT,
    ) -> None:
        super().__init__(graph, poll_seconds)
        self._scan_limit = scan_limit
        self._index_warm = False

    def load(self, held: Snapshot | None) -> Snapshot:
        """Everything that is searched, unless the stamp is still that of ``held``."""
        if held is not None and held.stamp == read_stamp(self._graph):
            return held
        return load_snapshot(self._graph, self._scan_limit)

    @property
    def index_is_warm(self) -> bool:
        """Whether the engine's vector index has answered once: the first time takes long."""
        return self._index_warm

    def after_look(self, held: Snapshot) -> None:
        """Let the engine's vector index answer once."""
        if self._index_warm or held.vectors is not None or held.stamp.model is None:
            return
        direction = [1.0] + [0.0] * (held.stamp.dimensions - 1)
        self._graph.database.read(
            "search/vector_candidates", vector=direction, limit=1, model=held.stamp.model
        )
        self._index_warm = True
