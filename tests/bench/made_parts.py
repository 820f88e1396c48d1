"""Any number of parts by recombining the names of the sample data set; the same at every call."""

from __future__ import annotations

import csv
from itertools import cycle
from pathlib import Path
from random import Random

from ingest.commands.serving import SAMPLE
from ingest.generate.names import HEADINGS

PARTS = 100_000
RARE_EVERY = 100
RARE_HEADING = "841391"
"""HS code of every hundredth part: the filter that leaves 1 %."""
LANGUAGES = ("en", "ru", "uz")


def write_parts(folder: Path, count: int = PARTS) -> Path:
    """A folder with `items.csv`: each part in one language, in turn, names of two halves."""
    random = Random(1)
    firsts, seconds = _halves()
    languages = cycle(LANGUAGES)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "kind", "name", "part_number", "hs_code"))
        for number in range(count):
            language = next(languages)
            name = f"{random.choice(firsts[language])} {random.choice(seconds[language])}"
            heading = random.choice(HEADINGS) if number % RARE_EVERY else RARE_HEADING
            part_number = f"{random.randint(10_000_000, 99_999_999)}"
            writer.writerow((f"M{number:06d}", "part", name, part_number, heading))
    return folder


def made_queries(count: int, seed: int = 2) -> list[str]:
    """Distinct queries like those names, in turn by language: no answer lies ready in a cache."""
    random = Random(seed)
    firsts, seconds = _halves()
    texts: dict[str, None] = {}
    languages = cycle(LANGUAGES)
    while len(texts) < count:
        language = next(languages)
        text = f"{random.choice(firsts[language])} {random.choice(seconds[language])}".lower()
        texts[text] = None
    return list(texts)


def _halves() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """First words of the sample's names, and what follows them, by language."""
    firsts: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    seconds: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    with (SAMPLE / "items.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for language in LANGUAGES:
                first, _, second = row[f"name_{language}"].partition(" ")
                if first and second:
                    firsts[language].add(first)
                    seconds[language].add(second)
    return (
        {language: sorted(found) for language, found in firsts.items()},
        {language: sorted(found) for language, found in seconds.items()},
    )
