"""Which tests stay together where several processes share them (``make test``)."""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling

ENGINE = re.compile(r"[\[-](embedded|neo4j|embedded and neo4j)[]-]")


def engine_of(nodeid: str) -> str:
    """The engine that a test opens, told by its name; Neo4j where it opens both."""
    found = ENGINE.search(nodeid)
    return found[1].rpartition(" ")[2] if found else "no database"


class OneNeo4j(LoadScopeScheduling):
    """All tests that open Neo4j in one process: there is one Neo4j, and they empty it.

    Other tests stay with those of their file, whose fixtures they share. The marker ``xdist_group``
    would say the same, but pytest-xdist 3.8 does not heed it with pytest 9.2 (its issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return "neo4j" if engine_of(nodeid) == "neo4j" else nodeid.partition("::")[0]
