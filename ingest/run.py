"""One ingest run, from files to searchable facts.

read and stage -> resolve references, units, duplicates, cycles -> compare with the graph ->
write nodes, prune, write links -> make searchable -> advance the graph's version.
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
from graph.schema import ensure_schema
from graph.search.embedding import Embedder
from graph.search.entries import embed_entries, index_things
from ingest.compare import StatedTables, hold_stated
from ingest.conversion import convert_units
from ingest.cycle_check import reject_cycles
from ingest.lease import write_lease
from ingest.merging import add_up_lines, keep_last
from ingest.pointers import NAMESPACES
from ingest.progress import Progress
from ingest.prune import list_missing, prune
from ingest.references import know_graph_ids, know_staged_ids, reject_dangling
from ingest.report import Findings, Report
from ingest.stage import stage_all
from ingest.staging import Staging
from ingest.write import FactWriter

REPORT_BYTES = 4_000_000


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
    if not options.dry_run:
        ensure_schema(graph.database, graph.engine, lambda: embedder.dimensions)
    lease = nullcontext() if options.dry_run else write_lease(graph.database, run_id)
    with tempfile.TemporaryDirectory(prefix="zanjir-") as folder, Staging(Path(folder)) as staging:
        with progress.stage("read"):
            sources = stage_all(
                staging, findings, options.paths, options.file_format, options.source, progress
            )
        report = Report(run_id=run_id, source=", ".join(sources), dry_run=options.dry_run)
        with lease:
            stated = StatedTables(graph.database)
            with progress.stage("check"):
                _resolve(staging, findings, graph, stated, options.allow_prune)
            if options.dry_run:
                _count_only(staging, findings, options.allow_prune)
                report.graph_version = graph.version_or_zero()
            else:
                _load(staging, findings, graph, stated, options, report, embedder, progress)
    report.tables = [findings.counts[table] for table in FACTS if table in findings.counts]
    report.rejects, report.warnings = findings.rejects, findings.warnings
    report.missing_rows = findings.missing
    report.stages = progress.seconds
    report.seconds = round(time.monotonic() - started, 3)
    if not options.dry_run:
        graph.database.write(("ingest/save_report", {"run_id": run_id, "report": _stored(report)}))
    return report


def _resolve(
    staging: Staging, findings: Findings, graph: Graph, stated: StatedTables, allow_prune: bool
) -> None:
    """Reject or mend every staged row that cannot be loaded as it is."""
    hold_stated(staging, graph.database, stated)
    know_graph_ids(staging, graph.database, stated)
    know_staged_ids(staging, findings)
    reject_dangling(staging, findings)
    convert_units(staging, findings)
    add_up_lines(staging, findings)
    for table in FACTS:
        if table != "bom":
            keep_last(staging, findings, table)
    reject_cycles(staging, findings, graph.database, allow_prune)
    list_missing(staging, findings)


def _count_only(staging: Staging, findings: Findings, allow_prune: bool) -> None:
    for source, table in staging.brought():
        _count(staging, findings, source, table)
        if allow_prune:
            # What the real run would take back: facts that no other source states.
            gone = sum(1 for *_, shared in staging.missing(source, table) if not shared)
            findings.count(table).pruned += gone


def _count(staging: Staging, findings: Findings, source: str, table: str) -> None:
    """Rows that added up into a changed line are loaded with it; the rest is unchanged."""
    counts = findings.count(table)
    loaded = staging.rows_of_changed(source, table)
    counts.loaded += loaded
    counts.unchanged += staging.rows_taken(source, table) - loaded


def _load(
    staging: Staging,
    findings: Findings,
    graph: Graph,
    stated: StatedTables,
    options: IngestOptions,
    report: Report,
    embedder: Embedder,
    progress: Progress,
) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    graph.database.write(
        (
            "ingest/start_run",
            {"run_id": report.run_id, "source": report.source, "started_at": now},
        )
    )
    writer = FactWriter(graph.database, report.run_id, now, progress)
    try:
        with progress.stage("write", staging.count_rows()):
            _write_tables(staging, findings, writer, stated, list(NAMESPACES))
            if options.allow_prune:
                prune(staging, findings, writer)
            rest = [table for table in FACTS if table not in NAMESPACES]
            _write_tables(staging, findings, writer, stated, rest)
    finally:
        writer.close()
    with progress.stage("index"):
        report.searchable = index_things(graph, progress.advance)
    if options.embed:
        with progress.stage("embed"):
            report.embedded = embed_entries(graph, embedder, progress.advance)
    report.graph_version = _finish(graph, report.run_id, writer.changed)


def _write_tables(
    staging: Staging,
    findings: Findings,
    writer: FactWriter,
    stated: StatedTables,
    tables: Sequence[str],
) -> None:
    brought = staging.brought()
    for table in tables:
        for source in sorted(source for source, name in brought if name == table):
            shared = stated.others(source, table)
            fresh = not shared and not stated.has(source, table)
            noted = stated.note(source, table)
            writer.database.write(
                ("ingest/note_source_tables", {"source": source, "tables": noted})
            )
            writer.write(staging.changed(source, table), fresh=fresh, shared=shared)
            _count(staging, findings, source, table)


def _finish(graph: Graph, run_id: str, changed: int) -> int:
    """End the run; the version moves when it, or a run that died before it, changed something."""
    [abandoned] = graph.database.read("ingest/count_abandoned", run_id=run_id)
    [rows] = graph.database.write(
        (
            "ingest/finish_run",
            {
                "run_id": run_id,
                "increment": int(bool(changed or abandoned["changed"])),
                "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        )
    )
    return int(rows[0]["version"])


def _stored(report: Report) -> str:
    """The report as kept in the graph; one with very many rejects is kept without them."""
    text = report.model_dump_json()
    if len(text) > REPORT_BYTES:
        short = report.model_copy(update={"rejects": [], "missing_rows": [], "warnings": []})
        return short.model_dump_json()
    return text
