"""Keeps something read from the graph fresh in the background, for as long as a service runs."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from graph.connection import Graph
from graph.errors import NotReadyError, ZanjirError

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 2.0

MAX_ATTEMPTS: Final = 3

Held = TypeVar("Held")
Stamp = TypeVar("Stamp")


class Keeper(ABC, Generic[Held]):
    """Loads what is held, watches the graph, and swaps in anew when it has moved on.

    Readers take ``current()`` or ``held`` once for an answer; the swap is one assignment. A failed
    look at the graph leaves what there is, and the next look may succeed.
    """

    subject: str
    """What is kept, for messages and the thread's name."""

    def __init__(self, graph: Graph, poll_seconds: float = POLL_SECONDS) -> None:
        self._graph = graph
        self._poll_seconds = poll_seconds
        self._held: Held | None = None
        self._ready = threading.Event()
        self._stop = threading.Event()
        self._refreshing = threading.Lock()
        self._thread: threading.Thread | None = None
        self.error: ZanjirError | None = None
        """Why the last look at the graph failed, if it did."""

    @abstractmethod
    def load(self, held: Held | None) -> Held:
        """What is to be held now: ``held`` itself if the graph has not moved on."""

    def after_look(self, held: Held) -> None:
        """Called by the thread after each look that went well."""

    def start(self) -> None:
        """Begin to load and watch in a thread of its own."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name=self.subject, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @property
    def held(self) -> Held | None:
        """The newest; None before the first is loaded."""
        return self._held

    def current(self) -> Held:
        """The newest; raises NotReadyError before the first is loaded."""
        if self._held is None:
            raise NotReadyError(f"the {self.subject} is still being loaded; try again in a moment")
        return self._held

    def wait_ready(self, seconds: float | None = None) -> bool:
        """Wait until something is held; False when nothing is in time."""
        return self._ready.wait(seconds)

    def refresh(self) -> Held:
        """Load now if nothing is held or the graph has moved on; the newest."""
        with self._refreshing:
            self._held = self.load(self._held)
            self._ready.set()
            return self._held

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self.after_look(self.refresh())
                self.error = None
            except ZanjirError as error:
                if self.error is None:
                    logger.warning("the old %s is kept: %s", self.subject, error.detail)
                self.error = error
            self._stop.wait(self._poll_seconds)


def read_settled(
    read_stamp: Callable[[], Stamp], read: Callable[[Stamp], Held], known: Stamp | None = None
) -> Held:
    """Read something that takes several queries, again when the graph moved on meanwhile, so that
    no two versions are mixed. ``read`` is given the stamp; NotReadyError when it never settles.

    ``known``: a stamp that the graph had before, most likely still has, and never comes back to.
    """
    before = read_stamp() if known is None else known
    for _ in range(MAX_ATTEMPTS):
        try:
            found = read(before)
        except Exception:
            # What fails between two versions may do so for that alone.
            if (after := read_stamp()) == before:
                raise
        else:
            if (after := read_stamp()) == before:
                return found
        before = after
    raise NotReadyError("the graph changes faster than it can be read; try again in a moment")
