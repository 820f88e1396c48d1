"""The word that says what a name is a name of."""

from __future__ import annotations

import pytest

from graph.text.head_words import before_additions, head_of


@pytest.mark.parametrize(
    ("name", "language", "head"),
    [
        ("Engine mount, car", "en", "mount"),
        ("Dvigatel tayanchi (old)", "uz", "tayanchi"),
        ("Передняя левая дверь", "ru", "дверь"),
        ("Опора двигателя, автобус", "ru", "Опора"),
        ("Передний", "ru", "Передний"),
    ],
)
def test_heads(name: str, language: str, head: str) -> None:
    words = before_additions(name).split()
    at = head_of(words, language)
    assert at is not None
    assert words[at] == head


def test_no_word_no_head() -> None:
    assert head_of([], "en") is None
