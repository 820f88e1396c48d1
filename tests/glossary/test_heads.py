"""What a name is a name of, in three languages."""

from __future__ import annotations

import pytest

from graph.glossary.heads import read_name, roles_in
from graph.glossary.space import concept_space

SPACE = concept_space()
QUALITIES = frozenset(
    each.id for each in SPACE.glossary.concepts.values() if each.kind == "quality"
)


@pytest.mark.parametrize(
    ("name", "head", "modifying"),
    [
        ("Engine mount, car", {"engine-mount"}, {"passenger-car"}),
        ("Caliper operating lever", {"lever"}, {"brake-caliper"}),
        ("Caliper assembly, heavy vehicles", {"brake-caliper"}, {"vehicle"}),
        ("Brake frobnicator", set(), {"brake-system"}),
        ("Dvigatel osti ramasi", {"subframe"}, {"engine"}),
        ("Рычаг суппорта", {"lever"}, {"brake-caliper"}),
        ("Bolt M10x40", {"bolt"}, set()),
        ("Frobnicator", set(), set()),
        ("", set(), set()),
    ],
)
def test_modifiers(name: str, head: set[str], modifying: set[str]) -> None:
    read = read_name(name)
    matches = SPACE.matches(read.words)
    found = roles_in(read, matches, QUALITIES).modifying
    assert modifying <= {match.concept for match in found}
    assert head <= {match.concept for match in matches if match not in found}
    assert not head & {match.concept for match in found}
