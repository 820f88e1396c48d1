"""The evaluation table: search and its baselines on both judged sets, in one run."""

from __future__ import annotations

from pathlib import Path

from graph.evaluation.judged import read_judged
from graph.evaluation.report import MEASURES, Evaluation, Measure, table_rows
from graph.evaluation.run import evaluate
from graph.search.embedding import Embedder
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph

JUDGED = Path(__file__).parents[1] / "judged"
SETS = {"tuning": "tuning", "held back": "held_back"}


def measure_quality(engine: str) -> dict[str, Evaluation]:
    """Each judged set, loaded into an empty database."""
    embedder = Embedder()
    found = {}
    for name, folder in SETS.items():
        tables = JUDGED / folder
        with fresh_graph(engine) as graph:
            run_ingest(graph, IngestOptions(paths=[tables]), embedder, Progress(quiet=True))
            found[name] = evaluate(graph, embedder, read_judged(tables / "queries.tsv"))
    return found


def quality_table(figures: dict[str, Evaluation]) -> str:
    """nDCG by language of both sets, the other measures over all, types of the tuning set."""
    [some, *_] = figures.values()
    ran = [system.name for system in some.systems if system.groups]
    lines = [
        f"On {some.database}; 95 % bootstrap intervals in brackets.",
        "",
        f"| set | measure | queries of | number | {' | '.join(ran)} |",
        f"|---|---|---|--:|{'--:|' * len(ran)}",
    ]
    for name, found in figures.items():
        lines += _rows(name, found, "ndcg_at_10", languages=True)
        for measure in MEASURES:
            if measure != "ndcg_at_10":
                lines += _rows(name, found, measure, languages=False)
    lines += ["", f"| nDCG@10, tuning set | number | {' | '.join(ran)} |"]
    lines.append(f"|---|--:|{'--:|' * len(ran)}")
    tuning = figures["tuning"].systems
    lines += [f"| {' | '.join(row)} |" for row in table_rows(tuning, "type", "ndcg_at_10")]
    lines += [f"\n{s.name} did not run: {s.not_run}" for s in some.systems if s.not_run]
    return "\n".join(lines)


def _rows(name: str, found: Evaluation, measure: Measure, *, languages: bool) -> list[str]:
    rows = list(table_rows(found.systems, "all", measure))
    if languages:
        rows += table_rows(found.systems, "language", measure)
    return [f"| {name} | {MEASURES[measure]} | {' | '.join(row)} |" for row in rows]
