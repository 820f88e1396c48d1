"""Warm answers over HTTP on the sample data set: 200 calls of each question, ids varied."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from urllib.parse import quote

import httpx

from graph.search.embedding import Embedder
from graph.structure.service import explode
from ingest.commands.serving import SAMPLE, SAMPLE_SOURCE
from ingest.progress import Progress
from ingest.run import IngestOptions, run_ingest
from tests.bench.engines import fresh_graph
from tests.bench.service import running_service

CALLS = 200
WARM_CALLS = 20
COVERAGE_UNITS = 50_000
COVERAGE_LEAVES = range(10, 61)
WORDS = {
    "en": (("cast", "steel", "rubber", "front", "rear"), ("brake disc", "hose", "pump", "bearing")),
    "ru": (("литой", "стальной", "передний", "задний"), ("тормозной диск", "шланг", "насос")),
    "uz": (("quyma", "po'lat", "oldingi", "orqa"), ("tormoz diski", "shlang", "nasos")),
}
ASKED = Path(__file__).parents[1] / "asking"
# Those whose answer costs little beside the understanding, which is what the target is about.
CHEAP_INTENTS = {"search", "unknown", "suppliers", "where-used"}
TAILS = ("", " 12 mm", " M8", " 40 kg", " left", " 2026", " A", " B", " C", " D")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, how long it may take, and the calls: (method, path, body)."""

    name: str
    target_ms: float
    calls: Sequence[tuple[str, str, dict[str, object] | None]]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one question over all its calls."""

    name: str
    target_ms: float
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """One engine: restart in seconds, then every question."""

    ready_seconds: float
    latencies: list[Latency]


def measure_answers(engine: str) -> AnswerFigures:
    """Load the sample data set, start the service, ask."""
    with fresh_graph(engine) as graph:
        options = IngestOptions(paths=[SAMPLE], source=SAMPLE_SOURCE)
        run_ingest(graph, options, Embedder(), Progress(quiet=True))
        assemblies = [
            item
            for item in _ids("items", "assembly")
            if len(explode(graph, item, leaves_only=True).lines) in COVERAGE_LEAVES
        ]
        with running_service(graph.settings) as service:
            asked = [_asked(service.client, question) for question in _questions(assemblies)]
            return AnswerFigures(service.ready_seconds, asked)


def _asked(client: httpx.Client, question: Question) -> Latency:
    times = []
    for number in range(-WARM_CALLS, CALLS):
        method, path, body = question.calls[number % len(question.calls)]
        started = time.perf_counter()
        answer = client.request(method, path, json=body)
        elapsed = (time.perf_counter() - started) * 1_000
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
        if number >= 0:
            times.append(elapsed)
    times.sort()
    return Latency(question.name, question.target_ms, times[CALLS // 2], times[CALLS * 95 // 100])


def _questions(assemblies: list[str]) -> list[Question]:
    random = Random(1)
    vehicles, items = _ids("vehicles"), _ids("items")
    parts = _ids("items", "part")

    def gets(ids: list[str], path: str) -> list[tuple[str, str, None]]:
        chosen = random.choices(ids, k=CALLS)
        return [("GET", f"/v1{path.format(id=quote(i, safe=''))}", None) for i in chosen]

    coverages = [
        (
            "POST",
            "/v1/coverage",
            {"item_id": item, "units": COVERAGE_UNITS, "countries": ["UZ"]},
        )
        for item in random.choices(assemblies, k=CALLS)
    ]
    # Twenty more than are counted: the warm calls must not put an answer into a cache.
    texts = _texts(random, CALLS + WARM_CALLS)
    searches = [("GET", f"/v1/search?q={quote(text)}", None) for text in texts]
    asked = [
        each["question"]
        for file in sorted(ASKED.glob("questions_tuning*.jsonl"))
        for each in map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if each["intent"] in CHEAP_INTENTS
    ]
    asks = [("POST", "/v1/ask", {"question": text}) for text in random.sample(asked, len(asked))]
    return [
        Question("item", 15, gets(items, "/items/{id}")),
        Question("explosion of a vehicle", 60, gets(vehicles, "/vehicles/{id}/explosion")),
        Question("where-used", 30, gets(items, "/items/{id}/where-used")),
        Question("suppliers", 60, gets(parts, "/items/{id}/suppliers")),
        Question("search", 80, searches),
        Question("ask", 150, asks),
        Question("coverage of an assembly", 1_000, coverages),
    ]


def _texts(random: Random, count: int) -> list[str]:
    """Distinct queries in turn in English, Russian and Uzbek."""
    made = []
    for first, second in WORDS.values():
        own = [f"{a} {b}{tail}" for a, b, tail in product(first, second, TAILS)]
        random.shuffle(own)
        made.append(own)
    mixed = [text for trio in zip(*made, strict=False) for text in trio]
    assert len(set(mixed)) >= count, len(set(mixed))
    return mixed[:count]


def _ids(table: str, kind: str | None = None) -> list[str]:
    with (SAMPLE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file) if kind in (None, row.get("kind"))]
