"""`zanjir evaluate` as a person uses it, and that it leaves nothing of its own behind."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from graph.connection import Graph
from graph.evaluation.judged import JudgedQuery
from graph.evaluation.run import FULL_TEXT, HYBRID, OURS, VECTOR, evaluate
from graph.queries import get_query
from graph.search.embedding import Embedder
from graph.settings import Settings
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.command_line.commands import clean_environment
from tests.tables import write_tables

Run = Callable[..., subprocess.CompletedProcess[str]]
ITEMS = [
    {"id": "DISC", "kind": "part", "name": "Brake disc", "part_number": "96815894"},
    {"id": "PUMP", "kind": "part", "name": "Water pump", "part_number": ""},
    {"id": "LAMP", "kind": "part", "name": "Передняя фара", "part_number": ""},
]
QUERIES = """query_id\tlanguage\ttype\tquery\trelevant
1\ten\tname\tbrake disc\tDISC=3
2\ten\tnumber\t96 815-894\tDISC=3
3\tru\tname\tводяной насос\tPUMP=3
4\tru\tname\tпередняя фара / AND (\tLAMP=3;LOST=1
"""
QUESTIONS = [
    JudgedQuery("1", "brake disc", {"DISC": 3}, "en", "name"),
    JudgedQuery("2", "передняя фара / AND (", {"LAMP": 3}, "ru", "name"),
]


@pytest.fixture
def zanjir(tmp_path: Path) -> Run:
    """Run the command in a folder with small tables and their judged queries."""
    write_tables(tmp_path / "parts", {"items": ITEMS})
    (tmp_path / "queries.tsv").write_text(QUERIES, encoding="utf-8")

    def run(*arguments: str, settings: Settings | None = None) -> subprocess.CompletedProcess[str]:
        environment = clean_environment(tmp_path / "home")
        if settings is not None and settings.graph_uri:
            environment["GRAPH_URI"] = settings.graph_uri
            environment["GRAPH_USER"] = settings.graph_user
            environment["GRAPH_PASSWORD"] = settings.graph_password.get_secret_value()
        return subprocess.run(
            [sys.executable, "-m", "ingest", "evaluate", *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


def by_name(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {system["name"]: system for system in answer["systems"]}


def test_tables_are_searched_in_a_database_made_for_it(zanjir: Run, tmp_path: Path) -> None:
    done = zanjir(
        "queries.tsv", "--tables", "parts", "--json", "--csv", "figures.csv", "--xlsx", "f.xlsx"
    )

    assert done.returncode == 0, done.stderr
    assert "1 ids of the judgements are unknown" in done.stderr
    answer = json.loads(done.stdout)
    assert (answer["queries"], answer["unknown_ids"], answer["database"]) == (4, 1, "arcadedb")
    systems = by_name(answer)
    assert list(systems) == [OURS, VECTOR, FULL_TEXT, HYBRID]
    groups = {(g["by"], g["value"]): g for g in systems[OURS]["groups"]}
    assert list(groups) == [
        ("all", "all"),
        ("language", "en"),
        ("language", "ru"),
        ("type", "name"),
        ("type", "number"),
    ]
    everything = groups["all", "all"]
    assert everything["queries"] == 4
    assert everything["mrr"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    # What is not in the graph cannot be found.
    assert everything["recall_at_10"]["mean"] == pytest.approx((3 + 0.5) / 4)
    assert groups["language", "ru"]["ndcg_at_10"]["mean"] < 1
    assert "GRAPH_URI" in systems[HYBRID]["not_run"]
    with (tmp_path / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * 5 * 3
    assert {row["system"] for row in rows} == {OURS, VECTOR, FULL_TEXT}
    book = CalamineWorkbook.from_path(tmp_path / "f.xlsx")
    heading, *figures = book.get_sheet_by_name("figures").to_python()
    assert (heading, len(figures)) == (list(rows[0]), len(rows))
    assert ["asked", "zanjir evaluate"] in book.get_sheet_by_name("about").to_python()
    assert not (tmp_path / "home").exists()


def test_the_tables_for_people_and_rejected_rows(zanjir: Run, tmp_path: Path) -> None:
    bad = {"id": "BAD", "kind": "thing", "name": "bad", "part_number": ""}
    write_tables(tmp_path / "parts", {"items": [*ITEMS, bad]})
    done = zanjir("queries.tsv", "--tables", "parts", "--no-baselines")
    assert done.returncode == 3, done.stderr
    assert "rejected" in done.stderr
    for text in ("nDCG@10", "MRR", "recall@10", "zanjir", "number", "4 queries"):
        assert text in done.stdout
    assert VECTOR not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("nowhere.tsv",), "nowhere.tsv does not exist"),
        (("queries.tsv", "--tables", "nowhere"), "nowhere does not exist"),
        (("queries.tsv", "--csv", "no/such/figures.csv"), "folder"),
        (("wrong.tsv",), "wrong.tsv row 2: the grade 'x'"),
    ],
)
def test_a_wrong_call_is_one_line_and_code_2(
    zanjir: Run, tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    (tmp_path / "wrong.tsv").write_text("query\trelevant\nbolt\tB=x\n", encoding="utf-8")
    done = zanjir(*arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.fixture
def loaded(graph: Graph, embedder: Embedder, tmp_path: Path) -> Graph:
    """The small tables on each engine."""
    folder = write_tables(tmp_path / "mine", {"items": ITEMS})
    report = run_ingest(graph, IngestOptions(paths=[folder]), embedder, Progress(quiet=True))
    assert not report.rejects
    return graph


def test_each_engine_with_its_baselines(loaded: Graph, embedder: Embedder) -> None:
    before = everything_of(loaded)
    found = evaluate(loaded, embedder, QUESTIONS)

    assert (found.unembedded, found.unknown_ids) == (0, 0)
    systems = {system.name: system for system in found.systems}
    ran = [OURS, VECTOR, FULL_TEXT, *([HYBRID] if loaded.engine.name == "neo4j" else [])]
    assert [name for name, system in systems.items() if system.groups] == ran
    for name in ran:
        assert systems[name].groups[0].ndcg_at_10.mean == 1, name
    assert everything_of(loaded) == before


def test_entries_without_an_embedding_are_told_of(
    graph: Graph, embedder: Embedder, tmp_path: Path
) -> None:
    folder = write_tables(tmp_path / "mine", {"items": ITEMS})
    options = IngestOptions(paths=[folder], embed=False)
    run_ingest(graph, options, embedder, Progress(quiet=True))
    found = evaluate(graph, embedder, QUESTIONS, baselines=False)
    assert found.unembedded == len(ITEMS)
    assert [system.name for system in found.systems] == [OURS]


def everything_of(graph: Graph) -> tuple[int, list[str], list[Any]]:
    indexes = graph.database.run_schema(get_query("schema/list_indexes").text)
    constraints = graph.database.run_schema(get_query("schema/list_constraints").text)
    return (
        graph.database.read("evaluation/count_nodes")[0]["nodes"],
        sorted(row["name"] for row in indexes),
        sorted(row["labels"] for row in constraints),
    )


def test_a_measurement_cut_short_leaves_nothing_that_the_next_meets(
    loaded: Graph, embedder: Embedder
) -> None:
    before = everything_of(loaded)
    graph = loaded.database
    graph.run_schema(get_query("schema/plain_entry_id").text)
    row = {"id": "old", "thing_id": "OLD", "text": "brake disc", "embedding": [1.0] * 384}
    graph.write(("evaluation/write_plain_entries", {"rows": [row]}))
    loaded.engine.create_plain_indexes(graph, 384)

    found = evaluate(loaded, embedder, QUESTIONS)

    assert all(s.groups[0].ndcg_at_10.mean == 1 for s in found.systems if s.groups)
    assert everything_of(loaded) == before


def test_tables_do_not_touch_a_neo4j_in_use(
    graph: Graph, embedder: Embedder, zanjir: Run, tmp_path: Path
) -> None:
    if graph.engine.name != "neo4j":
        pytest.skip("only a Neo4j can hold somebody's data: the embedded one is made for --tables")
    done = zanjir("queries.tsv", "--tables", "parts", "--json", settings=graph.settings)
    assert done.returncode == 0, done.stderr
    assert by_name(json.loads(done.stdout))[HYBRID]["groups"][0]["ndcg_at_10"]["mean"] > 0
    assert graph.database.read("evaluation/count_nodes") == [{"nodes": 0}]
    assert graph.version() == 0

    folder = write_tables(tmp_path / "mine", {"items": ITEMS})
    run_ingest(graph, IngestOptions(paths=[folder]), embedder, Progress(quiet=True))
    before = everything_of(graph)
    refused = zanjir("queries.tsv", "--tables", "parts", settings=graph.settings)
    assert refused.returncode == 2
    assert "empty" in refused.stderr
    assert everything_of(graph) == before
