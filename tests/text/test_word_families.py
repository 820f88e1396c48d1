"""Words of a family stand for one another in any form and script, and in one family only."""

from __future__ import annotations

from collections import defaultdict

import pytest

from graph.glossary.concepts import Concept, Glossary
from graph.glossary.terms import TermIndex
from graph.text.lexical import Field, LexicalIndex, text_words
from graph.text.word_families import family_of, read_families
from graph.text.word_keys import word_keys


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("насосы", "pompasi"),
        ("калодкалари", "pads"),
        ("ёнилғи", "yoqilg'i"),
        ("орқа", "задняя"),
        ("sovitish", "охлаждения"),
    ],
)
def test_words_of_one_family_meet_in_any_form(word: str, other: str) -> None:
    assert family_of(word) == family_of(other) is not None


@pytest.mark.parametrize("word", ["oyna", "Samarqand", "x", "96815894"])
def test_other_words_have_none(word: str) -> None:
    assert family_of(word) is None


def test_no_form_belongs_to_two_families() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for family in read_families():
        assert len(family) > 1
        assert len(set(family)) == len(family)
        for word in family:
            keys = word_keys(word)
            for key in (keys.exact, *keys.loose):
                owners[key].add(family[0])
    assert not {key: found for key, found in owners.items() if len(found) > 1}


def test_a_text_is_found_by_words_of_the_same_families() -> None:
    texts = ("maslyaniy pompa", "moy filtri", "tormoz diski")
    index = LexicalIndex([[Field(text, 1.0)]] for text in texts)
    both, one, none = index.scores(word.keys for word in text_words("oil насос"))
    assert both > one > none == 0


def test_a_term_is_met_by_words_of_the_same_families() -> None:
    concept = Concept("oil-pump", "part", {"uz": ("moy nasosi",), "ru": ("масляный насос",)})
    index = TermIndex(Glossary({"oil-pump": concept}, ""))
    [exact] = index.find(text_words("масляные насосы"))
    [kin] = index.find(text_words("oil помпа"))
    assert (exact.concept, kin.concept) == ("oil-pump", "oil-pump")
    assert exact.quality > kin.quality
