"""Regions and countries in a question, inflected (`Farg'onada`, `Ферганской`) or as adjectives.

A region of Uzbekistan by any spelling that `graph.text.regions` knows; a country by its names in
the three languages, what its people are called (`peoples.tsv`), or its ISO code in capitals.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from graph.asking.tokens import Token, fold, folds, tokens_of
from graph.text.countries import country_name, resolve_country
from graph.text.regions import region_codes, region_spellings, resolve_region
from graph.text.word_keys import word_keys

LONGEST_NAME: Final = 3
SHORTEST_KEY: Final = 4
LONG_NAME: Final = 5
HOME_CODE: Final = "uz"
"""Typed on a phone; the small letters of other codes are words."""
_CODE = re.compile(r"(?<![^\W_])UZ-[A-Z]{2}(?![^\W_])")
_LATE_ENDINGS: Final = ("liklar", "lik", "cha")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_DECLINED: Final = (
    ("ия", ("ии", "ию", "ией")),
    ("я", ("и", "ю", "ей", "е")),
    ("ай", ("ая", "аю", "аем", "ае")),
    ("ы", ("", "ам", "ами", "ах")),
    ("а", ("ы", "и", "е", "у", "ой")),
    ("", ("а", "у", "ом", "е")),
)
_ALSO: Final = (
    *(("CN", "КНР"), ("US", "США"), ("RU", "РФ"), ("US", "USA"), ("US", "AQSh"), ("KR", "Корея")),
    *(("KR", "Korea"), ("TR", "Turkey"), ("GB", "Англия"), ("UZ", "Узбекистон")),
)
_TASHKENT: Final = "UZ-TK"
_TASHKENT_REGION: Final = "UZ-TO"
_REGION_WORDS: Final = tuple(
    map(fold, ("viloyat", "oblast", "обл", "region", "province", "вилаят", "tumanlari"))
)
_REPUBLIC_WORDS: Final = tuple(map(fold, ("respublika", "республика", "republic")))
_CITY_WORDS: Final = tuple(map(fold, ("shahar", "shahri", "город", "гор", "city")))


_NO_NAMES: Final = (*_REGION_WORDS, *_CITY_WORDS, *_REPUBLIC_WORDS)


@dataclass(frozen=True, slots=True)
class Place:
    """At tokens ``start`` to ``end`` (excluded); ``named``: beside a word such as *region*.

    ``loose``: only a form of the name was met (`Андижонский`, `Farg'onada`).
    """

    kind: Literal["region", "country"]
    code: str
    start: int
    end: int
    named: bool = False
    loose: bool = False


def places_of(text: str, tokens: Sequence[Token]) -> list[Place]:
    """The places of a clean text in their order, none inside another."""
    found = list(_by_code(text, tokens))
    taken = {at for place in found for at in range(place.start, place.end)}
    start = 0
    while start < len(tokens):
        place = None if start in taken else _at(tokens, start, taken)
        if place is not None:
            found.append(place)
            start = place.end
        else:
            start += 1
    return sorted(found, key=lambda each: each.start)


def _by_code(text: str, tokens: Sequence[Token]) -> Iterator[Place]:
    shouted = text.isupper() and len(tokens) > 1
    for match in _CODE.finditer(text):
        inside = [at for at, t in enumerate(tokens) if match.start() <= t.start < match.end()]
        if inside and match[0] in region_codes():
            yield Place("region", match[0], inside[0], inside[-1] + 1, named=True)
    for at, token in enumerate(tokens):
        is_code = (token.text in _peoples() and not shouted) or token.text.lower() == HOME_CODE
        alone = (
            text[token.end : token.end + 1] != "-" and text[token.start - 1 : token.start] != "-"
        )
        if is_code and alone:
            yield Place("country", token.text.upper(), at, at + 1)


def _at(tokens: Sequence[Token], start: int, taken: set[int]) -> Place | None:
    for size in range(LONGEST_NAME, 0, -1):
        end = start + size
        if end <= len(tokens) and not taken & set(range(start, end)):
            place = _whole(tokens, start, end) if size > 1 else _single(tokens, start)
            if place is not None:
                return _widened(place, tokens)
    return None


def _whole(tokens: Sequence[Token], start: int, end: int) -> Place | None:
    """Names of several words, the last one inflected: `Qoraqalpog'iston Respublikasida`."""
    keys = " ".join(token.fold for token in tokens[start:end])
    for name, (kind, code) in _long_names().items():
        if keys == name or (keys.startswith(name) and len(keys) - len(name) <= 4):
            return Place(kind, code, start, end)
    return None


def _single(tokens: Sequence[Token], at: int) -> Place | None:
    token = tokens[at]
    if token.number is not None or len(token.text) < 3:
        return None
    for form in _forms(token):
        # `core` is no form of Корея, whose stem sounds like it.
        by_chance = len(form) <= SHORTEST_KEY and token.text.isascii()
        if form in _short_names() and (form in _whole_names() or not by_chance):
            kind, code = _short_names()[form]
            is_exact = form in token.folds and (token.text.lower() in _plain_names())
            return Place(kind, code, at, at + 1, loose=not is_exact)
    is_name = len(token.text) >= LONG_NAME and token.text[0].isupper()
    country = resolve_country(token.text) if is_name else None
    if country is not None:
        return Place("country", country, at, at + 1)
    region = resolve_region(token.text) if len(token.text) > LONG_NAME else None
    return Place("region", region, at, at + 1) if region else None


def _forms(token: Token) -> Iterator[str]:
    yield from sorted(token.folds)
    yield from sorted(key for key in token.keys if len(key) >= SHORTEST_KEY)
    for each in sorted(token.folds | token.keys):
        for ending in _LATE_ENDINGS:
            stem = each.removesuffix(ending)
            if stem != each and len(stem) >= SHORTEST_KEY:
                yield stem


def _widened(place: Place, tokens: Sequence[Token]) -> Place:
    """With the word for region or city beside it; `Tashkent` alone is the city."""
    if place.kind == "country":
        return place
    start, end, code = place.start, place.end, place.code
    is_region = _has(tokens, end, _REGION_WORDS)
    is_city = _has(tokens, end, _CITY_WORDS)
    if is_region or is_city:
        end += 1
    elif _has(tokens, start - 1, _CITY_WORDS):
        start, is_city = start - 1, True
    if code in (_TASHKENT, _TASHKENT_REGION):
        code = _TASHKENT_REGION if is_region else code
        code = _TASHKENT if is_city else code
    return Place("region", code, start, end, is_region or is_city, place.loose)


def _has(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    return 0 <= at < len(tokens) and any(
        each.startswith(word) for each in tokens[at].folds for word in words
    )


Target = tuple[Literal["region", "country"], str]


@cache
def _short_names() -> dict[str, Target]:
    """One-word names by how they sound, and by their stems."""
    table: dict[str, Target] = {}
    for name, target in _names():
        words = [token.text for token in tokens_of(name)]
        if len(words) == 1:
            cases = (each for case in _cases(words[0].lower()) for each in folds(case))
            for key in {*folds(words[0]), *word_keys(words[0]).loose, *cases}:
                if len(key) >= SHORTEST_KEY or key in folds(words[0]):
                    table.setdefault(key, target)
    return table


def _cases(name: str) -> Iterator[str]:
    """A Russian name declined: `Китая`, `Индии`; stemming leaves these too short to tell."""
    for ending, others in _DECLINED:
        if _CYRILLIC.search(name) and name.endswith(ending):
            stem = name.removesuffix(ending)
            yield from (stem + other for other in others)
            return


@cache
def _whole_names() -> frozenset[str]:
    return frozenset(each for name, _ in _names() for each in folds(name))


@cache
def _plain_names() -> frozenset[str]:
    return frozenset(name.lower() for name, _ in _names())


@cache
def _long_names() -> dict[str, Target]:
    table: dict[str, Target] = {}
    for name, target in _names():
        tokens = tokens_of(name)
        if len(tokens) > 1:
            table.setdefault(" ".join(token.fold for token in tokens), target)
    return table


def _names() -> Iterator[tuple[str, Target]]:
    for code, spellings in region_spellings().items():
        for spelling in spellings:
            words = [
                token.text
                for token in tokens_of(spelling)
                if not any(f.startswith(w) for f in token.folds for w in _NO_NAMES)
            ]
            if words and not words[0].isdigit():
                tashkent = code == _TASHKENT_REGION and resolve_region(words[0]) == _TASHKENT
                yield " ".join(words), ("region", _TASHKENT if tashkent else code)
    for code, peoples in _peoples().items():
        for name in (*peoples, *(country_name(code, each) for each in ("en", "ru", "uz"))):
            yield name, ("country", code)
    for code, name in _ALSO:
        yield name, ("country", code)


@cache
def _peoples() -> dict[str, tuple[str, ...]]:
    text = resources.files(__package__).joinpath("peoples.tsv").read_text(encoding="utf-8")
    return {
        row["code"]: tuple(
            name for column in ("en", "ru", "uz") for name in row[column].split(";") if name
        )
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
    }
