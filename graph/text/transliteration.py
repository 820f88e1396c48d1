"""Uzbek from Latin letters to Cyrillic and back, by the official rules of both alphabets. Pure.

Latin to Cyrillic is exact but for what the Latin spelling has lost (ц, ъ inside loan words and
some э): `sirk` is not told from *цирк*. Cyrillic to Latin is exact.
"""

from __future__ import annotations

import re
from typing import Final

from graph.text.folding import APOSTROPHES

_APOSTROPHE = re.compile(rf"[{APOSTROPHES}]")
_VOWELS: Final = "aeiouAEIOU"

_PAIRS: Final = {
    "sh": "ш", "ch": "ч", "yo": "ё", "yu": "ю", "ya": "я", "ye": "е", "o'": "ў", "g'": "ғ",
    "ts": "ц",
}  # fmt: skip
_LETTERS: Final = dict(zip("abdefghijklmnopqrstuvxyzwc", "абдефгҳижклмнопқрстувхйзвс", strict=True))
_NEW: Final = {"ş": "ш", "ç": "ч", "ğ": "ғ", "õ": "ў"}
_CYRILLIC: Final = {
    **{cyrillic: latin for latin, cyrillic in _LETTERS.items() if latin not in "wc"},
    **{cyrillic: latin for latin, cyrillic in _PAIRS.items()},
    "э": "e", "ъ": "'", "ь": "", "щ": "sh", "ы": "i", "ц": "ts",
}  # fmt: skip
_CYRILLIC_VOWELS: Final = "аеёиоуўэюяы"


def to_cyrillic(text: str) -> str:
    """Uzbek Latin letters as Cyrillic ones, of any Latin spelling; all else stays.

    `Oʻzbekiston`, `O'zbekiston` and `Õzbekiston` give `Ўзбекистон`; e is э where a word begins
    with it or after a vowel.
    """
    plain = _APOSTROPHE.sub("'", text)
    out: list[str] = []
    place = 0
    while place < len(plain):
        letter, taken = _cyrillic_at(plain, place)
        out.append(letter)
        place += taken
    return "".join(out)


def _cyrillic_at(text: str, place: int) -> tuple[str, int]:
    pair = text[place : place + 2]
    if pair.lower() in _PAIRS and not _is_parted(text, place):
        return _cased(_PAIRS[pair.lower()], pair), 2
    letter = text[place]
    low = letter.lower()
    if low == "e":
        before = text[place - 1] if place else " "
        starts = not before.isalnum() and before != "'"
        return _cased("э" if starts or before in _VOWELS else "е", letter), 1
    if low == "'":
        inside = place and text[place - 1].isalpha() and text[place + 1 : place + 2].isalpha()
        return ("ъ" if inside else letter), 1
    found = _LETTERS.get(low) or _NEW.get(low)
    return (_cased(found, letter), 1) if found else (letter, 1)


def _is_parted(text: str, place: int) -> bool:
    """`s'h` is written apart (Is'hoq); `ts` is ц only in loan words that end so (`abzats`)."""
    pair = text[place : place + 2].lower()
    if pair == "ts":
        before = text[place - 1 : place].lower()
        is_inside = before.isalpha() and before not in "aeioun"
        return is_inside or text[place + 2 : place + 3].lower() == "h"
    if pair == "yo":  # yo'l is й and ў
        return text[place + 2 : place + 3] == "'"
    return pair == "ye" and place > 0 and text[place - 1].lower() in "bdfghjklmnpqrstvxz"


def _cased(cyrillic: str, latin: str) -> str:
    return cyrillic.upper() if latin[0].isupper() else cyrillic


def to_latin_uzbek(text: str) -> str:
    """Uzbek Cyrillic letters as Latin ones with plain apostrophes; all else stays.

    е is ye where a word begins with it, after a vowel, ъ or ь.
    """
    out: list[str] = []
    for place, letter in enumerate(text):
        low = letter.lower()
        latin = _CYRILLIC.get(low)
        if latin is None:
            out.append(letter)
            continue
        if low == "е":
            before = text[place - 1].lower() if place else " "
            starts = not before.isalpha() or before in _CYRILLIC_VOWELS + "ъь"
            latin = "ye" if starts else "e"
        if letter.isupper():
            after = text[place + 1 : place + 2]
            latin = latin.upper() if after.isupper() else latin[:1].upper() + latin[1:]
        out.append(latin)
    return "".join(out)
