"""Forms and spellings of one word share a key; different words seldom do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.word_keys import SHORTEST_LOOSE, sounded, word_keys, word_keys_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("колодка", "колодками"), ("колодки", "колодок"), ("втулка", "втулок")),
        *(("тормозной", "тормозных"), ("передний", "peredniy"), ("тормозной", "tormoznoy")),
        *(("kolodka", "kolodkalarining"), ("disk", "diskimizga"), ("qopqoq", "qopqog'i")),
        *(("қопқоқ", "qopqog‘ini"), ("eshik", "eshigining"), ("havo", "xavo")),
        *(("brake", "brakes"), ("disc", "disk"), ("tyre", "tire"), ("щётка", "щетка")),
        *(("ғилдирак", "g`ildirak"), ("g‘ildirak", "gʻildirak"), ("АБС", "abs")),
        *(("podshipnik", "подшипниклар"), ("цемент", "sement"), ("şakl", "shakl")),
    ],
)
def test_forms_and_spellings_meet(one: str, other: str) -> None:
    first, second = word_keys(one), word_keys(other)
    assert first.exact == second.exact or first.loose & second.loose


@pytest.mark.parametrize(
    ("one", "other"),
    [("кўк", "cock"), ("насос", "нос"), ("valve", "wale"), ("SCV", "sv"), ("tank", "bak")],
)
def test_strangers_do_not(one: str, other: str) -> None:
    first, second = word_keys(one), word_keys(other)
    assert first.exact != second.exact
    assert not first.loose & second.loose


def test_a_known_language_brings_no_other_stems() -> None:
    assert "kok" not in word_keys_in("koks", "uz").loose
    assert "kolodk" in word_keys_in("колодка", "ru").loose
    assert word_keys_in("bearings", "en").loose >= {"bear", "bearings"}


def test_short_words_meet_only_as_they_are() -> None:
    assert word_keys("cab").loose == frozenset()


@given(st.from_regex(r"[^\W_]{1,30}", fullmatch=True))
def test_any_word_has_bounded_keys(word: str) -> None:
    keys = word_keys(word)
    assert len(keys.loose) <= 12
    assert all(keys.loose)
    if len(keys.exact) < SHORTEST_LOOSE:
        assert not keys.loose
    else:
        assert sounded(keys.exact) in keys.loose or not sounded(keys.exact)
