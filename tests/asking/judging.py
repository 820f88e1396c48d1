"""Judges understandings by questions whose right one is known.

    python -m tests.asking.judging tests/asking/questions_tuning.jsonl

prints every question that is not fully right (intent, things, parameters) and the shares.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from graph.asking.understanding import Understander, Understanding
from graph.glossary.space import concept_space
from graph.search.things import Thing, thing_of

TABLES = Path(__file__).parents[2] / "ingest" / "sample" / "tables"
KINDS = {"vehicles": "vehicle", "items": "", "materials": "material", "processes": "process",
         "enterprises": "enterprise"}  # fmt: skip
Question = dict[str, Any]


@cache
def sample_things() -> tuple[Thing, ...]:
    """The things of the sample data set, from its tables."""
    found: list[Thing] = []
    for table, kind in KINDS.items():
        with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                others = (row.get("other_numbers") or "").split(";")
                columns: dict[str, Any] = {
                    **{name: row.get(name) or None for name in ("name_en", "name_ru", "name_uz")},
                    **{name: row.get(name) or None for name in ("part_number", "hs_code")},
                    "tax_number": row.get("tax_number") or None,
                    "other_numbers": [number.strip() for number in others if number.strip()],
                    "id": row["id"],
                    "name": row["name"],
                    "kind": row.get("kind") or kind,
                }
                found.append(thing_of(columns))
    return tuple(found)


@cache
def sample_understander() -> Understander:
    """Over the sample data set, with the packaged glossary."""
    return Understander(sample_things(), concept_space())


def questions(path: Path) -> list[Question]:
    """One JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


@dataclass(frozen=True)
class Judgement:
    """What is wrong with an understanding, in words; empty when it is fully right."""

    question: Question
    understood: Understanding
    wrong: tuple[str, ...]


def judge(question: Question, understood: Understanding) -> Judgement:
    """Compare with the right understanding.

    For a search only its filters count; the things of an unknown question do not; an extra
    vehicle beside an item is allowed; a missing `down` is an empty one; regions and countries
    count as things.
    """
    wrong = []
    if understood.language != question["language"]:
        wrong.append(f"language {understood.language}")
    if understood.intent != question["intent"]:
        wrong.append(f"intent {understood.intent}")
    elif question["intent"] != "unknown":
        right, got = question["call"], understood.call
        if got is None or canonical(right) != canonical(got.model_dump()):
            wrong.append(f"call {got and (got.path, got.body)}")
        things = [link.thing.id for link in understood.links]
        things += [place.code for place in understood.survey.places]
        missing = set(question["things"]) - set(things)
        if missing:
            wrong.append(f"things {things}")
    return Judgement(question, understood, tuple(wrong))


def canonical(call: dict[str, Any]) -> Any:
    """A call in a form in which equal ones are equal."""
    parts = urlsplit(call["path"])
    path, pairs = unquote(parts.path), parse_qsl(parts.query, keep_blank_values=True)
    if path.endswith("/search"):
        pairs = [pair for pair in pairs if pair[0] != "q"]
    body = call.get("body")
    if body is not None and "what-if" in path:
        body = {"down": [], **body}
        body["down"] = sorted(body["down"])
        body["localize"] = sorted(map(str, body.get("localize", [])))
    if body is not None:
        body = {
            name: sorted(value) if name in ("regions", "countries", "certificates") else value
            for name, value in body.items()
        }
    return call["method"], path, sorted(pairs), body


def measure(path: Path) -> tuple[list[Judgement], dict[str, float], dict[str, float]]:
    """All judgements, and the shares of fully right ones by language and by intent."""
    understander = sample_understander()
    judged = [judge(each, understander.understand(each["question"])) for each in questions(path)]
    return judged, shares(judged, "language"), shares(judged, "intent")


def shares(judged: list[Judgement], by: str) -> dict[str, float]:
    """The share of fully right ones for each value of a field."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for each in judged:
        groups[each.question[by]].append(not each.wrong)
    return {name: sum(right) / len(right) for name, right in sorted(groups.items())}


def report(judged: list[Judgement]) -> str:
    """Every wrong one, a line each."""
    return "\n".join(
        f"{each.question['language']} {each.question['intent']}: {each.question['question']}\n"
        f"    got {'; '.join(each.wrong)}\n    not {each.question['call']}"
        for each in judged
        if each.wrong
    )


if __name__ == "__main__":
    results, by_language, by_intent = measure(Path(sys.argv[1]))
    sys.stdout.write(report(results) + "\n")
    for table in (by_language, by_intent):
        sys.stdout.write("  ".join(f"{name} {share:.1%}" for name, share in table.items()) + "\n")
