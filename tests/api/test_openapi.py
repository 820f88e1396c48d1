"""The OpenAPI text: an example for every call, and each true to its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error

from api.app import create_app
from graph.settings import Settings

FEW = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ROOT = Path(__file__).parent.parent.parent
API = create_app(Settings(zanjir_home=ROOT / "unused")).openapi()
CALLS = [
    (f"{method.upper()} {path}", call)
    for path, methods in API["paths"].items()
    for method, call in methods.items()
]
NAMES = [name for name, _ in CALLS]

PROMISED = {
    "GET /v1/search",
    "POST /v1/ask",
    "GET /v1/items/{id}",
    "GET /v1/vehicles/{id}",
    "GET /v1/materials/{id}",
    "GET /v1/enterprises/{id}",
    "GET /v1/items/{id}/explosion",
    "GET /v1/vehicles/{id}/explosion",
    "GET /v1/items/{id}/where-used",
    "GET /v1/materials/{id}/where-used",
    "GET /v1/items/{id}/suppliers",
    "POST /v1/coverage",
    "GET /v1/bottlenecks",
    "GET /v1/localization/candidates",
    "GET /v1/enterprises/{id}/opportunities",
    "GET /v1/vehicles/{id}/localization",
    "GET /v1/vehicles/{id}/localization/plan",
    "POST /v1/vehicles/{id}/localization/plan",
    "POST /v1/what-if",
    "GET /v1/compare",
    "GET /v1/graph/neighbourhood",
    "GET /v1/graph/path",
    "POST /v1/ingest",
    "GET /v1/ingest/runs/{run_id}",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
}


def valid(value: Any, schema: dict[str, Any]) -> None:
    """Against a schema that points into the components."""
    whole = {**schema, "components": API["components"]}
    jsonschema.Draft202012Validator(whole).validate(value)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return dict(API["components"]["schemas"][name]) if name else schema


def test_every_promised_call_is_there() -> None:
    assert set(NAMES) >= PROMISED


@pytest.mark.parametrize(("name", "call"), CALLS, ids=NAMES)
def test_every_answer_has_an_example_that_keeps_its_schema(name: str, call: Any) -> None:
    assert call["tags"]
    assert call["description"]
    for status, answer in call["responses"].items():
        [(kind, content)] = answer["content"].items()
        assert "example" in content, status
        if kind == "application/json":
            assert "$ref" in content["schema"], status
            valid(content["example"], content["schema"])
            properties = set(resolved(content["schema"])["properties"])
            if int(status) >= 400:
                assert properties == {"error", "detail", "request_id"}
            elif name.startswith(("GET /v1", "POST /v1")):
                assert "graph_version" in properties
                if "ingest" not in name:  # a report may say more
                    assert set(content["example"]) <= properties


@pytest.mark.parametrize(("name", "call"), CALLS, ids=NAMES)
def test_every_parameter_has_a_meaning_and_its_examples_keep_its_schema(
    name: str, call: Any
) -> None:
    if name.startswith(("GET /v1", "POST /v1")):
        assert {"422", "500", "503"} <= call["responses"].keys()
    for parameter in call.get("parameters", []):
        assert parameter.get("description") or parameter["name"] == "run_id"
        schema = parameter["schema"]
        shown = schema.get("examples", [])
        assert shown or "default" in schema or "enum" in str(schema)
        for example in shown:
            valid(example, schema)


def test_bodies_have_examples() -> None:
    for name, call in CALLS:
        for kind, body in call.get("requestBody", {"content": {}})["content"].items():
            shown = resolved(body["schema"]).get("examples", []) + body["schema"].get(
                "examples", []
            ) + ([body["example"]] if "example" in body else [])  # fmt: skip
            assert shown, (name, kind)
            for example in shown:
                valid(example, body["schema"])


def test_documentation_page_shows_every_call_and_loads_nothing(client: httpx.Client) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "http://" not in page.text.replace("http://127.0.0.1", "")
    assert "https://" not in page.text
    for path in API["paths"]:
        assert f"<code>{path}</code>" in page.text


@pytest.fixture(scope="module")
def calls(client: httpx.Client) -> list[Any]:
    """Every call of the running service but uploads, as schemathesis sees it."""
    schema = schemathesis.openapi.from_url(f"{client.base_url}/openapi.json")
    found = schema.exclude(path_regex="/v1/ingest$").get_all_operations()
    return [each.ok() for each in found]


def test_no_call_of_any_kind_fails_the_server(calls: list[Any]) -> None:
    assert len(calls) >= len(PROMISED)
    for operation in calls:

        @FEW
        @given(case=operation.as_strategy())
        def once(case: Any) -> None:
            case.call_and_validate(checks=[not_a_server_error])

        once()
