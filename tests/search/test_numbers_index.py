"""Numbers in any spelling, in sentences, unfinished and with one slip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.numbers_index import NumbersIndex
from graph.text.numbers import fold_number
from tests.search.things import thing

THINGS = [
    thing("P-1", part_number="96815894", other_numbers=["HE-4596-856A"]),
    thing("P-2", part_number="96815"),
    thing("urn:uuid:580d3adf-1981-44a0-a214-13d6ceed9379"),
    thing("BUMPER", part_number="ABS"),
    thing("E-9", kind="enterprise", tax_number="995931014"),
]


def found(index: NumbersIndex, text: str) -> list[str]:
    return [THINGS[hit.thing].id for hit in index.find(text).exact]


def near(index: NumbersIndex, text: str) -> list[str]:
    return [THINGS[hit.thing].id for hit in index.find(text).near]


@pytest.fixture(scope="module")
def index() -> NumbersIndex:
    return NumbersIndex(THINGS)


@pytest.mark.parametrize(
    "text",
    [
        "96815894",
        "96 815 894",
        "96.815-894",
        "９６８１５８９４",
        "he4596856a",
        "НЕ 4596 856А",  # Cyrillic letters
        "what is 96-815-894 used in?",
        "деталь 96 815 894 цена",
        "part:HE-4596-856A;",
    ],
)
def test_any_spelling_finds_the_number(index: NumbersIndex, text: str) -> None:
    assert found(index, text) == ["P-1"]


def test_a_number_inside_a_longer_one_that_was_found_does_not_count(index: NumbersIndex) -> None:
    assert found(index, "need 96815 894 now") == ["P-1"]
    assert found(index, "need 96815 now") == ["P-2"]


def test_short_and_wordlike_numbers_count_only_as_the_whole_query(index: NumbersIndex) -> None:
    assert found(index, "abs") == ["BUMPER"]
    assert found(index, "abs sensor") == []
    assert found(index, "p 1") == ["P-1"]
    assert found(index, "the p1 part") == []


def test_ids_and_tax_numbers_are_numbers(index: NumbersIndex) -> None:
    assert found(index, "urn:uuid:580d3adf-1981-44a0-a214-13d6ceed9379") == [THINGS[2].id]
    assert found(index, "580D3ADF198144A0A21413D6CEED9379") == [THINGS[2].id]
    assert found(index, "ИНН 995 931 014") == ["E-9"]


def test_prefixes_and_single_slips_are_near_and_never_exact(index: NumbersIndex) -> None:
    for text in ("9681589", "96815895", "69815894", "968158944", "96 815895", "about 96815895"):
        assert found(index, text) == []
        assert "P-1" in near(index, text)
    assert near(index, "968") == []
    assert near(index, "oil filter") == []


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("96815894", []),
        ("96 815-894", []),
        ("96815899", ["96815899"]),
        ("насос 96 815 899", []),
        ("насос 96815899", ["96815899"]),
        ("bolt M10x40 12V 5W-30", []),
        ("cooler 96815894 or HE-4596-856B", ["HE4596856B"]),
    ],
)
def test_a_number_that_nobody_has_says_so(
    index: NumbersIndex, text: str, unknown: list[str]
) -> None:
    assert index.find(text).unknown == unknown


def test_an_exact_number_is_not_near_itself(index: NumbersIndex) -> None:
    assert near(index, "96815894") == []
    assert near(index, "96815") == ["P-1"]


@given(st.text(max_size=400))
def test_hostile_text_finds_nothing_or_something_but_never_fails(text: str) -> None:
    index = NumbersIndex(THINGS)
    for hit in index.find(text).exact:
        assert fold_number(hit.number) in fold_number(text)
    for hit in index.find(text).near:
        assert 0.0 < hit.closeness < 1.0


@given(
    st.from_regex(r"[A-Z0-9]{2,6}[0-9]{4,8}", fullmatch=True),
    st.sampled_from([" ", "-", ".", "/", " - "]),
    st.randoms(use_true_random=False),
)
def test_a_number_is_found_however_it_is_broken_up(number: str, sign: str, random) -> None:
    cuts = sorted(random.sample(range(1, len(number)), random.randint(0, 3)))
    pieces = [number[a:b] for a, b in zip([0, *cuts], [*cuts, len(number)], strict=True)]
    index = NumbersIndex([thing("X", part_number=number)])
    for text in (sign.join(pieces), f"нужна {sign.join(pieces).lower()} срочно"):
        assert [hit.number for hit in index.find(text).exact] == [number]
