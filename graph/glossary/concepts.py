"""The glossary's concepts, from the tables of this package and from tables of the user.

A table is UTF-8 text, tab separated, with the columns of ``COLUMNS``; cells of terms and of
related concepts hold several, parted by `;`. The tables here are our own work, written by hand.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from graph.errors import ConfigurationError

Kind = Literal[
    "part",
    "assembly",
    "material",
    "process",
    "machine",
    "trade",
    "certificate",
    "defect",
    "symptom",
    "quality",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
LANGUAGES: Final = ("en", "ru", "uz")
COLUMNS: Final = (
    *("concept", "kind", "en", "ru", "uz", "related"),
    *("about_en", "about_ru", "about_uz"),
)
REQUIRED: Final = ("concept", "kind")
TABLES: Final = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing of the trade.

    ``terms`` by language, the preferred one first; Uzbek in Latin letters, Cyrillic is derived.
    ``about`` by language: what it does or looks like, in words of a person who lacks the term.
    """

    id: str
    kind: Kind
    terms: dict[str, tuple[str, ...]]
    related: tuple[str, ...] = ()
    about: dict[str, str] | None = None

    def term(self, language: str) -> str:
        """What it is called in a language, or in the first one that has a term."""
        for code in (language, *LANGUAGES):
            if self.terms.get(code):
                return self.terms[code][0]
        return self.id


@dataclass(frozen=True, slots=True)
class Glossary:
    """All concepts by id; ``digest`` changes with any of them."""

    concepts: dict[str, Concept]
    digest: str


@cache
def load_glossary(own: Path | None = None) -> Glossary:
    """The packaged concepts and those of ``own``: a table, or a folder of `*.tsv` tables.

    A concept of ``own`` whose id is known adds its terms to the known one, before the others, and
    replaces what it says about it. Raises ConfigurationError naming file and row.
    """
    files = sorted(TABLES.glob("*.tsv")) + _own_files(own)
    concepts: dict[str, Concept] = {}
    digest = hashlib.blake2b(digest_size=8)
    for file in files:
        digest.update(file.read_bytes())
        for concept in _read(file):
            known = concepts.get(concept.id)
            concepts[concept.id] = concept if known is None else _joined(known, concept)
    return Glossary(concepts, digest.hexdigest())


def _own_files(own: Path | None) -> list[Path]:
    if own is None:
        return []
    found = sorted(own.glob("*.tsv")) if own.is_dir() else [own]
    if not found or not found[0].is_file():
        raise ConfigurationError(
            f"GLOSSARY_PATH {own}: there is no table; give a .tsv file, or a folder of them"
        )
    return found


def _read(file: Path) -> Iterator[Concept]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [name for name in REQUIRED if name not in (rows.fieldnames or ())]
            if missing:
                raise ConfigurationError(
                    f"glossary {file}: the column {missing[0]!r} is missing; the heading is "
                    f"{' '.join(COLUMNS)}, tab separated"
                )
            for number, row in enumerate(rows, start=2):
                yield _concept(file, number, {name: row.get(name) or "" for name in COLUMNS})
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"glossary {file} cannot be read: {error}") from error


def _concept(file: Path, number: int, cells: dict[str, str]) -> Concept:
    concept = cells["concept"].strip()
    terms = {language: _several(cells[language]) for language in LANGUAGES}
    if not concept or not any(terms.values()):
        raise ConfigurationError(
            f"glossary {file}, row {number}: a concept needs an id and at least one term"
        )
    for kind in KINDS:
        if kind == cells["kind"].strip():
            return Concept(
                id=concept,
                kind=kind,
                terms={language: found for language, found in terms.items() if found},
                related=_several(cells["related"]),
                about={
                    language: text
                    for language in LANGUAGES
                    if (text := cells[f"about_{language}"].strip())
                },
            )
    raise ConfigurationError(
        f"glossary {file}, row {number}: unknown kind {cells['kind']!r}; "
        f"use one of {', '.join(KINDS)}"
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for text in cell.split(";") if (term := text.strip())))


def _joined(known: Concept, added: Concept) -> Concept:
    terms: dict[str, tuple[str, ...]] = {
        language: tuple(
            dict.fromkeys((*added.terms.get(language, ()), *known.terms.get(language, ())))
        )
        for language in LANGUAGES
        if language in added.terms or language in known.terms
    }
    return replace(
        added,
        terms=terms,
        related=tuple(dict.fromkeys((*known.related, *added.related))),
        about=(known.about or {}) | (added.about or {}),
    )
