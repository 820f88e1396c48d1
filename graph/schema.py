"""Constraints and indexes: make them, and say what is missing or different."""

from __future__ import annotations

from collections.abc import Callable

from graph.client import Database
from graph.engines import SEARCH_INDEXES, Engine
from graph.facts import LABELS
from graph.queries import get_query, query_names


def apply_schema(database: Database, engine: Engine, dimensions: int) -> None:
    """Make every constraint and index; what is there already stays."""
    for name in query_names():
        if name.startswith("schema/constraint_"):
            database.run_schema(get_query(name).text)
    engine.create_search_indexes(database, dimensions)
    database.write(("meta/create_graph", {}))


def ensure_schema(database: Database, engine: Engine, dimensions: Callable[[], int]) -> None:
    """Apply the schema where something is missing; ``dimensions`` is asked only then."""
    if schema_problems(database):
        apply_schema(database, engine, dimensions())
    elif not database.read("meta/get_graph"):
        database.write(("meta/create_graph", {}))


def rebuild_vector_index(database: Database, engine: Engine, dimensions: int) -> None:
    """Replace the vector index by one for other dimensions."""
    database.run_schema(get_query("schema/drop_search_entry_embedding").text)
    engine.create_search_indexes(database, dimensions)


def schema_problems(database: Database) -> list[str]:
    """What is missing or different, one line each; empty when all is well."""
    unique = {
        label
        for row in database.run_schema(get_query("schema/list_constraints").text)
        for label in row["labels"]
        if row["properties"] == ["id"]
    }
    problems = [f"constraint missing: {label}.id unique" for label in LABELS if label not in unique]
    indexes = {
        row["name"]: row for row in database.run_schema(get_query("schema/list_indexes").text)
    }
    for name, kind in SEARCH_INDEXES.items():
        if name not in indexes:
            problems.append(f"index missing: {name}")
        elif indexes[name]["type"] != kind:
            problems.append(f"index different: {name} is {indexes[name]['type']}, not {kind}")
        elif indexes[name]["state"] != "ONLINE":
            problems.append(f"index not ready: {name} is {indexes[name]['state']}")
    return problems
