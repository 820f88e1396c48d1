"""Texts of different languages speak of the same concepts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from graph.glossary.space import concept_space
from graph.text.lexical import text_words
from graph.text.words import clean


def best(text: str, count: int = 1) -> list[str]:
    weights = concept_space().describe(text_words(clean(text))).weights
    return sorted(weights, key=lambda concept: -weights[concept])[:count]


@pytest.mark.parametrize(
    "text", ["bonnet stay", "упор капота", "kapot tirgagi", "капот тиргаги", "hood prop rod"]
)
def test_the_term_decides_in_every_language(text: str) -> None:
    assert best(text) == ["bonnet-stay"]


@pytest.mark.parametrize(
    "text",
    [
        "the rod that holds the bonnet up",
        "палка, которая держит капот открытым",
        "kapotni ochiq ushlab turadigan tayoq",
    ],
)
def test_what_is_told_helps_where_the_term_is_not_known(text: str) -> None:
    assert {"bonnet-stay", "bonnet-gas-spring"} & set(best(text, 4))


def test_a_symptom_stands_for_the_parts_it_points_to() -> None:
    space = concept_space()
    symptoms = [c for c in space.glossary.concepts.values() if c.kind == "symptom" and c.related]
    assert symptoms
    for symptom in symptoms[:20]:
        weights = space.describe(text_words(symptom.term("en"))).weights
        assert symptom.related[0] in weights, symptom.id


def test_a_text_in_english() -> None:
    space = concept_space()
    assert space.describe(text_words("передний тормозной диск")).english == "front brake disc"
    assert space.describe(text_words("zzz qqq")).english == ""
    found = space.describe(text_words("мой радиатори"))
    assert found.english == "oil cooler"
    assert found.about == (space.glossary.concepts["oil-cooler"].about or {})["en"]


def test_a_blank_text_speaks_of_nothing() -> None:
    assert concept_space().describe([]).weights == {}


def test_every_process_says_the_same_of_a_text() -> None:
    """Sets have another order in each; between equals it must not decide."""
    assert described("0") == described("1")


def described(hash_seed: str) -> str:
    """What another process says of texts that speak of two things at the same word."""
    script = (
        "from graph.glossary.space import concept_space\n"
        "from graph.text.lexical import text_words\n"
        "for text in ('сцепление боковины автобуса', 'yengil avtomobillar podsvechnigi'):\n"
        "    print(concept_space().describe(text_words(text)))\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
