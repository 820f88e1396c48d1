"""Things of different languages are alike by the concepts they speak of."""

from __future__ import annotations

import numpy as np
import pytest

from graph.glossary.space import concept_space
from graph.search.meanings import CONCEPTS_KEPT, MeaningIndex, describe_entry
from graph.text.lexical import text_words
from graph.text.words import clean

SPACE = concept_space()
NAMES = ("Масляный радиатор", "Brake disc", "Kapot tirgagi")


@pytest.fixture(scope="module")
def index() -> MeaningIndex:
    described = [describe_entry(SPACE, "part", name, "") for name in NAMES]
    entries = [
        (place, list(one.concepts), list(one.concepts.values()))
        for place, one in enumerate(described)
    ]
    return MeaningIndex(SPACE, len(NAMES), reversed(entries))


@pytest.mark.parametrize(
    ("query", "place"), [("moy sovutgich", 0), ("тормоз диски", 1), ("bonnet stay", 2)]
)
def test_across_languages(index: MeaningIndex, query: str, place: int) -> None:
    weights = SPACE.describe(text_words(clean(query))).weights
    vector = index.vector(weights)
    scores = index.scores(vector)
    assert int(np.argmax(scores)) == place
    assert 0.5 < float(scores[place]) <= 1.0 + 1e-6
    assert weights[index.shared(place, vector)] > 0


@pytest.mark.parametrize(
    ("query", "names"),
    [
        # The first is what was asked for; the others only have it in their names.
        ("caliper", ["Caliper assembly, heavy vehicles", "Caliper operating lever"]),
        ("двигатель", ["Двигатель в сборе", "Опора двигателя", "Подрамник двигателя"]),
        ("dvigatel", ["Dvigatel yig'ma", "Dvigatel osti ramasi", "Dvigatel tayanchi"]),
        ("engine", ["Engine assembly", "Engine mount", "Engine installation"]),
        ("суппорт", ["Тормозной суппорт в сборе", "Рычаг суппорта", "Винт регулятора суппорта"]),
        ("dvigatel", ["Dvigatel yig'ma, avtobus", "Dvigatel osti ramasi", "Dvigatel tayanchi"]),
        ("bumper", ["Bumper", "Bumper energy absorber", "Bumper frobnicator"]),
        ("bolt", ["Bolt M10", "Bolt frobnicator"]),
    ],
)
def test_what_a_name_is_a_name_of_counts_most(query: str, names: list[str]) -> None:
    described = [describe_entry(SPACE, "part", name, "").concepts for name in names]
    index = MeaningIndex(
        SPACE,
        len(names),
        [(place, list(one), list(one.values())) for place, one in enumerate(described)],
    )
    scores = index.scores(index.vector(SPACE.describe(text_words(query)).weights))
    assert scores[0] > max(scores[1:]) + 0.02, dict(zip(names, scores, strict=True))


def test_a_thing_has_the_best_of_its_entries() -> None:
    disc = describe_entry(SPACE, "part", "Brake disc", "").concepts
    bolt = describe_entry(SPACE, "part", "Bolt", "").concepts
    one = MeaningIndex(SPACE, 1, [(0, list(disc), list(disc.values()))])
    two = MeaningIndex(
        SPACE,
        1,
        [(0, list(disc), list(disc.values())), (0, list(bolt), list(bolt.values()))],
    )
    assert one.scores(one.vector(disc)) == pytest.approx(two.scores(two.vector(disc)))


def test_concepts_that_are_gone_are_passed_over() -> None:
    index = MeaningIndex(SPACE, 2, [(0, ["no-such-concept"], [1.0]), (1, [], [])])
    assert not np.any(index.scores(index.vector({"no-such-concept": 1.0, "bolt": 1.0})))


def test_what_is_embedded_is_english() -> None:
    russian = describe_entry(SPACE, "part", "Масляный радиатор", "Стоит перед двигателем.")
    assert russian.english.startswith("oil cooler. ")
    english = describe_entry(SPACE, "part", "Flux gate", "Senses a field.")
    assert english.english == "Flux gate. Senses a field."
    unknown = describe_entry(SPACE, "part", "Ъыъыъ", "Ьъьъ.")
    assert unknown.english == "Ъыъыъ. Ьъьъ."


def test_very_long_texts_are_bounded() -> None:
    text = " ".join(concept.term("en") for concept in list(SPACE.glossary.concepts.values())[:300])
    assert len(describe_entry(SPACE, "part", text, text).concepts) <= CONCEPTS_KEPT
