"""Ask: a question in, its understanding, its answer and the call it stands for out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from graph.asking.answers import Alternative, AskAnswer, AskRequest, Entity
from graph.asking.calls import Call
from graph.asking.composing import Composed
from graph.asking.executing import Means, execute
from graph.asking.suggesting import nearest_questions
from graph.asking.telling import Teller
from graph.asking.understanding import Understander, Understanding
from graph.asking.wording import Wording
from graph.errors import InputError, NotFoundError
from graph.glossary.space import concept_space
from graph.search.keeper import SnapshotKeeper
from graph.search.snapshot import Snapshot
from graph.text.words import clean

MOST_ALTERNATIVES: Final = 5


class Asker:
    """Keeps what understanding needs of the newest snapshot; safe for threads.

    The first question of a process waits until it is made. When the graph moves on a thread makes
    it anew, and questions are understood by the old names until it is done.
    """

    def __init__(self, home_country: str, own_glossary: Path | None = None) -> None:
        self._home = home_country
        self._own_glossary = own_glossary
        self._made: tuple[Snapshot, Understander] | None = None
        self._making = threading.Lock()

    def understander(self, snapshot: Snapshot) -> Understander:
        """That of the snapshot, or for a moment that of the one before."""
        made = self._made
        if made is None:
            with self._making:
                return self._make(snapshot)
        if made[0] is not snapshot and not self._making.locked():
            threading.Thread(target=self._remake, args=(snapshot,), daemon=True).start()
        return made[1]

    def _remake(self, snapshot: Snapshot) -> None:
        with self._making:
            self._make(snapshot)

    def _make(self, snapshot: Snapshot) -> Understander:
        made = self._made
        if made is not None and made[0] is snapshot:
            return made[1]
        understander = Understander(snapshot.things, concept_space(self._own_glossary), self._home)
        self._made = (snapshot, understander)
        return understander


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question that was understood, and by what."""

    request: AskRequest
    understood: Understanding
    understander: Understander
    snapshot: Snapshot


def ask(asker: Asker, means: Means, request: AskRequest) -> AskAnswer:
    """Understand a question and answer it.

    Raises InputError for a blank question, NotReadyError before the first snapshot, and what the
    database raises; a call that is refused (an unknown id, a senseless figure) is told in the
    sentence.
    """
    return answer(means, understand(asker, means, request))


def understand(asker: Asker, means: Means, request: AskRequest) -> Question:
    """What is asked. Raises InputError for a blank question, NotReadyError before the first
    snapshot."""
    if not clean(request.question):
        raise InputError("question must not be blank; ask something")
    snapshot = means.held.current() if isinstance(means.held, SnapshotKeeper) else means.held
    understander = asker.understander(snapshot)
    understood = understander.understand(request.question, request.language)
    return Question(request, understood, understander, snapshot)


def answer(means: Means, question: Question) -> AskAnswer:
    """The answer to what was understood; raises what the database raises."""
    request, understood = question.request, question.understood
    understander, snapshot = question.understander, question.snapshot
    wording = Wording(understood.language)
    teller = Teller(wording, understander.index)
    if understood.composed is None:
        return _not_understood(request, understood, understander, wording, snapshot.version)
    result, sentence = _answered(means, understood.composed, teller)
    version = getattr(result, "graph_version", snapshot.version)
    return AskAnswer(
        question=request.question,
        intent=understood.intent,
        entities=list(_entities(understood, wording)),
        answer=sentence,
        result=None if result is None else result.model_dump(mode="json"),
        call=understood.call,
        alternatives=list(_alternatives(understander, understood, wording)),
        language=understood.language,
        confidence=round(understood.probabilities.get(understood.intent, 0.0), 3),
        graph_version=version,
    )


def _answered(means: Means, composed: Composed, teller: Teller) -> tuple[BaseModel | None, str]:
    try:
        result = execute(means, composed)
    except (NotFoundError, InputError) as error:
        return None, teller.refused(error.detail)
    except ValidationError as error:
        # A figure out of the bounds that the call has, such as a recovery of a thousand years.
        return None, teller.refused(error.errors()[0]["msg"])
    return result, teller.tell(composed, result)


def _not_understood(
    request: AskRequest,
    understood: Understanding,
    understander: Understander,
    wording: Wording,
    version: int,
) -> AskAnswer:
    nearest = nearest_questions(understood, understander.index, wording)
    teller = Teller(wording, understander.index)
    return AskAnswer(
        question=request.question,
        intent="unknown",
        entities=list(_entities(understood, wording)),
        answer=teller.unknown([question for question, _ in nearest]),
        result=None,
        call=None,
        alternatives=[Alternative(question=text, intent=intent) for text, intent in nearest],
        language=understood.language,
        confidence=round(understood.probabilities.get("unknown", 0.0), 3),
        graph_version=version,
    )


def _entities(understood: Understanding, wording: Wording) -> Iterator[Entity]:
    """The things of the call, then the places, in the order of the question."""
    found = understood.survey
    links = list(understood.links)
    if understood.composed is None:
        links = [link for link in found.links if link.is_firm]
    placed: list[tuple[int, Entity]] = []
    for link in links:
        first, last = min(link.positions), max(link.positions)
        placed.append(
            (
                first,
                Entity(
                    text=found.text[found.tokens[first].start : found.tokens[last].end],
                    id=link.thing.id,
                    kind=link.thing.kind,
                    name=wording.name(link.thing).text,
                    score=link.score,
                ),
            )
        )
    for place in found.places:
        start, end = found.tokens[place.start].start, found.tokens[place.end - 1].end
        entity = Entity(
            text=found.text[start:end],
            id=place.code,
            kind=place.kind,
            name=wording.place(place.code),
            score=0.9 if place.loose else 1.0,
        )
        placed.append((place.start, entity))
    for _, entity in sorted(placed, key=lambda each: each[0]):
        yield entity


def _alternatives(
    understander: Understander, understood: Understanding, wording: Wording
) -> Iterator[Alternative]:
    """For an ambiguous name the other things, each with its call."""
    left = MOST_ALTERNATIVES
    for link in understood.links:
        for thing, score in link.others[:left]:
            call = _instead(understander, understood, link.thing.id, thing.id)
            if call is not None:
                left -= 1
                yield Alternative(
                    question=wording.name(thing).text,
                    intent=understood.intent,
                    id=thing.id,
                    kind=thing.kind,
                    score=score,
                    call=call,
                )


def _instead(
    understander: Understander, understood: Understanding, id_: str, other: str
) -> Call | None:
    """The same call about another thing."""
    found = understood.survey
    thing = understander.index.by_id[other].thing
    swapped = tuple(
        replace(link, thing=thing, score=1.0) if link.thing.id == id_ else link
        for link in found.links
    )
    vehicles = tuple(
        replace(link, thing=thing) if link.thing.id == id_ else link for link in found.vehicles
    )
    composed = understander.compose(
        understood.intent, replace(found, links=swapped, vehicles=vehicles)
    )
    return composed.call if composed else None
