"""Loading by HTTP: a child process loads, this service embeds and answers from the new version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from api.routes.ingest import file_name
from graph.connection import Graph
from graph.errors import InputError
from graph.search.embedding import Embedder
from ingest.run import IngestOptions, run_ingest
from tests.api.serving import wait_for

ITEMS = "id,kind,name,mass_kg\npump,part,Water pump,1.5\nseal,part,Shaft seal,heavy\n"
PROMISED_SECONDS = 30.0
GOOD = "id,kind,name\npump,part,Water pump\n"


def send(client: httpx.Client, files: dict[str, str], wait: bool = True, **form: Any) -> Any:
    parts = [("files", (name, text.encode())) for name, text in files.items()]
    data = {key: str(value) for key, value in form.items()}
    return client.post("/v1/ingest", files=parts, data=data, params={"wait": wait})


def test_names_of_files_lead_nowhere() -> None:
    assert file_name("../../etc/items.csv") == "items.csv"
    assert file_name("C:\\tables\\bom.csv") == "bom.csv"
    assert file_name("a\x00b:c.csv") == "a_b_c.csv"
    for wrong in (None, "", "..", "folder/", "x" * 300):
        with pytest.raises(InputError, match="name"):
            file_name(wrong)


def test_load_report_and_new_version(client: httpx.Client) -> None:
    # A dry run first: it finds the same, and writes nothing.
    before = client.get("/v1/graph/figures").json()
    dry = send(client, {"items.csv": ITEMS}, source="spring", dry_run="true")
    assert dry.status_code == 200, dry.text
    assert (dry.json()["status"], dry.json()["dry_run"]) == ("done", True)
    assert len(dry.json()["rejects"]) == 1
    assert client.get("/v1/graph/figures").json() == before
    assert client.get(f"/v1/ingest/runs/{dry.json()['run_id']}").json() == dry.json()

    answer = send(client, {"items.csv": ITEMS}, source="spring")
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert (report["source"], report["status"]) == ("spring", "done")
    [counts] = report["tables"]
    assert (counts["table"], counts["rows"], counts["loaded"], counts["rejected"]) == (
        "items",
        2,
        1,
        1,
    )
    [reject] = report["rejects"]
    assert (reject["file"], reject["row"], reject["column"]) == ("items.csv", 3, "mass_kg")
    assert report["too_many_rejects"]
    assert report["graph_version"] == before["graph_version"] + 1

    # Searchable at once, embeddings included.
    found = client.get("/v1/search", params={"q": "water pump for the engine"}).json()
    assert found["graph_version"] == report["graph_version"]
    by_vector = {
        result["id"]
        for result in found["results"]
        if any(reason["by"] == "vector" for reason in result["why"])
    }
    assert "pump" in by_vector

    again = send(client, {"items.csv": ITEMS}, source="spring", max_rejects=1).json()
    assert again["graph_version"] == report["graph_version"]
    assert again["tables"][0]["unchanged"] == 1
    assert not again["too_many_rejects"]


def test_structure_is_answered_from_the_new_version(
    client: httpx.Client, served_graph: Graph, tmp_path: Path
) -> None:
    def bolts() -> tuple[float, int]:
        answer = client.get("/v1/items/nave/explosion").json()
        return sum(line["quantity"] for line in answer["lines"]), answer["graph_version"]

    items = "id,kind,name\nnave,assembly,Wheel hub\nstud,part,Wheel stud\n"
    bom = "parent_id,child_id,quantity\nnave,stud,5\n"
    # Through this service: at once.
    report = send(client, {"items.csv": items, "bom.csv": bom}, source="hubs").json()
    assert bolts() == (5.0, report["graph_version"])

    # By another process: within seconds.
    (tmp_path / "bom.csv").write_text(bom.replace("5", "6"))
    options = IngestOptions(paths=[tmp_path], source="hubs", embed=False)
    run = run_ingest(served_graph, options, Embedder(served_graph.settings.embedding_model))
    assert run.graph_version == report["graph_version"] + 1
    wait_for(lambda: bolts()[1] == run.graph_version, PROMISED_SECONDS)
    assert bolts() == (6.0, run.graph_version)


def test_without_waiting(client: httpx.Client) -> None:
    answer = send(client, {"items.csv": GOOD}, wait=False)
    assert answer.status_code == 202, answer.text
    started = answer.json()
    assert (started["status"], started["source"]) == ("running", "items.csv")

    def state() -> Any:
        return client.get(f"/v1/ingest/runs/{started['run_id']}").json()

    wait_for(lambda: state()["status"] != "running")
    assert state()["status"] == "done"
    assert state()["tables"][0]["rows"] == 1


def test_runs_of_others_are_known(client: httpx.Client, served_graph: Any) -> None:
    [row] = served_graph.database.run_schema(
        "MATCH (r:Run {source: 'small'}) RETURN r.id AS id LIMIT 1"
    )
    state = client.get(f"/v1/ingest/runs/{row['id']}").json()
    assert (state["status"], state["source"]) == ("done", "small")
    assert {table["table"] for table in state["tables"]} >= {"items", "bom"}


def test_wrong_uploads(client: httpx.Client) -> None:
    shape = {"error", "detail", "request_id"}
    wrong = [
        client.post("/v1/ingest"),
        client.post("/v1/ingest", data={"source": "x"}),
        client.post("/v1/ingest", json={}),
        client.post(
            "/v1/ingest",
            content=b"nonsense",
            headers={"content-type": "multipart/form-data; boundary=x"},
        ),
        client.post(
            "/v1/ingest", content=b"x", headers={"content-type": "multipart/form-data"}
        ),
        send(client, {"items.csv": GOOD}, format="excel"),
        send(client, {"items.csv": GOOD}, max_rejects=-1),
        send(client, {"items.csv": GOOD}, source="a\x00b"),
        client.post(
            "/v1/ingest",
            files=[("files", ("a/items.csv", b"id")), ("files", ("b/ITEMS.csv", b"id"))],
        ),
    ]  # fmt: skip
    for answer in wrong:
        assert answer.status_code == 422, answer.text
        assert set(answer.json()) == shape


def test_a_file_that_is_no_table_is_a_reject(client: httpx.Client) -> None:
    answer = send(client, {"notes.csv": "a,b\n1,2\n", "ingest.py": "raise SystemExit(9)"})
    assert answer.status_code == 200, answer.text
    assert {reject["file"] for reject in answer.json()["rejects"]} == {"notes.csv", "ingest.py"}
