"""BM25 over word keys: against the formula, and what it is for."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from graph.text.lexical import K1, LOOSE_WEIGHT, B, Field, LexicalIndex, text_words


def index(*documents: str) -> LexicalIndex:
    return LexicalIndex([[[Field(text, 1.0)]] for text in documents])


def scores(built: LexicalIndex, text: str) -> list[float]:
    return [float(score) for score in built.scores(word.keys for word in text_words(text))]


def test_the_formula() -> None:
    built = index("oil oil pump", "water pump", "belt")
    mean = (3 + 2 + 1) / 3
    norm = K1 * (1 - B + B * 3 / mean)
    idf = log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    assert scores(built, "oil") == pytest.approx([idf * 2 * (K1 + 1) / (2 + norm), 0, 0], rel=1e-5)


def test_words_add_up_and_rare_ones_count_more() -> None:
    built = index("oil pump", "water pump", "fuel pump", "belt")
    both, one, other, none = scores(built, "oil pump")
    assert both > one == other > none == 0
    assert scores(built, "oil")[0] > scores(built, "pump")[0]


def test_a_form_counts_a_little_less_than_the_word() -> None:
    built = index("диск", "болт")
    exact, form = scores(built, "диск")[0], scores(built, "диски")[0]
    assert form == pytest.approx(LOOSE_WEIGHT * exact, rel=1e-5)


def test_being_told_in_three_languages_is_no_fault() -> None:
    told = [[Field("oil cooler", 1.0)], [Field("масляный радиатор", 1.0)]]
    built = LexicalIndex([told, [[Field("oil cooler", 1.0)]]])
    first, second = scores(built, "oil cooler")
    assert first == pytest.approx(second)


def test_fields_weigh() -> None:
    built = LexicalIndex([[[Field("pump", 2.0), Field("belt", 1.0)]], [[Field("belt pump", 1.0)]]])
    assert scores(built, "pump")[0] > scores(built, "pump")[1]


def test_what_it_knows() -> None:
    built = index("oil cooler", "cool oil", "")
    assert built.size == 3
    assert list(built.words) == ["cool", "cooler", "oil"]
    assert built.count("oil") == 2
    assert built.count("nothing") == 0
    assert built.beginning_with("coo", 5) == ["cool", "cooler"]
    assert built.beginning_with("cool", 5) == ["cooler"]
    assert built.beginning_with("coo", 1) == ["cool"]
    [word] = text_words("cooler")
    assert (built.word_scores(word.keys) > 0).tolist() == [True, False, False]


def test_nothing_indexed_and_nothing_asked() -> None:
    empty = LexicalIndex([])
    assert empty.scores([{"=x": 1.0}]).shape == (0,)
    assert not np.any(index("oil").scores([]))


def test_words_that_say_nothing_tell_only_alone() -> None:
    assert [word.telling for word in text_words("the pump of it")] == [False, True, False, False]
    assert all(word.telling for word in text_words("what is it"))
