"""A simple guess of the language of a short name, by script, letters and endings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from graph.text.folding import APOSTROPHES

Language = Literal["en", "ru", "uz"]

_UZBEK_CYRILLIC = re.compile(r"[ўқғҳЎҚҒҲ]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+")
_UZBEK_LETTER = re.compile(rf"[og][{APOSTROPHES}](?=\w)|[õğş]", re.IGNORECASE)
_CYRILLIC_WORDS: Final = frozenset({"билан", "учун", "ва"})
_CYRILLIC_ENDINGS: Final = ("лари", "ларни", "ловчи", "лаш", "ланган")
_WORDS: Final = frozenset(
    {
        *("va", "uchun", "bilan", "orqa", "chap", "yuqori", "pastki", "ichki", "tashqi", "moy"),
        *("moyi", "suv", "havo", "eshik", "oyna", "rul", "kuzov", "temir", "zavodi", "qism"),
        *("korxonasi", "viloyati", "shahri", "tumani", "qismi", "panjara", "detali", "tizimi"),
        *("mexanizmi", "nasosi", "filtri", "dvigateli", "ishlab"),
    }
)
_ENDINGS: Final = (
    *("lar", "lari", "larni", "lash", "langan", "lovchi", "lovchisi", "uvchi", "ichi", "chisi"),
    *("gichi", "qichi", "kichi", "ligi", "gich", "qich", "sining", "siz", "asi"),
)
# English words that end like Uzbek ones.
_ENGLISH: Final = frozenset(
    {
        *("pillar", "cellular", "similar", "singular", "angular", "dollar", "collar", "solar"),
        *("polar", "regular", "modular", "molar", "granular", "tubular", "circular", "particular"),
        *("lash", "splash", "flash", "slash", "backlash", "perpendicular", "annular", "vascular"),
    }
)


_ENOUGH: Final = 400


def text_language(text: str) -> Language:
    """`uz` for Uzbek in either script, `ru` for other Cyrillic, `en` for everything else.

    The first 400 characters decide.
    """
    return _guess(text[:_ENOUGH])


def is_cyrillic(text: str) -> bool:
    """Whether any letter is Cyrillic."""
    return _CYRILLIC.search(text) is not None


@lru_cache(maxsize=16384)
def _guess(text: str) -> Language:
    if _UZBEK_CYRILLIC.search(text) or _UZBEK_LETTER.search(text):
        return "uz"
    words = _WORD.findall(text.lower())
    if _CYRILLIC.search(text):
        return "uz" if any(_is_uzbek_cyrillic(word) for word in words) else "ru"
    return "uz" if any(_is_uzbek_latin(word) for word in words) else "en"


def _is_uzbek_cyrillic(word: str) -> bool:
    return word in _CYRILLIC_WORDS or (len(word) > 6 and word.endswith(_CYRILLIC_ENDINGS))


def _is_uzbek_latin(word: str) -> bool:
    if word in _WORDS:
        return True
    return len(word) > 5 and word not in _ENGLISH and word.endswith(_ENDINGS)
