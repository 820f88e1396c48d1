"""The 14 regions of Uzbekistan: ISO 3166-2 code from any spelling, and names by language.

`regions.tsv` beside this file holds code, official statistical code (SOATO), names by language
(`uz` today's spelling, `uz_2026` the reformed one) and other names; a capital's name means its
region, `Tashkent` alone means the city.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from rapidfuzz import fuzz, process

from graph.text.folding import fold_name

_COUNTRY: Final = "UZ"
_LONGEST_NAME: Final = 200
_TASHKENT_CITY: Final = "UZ-TK"
_TASHKENT_REGION: Final = "UZ-TO"


def _words(text: str) -> frozenset[str]:
    return frozenset(fold_name(word) for word in text.split())


_REGION_WORDS: Final = _words(
    "viloyati viloyat vil region province oblast oblasti obl reg area wilayat velayat "
    "вилоят вилояти вил область области обл регион провинция"
)
_CITY_WORDS: Final = _words(
    "city town shahri shahar shahr sh gorod gor g город гор г шаҳри шаҳар ш"
)
_OTHER_WORDS: Final = _words(
    "republic respublikasi respublika resp rep of the uzbekistan ozbekiston uzbekiston ruz "
    "республика республикаси респ узбекистан ўзбекистон руз"
)
# Spellings that differ only in how one sound is written: Bukhara and Buxoro, Qarshi and Karshi.
_SOUNDS: Final = (
    ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("x", "h"), ("q", "k"),
    ("w", "v"), ("y", "i"), ("o", "a"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_CODE = re.compile(r"uz\s?([a-z]{2})")


@dataclass(frozen=True, slots=True)
class _Region:
    code: str
    names: dict[str, str]
    spellings: tuple[str, ...]


@cache
def _regions() -> dict[str, _Region]:
    text = resources.files(__package__).joinpath("regions.tsv").read_text(encoding="utf-8")
    regions: dict[str, _Region] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        names = {key: row[key] for key in ("en", "ru", "uz", "uz_2026", "uz_cyrl")}
        spellings = (*names.values(), *row["aliases"].split("|"), row["soato"])
        regions[row["code"]] = _Region(row["code"], names, spellings)
    return regions


def _sound(word: str) -> str:
    for written, sound in _SOUNDS:
        word = word.replace(written, sound)
    return _DOUBLED.sub(r"\1", word)


def _core(text: str) -> tuple[str, bool]:
    """The telling words of a name by sound, and whether a word for region stood with them."""
    words = fold_name(text).split()
    telling = [word for word in words if word not in _REGION_WORDS | _CITY_WORDS | _OTHER_WORDS]
    # Blanks go: `Kashka-Darya` is `Kashkadarya`.
    core = "".join(_sound(word) for word in telling)
    return core, any(word in _REGION_WORDS for word in words)


@cache
def _by_core() -> dict[str, str]:
    table: dict[str, str] = {}
    for region in _regions().values():
        for spelling in region.spellings:
            core, _ = _core(spelling)
            if region.code != _TASHKENT_REGION or core != _core("Tashkent")[0]:
                table[core] = region.code
    return table


@lru_cache(maxsize=16384)
def _resolve(text: str) -> str | None:
    code = _CODE.fullmatch(fold_name(text))
    if code and f"UZ-{code[1].upper()}" in _regions():
        return f"UZ-{code[1].upper()}"
    core, is_region = _core(text)
    found = _by_core().get(core) if core else None
    return _TASHKENT_REGION if found == _TASHKENT_CITY and is_region else found


def resolve_region(text: str, country: str | None = None) -> str | None:
    """The ISO 3166-2 code of a region of Uzbekistan, by code or any spelling of its name.

    None when unknown, or when `country` (ISO 3166-1 alpha-2) is another one.
    """
    if len(text) > _LONGEST_NAME or (country is not None and country.upper() != _COUNTRY):
        return None
    return _resolve(text)


def suggest_regions(text: str, limit: int = 3) -> list[str]:
    """Codes of the regions whose names are nearest to a text, best first."""
    cores = _by_core()
    text = text[:_LONGEST_NAME]
    core, _ = _core(text)
    matches = process.extract(
        core or fold_name(text), cores.keys(), scorer=fuzz.ratio, score_cutoff=55, limit=limit * 4
    )
    return list(dict.fromkeys(cores[name] for name, _, _ in matches))[:limit]


def region_codes() -> tuple[str, ...]:
    """All codes, in order."""
    return tuple(sorted(_regions()))


def region_spellings() -> dict[str, tuple[str, ...]]:
    """Every spelling known of each region's name, by code."""
    return {code: region.spellings for code, region in _regions().items()}


def region_name(code: str, language: str = "en") -> str:
    """The region's name in `en`, `ru`, `uz` (`uz-Latn`) or `uz-Cyrl`; the code when unknown."""
    region = _regions().get(code.upper())
    if region is None:
        return code
    key = {"uz-Latn": "uz", "uz-Cyrl": "uz_cyrl"}.get(language, language)
    return region.names.get(key, region.names["en"])
