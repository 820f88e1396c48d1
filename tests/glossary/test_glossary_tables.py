"""The packaged glossary: complete, without duplicates and without contradictions."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from typing import Final

from graph.glossary.concepts import COLUMNS, KINDS, LANGUAGES, TABLES, load_glossary

CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
# Codes that are written alike everywhere: `M8`, `ABS`, `NOx`, `R134a`, `pH`.
CODE: Final = re.compile(r"[A-Za-z0-9&+./: -]+")
MOST_MEANINGS: Final = 4
"""A word of so many concepts is no term of any of them."""


def rows() -> list[dict[str, str]]:
    found = []
    for file in sorted(TABLES.glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE)
            assert tuple(reader.fieldnames or ()) == COLUMNS, file
            found += [row | {"file": file.name} for row in reader]
    return found


def terms(cell: str) -> list[str]:
    return [term.strip() for term in cell.split(";") if term.strip()]


ROWS: Final = rows()


def test_it_is_as_large_as_promised_and_of_every_kind() -> None:
    assert len(ROWS) >= 2_000
    kinds = Counter(row["kind"] for row in ROWS)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 50, kinds


def test_a_concept_stands_once() -> None:
    repeated = [id_ for id_, count in Counter(row["concept"] for row in ROWS).items() if count > 1]
    assert not repeated
    assert set(load_glossary().concepts) == {row["concept"] for row in ROWS}


def test_every_concept_is_named_and_told_in_every_language() -> None:
    lacking = [
        (row["concept"], column)
        for row in ROWS
        for language in LANGUAGES
        for column in (language, f"about_{language}")
        if not terms(row[column])
    ]
    assert not lacking


def test_terms_are_in_their_script_and_stand_once() -> None:
    wrong = []
    for row in ROWS:
        for language in LANGUAGES:
            found = terms(row[language])
            folded = [term.lower() for term in found]
            if len(set(folded)) < len(folded):
                wrong.append((row["concept"], language, "twice"))
            for term in found:
                is_russian = language == "ru"
                if bool(CYRILLIC.search(term)) != is_russian and not CODE.fullmatch(term):
                    wrong.append((row["concept"], language, term))
                if is_russian and not CYRILLIC.search(term) and term.isalpha() and term.islower():
                    wrong.append((row["concept"], language, term))
    assert not wrong


def test_related_concepts_exist() -> None:
    known = {row["concept"] for row in ROWS}
    dangling = [
        (row["concept"], other)
        for row in ROWS
        for other in terms(row["related"])
        if other not in known or other == row["concept"]
    ]
    assert not dangling


def test_a_preferred_term_means_one_thing() -> None:
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in ROWS:
        for language in LANGUAGES:
            owners[language, terms(row[language])[0].lower()].append(row["concept"])
    assert not {term: found for term, found in owners.items() if len(found) > 1}


def test_no_term_means_very_many_things() -> None:
    meanings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ROWS:
        for language in LANGUAGES:
            for term in terms(row[language]):
                meanings[language, term.lower()].add(row["concept"])
    assert not {term: found for term, found in meanings.items() if len(found) > MOST_MEANINGS}
