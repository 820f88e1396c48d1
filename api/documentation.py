"""What the OpenAPI text says besides the routes themselves: errors, examples, rules."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from pydantic import BaseModel

from api.errors import NAMES, ErrorBody

EXAMPLES = Path(__file__).parent / "examples"
"""An answer of the sample data set for each call, lists shortened."""

_DETAILS = {
    404: "there is no item 'BRK-DISC-XL'",
    409: "another ingest is running; try again when it has ended",
    413: "the body is larger than 1,000,000 bytes; send less at once",
    422: "units (in the query): Input should be greater than 0",
    500: "something went wrong here; report it with the request_id",
    503: "the service is warming up; try again in a moment",
}
_MEANINGS = {
    404: "No such thing",
    409: "Something else holds what this call needs",
    413: "The body is too large",
    422: "A bad parameter or a malformed body",
    500: "Unexpected",
    503: "Not ready, too busy, or the database is out of reach; see Retry-After",
}

TAGS = [
    {"name": "search", "description": "Find things by words or numbers, in any language."},
    {"name": "asking", "description": "Ask in plain words; the call it stands for is shown."},
    {"name": "structure", "description": "What is in it, and what uses it."},
    {"name": "sourcing", "description": "Who makes it, who could, and who covers a volume."},
    {"name": "planning", "description": "Local content, losses, and what to localize next."},
    {"name": "things", "description": "One thing with its neighbours, and lists of things."},
    {"name": "graph", "description": "How things hang together."},
    {"name": "ingest", "description": "Load tables and Catena-X files."},
    {"name": "health", "description": "Is the service well?"},
]

DESCRIPTION = """\
Zanjir links vehicles, assemblies, parts, raw materials and the enterprises able to make them.

**Ids** may hold any character and are percent-encoded in paths, a slash as `%2F`.
**Every answer** carries `graph_version`: the version of the graph it was reckoned from, moved on
by every load that changed something; a running service answers from a new one within 30 s.
**Errors** all have one shape, `{"error", "detail", "request_id"}`; the id also comes back as the
header `X-Request-ID`, and a sane one that was sent is kept. A field that a JSON body does not know
is a 422, so that a misspelled one is not passed over. 503 says in `Retry-After` when to try
again. **Lists** come in pages by `limit` and `offset`, with `total`, ordered by id.
What is not known is null; figures carry their unit in the name (`mass_kg`, `price_usd_kg`).
A `unit` has one spelling in answers, whatever the tables say: `piece` for pcs, `litre` for l.
"""


RECORDED = "recorded:"


def install_openapi(app: FastAPI) -> None:
    """Put the recorded examples in whole: the framework would leave their nulls out."""
    made = app.openapi

    @cache
    def openapi() -> dict[str, Any]:
        text = made()
        for call in (call for calls in text["paths"].values() for call in calls.values()):
            for answer in call["responses"].values():
                for content in answer.get("content", {}).values():
                    shown_example = content.get("example")
                    if isinstance(shown_example, str) and shown_example.startswith(RECORDED):
                        content["example"] = example(shown_example.removeprefix(RECORDED))
        return text

    app.openapi = openapi  # type: ignore[method-assign]


@cache
def example(name: str) -> Any:
    """The recorded answer ``examples/<name>.json``."""
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route, each with an example."""
    return {
        status: {
            "model": ErrorBody,
            "description": _MEANINGS[status],
            "content": {
                "application/json": {
                    "example": {
                        "error": NAMES.get(status, "ConflictError"),
                        "detail": _DETAILS[status],
                        "request_id": "0c5e6f0e1f5c4c2c9f5d7a2f4c0e9b11",
                    }
                }
            },
        }
        for status in sorted(statuses)
    }


def plain_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same for a route whose good answer is no JSON; its errors still are."""
    found = errors(*statuses)
    for answer in found.values():
        del answer["model"]
        content = answer["content"]["application/json"]
        content["schema"] = {"$ref": f"#/components/schemas/{ErrorBody.__name__}"}
    return found


def answers(name: str, *statuses: int, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The responses of a route: its example and the errors it may give (422 and 503 always)."""
    return shown(f"{RECORDED}{name}", status) | errors(422, 500, 503, *statuses)


def shown(
    value: object, status: int = 200, media_type: str = "application/json"
) -> dict[int | str, dict[str, Any]]:
    """An example of a route's good answer."""
    return {status: {"content": {media_type: {"example": value}}}}


def as_json(answer: BaseModel) -> Response:
    """A large answer as it is: it was checked when it was made, and once is enough."""
    return Response(answer.model_dump_json(), media_type="application/json")
