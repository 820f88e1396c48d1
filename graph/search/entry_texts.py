"""What a thing can be found by: one entry for each language it is described in. Pure.

An entry holds the text as it is, the glossary's concepts that it speaks of, and the text whose
meaning is embedded: the English one, for the packaged model knows no other language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.glossary.concepts import Glossary
from graph.glossary.space import ConceptSpace
from graph.search.meanings import describe_entry
from graph.text.scripts import text_language

RULES: Final = 6
"""Raise it when the rules below change: every thing gets its entries anew."""

LANGUAGES: Final = ("en", "ru", "uz")
UNDETERMINED: Final = "und"
MAX_TEXT: Final = 4_000
_TEXTS: Final = ("name", "description")


@dataclass(frozen=True, slots=True)
class Entry:
    """A SearchEntry without its embedding; ``label`` is that of the thing's node."""

    label: str
    thing_id: str
    kind: str
    lang: str
    text: str
    vector_text: str
    concepts: Mapping[str, float]

    @property
    def id(self) -> str:
        """Does not change when an item changes its kind."""
        return f"{self.label}|{self.thing_id}|{self.lang}"

    @property
    def text_hash(self) -> str:
        """Changes with anything that search knows of the entry."""
        known = json.dumps([self.text, self.vector_text, dict(self.concepts)], sort_keys=True)
        return hashlib.blake2b(known.encode(), digest_size=12).hexdigest()

    def row(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "id": self.id,
            "thing_id": self.thing_id,
            "kind": self.kind,
            "lang": self.lang,
            "text": self.text,
            "vector_text": self.vector_text,
            "concepts": list(self.concepts),
            "concept_weights": list(self.concepts.values()),
            "text_hash": self.text_hash,
        }


def language_of(text: str) -> str:
    """`en`, `ru`, `uz`; `und` for a text without letters."""
    return text_language(text) if any(map(str.isalpha, text)) else UNDETERMINED


def entries_version(glossary: Glossary) -> str:
    """What entries were made by: these rules and that glossary."""
    return f"{RULES}-{glossary.digest}"


def entries_of(
    space: ConceptSpace, label: str, kind: str, properties: Mapping[str, Any]
) -> list[Entry]:
    """The entries of one thing, by language.

    ``properties``: id, and where known name, description, district with their `_en`, `_ru`, `_uz`
    variants, and region_name_en …; a place joins the languages that name or description are in.
    """
    texts: dict[str, list[str]] = {}
    for language in sorted(_languages(properties)):
        for column in _TEXTS:
            _add(texts, language, properties.get(f"{column}_{language}"))
            plain = properties.get(column)
            # The name of an enterprise, say, is the same in every language.
            nameless = column == "name" and language not in texts
            if plain and (nameless or language_of(str(plain)) == language):
                _add(texts, language, plain)
        _add(texts, language, properties.get(f"district_{language}") or properties.get("district"))
        _add(texts, language, properties.get(f"region_name_{language}"))
    thing_id = str(properties["id"])
    return [
        _entry(space, label, thing_id, kind, language, parts) for language, parts in texts.items()
    ]


def _entry(
    space: ConceptSpace, label: str, thing_id: str, kind: str, language: str, parts: list[str]
) -> Entry:
    text = "\n".join(parts)[:MAX_TEXT]
    name, _, description = text.partition("\n")
    described = describe_entry(space, kind, name, description.replace("\n", " "), language)
    return Entry(label, thing_id, kind, language, text, described.english, described.concepts)


def _languages(properties: Mapping[str, Any]) -> set[str]:
    found = {
        language
        for column in _TEXTS
        for language in LANGUAGES
        if properties.get(f"{column}_{language}")
    }
    return found | {
        language_of(str(properties[column])) for column in _TEXTS if properties.get(column)
    }


def _add(texts: dict[str, list[str]], language: str, value: object) -> None:
    text = " ".join(str(value).split()) if value else ""
    # `name` usually repeats one of its variants.
    if text and text not in texts.get(language, ()):
        texts.setdefault(language, []).append(text)
