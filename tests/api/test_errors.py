"""One shape for every error, whoever raises it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.brakes import Turns
from api.settings import ServiceSettings, get_service_settings
from graph.errors import ConfigurationError
from graph.settings import Settings, get_settings


@pytest.fixture
def app(tmp_path: Any) -> FastAPI:
    """The service as it is before its graph is open."""
    made = create_app(Settings(zanjir_home=tmp_path), ServiceSettings(body_bytes=1000))
    made.state.turns = Turns(2, 0.1)
    return made


def call(app: FastAPI, method: str, path: str, **options: Any) -> httpx.Response:
    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **options)

    return asyncio.run(once())


def check(answer: httpx.Response, status: int) -> str:
    body = answer.json()
    assert answer.status_code == status, body
    assert set(body) == {"error", "detail", "request_id"}
    assert body["error"].endswith(("Error",))
    assert body["request_id"] == answer.headers["x-request-id"]
    assert "\n" not in body["detail"]
    return str(body["detail"])


@pytest.mark.parametrize(
    ("method", "path", "status", "named"),
    [
        ("GET", "/v1/nothing", 404, "/v1/nothing"),
        ("GET", "/v1/items/", 404, ""),
        ("GET", "/v1/items/a/b", 404, ""),
        ("GET", "/static/nothing.css", 404, ""),
        ("DELETE", "/v1/items", 405, "DELETE"),
        ("GET", "/v1/coverage", 405, "GET"),
        ("GET", "/v1/items", 503, "starting"),
        ("GET", "/readyz", 503, "starting"),
    ],
)
def test_shape(app: FastAPI, method: str, path: str, status: int, named: str) -> None:
    answer = call(app, method, path)
    assert named in check(answer, status)
    if status == 503:
        assert int(answer.headers["retry-after"]) > 0


def test_healthy_before_ready(app: FastAPI) -> None:
    assert call(app, "GET", "/healthz").json() == {"status": "ok"}
    page = call(app, "GET", "/")
    assert page.status_code == 503
    assert "starting" in page.text


@pytest.mark.parametrize("given", ["abc-1.2:3", "A" * 100])
def test_a_sane_request_id_is_kept(app: FastAPI, given: str) -> None:
    assert call(app, "GET", "/healthz", headers={"X-Request-ID": given}).headers[
        "x-request-id"
    ] == given  # fmt: skip


@pytest.mark.parametrize("given", ["", "a b", "A" * 101, "é"])
def test_any_other_is_replaced(app: FastAPI, given: str) -> None:
    headers = {"X-Request-ID": given.encode()}
    answer = call(app, "GET", "/healthz", headers=headers)
    assert answer.headers["x-request-id"] not in {"", given}


def test_large_bodies_are_refused_declared_or_not(app: FastAPI) -> None:
    assert "1,000 bytes" in check(call(app, "POST", "/v1/coverage", content=b"x" * 1001), 413)

    async def pieces() -> Any:
        for _ in range(20):
            yield b" " * 100

    headers = {"content-type": "application/json"}
    check(call(app, "POST", "/v1/coverage", content=pieces(), headers=headers), 413)


def test_unexpected_errors_show_no_trace(app: FastAPI) -> None:
    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret")

    # Added last it would never be reached: mounts and routes are tried in order.
    answer = call(app, "GET", "/broken")
    assert "secret" not in answer.text
    check(answer, 500)


BRAKED = [("search_turns", "/v1/search?q=x"), ("turns", "/v1/items/disc/explosion")]


@pytest.mark.parametrize(("brake", "path"), BRAKED)
def test_busy_is_503_with_a_time_to_come_back(app: FastAPI, brake: str, path: str) -> None:
    setattr(app.state, brake, Turns(0, 0.01))
    answer = call(app, "GET", path)
    assert "too many" in check(answer, 503)
    assert "retry-after" in answer.headers


@pytest.mark.parametrize(("brake", "path"), BRAKED)
def test_turns_are_given_back(app: FastAPI, brake: str, path: str) -> None:
    async def many() -> list[int]:
        setattr(app.state, brake, Turns(1, 5.0))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answers = await asyncio.gather(*(client.get(path) for _ in range(5)))
        return [json.loads(answer.text)["detail"].count("starting") for answer in answers]

    assert asyncio.run(many()) == [1] * 5


@pytest.fixture
def questions() -> list[tuple[str, str]]:
    """Bad parameters, and the name each answer must give."""
    item = "/v1/items/disc"
    return [
        (f"{item}/explosion?units=0", "units"),
        (f"{item}/explosion?units=-1", "units"),
        (f"{item}/explosion?units=nan", "units"),
        (f"{item}/explosion?units=inf", "units"),
        (f"{item}/explosion?units=1e300", "units"),
        (f"{item}/explosion?units=many", "units"),
        (f"{item}/explosion?depth=0", "depth"),
        (f"{item}/explosion?depth=99999999999999999999", "depth"),
        (f"{item}/explosion?as_of=yesterday", "as_of"),
        (f"{item}/explosion?as_of=2026-02-30", "as_of"),
        (f"{item}/explosion?as_of=1700000000", "as_of"),
        (f"{item}/explosion?lifecycle=as-dreamt", "lifecycle"),
        (f"{item}/explosion?leaves_only=perhaps", "leaves_only"),
        (f"{item}/where-used?lifecycle=", "lifecycle"),
        (f"{item}/suppliers?units=0", "units"),
        (f"{item}/suppliers?include=friends", "include"),
        (f"{item}/suppliers?region=Atlantis", "region"),
        (f"{item}/suppliers?country=Atlantis", "country"),
        ("/v1/items?limit=0", "limit"),
        ("/v1/items?limit=1001", "limit"),
        ("/v1/items?offset=-1", "offset"),
        ("/v1/items?offset=99999999999999999999", "offset"),
        ("/v1/items?kind=screw", "kind"),
        ("/v1/search", "q"),
        ("/v1/search?q=%20", "q"),
        ("/v1/search?q=x&limit=0", "limit"),
        ("/v1/search?q=x&kind=screw", "kind"),
        ("/v1/search?q=x&hs=none", "hs"),
        ("/v1/graph/path?from=a", "to"),
        ("/v1/graph/neighbourhood?id=a&depth=9", "depth"),
    ]


def test_bad_parameters_are_422(client: httpx.Client, questions: list[tuple[str, str]]) -> None:
    for path, named in questions:
        assert named in check(client.get(path), 422), path


def test_unknown_ids_are_404(client: httpx.Client) -> None:
    for path in (
        "/v1/items/nothing",
        "/v1/items/nothing/explosion",
        "/v1/items/nothing/where-used",
        "/v1/items/nothing/suppliers",
        "/v1/items/iron%2Fgrey",
        "/v1/items/%FF%00",
        "/v1/vehicles/disc",
        "/v1/vehicles/disc/explosion",
        "/v1/materials/disc",
        "/v1/materials/disc/where-used",
        "/v1/enterprises/disc",
        "/v1/processes/disc",
        "/v1/search?q=x&vehicle=nothing",
        "/v1/search?q=x&process=nothing",
        "/v1/graph/neighbourhood?id=nothing",
        "/v1/graph/path?from=disc&to=nothing",
        "/v1/ingest/runs/nothing",
    ):
        check(client.get(path), 404)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"item_id": "car"}',
        b'{"item_id": "car", "units": 0}',
        b'{"item_id": "car", "units": NaN}',
        b'{"item_id": "car", "units": 1e999}',
        b'{"item_id": "car", "units": 1, "objective": "fun"}',
        b'{"item_id": "car", "units": 1, "max_suppliers": 0}',
        b'{"item_id": "car", "units": 1, "regions": ["Atlantis"]}',
        b'{"item_id": "\\ud800", "units": 1}',
        b'{"item_id": "\xff", "units": 1}',
        b'{"item_id": 5, "units": 1}',
    ],
)
def test_bad_bodies_are_422(client: httpx.Client, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    check(client.post("/v1/coverage", content=body, headers=headers), 422)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/coverage", {"item_id": "car", "units": 1}),
        ("/v1/what-if", {"down": [], "recovery_days": 1}),
        ("/v1/ask", {"question": "brake disc"}),
        ("/v1/vehicles/car/localization/plan", {}),
    ],
)
def test_a_field_that_nobody_knows_is_422(
    client: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    assert client.post(path, json=body).status_code == 200
    assert "unitz" in check(client.post(path, json=body | {"unitz": 1}), 422)


def test_a_body_sent_as_a_form_is_told_which_header_it_lacks(client: httpx.Client) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}  # what curl sends unasked
    answer = client.post("/v1/coverage", content=b'{"item_id": "A", "units": 1}', headers=headers)
    assert "content-type: application/json" in check(answer, 422)


TIMES = ("COVERAGE_SECONDS", "PLAN_SECONDS", "POLL_SECONDS", "QUEUE_SECONDS")
COUNTS = ("BODY_BYTES", "UPLOAD_BYTES", "COSTLY_CALLS", "UPLOADS")


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name in TIMES for value in ("inf", "nan", "-1", "1e300", "soon")]
    + [(name, value) for name in COUNTS for value in ("inf", "nan", "-1", "0", "1.5")],
)
def test_a_limit_that_is_none_is_one_line_that_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"API_{name}", value)
    with pytest.raises(
        ConfigurationError, match=rf"^API_{name} .* number (above|at least)"
    ) as told:
        get_service_settings.__wrapped__()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["GRAPH_TIMEOUT_SECONDS", "GRAPH_WRITE_TIMEOUT_SECONDS"])
@pytest.mark.parametrize("value", ["inf", "nan", "0", "1e300"])
def test_a_time_of_the_database_that_is_none(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=rf"^{name} .*above 0 and at most 86,400"):
        get_settings.__wrapped__()
