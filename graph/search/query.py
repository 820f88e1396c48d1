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
    ``vector_text`` for the model: the text if it is English, else the English terms it speaks of.
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
    vector_text = _english_of(text, meaning)
    telling = tuple({word.text: word for word in words if word.telling}.values())
    return Query(text, telling, meaning, vector_text)


def _english_of(text: str, meaning: Meaning) -> str:
    if text_language(text) != "en":
        return meaning.english or text
    # `kapot` is told from English by its term alone.
    terms = meaning.terms.values()
    is_english = not terms or any(term.language == "en" for term in terms)
    return text if is_english else f"{text} | {meaning.english}"
