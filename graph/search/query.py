"""A question to search, read once for all sources of candidates."""

from __future__ import annotations

from dataclasses import dataclass

from graph.glossary.space import ConceptSpace, Meaning
from graph.search.reading import Reader
from graph.text.lexical import TextWord
from graph.text.scripts import text_language
from graph.text.words import clean


@dataclass(frozen=True, slots=True)
class Query:
    """``text`` for numbers, ``words`` for full text, ``meaning`` for the glossary, and
    ``vector_text`` for the model: the text if it is English, with the English terms it speaks of.
    """

    text: str
    words: tuple[TextWord, ...]
    meaning: Meaning
    vector_text: str


def read_query(q: str, reader: Reader, space: ConceptSpace) -> Query:
    """Clean and read a query; its text is empty for a blank one."""
    text = clean(q)
    words = reader.read(text)
    meaning = space.describe(words)
    english = meaning.english
    if text_language(text) == "en" and english:
        vector_text = f"{text} | {english}"
    else:
        vector_text = english or text
    telling = tuple({word.text: word for word in words if word.telling}.values())
    return Query(text, telling, meaning, vector_text)
