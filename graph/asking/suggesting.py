"""Questions that could be asked instead, and other readings of one that was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from graph.asking.intents import Example, examples, told_of_example
from graph.asking.question_language import Language
from graph.asking.thing_index import ThingIndex
from graph.asking.understanding import Understanding, features
from graph.asking.wording import Wording

SUGGESTED: Final = 3
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LANGUAGES: Final[Mapping[Language, str]] = {
    "en": "en", "ru": "ru", "uz-Latn": "uz", "uz-Cyrl": "uz",
}  # fmt: skip


def nearest_questions(
    understood: Understanding, index: ThingIndex, wording: Wording
) -> list[tuple[str, str]]:
    """The examples most like a question, in its language, with names of the graph: (question,
    intent), one for an intent."""
    asked = features(understood.survey).features
    scored = sorted(
        (
            (-_likeness(asked, each), number, each)
            for number, each in enumerate(_askable(_LANGUAGES[understood.language]))
        ),
        key=lambda entry: entry[:2],
    )
    found: dict[str, str] = {}
    names = dict(_names(index, wording))
    for _, _, example in scored:
        needed = set(_PLACEHOLDER.findall(example.question))
        if example.intent not in found and needed <= set(names):
            text = _PLACEHOLDER.sub(lambda match: f"\0{match[1]}\0", example.question)
            parts = text.split("\0")
            said = [names[p] if at % 2 else wording.script(p) for at, p in enumerate(parts)]
            found[example.intent] = "".join(said)
        if len(found) == SUGGESTED:
            break
    return [(question, intent) for intent, question in found.items()]


def _likeness(asked: Mapping[str, float], example: Example) -> float:
    """Cosine of the features."""
    its = told_of_example(example).features
    shared = sum(worth * its.get(name, 0.0) for name, worth in asked.items())
    length = sum(worth**2 for worth in its.values()) ** 0.5
    return shared / length if length else 0.0


def _askable(language: str) -> Iterator[Example]:
    for example in examples():
        if example.intent != "unknown" and example.language == language:
            yield example


def _names(index: ThingIndex, wording: Wording) -> Iterator[tuple[str, str]]:
    """The first thing of each kind, by name."""
    kinds = {"vehicle": "vehicle", "assembly": "item", "material": "material",
             "enterprise": "enterprise"}  # fmt: skip
    for kind, placeholder in kinds.items():
        thing = next((each.thing for each in index.things if each.thing.kind == kind), None)
        if thing is not None:
            yield placeholder, wording.quoted(wording.name(thing).text)
