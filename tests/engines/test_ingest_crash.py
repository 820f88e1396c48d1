"""Real `zanjir ingest` processes that are killed, interrupted, or lose their database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from graph.connection import Graph, embedded_database, open_graph
from graph.holders import is_dead, this_process
from graph.provenance import sources_of
from graph.settings import Settings
from tests.conftest import wipe
from tests.embedded.processes import processes_of, wait_until
from tests.tables import Rows, write_tables

REPOSITORY = Path(__file__).resolve().parents[2]
ASSEMBLIES, PARTS = 700, 2_300
LINES_OF_ASSEMBLY = 12
LINES = ASSEMBLIES * LINES_OF_ASSEMBLY
SHORTEST_LEASE = 60.0


def factory() -> dict[str, Rows]:
    """Assemblies of twelve parts each: two batches of things, five of lines."""
    items = [
        {"id": f"A{n}", "kind": "assembly", "name": f"assembly {n}"} for n in range(ASSEMBLIES)
    ]
    items += [{"id": f"P{n}", "kind": "part", "name": f"part {n}"} for n in range(PARTS)]
    lines = [
        {"parent_id": f"A{n}", "child_id": f"P{(n * 31 + m * 401) % PARTS}", "quantity": m + 1}
        for n in range(ASSEMBLIES)
        for m in range(LINES_OF_ASSEMBLY)
    ]
    return {"items": items, "bom": lines}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tables(tmp_path_factory.mktemp("tables") / "factory", factory())


@dataclass
class Site:
    """Where the commands of one test work: settings, and the same as their environment."""

    settings: Settings
    home: Path
    started: list[subprocess.Popen[str]]

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Begin a command in a process group of its own."""
        settings = self.settings
        names = {name.upper() for name in Settings.model_fields}
        env = {name: value for name, value in os.environ.items() if name not in names}
        env |= {
            "PYTHONPATH": str(REPOSITORY),
            "ZANJIR_HOME": str(self.home),
            "EMBEDDED_HEAP_MB": str(settings.embedded_heap_mb),
        }
        if settings.graph_uri:
            env |= {
                "GRAPH_URI": settings.graph_uri,
                "GRAPH_USER": settings.graph_user,
                "GRAPH_PASSWORD": settings.graph_password.get_secret_value(),
            }
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest", *map(str, arguments)],
            env=env,
            cwd=self.home,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def ingest(self, folder: Path, *options: object) -> subprocess.Popen[str]:
        """Begin to load a folder."""
        return self.start("ingest", folder, "--embed", "later", *options)

    def load(self, folder: Path) -> dict[str, Any]:
        """Load a folder to the end; returns the report."""
        file = self.home / "report.json"
        process = self.ingest(folder, "--report", file)
        _, errors = process.communicate(timeout=SHORTEST_LEASE)
        assert process.returncode == 0, errors
        report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return report


@contextmanager
def site_of(settings: Settings) -> Iterator[Site]:
    site = Site(settings, settings.zanjir_home, [])
    site.home.mkdir(parents=True, exist_ok=True)
    try:
        yield site
    finally:
        for process in site.started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        for pid in processes_of(site.home):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def site(engines: dict[str, Graph], engine_name: str, tmp_path: Path) -> Iterator[Site]:
    """A new home on the embedded engine, the emptied server on Neo4j."""
    if engine_name == "neo4j":
        wipe(engines[engine_name])
    settings = engines[engine_name].settings
    with site_of(settings.model_copy(update={"zanjir_home": tmp_path / "home"})) as found:
        yield found


@pytest.fixture
def embedded_site(tmp_path: Path) -> Iterator[Site]:
    settings = Settings(graph_uri=None, zanjir_home=tmp_path / "home", embedded_heap_mb=512)
    with site_of(settings) as found:
        yield found


def batches_of(graph: Graph, run_id: str) -> int:
    """How many batches a run has committed."""
    rows = graph.database.run_schema("MATCH (r:Run {id: $id}) RETURN r.batch AS batch", id=run_id)
    return int(rows[0]["batch"] or 0) if rows else 0


def wait_for_batches(graph: Graph, process: subprocess.Popen[str], run_id: str, count: int) -> None:
    """Return when a run has committed so many batches; it must not end before."""
    deadline = time.monotonic() + SHORTEST_LEASE
    while batches_of(graph, run_id) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the run does not get that far"


