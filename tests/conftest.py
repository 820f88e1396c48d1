"""Which databases the tests run on, and what could not run.

The embedded database always; Neo4j where NEO4J_TEST_URI points at one (loopback only: the tests
wipe it), else through testcontainers where Docker answers. The last lines of a run say which.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from xdist.remote import Producer

from graph.connection import Graph, open_graph
from graph.embedded.signals import ENDING
from graph.schema import ensure_schema
from graph.search.embedding import Embedder
from graph.settings import Settings
from tests.scheduling import OneNeo4j, engine_of

DIMENSIONS = 384
WIPE = "MATCH (n) WITH n LIMIT 1000 DETACH DELETE n RETURN count(*) AS gone"

ran: Counter[str] = Counter()
not_run: dict[str, int] = {}


def shared_folder() -> Path | None:
    """The data nobody of the project wrote, where it lies beside the repository."""
    named = os.environ.get("ZANJIR_SHARED")
    folder = Path(named) if named else Path(__file__).parent.parent.parent / "shared"
    return folder if (folder / "data").is_dir() else None


def docker_answers() -> bool:
    """Is there a Docker engine, not only its client?"""
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True, timeout=20).returncode == 0


def neo4j_source() -> str | None:
    """Where a Neo4j for tests comes from: 'uri', 'docker', or None."""
    if os.environ.get("NEO4J_TEST_URI"):
        return "uri"
    return "docker" if docker_answers() else None


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NEO4J] = neo4j_source()


NEO4J = pytest.StashKey[str | None]()


def engine_names(config: pytest.Config) -> list[str]:
    return ["embedded", *(["neo4j"] if config.stash[NEO4J] else [])]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    names = engine_names(metafunc.config)
    if "engine_name" in metafunc.fixturenames:
        metafunc.parametrize("engine_name", names, scope="session")
    elif "every_engine" in metafunc.fixturenames:
        metafunc.parametrize("every_engine", [names], ids=[" and ".join(names)])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests without a database first, then an engine after the other.

    The other way round where processes share them: the tests on Neo4j are the longest piece of
    work (``tests.scheduling``), which must not begin last.
    """
    order = ["no database", "embedded", "neo4j"]
    is_sharing = hasattr(config, "workerinput")
    items.sort(key=lambda item: order.index(engine_of(item.nodeid)), reverse=is_sharing)
    for item in items:
        opens = "engines" in getattr(item, "fixturenames", ())
        if opens and engine_of(item.nodeid) == "no database":
            raise pytest.UsageError(f"{item.nodeid}: ask for `engine_name` or `every_engine`")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneNeo4j:
    return OneNeo4j(config, log)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        not_run[reason] = not_run.get(reason, 0) + 1
    elif report.when == "call":
        ran[engine_of(report.nodeid)] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("engines")
    for name in ("no database", "embedded", "neo4j"):
        terminalreporter.line(f"{name}: {ran[name]} tests ran")
    if not terminalreporter.config.stash[NEO4J]:
        terminalreporter.line(
            "NOT RUN on Neo4j: set NEO4J_TEST_URI (and _USER, _PASSWORD) or start Docker"
        )
    for reason, count in sorted(not_run.items()):
        terminalreporter.line(f"NOT RUN, {count} tests: {reason}")


@contextmanager
def neo4j_settings(source: str | None, home: Path) -> Iterator[Settings]:
    """Settings of a Neo4j that may be wiped."""
    if source == "uri":
        uri = os.environ["NEO4J_TEST_URI"]
        if urlsplit(uri).hostname not in {"127.0.0.1", "localhost", "::1"}:
            pytest.exit(f"NEO4J_TEST_URI {uri}: the tests wipe the database, loopback only", 2)
        yield Settings(
            graph_uri=uri,
            graph_user=os.environ.get("NEO4J_TEST_USER", "neo4j"),
            graph_password=os.environ.get("NEO4J_TEST_PASSWORD", ""),
            zanjir_home=home,
        )
        return
    from testcontainers.community.neo4j import Neo4jContainer

    with Neo4jContainer("neo4j:5.26.30", password="zanjir-test-password") as container:
        yield Settings(
            graph_uri=container.get_connection_url(),
            graph_password="zanjir-test-password",
            zanjir_home=home,
        )


@pytest.fixture(scope="session")
def engines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Graph]]:
    """Open graphs by name, started when first asked for."""
    with ExitStack() as stack:
        yield _Engines(request.config, tmp_path_factory, stack)


class _Engines(dict[str, Graph]):
    def __init__(
        self, config: pytest.Config, folders: pytest.TempPathFactory, stack: ExitStack
    ) -> None:
        super().__init__()
        self.config, self.folders, self.stack = config, folders, stack

        self.failed: dict[str, str] = {}

    def __missing__(self, name: str) -> Graph:
        # An engine that does not start fails every test at once, not after a time-out each.
        if name in self.failed:
            pytest.fail(self.failed[name])
        try:
            self[name] = self.start(name)
        except Exception as error:
            self.failed[name] = f"{name} did not start: {error}"
            raise
        return self[name]

    def start(self, name: str) -> Graph:
        home = self.folders.mktemp(name)
        if name == "neo4j":
            settings = self.stack.enter_context(neo4j_settings(self.config.stash[NEO4J], home))
        else:
            settings = Settings(graph_uri=None, zanjir_home=home, embedded_heap_mb=512)
        return self.stack.enter_context(open_graph(settings))


def wipe(graph: Graph) -> None:
    """Remove every node; the schema stays."""
    while graph.database.run_schema(WIPE)[0]["gone"]:
        pass


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Files nobody of the project wrote; a test that needs them says so when they are absent."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("needs ../shared/data (or ZANJIR_SHARED)")
    return folder / "data"


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model, loaded once."""
    return Embedder()


@pytest.fixture
def heeded_signals() -> Iterator[None]:
    """Whoever started the tests may have had some ignored, which processes inherit."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def graph(engines: dict[str, Graph], engine_name: str) -> Graph:
    """An empty graph with the schema applied, on each engine that can be reached."""
    opened = engines[engine_name]
    wipe(opened)
    ensure_schema(opened.database, opened.engine, lambda: DIMENSIONS)
    return opened
