"""``zanjir schema``: constraints and indexes."""

from __future__ import annotations

import typer

from graph.connection import open_graph
from graph.schema import apply_schema, schema_problems
from graph.search.embedding import Embedder
from graph.settings import get_settings

group = typer.Typer(help="Constraints and indexes.")
INCOMPLETE = 2


@group.command()
def apply() -> None:
    """Make every constraint and index that is missing."""
    settings = get_settings()
    with open_graph(settings) as graph:
        apply_schema(graph.database, graph.engine, Embedder.of(settings).dimensions)
        typer.echo(f"schema applied on {graph.engine.name}")


@group.command()
def check() -> None:
    """Say what is missing or different; exit code 2 when something is."""
    with open_graph(get_settings()) as graph:
        problems = schema_problems(graph.database)
    for problem in problems:
        typer.echo(problem)
    if problems:
        typer.echo("run `zanjir schema apply`")
        raise typer.Exit(INCOMPLETE)
    typer.echo("schema complete")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="schema")
