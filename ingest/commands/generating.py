"""``zanjir generate``: an invented supply base of any size, as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.errors import InputError
from ingest.generate.tables import write_tables
from ingest.generate.world import LEAST_ITEMS, World


def generate(
    folder: Annotated[Path, typer.Argument(help="An empty folder, or one to be made.")],
    items: Annotated[
        int, typer.Option(min=LEAST_ITEMS, max=9_999_999, help="Assemblies and parts.")
    ],
    vehicles: Annotated[
        int | None,
        typer.Option(min=1, max=9_999, help="Default: one for 2,000 items, at most 100."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another supply base.")] = 1,
) -> None:
    """Write an invented supply base as tables: the same for a seed, four lines an item."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; give a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty; give another folder, or empty it first")
    folder.mkdir(parents=True, exist_ok=True)
    world = World.of(items, vehicles, seed)
    for name, count in write_tables(world, folder):
        typer.echo(f"{name:13} {count:>11,} rows")
    typer.echo(f"Written: {folder}. Load it with `zanjir ingest {folder}`")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("generate")(generate)
