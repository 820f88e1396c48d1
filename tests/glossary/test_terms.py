"""Terms are found in any script, inflection and order, and strangers are not."""

from __future__ import annotations

import pytest

from graph.glossary.space import concept_space
from graph.glossary.terms import longest
from graph.text.lexical import text_words
from graph.text.words import clean


def concepts(text: str) -> set[str]:
    words = text_words(clean(text))
    return {match.concept for match in longest(concept_space().matches(words))}


@pytest.mark.parametrize(
    "text",
    [
        *("oil cooler", "OIL COOLERS", "cooler for oil", "масляный радиатор"),
        *("радиаторы масляные", "масляного радиатора", "moy radiatori", "moy sovutgichining"),
        *("мой радиатори", "maslyanniy radiator", "мой совутгичлари"),
    ],
)
def test_one_concept_under_many_forms(text: str) -> None:
    assert "oil-cooler" in concepts(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("тормозных колодок", "brake-pad"),
        ("g‘ildirak podshipnigi", "wheel-bearing"),
        ("gʻildirak podshipniklari", "wheel-bearing"),
        ("kapot qopqog'i", "bonnet"),
        ("ABS sensor", "abs-sensor"),
        ("датчик АБС", "abs-sensor"),
        ("ICE", "engine"),
        ("disc brake", "disc-brake"),
    ],
)
def test_inflected_and_abbreviated(text: str, concept: str) -> None:
    assert concept in concepts(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [("кўк тутун", "valve"), ("кўк тутун", "coke"), ("burns oil", "running-in")],
)
def test_words_that_only_sound_alike_are_not_met(text: str, concept: str) -> None:
    assert concept not in concepts(text)
    words = text_words(clean(text))
    assert concept not in {match.concept for match in concept_space().matches(words)}


def test_cyrillic_letters_are_read_as_russian_before_english() -> None:
    found = concepts("передний суппорт")
    assert "brake-caliper" in found
    assert "mount" not in found


def test_a_longer_term_holds_the_shorter() -> None:
    words = text_words("brake disc")
    matches = concept_space().matches(words)
    assert {match.concept for match in longest(matches)} == {"brake-disc"}
    assert all(match.positions <= {0, 1} for match in matches)
