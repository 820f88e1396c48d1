"""Open the graph the settings name: a Neo4j server, or the embedded database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.client import Database
from graph.embedded import EmbeddedDatabase
from graph.engines import ArcadeDB, Engine, Neo4j, check_agent
from graph.errors import GraphError
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.projection.keeper import ProjectionKeeper
    from graph.projection.projection import Projection


@dataclass(frozen=True, slots=True)
class Graph:
    """An open graph: the connection and what its engine does differently.

    ``projections`` keep the structure in memory for a process that answers many questions.
    """

    database: Database
    engine: Engine
    settings: Settings
    projections: ProjectionKeeper | None = None

    @property
    def projection(self) -> Projection | None:
        """The projection held now, to be taken once for an answer; None where there is none."""
        return None if self.projections is None else self.projections.held

    def version(self) -> int:
        """Advanced by every run that changed something; 0 for an empty graph."""
        rows = self.database.read("meta/get_graph")
        if not rows:
            raise GraphError("the database has no schema yet; run `zanjir schema apply`")
        return int(rows[0]["version"])

    def version_or_zero(self) -> int:
        """The version, 0 also where there is no schema yet."""
        rows = self.database.read("meta/get_graph")
        return int(rows[0]["version"]) if rows else 0


@contextmanager
def open_graph(settings: Settings) -> Iterator[Graph]:
    """Connect; without GRAPH_URI start or join the embedded database and leave it at the end."""
    if settings.graph_uri:
        database = Database(
            settings.graph_uri,
            (settings.graph_user, settings.graph_password.get_secret_value()),
            settings.graph_database,
            read_timeout=settings.graph_timeout_seconds,
            write_timeout=settings.graph_write_timeout_seconds,
        )
        try:
            check_agent(database)
            yield Graph(database, Neo4j(), settings)
        finally:
            database.close()
        return
    with embedded_database(settings) as address:
        database = Database(
            address.bolt_uri,
            (address.user, address.password),
            address.database,
            read_timeout=settings.graph_timeout_seconds,
            write_timeout=settings.graph_write_timeout_seconds,
        )
        engine = ArcadeDB(address.http_url, address.user, address.password, address.database)
        try:
            yield Graph(database, engine, settings)
        finally:
            database.close()


def embedded_database(settings: Settings) -> EmbeddedDatabase:
    """The embedded database of these settings, not yet started."""
    return EmbeddedDatabase(
        settings.zanjir_home,
        heap_mb=settings.embedded_heap_mb,
        command_timeout_seconds=settings.graph_timeout_seconds,
    )
