"""What a question asks for: intent, things, parameters, and the call that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.asking.calls import Call
from graph.asking.composing import Composed, Composer
from graph.asking.intents import Intent, IntentModel, Told, intent_model, told
from graph.asking.links import Link
from graph.asking.question_language import Language, question_language
from graph.asking.rules import ranked
from graph.asking.stating import processes_sought
from graph.asking.survey import Survey, dated, survey
from graph.asking.thing_index import ThingIndex
from graph.glossary.space import ConceptSpace
from graph.search.things import Thing
from graph.text.words import clean


@dataclass(frozen=True, slots=True)
class Understanding:
    """``call`` is None for what is not understood; ``links`` are the things the call is about."""

    text: str
    language: Language
    intent: Intent
    survey: Survey
    call: Call | None
    composed: Composed | None
    probabilities: dict[Intent, float] = field(default_factory=dict)

    @property
    def links(self) -> Sequence[Link]:
        """The things that the call is about, in its order."""
        return self.composed.links if self.composed else ()


class Understander:
    """Made once for the things of a snapshot; safe for threads."""

    def __init__(
        self,
        things: Sequence[Thing],
        space: ConceptSpace,
        home_country: str = "UZ",
        model: IntentModel | None = None,
    ) -> None:
        self.index = ThingIndex(things, space)
        self._model = model or intent_model()
        self._composer = Composer(self.index, home_country)

    def understand(self, question: str, language: Language | None = None) -> Understanding:
        """Read a question; an unknown intent for what the product is not made for."""
        text = clean(question)
        found = survey(self.index, self._model.words, text)
        probabilities = self._model.probabilities(features(found))
        asked = language or question_language(text)
        for intent in ranked(probabilities, found):
            if intent == "unknown":
                break
            composed = self._composer.compose(intent, found)
            if composed is not None:
                return Understanding(
                    text, asked, composed.intent, found, composed.call, composed, probabilities
                )
        return Understanding(text, asked, "unknown", found, None, None, probabilities)

    def compose(self, intent: Intent, found: Survey) -> Composed | None:
        """The call for an intent, if the question holds what it needs."""
        return self._composer.compose(intent, found)


def features(found: Survey) -> Told:
    """What the intent is judged by."""
    kinds = [kind for link in found.links if (kind := _kind(link, found))]
    free_vehicles = [
        link
        for link in found.vehicles
        if not any(
            mark.start in link.positions
            for item in found.links
            if item.is_firm
            for mark in item.used_classes
        )
    ]
    kinds += ["vehicle"] * len(free_vehicles)
    kinds += [place.kind for place in found.places]
    named = set(range(len(found.tokens))) - set(found.free())
    vague = {at for link in found.links if not _kind(link, found) for at in link.positions} - dated(
        found.day, found.tokens
    )
    return told(
        found.tokens, found.marks, kinds, found.measures, named - vague, found.day is not None
    )


def _is_sought(link: Link, found: Survey) -> bool:
    return found.has("FACTORY") or link in processes_sought(found)


def _kind(link: Link, found: Survey) -> str:
    """What a link counts as; a process only where enterprises are looked for by it."""
    if not link.is_firm or (link.thing.kind == "process" and not _is_sought(link, found)):
        return ""
    return "item" if link.thing.kind in ("assembly", "part") else link.thing.kind
