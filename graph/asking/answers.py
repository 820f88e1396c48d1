"""The answer to a question, as the HTTP service and the command line give it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from graph.asking.calls import Call
from graph.asking.intents import Intent
from graph.asking.question_language import Language


class Answer(BaseModel):
    """An answer is made once and never changed."""

    model_config = ConfigDict(frozen=True)


class AskRequest(BaseModel):
    """A question; ``language`` is that of the answer, the question's own unless said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    language: Language | None = None


class Entity(Answer):
    """A thing that the question names: ``text`` are its words, ``kind`` may be region or country,
    ``score`` (0…1) is how surely it is meant."""

    text: str
    id: str
    kind: str
    name: str
    score: float


class Alternative(Answer):
    """Another reading: ``question`` is what could be asked instead, or the name of another thing
    that the words may mean; ``call`` would answer it, None for a question to choose from."""

    question: str
    intent: Intent
    id: str | None = None
    kind: str | None = None
    score: float | None = None
    call: Call | None = None


class AskAnswer(Answer):
    """What was understood, and what the call it stands for answers.

    ``answer`` is a sentence in ``language``. ``result`` is what ``call`` gives at
    ``graph_version``; null where the call is refused.
    For intent unknown ``call`` and ``result`` are null and ``alternatives`` hold questions.
    """

    question: str
    intent: Intent
    entities: list[Entity]
    answer: str
    result: dict[str, Any] | None
    call: Call | None
    alternatives: list[Alternative]
    language: Language
    confidence: float
    graph_version: int
