"""`make demo` as a newcomer sees it: the sample data set, served, and five questions to try."""

from __future__ import annotations

import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.command_line.commands import clean_environment

READY_SECONDS = 600


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A running demo: its address and what it printed."""
    home = tmp_path_factory.mktemp("demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    out = home / "out.txt"
    with out.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest", "demo", "--port", str(port)],
            env=clean_environment(home),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + READY_SECONDS
    try:
        while not ready(url):
            assert process.poll() is None, out.read_text()
            assert time.monotonic() < deadline, out.read_text()
            time.sleep(0.5)
        yield url, out.read_text()
    finally:
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    assert not psutil.wait_procs(children, timeout=30)[1]
    assert java_of(home) == []


def ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def java_of(home: Path) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if any(str(home) in argument for argument in process.info["cmdline"] or [])
    ]


def calls(printed: str) -> list[list[str]]:
    return [shlex.split(line) for line in re.findall(r"^ +(curl .*)$", printed, re.MULTILINE)]


def ask(call: list[str]) -> httpx.Response:
    url = next(word for word in call if word.startswith("http"))
    if "-d" not in call:
        return httpx.get(url, timeout=60)
    body = json.loads(call[call.index("-d") + 1])
    return httpx.post(url, json=body, timeout=60)


def test_the_five_questions_are_answered(demo: tuple[str, str]) -> None:
    url, printed = demo
    assert url in printed
    found = calls(printed)
    assert len(found) == 5
    coverage, explosion, used, suppliers, search = (ask(call) for call in found)
    for answer in (coverage, explosion, used, suppliers, search):
        assert answer.status_code == 200, answer.text
        assert answer.json()["graph_version"] == 1
    assert coverage.json()["status"] == "partial"
    assert coverage.json()["solver"]["gap"] == 0
    assert any(entry["nearest"] for entry in coverage.json()["uncovered"])
    assert len(explosion.json()["lines"]) > 300
    assert len(used.json()["vehicles"]) == 4
    assert {s["relation"] for s in suppliers.json()["suppliers"]} >= {"supplies", "capable"}
    assert "cooler" in search.json()["results"][0]["name"]


@pytest.mark.parametrize("words", ["масляный радиатор", "moy radiatori", "13899504", "13 899-504"])
def test_the_oil_cooler_is_found_in_every_language(demo: tuple[str, str], words: str) -> None:
    answer = httpx.get(f"{demo[0]}/v1/search", params={"q": words}, timeout=60).json()
    assert answer["results"][0]["id"] == "ENG-OIL-COOLER"


def test_the_start_page_shows_search_and_figures(demo: tuple[str, str]) -> None:
    page = httpx.get(demo[0], params={"q": "brake disc"}, timeout=60)
    assert page.status_code == 200
    assert "Brake disc" in page.text
    assert "246" in page.text