def count(graph: Graph, text: str) -> int:
    [row] = graph.database.run_schema(f"MATCH {text} AS n")
    return int(row["n"])


def stated_by(statements: list[str]) -> tuple[str, ...]:
    """The sources that state a fact."""
    return tuple(found.source for found in sources_of(statements))


def check_contents(graph: Graph, source: str = "factory") -> None:
    """Exactly the rows, each stated once, each thing with its entry to search by."""
    stated = graph.database.run_schema(
        "MATCH (n:Item) RETURN n.id AS id, labels(n) AS labels, n.statements AS statements"
    )
    assert len(stated) == ASSEMBLIES + PARTS
    assert {(row["id"][0], *sorted(row["labels"])) for row in stated} == {
        ("A", "Assembly", "Item"),
        ("P", "Item", "Part"),
    }
    assert {stated_by(row["statements"]) for row in stated} == {(source,)}
    found = graph.database.run_schema(
        "MATCH (a:Item)-[r:CONTAINS]->(b:Item)"
        " RETURN a.id AS a, b.id AS b, r.quantity AS q, size(r.statements) AS statements"
    )
    lines = sorted((row["a"], row["b"], row["q"], row["statements"]) for row in found)
    wanted = [(row["parent_id"], row["child_id"], row["quantity"], 1) for row in factory()["bom"]]
    assert lines == sorted(wanted)
    assert count(graph, "(s:SearchEntry) RETURN count(s)") == ASSEMBLIES + PARTS
    described = "(s:SearchEntry)-[:DESCRIBES]->(:Item) RETURN count(DISTINCT s)"
    assert count(graph, described) == ASSEMBLIES + PARTS


def complained(errors: str) -> list[str]:
    """The lines on stderr that are not of the progress."""
    return [line for line in errors.splitlines() if line.startswith("zanjir: ")]


def test_an_ingest_killed_again_and_again_ends_with_exactly_the_rows(
    site: Site, folder: Path
) -> None:
    with open_graph(site.settings) as graph:
        reached = []
        for number, batches in enumerate((1, 2, 2)):
            run_id = f"killed-{number}"
            process = site.ingest(folder, "--run-id", run_id)
            wait_for_batches(graph, process, run_id, batches)
            os.killpg(process.pid, signal.SIGKILL)
            assert process.wait(10) == -signal.SIGKILL
            reached.append(count(graph, "()-[r:CONTAINS]->() RETURN count(r)"))
        assert reached == sorted(reached), "a run killed later goes on where the last one was"
        assert reached[-1] < LINES
        assert graph.version() == 0

        report = site.load(folder)
        counts = {table["table"]: table for table in report["tables"]}
        for table, rows in {"items": ASSEMBLIES + PARTS, "bom": LINES}.items():
            assert counts[table]["rows"] == rows
            assert counts[table]["loaded"] + counts[table]["unchanged"] == rows
        assert counts["items"]["unchanged"] > 0
        assert (report["graph_version"], graph.version()) == (1, 1)
        check_contents(graph)
        runs = graph.database.run_schema("MATCH (r:Run) RETURN r.status AS s, count(*) AS n")
        assert {row["s"]: row["n"] for row in runs} == {"abandoned": 3, "done": 1}

        again = site.load(folder)
        assert [table["loaded"] for table in again["tables"]] == [0, 0]
        assert again["graph_version"] == 1


def test_an_ingest_killed_when_all_rows_are_in_moves_the_version_once(
    site: Site, folder: Path
) -> None:
    """The worst moment for the version: it has just moved, or is about to."""
    with open_graph(site.settings) as graph:
        process = site.ingest(folder, "--run-id", "last")
        wait_for_batches(graph, process, "last", 1)
        deadline = time.monotonic() + SHORTEST_LEASE
        while count(graph, "()-[r:CONTAINS]->() RETURN count(r)") < LINES:
            assert time.monotonic() < deadline
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL

        report = site.load(folder)
        assert [table["loaded"] for table in report["tables"]] == [0, 0]
        assert report["graph_version"] == 1
        check_contents(graph)


