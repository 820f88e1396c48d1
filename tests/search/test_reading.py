"""What a query's words may stand for."""

from __future__ import annotations

import pytest

from graph.search.reading import MAX_WORDS, PREFIX_WEIGHT, Reader
from graph.text.lexical import Field, LexicalIndex
from graph.text.words import clean

READER = Reader(
    LexicalIndex(
        [
            [[Field("oil cooler radiator ball joint тормозная колодка амортизатор", 1.0)]],
            [[Field("sovutgich gʻildirak датчик давления синхронизатор airbag", 1.0)]],
        ]
    )
)


def mended(text: str) -> set[str]:
    return {word for read in READER.read(clean(text)) for word in read.mended}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("radiatr", "radiator"),
        ("radaitor", "radiator"),
        ("amartizator", "amortizator"),
        ("калотка", "kolodka"),
        ("амартезатор", "amortizator"),
        ("balljoint", "ball"),
        ("hflbfnjh", "радиатор"),
        ("синхранизатор", "sinxronizator"),
        ("air bag", "airbag"),
    ],
)
def test_misspelled_joined_and_mistyped_words_are_mended(typed: str, meant: str) -> None:
    assert meant in mended(typed)


@pytest.mark.parametrize("typed", ["radiator", "радиатор", "kolodkalari", "oil", "x1", "qwzx"])
def test_known_and_hopeless_words_stay(typed: str) -> None:
    assert mended(typed) == set()


def test_unfinished_and_abbreviated_words_may_be_longer_ones() -> None:
    [last] = READER.read("radia")
    assert last.keys["=radiator"] == PREFIX_WEIGHT
    first, _, _ = READER.read("датч oil joint")
    assert first.keys["=datchik"] == PREFIX_WEIGHT


def test_words_are_bounded() -> None:
    assert len(READER.read(" ".join(f"w{i}" for i in range(200)))) <= 2 * MAX_WORDS
