"""What of a query reaches the database: words, and nothing of Lucene's syntax."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from graph.search.analysis import MAX_WORDS, analyse, lucene_query
from graph.search.vocabulary import COMMON_FROM, Vocabulary
from graph.text.words import clean

CLAUSE = re.compile(r"[^\W_]+(?:['‘’ʻʼ][^\W_]+)*(?:\*\^0\.8|\^4|\^0\.3)")


def no_near(word: str) -> list[str]:
    return []


def test_lucene_syntax_and_operators_become_words_or_vanish() -> None:
    query = lucene_query(
        analyse('bad ( query [ AND name:"x" OR +y -z ~ * ? \\ / ^ {} NOT').words, no_near
    )
    assert query.split() == [
        *("bad^4", "query^4", "and^4", "name^4", "x^4", "or^4", "y^4", "z^4", "not^4", "not*^0.8")
    ]


def test_invisible_characters_are_dropped() -> None:
    text = "ra\u202edi\u200bator\x00\x07 \ud800moy\ufeff"
    assert clean(text) == "radiator moy"


def test_blank_is_blank() -> None:
    for text in ("", " \t\n", "\u200b\u202e", "\u00a0\u3000", "\ud800"):
        assert clean(text) == ""


def test_words_are_bounded_and_unique() -> None:
    analysis = analyse(" ".join(f"w{i} w{i}" for i in range(100)))
    assert analysis.words == tuple(f"w{i}" for i in range(MAX_WORDS))


def test_last_word_may_be_unfinished() -> None:
    assert lucene_query(("oil", "coo"), no_near) == "oil^4 coo^4 coo*^0.8"
    assert lucene_query(("oil", "co"), no_near) == "oil^4 co^4"
    assert lucene_query((), no_near) == ""


def test_every_apostrophe_is_asked_for() -> None:
    spellings = {
        lucene_query(analyse(text).words, no_near) for text in ("o'q", "o‘q", "oʻq", "o`q")
    }
    assert len(spellings) == 1
    assert {"o'q^4", "o‘q^4", "oʻq^4"} <= set(spellings.pop().split())


@given(st.text(max_size=300))
def test_hostile_text_gives_only_words(text: str) -> None:
    analysis = analyse(text)
    query = lucene_query(analysis.words, Vocabulary(["oil cooler", "масляный радиатор"]).near)
    assert all(CLAUSE.fullmatch(clause) for clause in query.split())
    analysis.text.encode()
    assert analyse(analysis.text) == analysis


def test_misspelled_words_are_looked_up() -> None:
    vocabulary = Vocabulary(["Oil cooler", "Coolers", "масляный радиатор", "oils"])
    assert vocabulary.near("cooler") == ["coolers"]
    assert vocabulary.near("coloer") == ["cooler"]
    assert vocabulary.near("маслянный") == ["масляный"]
    assert vocabulary.near("oil") == []
    assert "cooler^0.3" in lucene_query(("coller",), vocabulary.near).split()


def test_words_that_very_many_entries_have_tell_nothing() -> None:
    texts = [f"the bolt{i}" for i in range(COMMON_FROM + 1)] + ["rod"] * 5
    vocabulary = Vocabulary(texts)
    assert vocabulary.telling(("the", "rod")) == ("rod",)
    assert vocabulary.telling(("the",)) == ("the",)
    assert Vocabulary(["the rod", "the bolt"]).telling(("the", "rod")) == ("the", "rod")
