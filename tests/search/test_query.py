"""What is made of a question before anything is looked for."""

from __future__ import annotations

import pytest

from graph.glossary.space import concept_space
from graph.search.query import read_query
from graph.search.reading import Reader
from graph.text.lexical import Field, LexicalIndex

SPACE = concept_space()
READER = Reader(LexicalIndex([[[Field("Oil cooler", 1.0)]]]), SPACE.told)


@pytest.mark.parametrize(
    ("q", "embedded"),
    [
        ("oil cooler", "oil cooler"),
        ("frobnicator", "frobnicator"),
        ("масляный радиатор", "oil cooler"),
        ("moy sovutgich", "oil cooler"),
        ("ъыъ", "ъыъ"),
        # Without an apostrophe Uzbek looks like English; its term tells.
        ("kapot", "kapot | bonnet"),
    ],
)
def test_the_model_is_given_english(q: str, embedded: str) -> None:
    assert read_query(q, READER, SPACE).vector_text == embedded


def test_a_blank_question_has_no_text() -> None:
    query = read_query("  ", READER, SPACE)
    assert (query.text, query.words, query.vector_text) == ("", (), "")
