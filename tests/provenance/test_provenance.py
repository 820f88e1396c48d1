"""The form in which a fact keeps its sources."""

from __future__ import annotations

from graph.provenance import (
    Statement,
    beginning_of,
    decode_statements,
    digest_by,
    encode_statements,
    sources_of,
)

TOWN = Statement(
    "town", "items.csv", 17, "2026-11-23T04:51:30+00:00", "declared", "0a1b", {"name": "disc"}
)
OTHER = TOWN._replace(source='o"th,er', file="a\\b.csv", digest="ff", values={"mass_kg": 6.0})


def test_values_stated_once_are_the_facts_own() -> None:
    texts = encode_statements([TOWN])
    assert texts == ['["town","items.csv",17,"2026-11-23T04:51:30+00:00","declared","0a1b"]']
    stored = {"id": "D", "name": "disc", "statements": texts, "entries_version": 1}
    assert decode_statements(texts, stored) == [TOWN]


def test_values_stated_twice_stand_with_each_statement() -> None:
    texts = encode_statements([TOWN, OTHER])
    assert decode_statements(texts, {"id": "D", "name": "disc", "mass_kg": 6.0}) == [TOWN, OTHER]


def test_the_latest_source_comes_first() -> None:
    found = sources_of(encode_statements([TOWN, OTHER]))
    assert [(each.source, each.file, each.row) for each in found] == [
        ('o"th,er', "a\\b.csv", 17),
        ("town", "items.csv", 17),
    ]
    assert (found[1].loaded_at, found[1].basis) == (TOWN.loaded_at, "declared")


def test_a_source_is_told_by_how_its_statements_begin() -> None:
    texts = encode_statements([TOWN, OTHER, TOWN._replace(source="town2", digest="cc")])
    assert [digest_by(name, texts) for name in ("town", 'o"th,er', "town2")] == ["0a1b", "ff", "cc"]
    assert [text.startswith(beginning_of("town")) for text in texts] == [True, False, False]
