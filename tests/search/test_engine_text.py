"""What of a query reaches the engine's full-text index: words, and nothing of Lucene's syntax."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from graph.search.engine_text import lucene_query
from graph.search.reading import Reader
from graph.text.lexical import Field, LexicalIndex
from graph.text.words import clean

CLAUSE = re.compile(r"[^\W_]+(?:['‘’ʻʼ][^\W_]+)*(?:\*\^0\.8|\^4|\^0\.3)")
READER = Reader(LexicalIndex([[[Field("oil cooler bad query масляный радиатор o'q", 1.0)]]]))


def made(text: str) -> list[str]:
    return lucene_query(READER.read(clean(text))).split()


def test_lucene_syntax_and_operators_become_words_or_vanish() -> None:
    found = made('bad ( query [ AND name:"x" OR +y -z ~ * ? \\ / ^ {} NOT')
    assert found == [
        *("bad^4", "query^4", "and^4", "name^4", "x^4", "or^4", "y^4", "z^4", "not^4", "not*^0.8")
    ]


def test_last_word_may_be_unfinished() -> None:
    assert made("oil coo") == ["oil^4", "coo^4", "coo*^0.8"]
    assert made("oil co") == ["oil^4", "co^4"]
    assert made("") == []


def test_misspelled_words_stand_for_known_ones() -> None:
    assert "cooler^0.3" in made("coller")


def test_every_apostrophe_is_asked_for() -> None:
    spellings = {" ".join(made(text)) for text in ("o'q", "o‘q", "oʻq", "o`q")}
    assert len(spellings) == 1
    assert {"o'q^4", "o‘q^4", "oʻq^4"} <= set(spellings.pop().split())


@given(st.text(max_size=300))
def test_hostile_text_gives_only_words(text: str) -> None:
    assert all(CLAUSE.fullmatch(clause) for clause in made(text))
