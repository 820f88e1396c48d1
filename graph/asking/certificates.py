"""Certificates named in a question: `ISO 9001`, `ИСО-9001`, `IATF16949`, `UN R90`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FAMILIES: Final = {
    "iso": "ISO", "исо": "ISO", "iso/ts": "ISO/TS", "iatf": "IATF", "иатф": "IATF", "en": "EN",
    "ohsas": "OHSAS", "vda": "VDA", "un": "UN", "оон": "UN", "gost": "GOST", "гост": "GOST",
    "as": "AS", "ts": "TS",
}  # fmt: skip
_NAMED = re.compile(
    r"(?<![^\W_])(iso/ts|iso|исо|iatf|иатф|ohsas|vda|un|оон|gost|гост|en|as|ts)"
    r"[\s\-–:№]{0,2}(r?\d+(?:[.:]\d+)*)(?![^\W_])",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w.,])(9001|14001|45001|50001|27001|16949)(?![\w.,]*\d)")
_BARE_FAMILY: Final = {"16949": "IATF"}


@dataclass(frozen=True, slots=True)
class Certificate:
    """At characters ``start`` to ``end`` of the text."""

    name: str
    start: int
    end: int


def certificates_of(text: str) -> list[Certificate]:
    """The certificates of a clean text in their order, each once."""
    found = {
        match.start(): Certificate(
            f"{_FAMILIES[match[1].lower()]} {match[2].upper()}", match.start(), match.end()
        )
        for match in _NAMED.finditer(text)
        if any(map(str.isdigit, match[2])) and _is_named(match[1], match[2])
    }
    spans = [(each.start, each.end) for each in found.values()]
    for match in _BARE.finditer(text):
        if not any(start <= match.start() < end for start, end in spans):
            name = f"{_BARE_FAMILY.get(match[1], 'ISO')} {match[1]}"
            found[match.start()] = Certificate(name, match.start(), match.end())
    return [found[start] for start in sorted(found)]


def _is_named(family: str, number: str) -> bool:
    """Short words (`as`, `en`, `un`) need what only a certificate has: `UN R90`, `AS 9100`."""
    if family.lower() in ("un", "оон"):
        return number.lower().startswith("r")
    return family.lower() not in ("as", "en", "ts") or (family.isupper() and len(number) >= 4)
