"""What one serving process holds: the graph, the model, the search snapshot, and their care.

One thread opens the graph, warms everything up, and then looks after it until the end: missing
embeddings are made, and a database that was restarted is joined again. The web server listens
from the first moment; until the graph is open every question is a 503.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from api.errors import trace_of
from api.memory import settle
from api.settings import ServiceSettings
from api.warm_up import warm_up_steps
from graph.asking.service import Asker
from graph.connection import Graph, embedded_database, open_graph
from graph.engines import ArcadeDB
from graph.errors import BeingWrittenError, EmbeddingError, NotReadyError, ZanjirError
from graph.planning.ability import abilities_of
from graph.projection.keeper import ProjectionKeeper
from graph.projection.projection import Projection
from graph.schema import ensure_schema
from graph.search.embedding import Embedder
from graph.search.entries import embed_entries
from graph.search.keeper import SnapshotKeeper
from graph.search.snapshot import Snapshot, Stamp
from graph.search.snapshot_loading import read_stamp
from graph.settings import Settings

log = structlog.get_logger(__name__)

RETRY_SECONDS = 2.0
STOP_SECONDS = 60.0


class _Stopping(Exception):
    """The service is to end: no error, the way out of a long piece of work."""


class Service:
    """The state of one process; safe for threads."""

    def __init__(self, settings: Settings, options: ServiceSettings) -> None:
        self.settings = settings
        self.options = options
        self.embedder = Embedder.of(settings)
        self.asker = Asker(settings.home_country, settings.glossary_path)
        self._graph: Graph | None = None
        self._keeper: SnapshotKeeper | None = None
        self._stopping = threading.Event()
        self._warm = threading.Event()
        self._embedding = threading.Lock()
        self._embedded: Stamp | None = None
        self._planned: Projection | None = None
        self._seen: tuple[Snapshot | None, float] = (None, 0.0)
        self._problem = "the service is starting; try again in a moment"
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to open and warm up in a thread of its own; returns at once."""
        self._thread = threading.Thread(target=self._run, name="service", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, close the driver and leave the embedded database."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
            self._thread = None

    @property
    def graph(self) -> Graph:
        """The open graph; raises NotReadyError before it is."""
        if self._graph is None:
            raise NotReadyError(self._problem)
        return self._graph

    @property
    def keeper(self) -> SnapshotKeeper:
        """Who holds the search snapshot; raises NotReadyError before there is one."""
        if self._keeper is None:
            raise NotReadyError(self._problem)
        return self._keeper

    def check_ready(self) -> Graph:
        """The graph, once the first question would be answered at full speed; NotReadyError."""
        if not self._warm.is_set():
            raise NotReadyError(self._problem)
        if not self.graph.database.is_alive():
            raise NotReadyError("the database does not answer; is it running?")
        return self.graph

    def snapshot_age(self) -> tuple[Snapshot, float] | None:
        """The snapshot held and for how many seconds; None before the first."""
        snapshot, since = self._seen
        return None if snapshot is None else (snapshot, time.monotonic() - since)

    def projection(self) -> Projection | None:
        """The projection held; None before the first."""
        return None if self._graph is None else self._graph.projection

    def embed_missing(self) -> int:
        """Make the embeddings that are missing and let search see them; how many were made."""
        graph, keeper = self.graph, self.keeper
        with self._embedding:
            before = read_stamp(graph)
            count = embed_entries(graph, self.embedder, self._go_on)
            if not count:
                self._embedded = before
        keeper.refresh()
        return count

    def refresh_projection(self) -> None:
        """Let explosions and the like see what was loaded, without waiting for the next look."""
        projections = self.graph.projections
        if projections is not None:
            projections.refresh()

    def lease_owner(self) -> str | None:
        """Who is loading into the graph right now, as the lease names it."""
        rows = self.graph.database.read("ingest/get_lease")
        until = rows[0]["until"] if rows else None
        if until is None or until < datetime.now(UTC).isoformat():
            return None
        return str(rows[0]["owner"])

    def _go_on(self, _count: int = 0) -> None:
        if self._stopping.is_set():
            raise _Stopping

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._opened() as graph:
                    self._warm_up(graph)
                    self._care(graph)
            except _Stopping:
                return
            except ZanjirError as error:
                self._note(error.detail)
            except Exception as error:  # whatever it is, the next attempt may succeed
                log.error("service_failed", error=type(error).__name__, trace=trace_of(error))
                self._note("the service cannot start; see its log")
            self._stopping.wait(RETRY_SECONDS)

    def _note(self, problem: str) -> None:
        if problem != self._problem:
            log.warning("service_waits", detail=problem)
        self._problem = problem

    @contextmanager
    def _opened(self) -> Iterator[Graph]:
        """The one place where the graph is opened, and where it is opened again."""
        with open_graph(self.settings) as graph:
            self._go_on()
            ensure_schema(graph.database, graph.engine, lambda: self.embedder.dimensions)
            keeper = SnapshotKeeper(graph, self.options.poll_seconds)
            projections = ProjectionKeeper(graph, self.options.poll_seconds)
            graph = replace(graph, projections=projections)
            keeper.start()
            projections.start()
            self._keeper, self._graph = keeper, graph
            try:
                yield graph
            finally:
                self._warm.clear()
                self._problem = "the database is being joined again; try again in a moment"
                self._graph = self._keeper = None
                keeper.stop()
                projections.stop()

    def _warm_up(self, graph: Graph) -> None:
        self._problem = "the service is warming up; try again in a moment"
        started = time.monotonic()
        while True:
            self._go_on()
            try:
                for step in warm_up_steps(graph, self.keeper, self.embedder, self.asker):
                    self._go_on()
                    step()
                break
            except EmbeddingError as error:
                # All but search works without the model.
                self._note(error.detail)
                self._look()
                self._stopping.wait(RETRY_SECONDS)
        settle()
        self._warm.set()
        log.info("service_ready", seconds=round(time.monotonic() - started, 1))

    def _care(self, graph: Graph) -> None:
        """Until the end, or until the database has to be joined again."""
        refused = ""
        while not self._stopping.is_set():
            try:
                self._look()
                self._prepare_planning(graph)
                self._embed_if_idle(graph)
                refused = ""
            except ZanjirError as error:
                if error.detail != refused:
                    log.warning("care_failed", detail=error.detail)
                refused = error.detail
            if self._is_lost(graph):
                log.warning("database_joined_again")
                return
            self._stopping.wait(self.options.poll_seconds)
        raise _Stopping

    def _look(self) -> None:
        with suppress(NotReadyError):
            snapshot = self.keeper.current()
            if snapshot is not self._seen[0]:
                self._seen = (snapshot, time.monotonic())

    def _prepare_planning(self, graph: Graph) -> None:
        """After something was loaded: who can make what is imported takes seconds to find out."""
        if graph.projection is not self._planned:
            with suppress(BeingWrittenError):
                self._planned = abilities_of(graph)[0].projection

    def _embed_if_idle(self, graph: Graph) -> None:
        """After something was loaded, unless the loading goes on: it may embed by itself."""
        if self._embedded == read_stamp(graph) or self.lease_owner() is not None:
            return
        count = self.embed_missing()
        if count:
            log.info("embeddings_made", count=count)

    def _is_lost(self, graph: Graph) -> bool:
        """Has the embedded database gone, or come back elsewhere? A server's driver reconnects."""
        if not isinstance(graph.engine, ArcadeDB) or graph.database.is_alive():
            return False
        address = embedded_database(self.settings).status().address
        return address is None or address.http_url != graph.engine.http_url
