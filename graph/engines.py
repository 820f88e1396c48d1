"""What differs between the two databases; nothing else in the library asks which one it is.

Different are: how the two search indexes are made (Neo4j by Cypher, ArcadeDB by SQL over its HTTP
port), who enforces time-outs (Neo4j heeds the driver's, ArcadeDB only the limit it was started
with), and whether writing side by side pays (on ArcadeDB the slower of two that meet starts again).
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Protocol

import stamina

from graph.client import Database
from graph.errors import ConfigurationError, GraphError, GraphUnavailableError
from graph.queries import engine_statement, parse_query

SEARCH_INDEXES = {"SearchEntry[text]": "FULLTEXT", "SearchEntry[embedding]": "VECTOR"}
"""Name and type of the indexes that search uses; the same on both engines."""


INDEX_SECONDS = 100
"""How long to wait for the indexes of a graph that is there already."""


class Engine(Protocol):
    """One kind of database."""

    @property
    def name(self) -> str:
        """``neo4j`` or ``arcadedb``."""

    @property
    def writers(self) -> int:
        """How many transactions that only create relationships go side by side to advantage."""

    def create_search_indexes(self, database: Database, dimensions: int) -> None:
        """Make the full-text and the vector index where they are absent."""

    def create_plain_indexes(self, database: Database, dimensions: int) -> None:
        """Index the PlainEntry nodes of a measurement: full text, and vectors on Neo4j."""

    def drop_plain_indexes(self, database: Database) -> None:
        """Take away all that the schema has of PlainEntry; its nodes must be gone."""


@dataclass(frozen=True, slots=True)
class Neo4j:
    """Neo4j 5.26 and later."""

    name: str = "neo4j"
    writers: int = 2

    def create_search_indexes(self, database: Database, dimensions: int) -> None:
        """Make the full-text and the vector index where they are absent."""
        _run_file(database, "search_entry_text")
        _run_file(database, "search_entry_embedding", dimensions=dimensions)
        _run_file(database, "await_indexes", seconds=INDEX_SECONDS)

    def create_plain_indexes(self, database: Database, dimensions: int) -> None:
        """Index the PlainEntry nodes of a measurement: full text and vectors."""
        _run_file(database, "plain_entry_text")
        _run_file(database, "plain_entry_embedding", dimensions=dimensions)
        _run_file(database, "await_indexes", seconds=INDEX_SECONDS)

    def drop_plain_indexes(self, database: Database) -> None:
        """Take away all that the schema has of PlainEntry."""
        for name in ("text", "embedding", "id"):
            _run_file(database, f"drop_plain_entry_{name}")


def _run_file(database: Database, name: str, **params: int) -> None:
    path = f"schema/neo4j/{name}"
    query = parse_query(path, engine_statement(f"{path}.cypher"))
    database.run_schema(query.text, **params)


@dataclass(frozen=True, slots=True)
class ArcadeDB:
    """ArcadeDB 26.10, with the HTTP address that its SQL goes to."""

    http_url: str
    user: str
    password: str
    database: str
    name: str = "arcadedb"
    writers: int = 1

    def create_search_indexes(self, database: Database, dimensions: int) -> None:
        """Make the full-text and the vector index where they are absent."""
        del database
        self._run_script("search_entry", dimensions)

    def create_plain_indexes(self, database: Database, dimensions: int) -> None:
        """Index the PlainEntry nodes of a measurement: full text only."""
        del database
        self._run_script("plain_entry", dimensions)

    def drop_plain_indexes(self, database: Database) -> None:
        """Take away the type PlainEntry with its indexes."""
        del database
        self._run_script("drop_plain_entry")

    def _run_script(self, name: str, dimensions: int = 0) -> None:
        script = engine_statement(f"schema/arcadedb/{name}.sql")
        for statement in script.replace(":dimensions", str(int(dimensions))).split(";"):
            if not statement.strip():
                continue
            # IF NOT EXISTS is no lock: of two commands that make the schema at the same instant
            # one is told that it exists. Asked again, it is content.
            for attempt in stamina.retry_context(on=GraphError, attempts=4, timeout=20.0):
                with attempt:
                    self._sql(statement.strip())

    def _sql(self, statement: str) -> None:
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            f"{self.http_url}/api/v1/command/{self.database}",
            data=json.dumps({"language": "sql", "command": statement}).encode(),
            headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            opener.open(request, timeout=120.0).close()
        except urllib.error.HTTPError as error:
            detail = error.read().decode(errors="replace")[:300]
            raise GraphError(f"the embedded database refused {statement!r}: {detail}") from error
        except OSError as error:
            raise GraphUnavailableError(
                f"the embedded database does not answer at {self.http_url}: {error}"
            ) from error


def check_agent(database: Database) -> None:
    """Refuse a server behind GRAPH_URI that is not Neo4j: its indexes could not be made."""
    if "ArcadeDB" in database.agent:
        raise ConfigurationError(
            "GRAPH_URI points at ArcadeDB; unset it to use the embedded database, "
            "or point it at a Neo4j server"
        )
