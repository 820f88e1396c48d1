"""Keeps a search snapshot fresh in the background, for as long as a service runs."""

from __future__ import annotations

import logging
import threading
from typing import Final

from graph.connection import Graph
from graph.errors import NotReadyError, ZanjirError
from graph.search.snapshot import VECTOR_SCAN_LIMIT, Snapshot
from graph.search.snapshot_loading import load_snapshot, read_stamp

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 2.0


class SnapshotKeeper:
    """Loads a snapshot, watches the graph, and swaps in a new one when it has moved on.

    Readers take ``current()`` once for an answer; the swap is one assignment. A failed look at
    the graph leaves the snapshot there is, and the next look may succeed.
    """

    def __init__(
        self,
        graph: Graph,
        poll_seconds: float = POLL_SECONDS,
        scan_limit: int = VECTOR_SCAN_LIMIT,
    ) -> None:
        self._graph = graph
        self._poll_seconds = poll_seconds
        self._scan_limit = scan_limit
        self._snapshot: Snapshot | None = None
        self._ready = threading.Event()
        self._stop = threading.Event()
        self._refreshing = threading.Lock()
        self._index_warm = False
        self._thread: threading.Thread | None = None
        self.error: ZanjirError | None = None
        """Why the last look at the graph failed, if it did."""

    def start(self) -> None:
        """Begin to load and watch in a thread of its own."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="search-snapshot", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def current(self) -> Snapshot:
        """The newest snapshot; raises NotReadyError before the first is loaded."""
        snapshot = self._snapshot
        if snapshot is None:
            raise NotReadyError("search is still being loaded; try again in a moment")
        return snapshot

    def wait_ready(self, seconds: float | None = None) -> bool:
        """Wait until there is a snapshot; False when there is none in time."""
        return self._ready.wait(seconds)

    def refresh(self) -> Snapshot:
        """Load now if there is no snapshot or the graph has moved on; the newest one."""
        with self._refreshing:
            held = self._snapshot
            if held is None or held.stamp != read_stamp(self._graph):
                held = load_snapshot(self._graph, self._scan_limit)
                self._snapshot = held
                self._ready.set()
            return held

    @property
    def index_is_warm(self) -> bool:
        """Whether the engine's vector index has answered once: the first time takes long."""
        return self._index_warm

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self._warm_index(self.refresh())
                self.error = None
            except ZanjirError as error:
                if self.error is None:
                    logger.warning("search keeps what it has: %s", error.detail)
                self.error = error
            self._stop.wait(self._poll_seconds)

    def _warm_index(self, snapshot: Snapshot) -> None:
        if self._index_warm or snapshot.matrix is not None or snapshot.stamp.model is None:
            return
        direction = [1.0] + [0.0] * (snapshot.stamp.dimensions - 1)
        self._graph.database.read(
            "search/vector_candidates", vector=direction, limit=1, model=snapshot.stamp.model
        )
        self._index_warm = True
