"""Names of made items: halves of the sample's names, recombined in each language alike."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Final

from ingest.sample.seeds import LANGUAGES, TABLE_FOLDER

HEADINGS: Final = ("870829", "870830", "870840", "870850", "870880", "870899", "731815", "401693")


def sample_rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of a table of the sample data set."""
    with (TABLE_FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def halves() -> tuple[tuple[tuple[str, str], ...], ...]:
    """Of each item of the sample with names of two words or more in every language: the first
    word and what follows it, by language."""
    found = {}
    for row in sample_rows("items"):
        split = [row[f"name_{language}"].partition(" ") for language in LANGUAGES]
        if all(second for _, _, second in split):
            found[split[0]] = tuple((first, second) for first, _, second in split)
    return tuple(found.values())


def drawn_name(random: Random) -> tuple[str, ...]:
    """A name in English, Russian and Uzbek: the beginning of one item's, the end of another's."""
    known = halves()
    start = known[int(random.random() * len(known))]
    end = known[int(random.random() * len(known))]
    return tuple(f"{first} {second}" for (first, _), (_, second) in zip(start, end, strict=True))