@pytest.mark.usefixtures("heeded_signals")
def test_ctrl_c_ends_an_ingest_with_one_line_and_leaves_nothing_running(
    site: Site, folder: Path
) -> None:
    with open_graph(site.settings) as graph:
        process = site.ingest(folder, "--run-id", "stopped")
        wait_for_batches(graph, process, "stopped", 2)
        os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, complained(errors)) == (130, ["zanjir: interrupted"])
    assert "Traceback" not in errors
    assert processes_of(site.home) == []

    started = time.monotonic()
    assert site.load(folder)["graph_version"] == 1
    assert time.monotonic() - started < SHORTEST_LEASE, "the lease was given back"


@pytest.mark.usefixtures("heeded_signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_ingest_told_to_end_leaves_nothing_running(
    embedded_site: Site, folder: Path, number: signal.Signals
) -> None:
    with open_graph(embedded_site.settings) as graph:
        process = embedded_site.ingest(folder, "--run-id", "stopped")
        wait_for_batches(graph, process, "stopped", 2)
        process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in errors) == (128 + number, False), errors
    assert processes_of(embedded_site.home) == []


def test_an_ingest_whose_database_is_killed_ends_in_one_line_and_can_be_repeated(
    embedded_site: Site, folder: Path
) -> None:
    site = embedded_site
    with open_graph(site.settings) as graph:
        process = site.ingest(folder, "--run-id", "orphan")
        wait_for_batches(graph, process, "orphan", 2)
        address = embedded_database(site.settings).status().address
        assert address is not None
        os.kill(address.pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=90)
        assert process.returncode in (0, 4), errors
        assert len(complained(errors)) == (process.returncode == 4)
        assert "Traceback" not in errors
    with open_graph(site.settings) as graph:
        report = site.load(folder)
        assert report["graph_version"] == 1
        check_contents(graph)


def test_two_ingests_at_the_same_instant_share_one_database(
    embedded_site: Site, tmp_path: Path
) -> None:
    tables = {
        name: {"items": [{"id": f"{name}{n}", "kind": "part", "name": name} for n in range(3_000)]}
        for name in ("left", "right")
    }
    folders = [write_tables(tmp_path / name, tables[name]) for name in tables]
    processes = [embedded_site.ingest(folder) for folder in folders]
    for process in processes:
        _, errors = process.communicate(timeout=90)
        assert (process.returncode, complained(errors)) == (0, []), errors
    assert processes_of(embedded_site.home) == []
    with open_graph(embedded_site.settings) as graph:
        assert graph.version() == 2
        rows = graph.database.run_schema("MATCH (n:Item) RETURN n.statements AS statements")
        assert Counter(stated_by(row["statements"]) for row in rows) == {
            ("left",): 3_000,
            ("right",): 3_000,
        }
    assert len([path for path in embedded_site.home.rglob("schema.json")]) == 1


def test_an_ingest_waits_for_the_other_and_not_for_a_dead_one(site: Site, folder: Path) -> None:
    """While the first is held up (stopped, not dead) the second waits; killed, it goes on."""
    with open_graph(site.settings) as graph:
        first = site.ingest(folder, "--run-id", "first")
        wait_for_batches(graph, first, "first", 1)
        os.killpg(first.pid, signal.SIGSTOP)
        second = site.ingest(folder, "--run-id", "second")

        def second_waits() -> bool:
            text = "MATCH (g:Graph) RETURN g.lease_asked AS asked, g.lease_owner AS owner"
            [row] = graph.database.run_schema(text)
            asked, owner = str(row["asked"]), str(row["owner"])
            return asked.endswith("|second") and owner.endswith("|first")

        wait_until(second_waits, 30)
        os.killpg(first.pid, signal.SIGKILL)  # not yet reaped: a zombie is dead too
        _, errors = second.communicate(timeout=SHORTEST_LEASE)
        assert second.returncode == 0, errors
        assert graph.version() == 1
        check_contents(graph)


def test_who_is_dead() -> None:
    assert not is_dead(this_process("run"))
    host, pid, started, run = this_process("run").split("|")
    assert is_dead("|".join([host, pid, str(float(started) - 3600), run])), "its number was reused"
    # The kernel's time of start is reckoned from a clock that is set while machines run.
    assert not is_dead("|".join([host, pid, str(float(started) - 1), run]))
    assert not is_dead("|".join(["elsewhere", "1", started, run]))
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    holder = "|".join([host, str(process.pid), f"{psutil.Process(process.pid).create_time():.2f}"])
    assert not is_dead(f"{holder}|run")
    process.kill()
    wait_until(lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE)
    assert is_dead(f"{holder}|run")
    process.communicate()
    assert is_dead(f"{holder}|run")
