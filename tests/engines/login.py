"""How a test may reach an engine by a connection of its own."""

from __future__ import annotations

from typing import Any

from graph.connection import Graph

Login = tuple[str, tuple[str, str], str]
"""Address, user and password, and database."""


def login_of(graph: Graph) -> Login:
    """Where the graph is, and with what to go in."""
    settings = graph.settings
    if settings.graph_uri is not None:
        password = settings.graph_password.get_secret_value()
        return settings.graph_uri, (settings.graph_user, password), settings.graph_database
    engine: Any = graph.engine
    return graph.database._uri, (engine.user, engine.password), engine.database
