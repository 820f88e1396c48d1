"""One ingest run, from files to searchable facts.

First the things, then the facts about them: read and stage -> compare with the graph, resolve
references, units, duplicates, cycles -> write. Between the two a prune; at the end make searchable
and advance the graph's version.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from graph.connection import Graph
from graph.facts import FACTS
from graph.garbage import rare_collection
from graph.schema import ensure_schema
from graph.search.embedding import Embedder
from graph.search.entries import embed_entries, index_things
from ingest.compare import StatedTables, hold_stated
from ingest.conversion import convert_units
from ingest.cycle_check import reject_cycles
from ingest.lease import write_lease
from ingest.leaving import Leaving
from ingest.merging import add_up_lines, keep_last
from ingest.pointers import NAMESPACES
from ingest.progress import Progress
from ingest.prune import list_missing, prune
from ingest.references import know_graph_ids, know_staged_ids, reject_dangling
from ingest.report import Findings, Report
from ingest.stage import Input, open_input, stage_tables
from ingest.staging import Staging
from ingest.write import FactWriter

REPORT_BYTES = 4_000_000

THINGS = tuple(NAMESPACES)
FACTS_ABOUT_THINGS = tuple(table for table in FACTS if table not in NAMESPACES)
"""None of these can make a thing wrong, so that things are written before these are read."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What a call of ``zanjir ingest`` asks for."""

    paths: Sequence[Path]
    file_format: str = "auto"
    source: str | None = None
    dry_run: bool = False
    allow_prune: bool = False
    embed: bool = True
    run_id: str | None = None


def run_ingest(
    graph: Graph, options: IngestOptions, embedder: Embedder, progress: Progress | None = None
) -> Report:
    """Load files and folders; see INTERFACE section 3 for every rule."""
    progress = progress or Progress()
    started = time.monotonic()
    run_id = options.run_id or uuid4().hex
    findings = Findings()
    given = open_input(findings, options.paths, options.file_format, options.source)
    report = Report(run_id=run_id, source=", ".join(given.sources), dry_run=options.dry_run)
    if not options.dry_run:
        ensure_schema(graph.database, graph.engine, lambda: embedder.dimensions)
    lease = nullcontext("") if options.dry_run else write_lease(graph.database, run_id)
    with (
        tempfile.TemporaryDirectory(prefix="zanjir-") as folder,
        Staging(Path(folder)) as staging,
        lease as owner,
        rare_collection(),
    ):
        stated = StatedTables(graph.database)
        work = _Work(graph, given, staging, findings, stated, options.allow_prune, progress)
        if options.dry_run:
            work.take_in(THINGS)
            work.take_in(FACTS_ABOUT_THINGS)
            work.count_only()
            report.graph_version = graph.version_or_zero()
        else:
            _load(work, options, report, embedder, owner)
    report.tables = [findings.counts[table] for table in FACTS if table in findings.counts]
    report.rejects, report.warnings = findings.rejects, findings.warnings
    report.missing_rows = findings.missing
    report.stages = progress.seconds
    report.seconds = round(time.monotonic() - started, 3)
    if not options.dry_run:
        graph.database.write(("ingest/save_report", {"run_id": run_id, "report": _stored(report)}))
    return report


