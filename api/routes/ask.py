"""``POST /ask``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from api.brakes import COSTLY
from api.documentation import answers, example
from api.parameters import GraphHere, ServiceHere, WholeText
from graph.asking.answers import AskAnswer, AskRequest
from graph.asking.executing import Means
from graph.asking.service import ask as ask_graph

router = APIRouter(tags=["asking"])


@router.post("/ask", responses=answers("ask", 413), dependencies=COSTLY)
def ask(
    graph: GraphHere,
    service: ServiceHere,
    request: Annotated[AskRequest, Body(examples=[example("ask_request")]), WholeText],
) -> AskAnswer:
    """A question in plain words: English, Russian, Uzbek in either script, or mixed.

    `intent` says what is asked, `entities` the things, regions and countries named, `call` the
    call that the question stands for, with what the question states and nothing else; the same
    call at the same `graph_version` gives `result`. `answer` is a sentence in `language` (en, ru,
    uz-Latn, uz-Cyrl), that of the question unless the body says. `alternatives` are other things
    that an ambiguous name may mean, each with its call. Where the call is refused, `answer` says
    why and `result` is null. What the service was not made for is intent `unknown`, a 200 with null
    `call` and `result` and the nearest questions as `alternatives`. A week is 7 days, a month 30, a
    quarter 90; *local* is the home country. Everything is reckoned here by words, rules and a small
    model trained on examples; no language model is asked. `confidence` is how sure it is of the
    intent, 0…1.
    """
    means = Means(graph, service.keeper, service.embedder, service.options.coverage_seconds)
    return ask_graph(service.asker, means, request)
