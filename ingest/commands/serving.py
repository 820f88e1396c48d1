"""``zanjir serve`` and ``zanjir demo``."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from graph.connection import Graph, open_graph
from graph.errors import ConfigurationError
from graph.search.embedding import Embedder
from graph.settings import get_settings
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest

SAMPLE = Path(__file__).parent.parent / "sample" / "tables"
SAMPLE_SOURCE = "sample"
# A string: the service is started by name, so that ingest and api never import each other.
SERVICE = "api.app:create_app"

QUESTIONS = (
    ("Which local suppliers can cover the front brake assembly for 50,000 cars a year?",
     "curl -s {url}/v1/coverage -H 'content-type: application/json' "
     "-d '{{\"item_id\": \"BRK-FRONT-ASSEMBLY-L\", \"units\": 50000, \"countries\": [\"UZ\"]}}'"),
    ("What is in the compact car, to any depth?",
     "curl -s '{url}/v1/vehicles/VEH-COMPACT-1/explosion?leaves_only=true'"),
    ("Where is the M8 bolt used, and how many a year?",
     "curl -s {url}/v1/items/STD-BOLT-M8X25/where-used"),
    ("Who makes, or could make, the front brake disc?",
     "curl -s {url}/v1/items/BRK-DISC-L/suppliers"),
    ("Find a part in plain words",
     "curl -s '{url}/v1/search?q=oil+cooler'"),
)  # fmt: skip


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """The HTTP service and pages."""
    check_port(host, port)
    # The service itself waits for a database that is out of reach; a person at the terminal is
    # better told at once.
    with open_graph(get_settings()):
        say_address(host, port)
        run_service(host, port)


def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Load only.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Load the sample data set and serve it, with five questions to try."""
    settings = get_settings()
    if not no_serve:
        check_port("127.0.0.1", port)
    with open_graph(settings) as graph:
        load_sample(graph, Embedder.of(settings))
        if no_serve:
            typer.echo("loaded; `zanjir serve` or `zanjir demo` serves it")
            return
        say_address("127.0.0.1", port)
        say_questions(port)
        run_service("127.0.0.1", port)


def load_sample(graph: Graph, embedder: Embedder) -> None:
    """Load the sample data set; a second time nothing changes."""
    typer.echo("loading the sample data set (enterprises and vehicles are invented)", err=True)
    options = IngestOptions(paths=[SAMPLE], source=SAMPLE_SOURCE)
    report = run_ingest(graph, options, embedder, Progress())
    loaded = sum(table.loaded for table in report.tables)
    rows = sum(table.rows for table in report.tables)
    typer.echo(
        f"sample data set: {rows:,} rows, {loaded:,} new or changed, {report.seconds:.1f} s",
        err=True,
    )
    if report.rejects:
        first = report.rejects[0]
        raise ConfigurationError(
            f"the sample data set is damaged: {first.file} row {first.row}: {first.reason}"
        )


def say_address(host: str, port: int) -> None:
    """Where the service answers."""
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    typer.echo(f"\nZanjir serves on {url} (API documentation: {url}/docs)")
    sys.stdout.flush()


def say_questions(port: int) -> None:
    """Five questions to try."""
    url = f"http://127.0.0.1:{port}"
    typer.echo("\nFive questions to try:")
    for number, (question, call) in enumerate(QUESTIONS, 1):
        typer.echo(f"{number}. {question}\n   {call.format(url=url)}")
    typer.echo("")
    sys.stdout.flush()


def check_port(host: str, port: int) -> None:
    """Say at once when the port is taken, before anything slow."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"port {port} on {host} cannot be used ({error.strerror}); choose another "
                "with --port"
            ) from error


def run_service(host: str, port: int) -> None:
    """Serve until told to stop."""
    uvicorn.run(SERVICE, factory=True, host=host, port=port, log_level="warning")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve")(serve)
    app.command("demo")(demo)
