"""The only module that talks Bolt: named queries in, plain dictionaries out.

Reads go out routed as reads, in auto-commit (15 to 90 % faster than managed transactions) with a
bounded retry of ours; writes are managed transactions of one or more named queries. Errors of the
driver leave this module as errors of ``graph.errors``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import neo4j
import stamina
from neo4j import exceptions as bolt

from graph.errors import (
    CommitUnknownError,
    ConfigurationError,
    GraphConflictError,
    GraphError,
    GraphTimeoutError,
    GraphUnavailableError,
    QueryContractError,
)
from graph.queries import NamedQuery, get_query

Row = dict[str, Any]
Step = tuple[str, Mapping[str, Any]]

# The driver repeats in its log what we raise; one line for people is enough.
logging.getLogger("neo4j").setLevel(logging.CRITICAL)
# Nor is a retry that helps worth a line among the few a command prints.
stamina.instrumentation.set_on_retry_hooks([])

RETRIED = (bolt.ServiceUnavailable, bolt.SessionExpired, bolt.TransientError)
# Every write is idempotent, so two things that the driver does not repeat are repeated here: a
# commit whose answer was lost may have happened, and on ArcadeDB a MERGE that lost a race against
# another is a duplicate, where Neo4j lets it wait and match.
REPEATED = (bolt.IncompleteCommit, bolt.ConstraintError)
TIMEOUT_CODES = ("TransactionTimedOut", "TransactionTerminated")


class Database:
    """A graph database over Bolt; one per process, safe for threads.

    ``read_timeout`` and ``write_timeout`` are seconds. Neo4j stops a query after them; ArcadeDB
    does not look at them and has a limit of its own, set where it is started.
    """

    def __init__(
        self,
        uri: str,
        auth: tuple[str, str],
        database: str,
        *,
        read_timeout: float = 30.0,
        write_timeout: float = 120.0,
    ) -> None:
        self._name = database
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._uri = uri
        try:
            # The driver takes a port above 65535 for one below; this refuses it.
            _ = urlsplit(uri).port
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=auth,
                connection_timeout=10.0,
                connection_acquisition_timeout=20.0,
                max_transaction_retry_time=20.0,
                max_connection_pool_size=50,
                keep_alive=True,
                notifications_min_severity="OFF",
            )
        except (ValueError, bolt.DriverError) as error:
            raise ConfigurationError(f"GRAPH_URI {uri}: {error}") from error
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        try:
            with translated(uri):
                self.agent = self._driver.get_server_info().agent
        except BaseException:
            self._driver.close()
            raise

    def read(self, name: str, /, **params: Any) -> list[Row]:
        """Rows of a read query; retried when the connection breaks."""
        query = _checked(name, "read", params)
        with translated(self._uri):
            return self._retrying(
                lambda: self._run(query.text, params, neo4j.READ_ACCESS, self._read_timeout)
            )

    def stream(self, name: str, /, **params: Any) -> Iterator[Row]:
        """Rows of a read query as they arrive; not retried."""
        query = _checked(name, "read", params)
        with translated(self._uri), self._session(neo4j.READ_ACCESS) as session:
            for record in session.run(neo4j.Query(query.text, timeout=self._write_timeout), params):
                yield dict(record)

    def write(self, *steps: Step, once: bool = False) -> list[list[Row]]:
        """Run write queries in one transaction, again when it fails for a passing reason.

        The queries must be idempotent, or ``once`` be True: then CommitUnknownError says that the
        answer to the commit was lost. Returns the rows of each.
        """
        queries = [(_checked(name, "write", params).text, params) for name, params in steps]

        def work(transaction: neo4j.ManagedTransaction) -> list[list[Row]]:
            return [
                [dict(record) for record in transaction.run(text, dict(params))]
                for text, params in queries
            ]

        bounded = neo4j.unit_of_work(timeout=self._write_timeout)(work)
        attempts = 1 if once else 4
        retry = stamina.retry_context(on=REPEATED, attempts=attempts, timeout=30.0, wait_max=1.0)
        with translated(self._uri):
            for attempt in retry:
                with attempt, self._session(neo4j.WRITE_ACCESS) as session:
                    return session.execute_write(bounded)
        raise AssertionError("unreachable: the retry context returns or raises")

    def run_schema(self, statement: str, /, **params: Any) -> list[Row]:
        """Run one schema statement."""
        with translated(self._uri):
            return self._run(statement, params, neo4j.WRITE_ACCESS, self._write_timeout)

    def explain(self, name: str, params: Mapping[str, Any]) -> None:
        """Let the engine compile a query without running it."""
        text = f"EXPLAIN {get_query(name).text}"
        with translated(self._uri):
            self._run(text, params, neo4j.READ_ACCESS, self._read_timeout)

    def is_alive(self) -> bool:
        """Does the database answer?"""
        try:
            self._run("RETURN 1 AS one", {}, neo4j.READ_ACCESS, 5.0)
        except (bolt.Neo4jError, bolt.DriverError):
            return False
        return True

    @property
    def driver(self) -> neo4j.Driver:
        """The driver itself, for a library that asks for one (neo4j_graphrag); for nothing else."""
        return self._driver

    @property
    def name(self) -> str:
        """What the server calls the database."""
        return self._name

    def close(self) -> None:
        """Give the connections back."""
        self._driver.close()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self._name, default_access_mode=access, bookmark_manager=self._bookmarks
        )

    def _run(self, text: str, params: Mapping[str, Any], access: str, timeout: float) -> list[Row]:
        with self._session(access) as session:
            result = session.run(neo4j.Query(text, timeout=timeout), dict(params))
            return [dict(record) for record in result]

    def _retrying(self, work: Callable[[], list[Row]]) -> list[Row]:
        for attempt in stamina.retry_context(on=RETRIED, attempts=4, timeout=15.0, wait_max=2.0):
            with attempt:
                return work()
        raise AssertionError("unreachable: the retry context returns or raises")


def _checked(name: str, mode: str, params: Mapping[str, Any]) -> NamedQuery:
    query = get_query(name)
    if query.mode != mode:
        raise QueryContractError(f"cypher/{name} is a {query.mode} query, not a {mode} one")
    if params.keys() != query.params:
        wrong = sorted(params.keys() ^ query.params)
        raise QueryContractError(f"cypher/{name}: parameters missing or too many: {wrong}")
    return query


@contextmanager
def translated(uri: str) -> Iterator[None]:
    """Turn errors of the driver into ours, with the cause kept."""
    try:
        yield
    except bolt.AuthError as error:
        raise ConfigurationError(
            f"{uri} refused the login; check GRAPH_USER and GRAPH_PASSWORD"
        ) from error
    except bolt.ConstraintError as error:
        raise GraphConflictError(f"two writers wrote the same key: {_line(error)}") from error
    except bolt.Neo4jError as error:
        raise _of_server(error) from error
    except bolt.IncompleteCommit as error:
        raise CommitUnknownError(
            f"the database at {uri} went away while it wrote; run it again"
        ) from error
    except bolt.DriverError as error:
        raise GraphUnavailableError(
            f"the database at {uri} cannot be reached ({_line(error)}); is it running?"
        ) from error


def _of_server(error: bolt.Neo4jError) -> GraphError | ConfigurationError:
    code = error.code or ""
    if any(word in code for word in TIMEOUT_CODES) or "TimedOut" in code:
        return GraphTimeoutError("this question took too long and was stopped; narrow it down")
    if "DatabaseNotFound" in code:
        return ConfigurationError(f"{_line(error)}; check GRAPH_DATABASE")
    if "No space left" in str(error):
        return GraphUnavailableError("the disk of the database is full; free some space")
    return GraphError(f"the database refused a query: {code} {_line(error)}")


def _line(error: Exception) -> str:
    message = getattr(error, "message", None) or str(error)
    return " ".join(str(message).split())[:300]


def in_batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows in lists of at most ``size``."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
