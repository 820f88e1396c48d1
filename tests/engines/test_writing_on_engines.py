"""Writing facts when the database or another ingest comes between, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.client import Database
from graph.connection import Graph
from graph.errors import ConflictError
from ingest.digest import canonical_json, digest_of
from ingest.lease import write_lease
from ingest.progress import Progress
from ingest.staging import Staged
from ingest.write import BATCH, FactWriter
from tests.engines.ingesting import rows_of
from tests.engines.login import login_of
from tests.engines.tcp_proxy import TcpProxy, proxied

PARTS = 60
LINES = [f"{number:02}" for number in range(1, PARTS)]
LOADED_AT = "2026-11-30T00:00:00+00:00"


@pytest.fixture
def parts(graph: Graph) -> Graph:
    """A graph of parts without a line."""
    rows = [{"key": f"{n:02}", "properties": {"id": f"{n:02}"}} for n in range(PARTS)]
    run = {"run_id": "run", "source": "town", "started_at": LOADED_AT}
    graph.database.write(("facts/items/create_part", {"rows": rows}))
    graph.database.write(("ingest/start_run", run))
    return graph


@pytest.fixture
def proxy(graph: Graph) -> Iterator[TcpProxy]:
    with proxied(login_of(graph)[0]) as found:
        yield found


def lines_to(children: list[str]) -> Iterator[Staged]:
    """A line from part 00 to each of these."""
    for seq, child in enumerate(children):
        text = canonical_json({"quantity": 2.0, "unit": "pcs", "lifecycle": "series"})
        key = f"00\x1f{child}"
        yield Staged(
            seq, "town", "bom", key, digest_of(text), "bom.csv", seq, "00", child, None, None, text
        )


def write_lines(graph: Graph, owner: str, children: list[str]) -> int:
    """Write lines that no source has stated yet; returns how many the writer says."""
    writer = FactWriter(graph, "run", owner, LOADED_AT, Progress(quiet=True))
    try:
        writer.write(lines_to(children), fresh=True, shared=False)
        writer.finish()
    finally:
        writer.close()
    return writer.changed


def children_of(graph: Graph) -> list[object]:
    found = rows_of(graph, "MATCH (:Item {id: '00'})-[:CONTAINS]->(c) RETURN c.id AS c ORDER BY c")
    return [child for (child,) in found]


def test_a_line_whose_commit_was_not_answered_is_there_once(parts: Graph, proxy: TcpProxy) -> None:
    _, auth, name = login_of(parts)
    database = Database(proxy.uri, auth, name)
    try:
        with write_lease(parts.database, "run") as owner:
            for answer, child in enumerate(LINES[:8], 1):
                database.read("meta/get_graph")
                proxy.reset_answer(answer)
                write_lines(replace(parts, database=database), owner, [child])
    finally:
        database.close()
    assert proxy.resets >= 4
    assert children_of(parts) == LINES[:8]


def test_batches_side_by_side_write_every_line_once(
    parts: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert BATCH > PARTS
    monkeypatch.setattr("ingest.write.BATCH", 3)
    with write_lease(parts.database, "run") as owner:
        assert write_lines(parts, owner, LINES) == len(LINES)
    assert children_of(parts) == LINES
    done = rows_of(parts, "MATCH (r:Run {id: 'run'}) RETURN r.batch AS b, r.changed AS c")
    assert done == [(20, len(LINES))]


def test_an_ingest_that_lost_its_lease_adds_nothing(parts: Graph) -> None:
    with (
        write_lease(parts.database, "later") as owner,
        pytest.raises(ConflictError, match="taken over"),
    ):
        write_lines(parts, f"not {owner}", LINES)
    assert children_of(parts) == []
