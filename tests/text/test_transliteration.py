"""Uzbek from one alphabet to the other."""

from __future__ import annotations

import pytest

from graph.text.transliteration import to_cyrillic, to_latin_uzbek

PAIRS = [
    ("O'zbekiston", "Ўзбекистон"), ("g'ildirak", "ғилдирак"), ("yo'l", "йўл"), ("yomg'ir", "ёмғир"),
    ("yetkazib beruvchi", "етказиб берувчи"), ("eshik", "эшик"), ("ma'lumot", "маълумот"),
    ("Chirchiq", "Чирчиқ"), ("shahar", "шаҳар"), ("SHAHAR", "ШАҲАР"), ("yuk", "юк"),
    ("tong", "тонг"), ("bo'yoq", "бўёқ"), ("aeroport", "аэропорт"), ("ishlab chiqaruvchi",
    "ишлаб чиқарувчи"), ("xavfsizlik", "хавфсизлик"), ("qiyin", "қийин"), ("Yangi yil", "Янги йил"),
]  # fmt: skip


@pytest.mark.parametrize(("latin", "cyrillic"), PAIRS)
def test_both_ways(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic
    assert to_latin_uzbek(cyrillic) == latin


@pytest.mark.parametrize("apostrophe", ["'", "ʻ", "‘", "’", "`", "ʼ"])
def test_every_apostrophe(apostrophe: str) -> None:
    assert to_cyrillic(f"O{apostrophe}zbek tog{apostrophe}i") == "Ўзбек тоғи"


def test_the_spelling_of_2026() -> None:
    assert to_cyrillic("Farğona şahri, çõl") == "Фарғона шаҳри, чўл"


def test_other_signs_stay() -> None:
    assert to_cyrillic("M12x60, 5 % → UZ-FA.") == "М12х60, 5 % → УЗ-ФА."
    assert to_latin_uzbek("5 % — M8, лампа") == "5 % — M8, lampa"
    assert to_cyrillic("") == to_latin_uzbek("") == ""
