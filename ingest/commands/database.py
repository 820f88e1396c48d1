"""``zanjir db``: look after the embedded database; ``status`` works for any."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.connection import embedded_database, open_graph
from graph.embedded import EmbeddedDatabase
from graph.errors import ConfigurationError, InputError
from graph.settings import get_settings

group = typer.Typer(help="The embedded database; status works for any.")


def embedded() -> EmbeddedDatabase:
    """The embedded database; a server of one's own is managed with its own tools."""
    settings = get_settings()
    if settings.graph_uri:
        raise ConfigurationError(
            f"GRAPH_URI names {settings.graph_uri}: manage that server with its own tools, "
            "or unset GRAPH_URI to use the embedded database"
        )
    return embedded_database(settings)


@group.command()
def start() -> None:
    """Start the embedded database and keep it running until `zanjir db stop`."""
    address = embedded().keep()
    typer.echo(f"running at {address.bolt_uri} (process {address.pid}); `zanjir db stop` ends it")


@group.command()
def stop() -> None:
    """Stop the embedded database."""
    typer.echo("stopped" if embedded().stop() else "was not running")


@group.command()
def status() -> int:
    """Say whether the database runs and what it holds; exit code 4 when it cannot be reached."""
    settings = get_settings()
    if settings.graph_uri is None:
        found = embedded().status()
        typer.echo(f"embedded database in {found.folder}, {found.size_bytes / 1e6:.1f} MB")
        if not found.running:
            typer.echo("not running; any command that needs it starts it")
            return 0
        kept = ", kept by `zanjir db start`" if found.kept else ""
        typer.echo(f"running{kept}, used by {len(found.users)} processes")
        if found.address is None:
            typer.echo("still starting")  # joining it below waits until it answers
    with open_graph(settings) as graph:
        typer.echo(graph.database.agent)
        typer.echo(f"graph version {graph.version_or_zero()}")
        for name, count in graph.database.read("meta/count_labels")[0].items():
            typer.echo(f"{name}: {count:,}")
    return 0


@group.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Write a consistent copy of the embedded database to a file; it may be in use."""
    database = embedded()
    with database:
        database.backup(file, overwrite=overwrite)
    typer.echo(f"backup written to {file}")


@group.command()
def restore(file: Annotated[Path, typer.Argument(help="A file of `zanjir db backup`.")]) -> None:
    """Replace the embedded database by a backup."""
    embedded().restore(file)
    typer.echo(f"restored from {file}")


@group.command()
def wipe(yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Delete all data of the embedded database."""
    database = embedded()
    folder = database.status().folder
    if not yes and sys.stdin.isatty() and not typer.confirm(f"delete the database in {folder}?"):
        raise InputError("nothing deleted")
    database.wipe()
    typer.echo(f"the database in {folder} is empty now")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="db")
