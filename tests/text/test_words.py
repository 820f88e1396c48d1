"""Texts as people type them become one clean line, and words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.text.words import MAX_CHARACTERS, MAX_WORD, STOP_WORDS, clean, words_of


def test_invisible_characters_are_dropped() -> None:
    text = "ra\u202edi\u200bator\x00\x07 \ud800moy\ufeff"
    assert clean(text) == "radiator moy"


def test_blank_is_blank() -> None:
    for text in ("", " \t\n", "\u200b\u202e", "\u00a0\u3000", "\ud800"):
        assert clean(text) == ""


def test_letters_parted_by_a_slash_are_one_abbreviation() -> None:
    assert words_of("A/C compressor, P/S pump 12/24 V") == [
        *("ac", "compressor", "ps", "pump", "12", "24", "v")
    ]


def test_measures_are_words_of_their_own() -> None:
    assert words_of("Болт М8х25 420x420×60 x6") == ["болт", "м8", "25", "420", "420", "60", "x6"]


def test_apostrophes_inside_words_stay() -> None:
    assert words_of("yo'l g‘ildirak ''quoted''") == ["yo'l", "g‘ildirak", "quoted"]


def test_apostrophes_alone_and_dots_left_behind_are_no_words() -> None:
    assert words_of("ʼ ʻʻ ʹ") == []
    assert words_of("İD") == ["id"]


def test_my_and_oil_are_one_word_and_it_tells() -> None:
    assert "moy" not in STOP_WORDS
    assert {"the", "dlya", "uchun"} <= STOP_WORDS


@given(st.text(max_size=3_000))
def test_cleaning_is_bounded_and_done_once(text: str) -> None:
    once = clean(text)
    assert len(once) <= 20 * MAX_CHARACTERS
    assert clean(once[:MAX_CHARACTERS]) == clean(once)[: len(clean(once[:MAX_CHARACTERS]))]
    assert all(len(word) <= MAX_WORD for word in words_of(once))
    once.encode()