@dataclass(frozen=True, slots=True)
class _Work:
    """What the steps of one run work on."""

    graph: Graph
    given: Input
    staging: Staging
    findings: Findings
    stated: StatedTables
    allow_prune: bool
    progress: Progress

    def take_in(self, tables: Sequence[str]) -> None:
        """Read these tables, and reject or mend every row that cannot be loaded as it is."""
        staging, findings, database = self.staging, self.findings, self.graph.database
        with self.progress.stage("read"):
            given = [
                (source, found) for source, found in self.given.tables if found.table in tables
            ]
            stage_tables(staging, findings, given, self.progress)
        with self.progress.stage("check"):
            hold_stated(staging, database, self.stated, tables)
            know_graph_ids(staging, database, self.stated)
            know_staged_ids(staging, findings)
            reject_dangling(staging, findings)
            convert_units(staging, findings)
            if "bom" in tables:
                add_up_lines(staging, findings)
            for table in tables:
                if table != "bom":
                    keep_last(staging, findings, table)
            reject_cycles(staging, findings, database, tables, self.allow_prune)
            list_missing(staging, findings, tables)

    def write(self, writer: FactWriter, tables: Sequence[str]) -> None:
        """Hand over what has changed; ``writer.finish`` waits until it is written."""
        brought = self.staging.brought()
        for table in tables:
            for source in sorted(source for source, name in brought if name == table):
                shared = self.stated.others(source, table)
                fresh = not shared and not self.stated.has(source, table)
                noted = self.stated.note(source, table)
                self.graph.database.write(
                    ("ingest/note_source_tables", {"source": source, "tables": noted})
                )
                writer.write(self.staging.changed(source, table), fresh=fresh, shared=shared)
                self.count(source, table)

    def count(self, source: str, table: str) -> None:
        """Rows that added up into a changed line are loaded with it; the rest is unchanged."""
        counts = self.findings.count(table)
        loaded = self.staging.rows_of_changed(source, table)
        counts.loaded += loaded
        counts.unchanged += self.staging.rows_taken(source, table) - loaded

    def count_only(self) -> None:
        """What a dry run has instead of writing."""
        for source, table in self.staging.brought():
            self.count(source, table)
        if self.allow_prune:
            leaving = Leaving(self.staging, self.graph.database, self.findings)
            for table in {table for _, table in self.staging.brought()}:
                self.findings.count(table).pruned += leaving.count(table)


def _load(
    work: _Work, options: IngestOptions, report: Report, embedder: Embedder, owner: str
) -> None:
    graph, progress = work.graph, work.progress
    now = _now()
    graph.database.write(
        (
            "ingest/start_run",
            {"run_id": report.run_id, "source": report.source, "started_at": now},
        )
    )
    writer = FactWriter(graph, report.run_id, owner, now, progress)
    try:
        work.take_in(THINGS)
        with progress.stage("write", work.staging.count_rows(THINGS)):
            work.write(writer, THINGS)
        # The database goes on with the things while this reads what is said about them.
        work.take_in(FACTS_ABOUT_THINGS)
        with progress.stage("write", work.staging.count_rows(FACTS_ABOUT_THINGS)):
            writer.finish()
            if work.allow_prune:
                prune(work.staging, work.findings, writer)
            work.write(writer, FACTS_ABOUT_THINGS)
            writer.finish()
    finally:
        writer.close()
    report.graph_version = _advance_version(graph, report.run_id, writer.changed)
    with progress.stage("index"):
        report.searchable = index_things(graph, progress.advance)
    if options.embed:
        with progress.stage("embed"):
            report.embedded = embed_entries(graph, embedder, progress.advance)
    graph.database.write(
        ("ingest/finish_run", {"run_id": report.run_id, "finished_at": _now()}),
    )


def _advance_version(graph: Graph, run_id: str, changed: int) -> int:
    """All facts are there; the version moves when this run, or one that died before it, changed
    something."""
    [abandoned] = graph.database.read("ingest/count_abandoned", run_id=run_id)
    [rows] = graph.database.write(
        (
            "ingest/advance_version",
            {
                "run_id": run_id,
                "increment": int(bool(changed or abandoned["changed"])),
                "stated_at": _now(),
            },
        )
    )
    return int(rows[0]["version"])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _stored(report: Report) -> str:
    """The report as kept in the graph; one with very many rejects is kept without them."""
    text = report.model_dump_json()
    if len(text) > REPORT_BYTES:
        short = report.model_copy(update={"rejects": [], "missing_rows": [], "warnings": []})
        return short.model_dump_json()
    return text
