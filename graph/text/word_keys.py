"""Keys under which the forms and spellings of one word meet, in any of the four scripts. Pure.

A word has one exact key (folded to Latin letters) and a few loose ones: its stems after the rules
of English, Russian (Porter's Snowball, https://snowballstem.org) and Uzbek, each reduced to how
Latin transliterations of one sound agree (`kh`, `h` and `x`; `shch` and `sh`; `q` and `k`). The
language of a word is not asked for: questions mix them, so every rule that could hold gives a key.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import Stemmer

from graph.text.folding import to_latin


class _Stemmers(threading.local):
    """One of each for every thread: they may not be shared."""

    def __init__(self) -> None:
        # Words are remembered below, with all their keys.
        self.english = Stemmer.Stemmer("english", 0)
        self.russian = Stemmer.Stemmer("russian", 0)


_STEMMERS: Final = _Stemmers()

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]")
_VOWELS: Final = "aeiou"
SHORTEST_STEM: Final = 3
SHORTEST_LOOSE: Final = 4
"""Shorter words meet as they are written or not at all: `SCV` is no `SV`, `кўк` no `cock`."""

# Longest first within each group; a word drops at most one of each group, the last group first:
# kolodka-lar-imiz-dan.
_UZBEK_ENDINGS: Final = (
    ("dagilar", "dagi", "gacha", "ning", "dan", "dek", "day", "ni", "ga", "ka", "qa", "da"),
    ("larimiz", "laringiz", "imiz", "ingiz", "miz", "lari", "larim", "si", "i", "im"),
    ("lar",),
)
# How Latin spellings of one sound are brought together, in this order.
_SOUNDS: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("shch|sch", "sh"),
        ("zh", "j"),
        ("kh", "x"),
        ("ph", "f"),
        ("ts", "s"),
        ("ck", "k"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("(?<![sc])h", "x"),
        ("q", "k"),
        ("w", "v"),
        ("ye", "e"),
        ("y", "i"),
        (r"(.)\1", r"\1"),
    )
)
_TO_CYRILLIC: Final = (
    *(("shch", "щ"), ("sch", "щ"), ("iy", "ий"), ("yy", "ый"), ("yi", "ый"), ("sh", "ш")),
    *(("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ya", "я"), ("yu", "ю")),
    *(("yo", "ё"), ("ye", "е")),
    *zip("abcdefghijklmnopqrstuvwxz", "абсдефгхижклмнопкрстувшхз", strict=True),
)
# колодок, втулок, гаек: the genitive plural has a vowel that the stem has not.
_FLEETING = re.compile("[оеё](?=[кцл]$)")
_AFTER_VOWEL = re.compile(r"(?<=[аеёиоуыэюя])y")


@dataclass(frozen=True, slots=True)
class WordKeys:
    """``exact`` for the word as written; ``loose`` for its forms and other spellings."""

    exact: str
    loose: frozenset[str]


def exact_key(word: str) -> str:
    """The exact key alone, for those who ask whether a word is known."""
    return to_latin(word.lower())


@lru_cache(maxsize=65536)
def word_keys(word: str) -> WordKeys:
    """The keys of one word, of letters, digits and inner apostrophes, in any case."""
    lower = word.lower()
    exact = exact_key(word)
    if len(exact) < SHORTEST_LOOSE:
        return WordKeys(exact, frozenset())
    if not _CYRILLIC.search(lower):
        forms = {exact, _uzbek_stem(exact)}
        if _LATIN.search(exact):
            forms |= {_STEMMERS.english.stemWord(exact), to_latin(_russian_stem(_cyrillic(exact)))}
    else:
        # Printed Russian has е for ё; in Uzbek ё is always yo.
        spellings = {lower, lower.replace("ё", "е")}
        forms = {to_latin(spelling) for spelling in spellings}
        forms |= {_uzbek_stem(form) for form in forms}
        forms |= {to_latin(_russian_stem(spelling)) for spelling in spellings}
        if _FLEETING.search(lower):
            forms |= {to_latin(_FLEETING.sub(letters, lower)) for letters in ("", "й", "ь")}
    return WordKeys(exact, frozenset(sounded(form) for form in forms if form))


@lru_cache(maxsize=65536)
def word_keys_in(word: str, language: str) -> WordKeys:
    """The keys of a word whose language is known: `en`, `ru`, or `uz` in either script.

    A stem after another language's rules would only bring strangers together.
    """
    lower = word.lower()
    exact = to_latin(lower)
    if len(exact) < SHORTEST_LOOSE:
        return WordKeys(exact, frozenset())
    forms = {exact}
    if language == "uz":
        forms.add(_uzbek_stem(exact))
    elif _CYRILLIC.search(lower):
        plain = lower.replace("ё", "е")
        forms |= {to_latin(plain), to_latin(_russian_stem(lower)), to_latin(_russian_stem(plain))}
    else:
        forms.add(_STEMMERS.english.stemWord(exact))
    return WordKeys(exact, frozenset(sounded(form) for form in forms if form))


@lru_cache(maxsize=65536)
def sounded(latin: str) -> str:
    """How a folded Latin word sounds, near enough for transliterations of it to agree."""
    for pattern, replacement in _SOUNDS:
        latin = pattern.sub(replacement, latin)
    return latin


def _russian_stem(word: str) -> str:
    stem: str = _STEMMERS.russian.stemWord(word)
    return stem if len(stem) >= SHORTEST_STEM else word


def _uzbek_stem(word: str) -> str:
    stem = word
    for endings in _UZBEK_ENDINGS:
        for ending in endings:
            rest = stem.removesuffix(ending)
            if rest != stem and _may_end(rest, ending):
                stem = rest
                break
    # qopqoq, but qopqog'i: the apostrophe is gone by now.
    if stem != word and stem.endswith("g"):
        stem = stem[:-1] + "k"
    return stem


def _may_end(rest: str, ending: str) -> bool:
    if len(rest) < SHORTEST_STEM:
        return False
    if ending in {"ka", "qa"}:
        return rest[-1] in "kq"
    if ending in {"si", "miz"}:
        return rest[-1] in _VOWELS
    if ending in {"i", "im", "imiz", "ingiz"}:
        return rest[-1] not in _VOWELS
    return True


def _cyrillic(latin: str) -> str:
    """Russian letters for a word typed in Latin ones, for the sake of its ending."""
    text = latin
    for letters, cyrillic in _TO_CYRILLIC:
        text = text.replace(letters, cyrillic)
    return _AFTER_VOWEL.sub("й", text).replace("y", "ы")
