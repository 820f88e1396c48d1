"""Sentences of `sentences.tsv` in a language and script, with figures as its readers write them.

`{count|thing|things}` is a number with its noun in the right form. Uzbek Cyrillic is the Latin
sentence transliterated; proper names of enterprises and ids stay as they are written.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from graph.asking.question_language import Language
from graph.search.things import Thing
from graph.text.countries import country_name
from graph.text.regions import region_name
from graph.text.transliteration import to_cyrillic

LOCALES: Final[Mapping[Language, str]] = {
    "en": "en", "ru": "ru", "uz-Latn": "uz", "uz-Cyrl": "uz_Cyrl",
}  # fmt: skip
_COLUMNS: Final[Mapping[Language, str]] = {
    "en": "en", "ru": "ru", "uz-Latn": "uz", "uz-Cyrl": "uz",
}  # fmt: skip
_SLOT = re.compile(r"\{(\w+)((?:\|[^}|]*)*)\}")
SHOWN: Final = 3
"""So many names are given; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A text that is written as it is, in any script."""

    text: str


Value = str | int | float | date | Raw


class Wording:
    """How to say things in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = LOCALES[language]
        self._plural = Locale.parse(self._locale).plural_form

    def sentence(self, name: str, /, **values: Value) -> str:
        """A sentence of the table with its slots filled; raises KeyError for an unknown one."""
        text = self.phrase(name, **values)
        return text[:1].upper() + text[1:] if text[:1].isalpha() else text

    def phrase(self, name: str, /, **values: Value) -> str:
        """The same for a part of a sentence, as it is written in the table."""
        template = _table()[name][_COLUMNS[self.language]]
        parts: list[str] = []
        last = 0
        for match in _SLOT.finditer(template):
            parts.append(self.script(template[last : match.start()]))
            parts.append(self._filled(values[match[1]], match[2]))
            last = match.end()
        parts.append(self.script(template[last:]))
        return "".join(parts)

    def script(self, text: str) -> str:
        """Uzbek Latin in the script of the answer; other languages as they are."""
        return to_cyrillic(text) if self.language == "uz-Cyrl" else text

    def number(self, value: float) -> str:
        """At most two decimals below a hundred, none above."""
        digits = 0 if abs(value) >= 100 or value == int(value) else 2
        return format_decimal(round(value, digits), locale=self._locale)

    def share(self, value: float) -> str:
        """A percentage; what is less than all is never shown as 100 %."""
        percent = min(value, 0.999) if value < 1 else value
        return format_percent(percent, format="#,##0.#%", locale=self._locale)

    def name(self, thing: Thing | None, otherwise: str = "") -> Raw:
        """The thing's name in the language; an enterprise's as it is written."""
        if thing is None:
            return Raw(otherwise)
        named = {"en": thing.name_en, "ru": thing.name_ru}.get(_COLUMNS[self.language])
        if _COLUMNS[self.language] == "uz" and thing.name_uz:
            return Raw(self.script(thing.name_uz))
        return Raw(named or thing.name)

    def quoted(self, text: str) -> str:
        """A name inside a Russian or Uzbek sentence, which would have to inflect it."""
        return text if self.language == "en" else f"«{text}»"

    def place(self, code: str) -> str:
        """A region or country by its name."""
        is_region = "-" in code
        return (region_name if is_region else country_name)(code, self.language)

    def listed(self, names: Sequence[Raw | str], total: int | None = None) -> Raw:
        """The first names, and how many more there are."""
        texts = [name.text if isinstance(name, Raw) else name for name in names[:SHOWN]]
        rest = (len(names) if total is None else total) - len(texts)
        if rest > 0:
            texts.append(self.phrase("more", count=rest))
        return Raw(", ".join(texts))

    def _filled(self, value: Value, forms: str) -> str:
        if isinstance(value, Raw):
            return value.text
        if isinstance(value, date):
            return format_date(value, "long", locale=self._locale)
        if isinstance(value, str):
            return value
        text = self.number(value)
        if not forms:
            return text
        choices = forms[1:].split("|")
        form = {"one": 0, "few": 1}.get(self._plural(value), len(choices) - 1)
        return f"{text} {choices[min(form, len(choices) - 1)]}"


@cache
def _table() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("sentences.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["sentence"]: row for row in rows}
