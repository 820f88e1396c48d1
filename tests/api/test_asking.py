"""``POST /ask`` over HTTP: the call that a question stands for gives the same result."""

from __future__ import annotations

from typing import Any

import httpx
import pytest


def ask(client: httpx.Client, question: str, **body: Any) -> Any:
    answer = client.post("/v1/ask", json={"question": question, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def call(client: httpx.Client, called: dict[str, Any]) -> Any:
    answer = client.request(called["method"], called["path"], json=called["body"])
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("question", "intent", "path"),
    [
        ("who makes the brake disc, 300 a year", "suppliers", "/v1/items/disc/suppliers?units=300"),
        ("from whom do we buy the bolt M8", "suppliers", "/v1/items/bolt/suppliers"),
        ("where is the brake disc used", "where-used", "/v1/items/disc/where-used"),
        ("where is grey iron used", "where-used", "/v1/materials/iron%2Fgrey/where-used"),
        ("what does the front brake consist of", "explosion", "/v1/items/brake/explosion"),
        ("из чего состоит малая машина", "explosion", "/v1/vehicles/car/explosion"),
        ("how are grey iron and the front brake connected", "path",
         "/v1/graph/path?from=iron%2Fgrey&to=brake"),
        ("find 25182410", "search", "/v1/search?q=25182410"),
    ],
)  # fmt: skip
def test_the_call_gives_the_result(
    client: httpx.Client, question: str, intent: str, path: str
) -> None:
    answer = ask(client, question)
    assert (answer["intent"], answer["call"]["path"]) == (intent, path)
    assert (answer["call"]["method"], answer["call"]["body"]) == ("GET", None)
    again = call(client, answer["call"])
    for timed in (again, answer["result"]):
        timed.pop("took_ms", None)
    assert again == answer["result"]
    assert answer["graph_version"] == 1
    assert answer["answer"].endswith(".")


def test_a_body_is_as_coverage_takes_it(client: httpx.Client) -> None:
    answer = ask(client, "can local plants cover 1000 brake discs a year")
    assert answer["call"] == {
        "method": "POST",
        "path": "/v1/coverage",
        "body": {"item_id": "disc", "units": 1000, "countries": ["UZ"]},
    }
    again = call(client, answer["call"])
    assert again["covered_share"] == answer["result"]["covered_share"]
    assert "Foundry" in answer["answer"]


def test_the_sentence_is_in_the_language_of_the_question(client: httpx.Client) -> None:
    answer = ask(client, "brake disc ни ким ясайди")
    assert answer["language"] == "uz-Cyrl"
    assert "етказиб берувчи" in answer["answer"]
    other = ask(client, "brake disc ни ким ясайди", language="ru")
    assert (other["language"], other["result"]) == ("ru", answer["result"])
    assert "поставщиков" in other["answer"]


def test_places_are_linked(client: httpx.Client) -> None:
    answer = ask(client, "who makes the brake disc in Fergana")
    linked = {(entity["kind"], entity["id"]) for entity in answer["entities"]}
    assert linked == {("part", "disc"), ("region", "UZ-FA")}


PLANNING = {
    "what happens if Uzbekistan stops for two weeks": "what-if",
    "which materials are bottlenecks": "bottlenecks",
    "what should we localize next": "candidates",
}


@pytest.mark.parametrize("question", PLANNING)
def test_planning_is_answered_as_its_call_is(client: httpx.Client, question: str) -> None:
    answer = ask(client, question)
    assert answer["intent"] == PLANNING[question]
    call = answer["call"]
    same = client.request(call["method"], call["path"], json=call["body"])
    if same.status_code == 200:
        result, other = answer["result"], same.json()
        for timed in (result, other):
            timed.get("solver", {}).pop("seconds", None)
        assert result == other
    else:
        assert (answer["result"], same.status_code) == (None, 404)
    assert answer["answer"]


def test_what_it_was_not_made_for_is_unknown(client: httpx.Client) -> None:
    for question, language in (("what is the weather", "en"), ("расскажи анекдот", "ru")):
        answer = ask(client, question)
        assert (answer["intent"], answer["language"]) == ("unknown", language)
        assert answer["call"] is None
        assert answer["result"] is None
        assert all(other["question"] for other in answer["alternatives"])
        assert len(answer["alternatives"]) == 3


@pytest.mark.parametrize(
    "body",
    [{}, {"question": ""}, {"question": " \t\u200b"}, {"question": 5}, {"question": "x", "y": 1},
     {"question": "who makes discs", "language": "de"}, {"question": "\ud800"}],
)  # fmt: skip
def test_malformed_questions_are_refused(client: httpx.Client, body: dict[str, Any]) -> None:
    content = str(body).replace("'", '"').encode("utf-8", "surrogatepass")
    if body.get("question") == "\ud800":
        content = b'{"question": "\\ud800"}'
    answer = client.post("/v1/ask", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json()) == {"error", "detail", "request_id"}


@pytest.mark.parametrize(
    "question",
    [
        "кто делает диск " * 300,
        "\u202ewho makes\u202c \u0000 brake disc AND (a OR b)~2 \\",
        "'; DROP TABLE items; -- who makes bolts",
        "MATCH (n) DETACH DELETE n",
        "explode 99999999999999999 cars to level 0 on 31.02.2026",
        "who makes 0 bolts",
    ],
)
def test_hostile_questions_are_answered(client: httpx.Client, question: str) -> None:
    ask(client, question)
