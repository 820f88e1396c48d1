"""Checks of ``cypher/`` that need no database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.compile_queries import compiled
from graph.errors import QueryContractError
from graph.queries import code_only, get_query, parse_query, query_names

ROOT = Path(__file__).parent.parent.parent
GOOD = """// mode: read
// params: id
// returns: id, lines
//
// Why it is so.
MATCH (n:Item {id: $id}) WHERE n.name <> '// $no MERGE'
RETURN n.id AS id, collect({a: n.x, b: 1}) AS lines
ORDER BY id
"""


@pytest.mark.parametrize("name", query_names())
def test_every_file_keeps_its_header(name: str) -> None:
    assert get_query(name).doc


def test_every_generated_query_is_as_its_specification_says() -> None:
    for name, text in compiled().items():
        assert (ROOT / "cypher" / name).read_text(encoding="utf-8") == text, name


def test_every_generated_query_still_has_a_specification() -> None:
    marked = {
        path.relative_to(ROOT / "cypher").as_posix()
        for path in (ROOT / "cypher").rglob("*.cypher")
        if "Written by graph.compile_queries" in path.read_text(encoding="utf-8")
    }
    assert marked == set(compiled())


def test_every_query_is_used_and_every_name_exists() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for package in ("graph", "ingest", "api")
        for path in (ROOT / package).rglob("*.py")
    ]
    literal = {
        name for text in sources for name in re.findall(r'"([a-z_]+(?:/[a-z0-9_]+)+)(?<!_)"', text)
    }
    patterns = [
        re.compile(re.sub(r"\{[^}]*\}", "[a-z_0-9]+", found) + "$")
        for text in sources
        for found in re.findall(r'f"([a-z_]*(?:/?\{[^}"]*\}|/?[a-z_]+)*/[a-z_{}.0-9]*)"', text)
    ]
    unused = [
        name
        for name in query_names()
        if name not in literal
        and not any(pattern.match(name) for pattern in patterns)
        and not name.startswith(("facts/", "schema/"))
    ]
    assert unused == []
    folders = {name.split("/")[0] for name in query_names()}
    known = set(query_names())
    wrong = [name for name in literal if name.split("/")[0] in folders and name not in known]
    assert wrong == []


@pytest.mark.parametrize("name", query_names())
def test_a_pattern_begins_at_what_is_known(name: str) -> None:
    # ArcadeDB walks a pattern as it is written: one that begins at a bare label looks at every
    # node of it, be the other end ever so well known (1.5 s instead of 6 ms).
    for pattern in re.findall(r"MATCH (.*?)(?: RETURN|$)", code_only(get_query(name).text), re.M):
        nodes = re.findall(r"\(([^()]*)\)", pattern)
        known = ["{" in node or ":" not in node for node in nodes]
        assert not any(known) or known[0], pattern


def test_a_good_file_is_taken() -> None:
    query = parse_query("a/b", GOOD)
    assert query.returns == ("id", "lines")
    assert query.text.startswith("MATCH")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("$id}", "$other}", "disagree"),
        ("params: id", "params: id, more", "disagree"),
        ("AS id,", "AS identity,", "header says otherwise"),
        ("MATCH (n", "MERGE (n", "a read says MERGE"),
        ("mode: read", "mode: sometimes", "unknown mode"),
        ("// Why it is so.\n", "", "a paragraph"),
        ("// returns: id, lines\n", "", "returns"),
    ],
)
def test_a_broken_file_is_refused(before: str, after: str, complaint: str) -> None:
    with pytest.raises(QueryContractError, match=complaint):
        parse_query("a/b", GOOD.replace(before, after, 1))
