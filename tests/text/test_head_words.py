"""The word that says what a name is a name of."""

from __future__ import annotations

import pytest

from graph.text.head_words import before_additions, head_place


@pytest.mark.parametrize(
    ("name", "language", "head"),
    [
        ("Engine mount, car", "en", "mount"),
        ("Dvigatel tayanchi (old)", "uz", "tayanchi"),
        ("Wheel with tyre", "en", "Wheel"),
        ("Hydraulic reservoir for the steering", "en", "reservoir"),
        ("Brake disc - front axle", "en", "disc"),
        ("Tent arqoni lyuverslar bilan", "uz", "arqoni"),
        ("G'ildirak shina bilan, yengil avtomobil", "uz", "G'ildirak"),
        ("1,5 litrli benzinli dvigatel", "uz", "dvigatel"),
        ("Передняя левая дверь", "ru", "дверь"),
        ("Опора двигателя, автобус", "ru", "Опора"),
        ("Верхнее крепление ремня", "ru", "крепление"),
        ("Покрытие пола", "ru", "Покрытие"),
        ("Изделие из резины", "ru", "Изделие"),
        ("Задние тормозные колодки", "ru", "колодки"),
        ("Технический кремний", "ru", "кремний"),
        ("Передний", "ru", "Передний"),
    ],
)
def test_heads(name: str, language: str, head: str) -> None:
    words = before_additions(name).split()
    at = head_place(words, language)
    assert at is not None
    assert words[at] == head


def test_no_word_no_head() -> None:
    assert head_place([], "en") is None
