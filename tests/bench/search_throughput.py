"""Sixteen clients at once: the service over HTTP against HybridRetriever, on the same Neo4j."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import local
from urllib.parse import quote

import msgspec

from graph.evaluation.plain_entries import make_plain_entries, stored
from graph.search.embedding import Embedder
from graph.search.snapshot_loading import load_snapshot
from ingest.commands.serving import SAMPLE
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph
from tests.bench.hybrid import ask, in_processes, in_threads
from tests.bench.made_parts import made_queries
from tests.bench.service import running_service

CLIENTS = 16
WARM_CALLS = 64
RATIO_TARGET = 3.0


@dataclass(frozen=True, slots=True)
class Throughput:
    """Answers a second, and milliseconds of one answer while the others are asked."""

    name: str
    per_second: float
    p50: float
    p95: float


def measure_throughput(calls: int, tables: Path = SAMPLE) -> list[Throughput]:
    """Ours, then theirs in threads, then theirs in processes: the same queries and data."""
    queries = made_queries(calls + WARM_CALLS)
    with fresh_graph("neo4j") as graph:
        embedder = Embedder()
        options = IngestOptions(paths=[tables])
        run_ingest(graph, options, embedder, Progress(quiet=True))
        with running_service(graph.settings) as service:
            found = [_measured("zanjir over HTTP", _http(service.port), queries)]
        entries = make_plain_entries(graph, load_snapshot(graph), embedder)
        with stored(graph, entries):
            with in_threads(graph, CLIENTS) as pool:
                found.append(_measured("HybridRetriever, threads", _in(pool), queries))
            with in_processes(graph.settings) as pool:
                found.append(_measured("HybridRetriever, processes", _in(pool), queries))
    return found


class _Result(msgspec.Struct):
    id: str


class _Answer(msgspec.Struct):
    results: list[_Result]


def _http(port: int) -> Callable[[str], Sequence[str]]:
    """A connection for each client, and as little else as can be: clients share the processors
    with the service, and `http.client` took a tenth of them."""
    own = local()

    def call(query: str) -> Sequence[str]:
        if not hasattr(own, "stream"):
            own.stream = socket.create_connection(("127.0.0.1", port), 60).makefile("rwb")
        target = f"/v1/search?q={quote(query)}&limit=10"
        own.stream.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        own.stream.flush()
        status, *headers = iter(own.stream.readline, b"\r\n")
        size = next(int(line[15:]) for line in headers if line[:15].lower() == b"content-length:")
        body = own.stream.read(size)
        assert b" 200 " in status, (query, status, body[:300])
        return [result.id for result in msgspec.json.decode(body, type=_Answer).results]

    return call


def _in(pool: Executor) -> Callable[[str], Sequence[str]]:
    return lambda query: pool.submit(ask, query).result()


def _measured(
    name: str, call: Callable[[str], Sequence[str]], queries: Sequence[str]
) -> Throughput:
    """Each client asks its next question as soon as it has the answer to the last."""

    def timed(query: str) -> tuple[float, bool]:
        started = time.perf_counter()
        answer = call(query)
        return (time.perf_counter() - started) * 1_000, bool(answer)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(timed, queries[:WARM_CALLS]))
        started = time.perf_counter()
        done = list(clients.map(timed, queries[WARM_CALLS:]))
        seconds = time.perf_counter() - started
    assert sum(answered for _, answered in done) > len(done) / 2, name
    times = sorted(milliseconds for milliseconds, _ in done)
    return Throughput(
        name, len(done) / seconds, times[len(times) // 2], times[len(times) * 95 // 100]
    )


def throughput_table(figures: Sequence[Throughput]) -> str:
    """Ours against the better of theirs, and against one process of theirs."""
    ours, threads, processes = figures
    ratio = ours.per_second / max(threads.per_second, processes.per_second)
    like = ours.per_second / threads.per_second
    lines = [
        f"| {CLIENTS} clients at once, Neo4j | answers a second | p50, ms | p95, ms |",
        "|---|--:|--:|--:|",
        *(f"| {o.name} | {o.per_second:.1f} | {o.p50:.0f} | {o.p95:.0f} |" for o in figures),
        "",
        f"Ours are {ratio:.1f} times as many as the better of theirs (and {like:.1f} times those "
        f"of its threads, which like ours are one process); target {RATIO_TARGET:.0f}: "
        f"{'met' if ratio >= RATIO_TARGET else '**not met**'}.",
    ]
    return "\n".join(lines)
