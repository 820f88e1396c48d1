"""The answer to a search, as the HTTP service and the command line give it."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from graph.search.candidates import By
from graph.search.things import Kind


class Answer(BaseModel):
    """An answer is made once and never changed."""

    model_config = ConfigDict(frozen=True)


# An answer has dozens of these two, and pydantic takes a dataclass as it is.
@dataclass(frozen=True, slots=True)
class Names:
    """A thing's name by language, where it has one."""

    en: str | None = None
    ru: str | None = None
    uz: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a result is there: which source found it, and by what."""

    by: By
    detail: str


class SearchResult(Answer):
    """One thing; ``score`` is in 0…1 and never rises down the list."""

    id: str
    kind: Kind
    name: str
    names: Names
    score: float
    why: list[Reason]
    part_number: str | None
    hs_code: str | None


class SearchAnswer(Answer):
    """The best ``limit`` results; ``total`` counts all matches, whatever the limit.

    ``unknown_numbers``: what is written like a part number in the query and is nobody's.
    """

    query: str
    results: list[SearchResult]
    unknown_numbers: list[str]
    total: int
    took_ms: float
    graph_version: int
