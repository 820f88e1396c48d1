"""``zanjir ingest`` and ``zanjir embed``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from graph.connection import open_graph
from graph.errors import InputError
from graph.search.embedding import Embedder
from graph.search.entries import embed_entries, index_things
from graph.settings import get_settings
from ingest.progress import Progress
from ingest.report import Report
from ingest.run import IngestOptions, run_ingest

SHOWN_REJECTS = 20


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders to load.")],
    file_format: Annotated[
        Literal["auto", "tables", "catena-x"], typer.Option("--format", help="What they are.")
    ] = "auto",
    source: Annotated[
        str | None, typer.Option(help="Whose rows these are; default: the folder's or file's name.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    allow_prune: Annotated[
        bool, typer.Option("--allow-prune", help="Delete what the source states no longer.")
    ] = False,
    max_rejects: Annotated[
        int, typer.Option(min=0, help="More rejected rows than this end with exit code 3.")
    ] = 0,
    report: Annotated[Path | None, typer.Option(help="Also write the report, as JSON.")] = None,
    embed: Annotated[
        Literal["now", "later"],
        typer.Option(help="later: a running service or `zanjir embed` makes the embeddings."),
    ] = "now",
    run_id: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> int:
    """Load files or folders of tables, workbooks or Catena-X files."""
    for path in paths:
        if not path.exists():
            raise InputError(f"{path} does not exist; give a file or a folder")
    if report is not None and not report.resolve().parent.is_dir():
        raise InputError(f"{report}: its folder does not exist; make it first")
    if report is not None and report.is_dir():
        raise InputError(f"{report} is a folder; name a file for the report")
    if source is not None and not source.strip():
        raise InputError("--source must not be blank")
    settings = get_settings()
    options = IngestOptions(
        paths=paths,
        file_format=file_format,
        source=source,
        dry_run=dry_run,
        allow_prune=allow_prune,
        embed=embed == "now",
        run_id=run_id,
    )
    with open_graph(settings) as graph:
        done = run_ingest(graph, options, Embedder.of(settings))
    if report is not None:
        report.write_text(done.model_dump_json(indent=2) + "\n", encoding="utf-8")
    show(done)
    return done.exit_code(max_rejects)


def embed() -> None:
    """Make what search lacks: entries by the glossary as it is now, and embeddings."""
    settings = get_settings()
    progress = Progress()
    with open_graph(settings) as graph:
        with progress.stage("index"):
            index_things(graph, progress.advance)
        with progress.stage("embed"):
            count = embed_entries(graph, Embedder.of(settings), progress.advance)
    typer.echo(f"{count:,} embeddings made")


def show(report: Report) -> None:
    """The report for people."""
    console = Console()
    table = Table(title="dry run" if report.dry_run else None)
    columns = ("rows", "loaded", "unchanged", "missing", "pruned", "rejected", "warnings")
    table.add_column("table")
    for column in columns:
        table.add_column(column, justify="right")
    for count in report.tables:
        table.add_row(count.table or "?", *(f"{getattr(count, column):,}" for column in columns))
    console.print(table)
    for reject in report.rejects[:SHOWN_REJECTS]:
        place = f"{reject.file} row {reject.row}" + (f", {reject.column}" if reject.column else "")
        value = f" {reject.value!r}" if reject.value else ""
        console.print(f"rejected: {place}{value}: {reject.reason}", markup=False, highlight=False)
    more = len(report.rejects) - SHOWN_REJECTS
    if more > 0:
        console.print(f"… and {more:,} rejects more; --report FILE.json lists them all")
    if report.missing_rows:
        console.print(
            f"{len(report.missing_rows):,} rows are missing from {report.source}; "
            "--allow-prune deletes them"
        )
    console.print(
        f"source {report.source}, graph version {report.graph_version}, {report.seconds:.1f} s",
        markup=False,
        highlight=False,
    )


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("ingest")(ingest)
    app.command("embed")(embed)
