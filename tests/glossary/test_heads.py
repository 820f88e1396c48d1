"""What a name is a name of, in three languages."""

from __future__ import annotations

import pytest

from graph.glossary.heads import FORMS, read_name, roles_in
from graph.glossary.space import concept_space

SPACE = concept_space()
QUALITIES = frozenset(
    each.id for each in SPACE.glossary.concepts.values() if each.kind == "quality"
)


def modifying(name: str, language: str = "") -> tuple[set[str], set[str]]:
    """The concepts of a name: those that it is a name of, and those that say more of it."""
    read = read_name(name, language)
    matches = SPACE.matches(read.words)
    found = roles_in(read, matches, QUALITIES).modifying
    others = {match.concept for match in matches if match not in found}
    return others, {match.concept for match in found} - others


@pytest.mark.parametrize(
    ("name", "language", "heads", "others"),
    [
        ("Engine mount, car", "", {"engine-mount"}, {"passenger-car"}),
        ("Caliper operating lever", "", {"lever"}, {"brake-caliper"}),
        ("Caliper assembly, heavy vehicles", "", {"brake-caliper"}, {"vehicle"}),
        ("Wiper motor with gear", "", {"wiper-motor"}, set()),
        ("Brake frobnicator", "", set(), {"brake-system"}),
        ("Engine installation", "", {"engine"}, set()),
        ("Установка силового агрегата", "", {"engine"}, set()),
        # A term inside the one that has the head counts little anyway.
        ("Water pump seal", "", {"water-pump-seal", "water-pump"}, set()),
        # Of what is oily `oil` is met as well, but not as a quality: the oil is what it is.
        ("Engine oil", "", {"engine-oil"}, set()),
        ("Dvigatel osti ramasi", "", {"subframe"}, {"engine"}),
        ("Рычаг суппорта", "", {"lever"}, {"brake-caliper"}),
        ("Верхнее крепление ремня", "", {"bracket"}, {"belt"}),
        # The head of a Russian name is its first noun, even one that no term has.
        ("Энергопоглотитель бампера", "", set(), {"bumper"}),
        # Uzbek in Cyrillic looks like Russian where it has none of its own letters.
        ("Суппорт ричаги", "uz", {"lever"}, {"brake-caliper"}),
        ("Bolt M10x40", "", {"bolt"}, set()),
    ],
)
def test_heads_and_modifiers(name: str, language: str, heads: set[str], others: set[str]) -> None:
    found = modifying(name, language)
    assert heads <= found[0], found
    assert others <= found[1], found


@pytest.mark.parametrize(
    ("name", "untold"),
    [
        ("Brake disc", 0.0),
        ("Brake frobnicator", 1.0),
        ("Энергопоглотитель бампера", 1.0),
        ("Frobnicating brake disc", 1 / 3),
        ("Bolt M10x40", 0.0),
    ],
)
def test_how_much_of_a_name_no_term_says(name: str, untold: float) -> None:
    read = read_name(name)
    found = roles_in(read, SPACE.matches(read.words), QUALITIES)
    assert found.untold == pytest.approx(untold)


def test_forms_are_concepts() -> None:
    assert SPACE.glossary.concepts.keys() >= FORMS
