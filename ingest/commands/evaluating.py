"""``zanjir evaluate``: how good search is on queries that somebody has judged."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table

from graph.connection import Graph, open_graph
from graph.errors import ConfigurationError, InputError
from graph.evaluation.judged import JudgedQuery, read_judged
from graph.evaluation.report import GROUPS, MEASURES, Evaluation, figures_sheet, table_rows
from graph.evaluation.run import evaluate as measure_search
from graph.facts import LABELS
from graph.search.embedding import Embedder
from graph.settings import Settings, get_settings
from graph.sheets import write_csv, write_workbook
from ingest.commands.showing import AsXlsx, about_sheet
from ingest.lease import write_lease
from ingest.progress import Progress
from ingest.report import Report
from ingest.run import IngestOptions, run_ingest

SOURCE = "evaluate"
PER_DELETE = 5_000


def evaluate(
    context: typer.Context,
    queries: Annotated[
        Path, typer.Argument(help="CSV, TSV or JSON Lines; columns query, relevant (id=grade;…).")
    ],
    tables: Annotated[
        Path | None, typer.Option(help="Search these tables, in a database made for it.")
    ] = None,
    baselines: Annotated[
        bool, typer.Option("--baselines/--no-baselines", help="Measure the baselines as well.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Also write every figure, as CSV.")
    ] = None,
    xlsx: AsXlsx = None,
) -> int:
    """Measure search on judged queries, beside vectors, full text and HybridRetriever alone."""
    for path in (queries, tables):
        if path is not None and not path.exists():
            raise InputError(f"{path} does not exist; give a file of judged queries, or a folder")
    if csv_file is not None and not csv_file.resolve().parent.is_dir():
        raise InputError(f"{csv_file}: its folder does not exist; make it first")
    judged = read_judged(queries)
    settings = get_settings()
    embedder = Embedder.of(settings)
    code = 0
    if tables is None:
        with open_graph(settings) as graph:
            done = _measured(graph, embedder, judged, baselines)
    else:
        with loaded(settings, tables, embedder) as (graph, report):
            code = report.exit_code(0)
            done = _measured(graph, embedder, judged, baselines)
    if csv_file is not None:
        write_csv(csv_file, figures_sheet(done.systems))
    if xlsx is not None:
        notes = [f"{each.name}: {each.not_run}" for each in done.systems if each.not_run]
        sheets = {
            "figures": figures_sheet(done.systems),
            "about": about_sheet(done, context, notes),
        }
        write_workbook(xlsx, sheets)
    _warn(done, code)
    if as_json:
        typer.echo(done.model_dump_json(indent=2))
    else:
        show(done)
    return code


def _measured(
    graph: Graph, embedder: Embedder, judged: Sequence[JudgedQuery], baselines: bool
) -> Evaluation:
    # The baselines write for a moment, so neither an ingest nor another measurement may.
    lease = write_lease(graph.database, uuid4().hex) if baselines else nullcontext()
    with lease:
        return measure_search(graph, embedder, judged, baselines=baselines)


@contextmanager
def loaded(settings: Settings, tables: Path, embedder: Embedder) -> Iterator[tuple[Graph, Report]]:
    """The tables in a database that holds nothing else, and how they loaded.

    The embedded one is made for it and deleted; a Neo4j must be empty, and is empty afterwards.
    """
    options = IngestOptions(paths=[tables], source=SOURCE)
    if settings.graph_uri is None:
        with TemporaryDirectory(prefix="zanjir-evaluate-") as home:
            own = settings.model_copy(update={"zanjir_home": Path(home)})
            with open_graph(own) as graph:
                yield graph, run_ingest(graph, options, embedder, Progress())
        return
    with open_graph(settings) as graph:
        [row] = graph.database.read("evaluation/count_nodes")
        if row["nodes"]:
            raise ConfigurationError(
                f"GRAPH_URI names a database with {row['nodes']:,} nodes, and --tables wants an "
                "empty one; unset GRAPH_URI to have one made, or leave --tables out"
            )
        try:
            yield graph, run_ingest(graph, options, embedder, Progress())
        finally:
            _empty(graph)


def _empty(graph: Graph) -> None:
    deletion = ("evaluation/delete_loaded", {"labels": LABELS, "limit": PER_DELETE})
    while graph.database.write(deletion)[0][0]["gone"]:
        pass
    # The schema stays, and the node that belongs to it.
    graph.database.write(("meta/create_graph", {}))


def _warn(done: Evaluation, code: int) -> None:
    if code:
        sys.stderr.write(
            "warning: rows of the tables were rejected; `zanjir ingest --dry-run` lists them\n"
        )
    if done.unknown_ids:
        sys.stderr.write(
            f"warning: {done.unknown_ids:,} ids of the judgements are unknown to the graph and "
            "count as not found\n"
        )
    if done.unembedded:
        sys.stderr.write(
            f"warning: {done.unembedded:,} entries have no embedding of this model; run "
            "`zanjir embed`, then measure again\n"
        )


def show(done: Evaluation) -> None:
    """A table for each measure, and what did not run."""
    console = Console()
    ran = [system for system in done.systems if system.groups]
    for name, title in MEASURES.items():
        table = Table(title=f"{title}, mean and 95 % interval")
        table.add_column("")
        for heading in ("queries", *(system.name for system in ran)):
            table.add_column(heading, justify="right")
        for by in GROUPS:
            table.add_section()
            for row in table_rows(done.systems, by, name):
                table.add_row(*row)
        console.print(table)
    for system in done.systems:
        if system.not_run:
            console.print(f"{system.name}: {system.not_run}", markup=False, highlight=False)
    console.print(
        f"{done.queries:,} queries, {done.database}, model {done.model}, "
        f"graph version {done.graph_version}",
        markup=False,
        highlight=False,
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate")(evaluate)
