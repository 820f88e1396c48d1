"""Every error Zanjir raises on purpose.

A message is one line that says what is wrong and what to do. ``status`` is what the HTTP service
answers, ``exit_code`` what the command line ends with (INTERFACE section 2: 2 wrong call or
configuration, 4 database out of reach).
"""

from __future__ import annotations

from typing import ClassVar


class ZanjirError(Exception):
    """Base of all errors meant for people."""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 2

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ConfigurationError(ZanjirError):
    """A setting is missing or wrong."""


class InputError(ZanjirError):
    """What the caller gave cannot be used."""

    status = 422


class NotFoundError(ZanjirError):
    """No such thing in the graph."""

    status = 404


class ConflictError(ZanjirError):
    """Something else holds what this call needs, for example a running ingest."""

    status = 409


class TooLargeError(ZanjirError):
    """The request is larger than this service accepts."""

    status = 413


class GraphError(ZanjirError):
    """The database refused a query for a reason the caller cannot mend."""


class GraphUnavailableError(GraphError):
    """The database cannot be reached."""

    status = 503
    exit_code = 4


class CommitUnknownError(GraphUnavailableError):
    """The connection broke while a write was being committed: it is done, or it is not."""


class GraphTimeoutError(GraphError):
    """A question took longer than allowed and was stopped."""

    status = 504


class GraphConflictError(GraphError):
    """A uniqueness rule was violated by a concurrent writer."""

    status = 409


class QueryContractError(GraphError):
    """A query file or its use breaks the rules of ``cypher/``."""


class EmbeddedDatabaseError(GraphUnavailableError):
    """The embedded database cannot be started, joined or stopped."""


class UnusableHomeError(EmbeddedDatabaseError):
    """ZANJIR_HOME names a place that cannot be written: a matter of configuration."""

    exit_code = 2


class EmbeddingError(ZanjirError):
    """The embedding model cannot be loaded or used."""

    status = 503


class NotReadyError(ZanjirError):
    """The service is still warming up."""

    status = 503


class BeingWrittenError(NotReadyError):
    """A load is writing the next version, and what is asked for is not held of the one before."""
