"""The catalog of ``cypher/``: load a query by name and hold it to its header.

A file begins with a header of ``// key: value`` lines, then ``//``, then why it is written so::

    // mode: read | write | schema
    // params: id, as_of            (exactly the $names used; "-" for none)
    // returns: parent, child       (exactly the columns returned; "-" for none)

The name of a query is its path below ``cypher/`` without the ending. The header is not sent:
ArcadeDB refuses ``EXPLAIN`` before comment lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, cast, get_args

from graph.errors import QueryContractError

Mode = Literal["read", "write", "schema"]

WRITE_WORDS = re.compile(
    r"\b(CREATE|MERGE|DELETE|SET|REMOVE|DROP|LOAD\s+CSV|FOREACH|IN\s+TRANSACTIONS)\b", re.IGNORECASE
)
PARAMETER = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
# Strings first: a // inside one must not swallow the rest of its line.
NOT_CODE = re.compile(
    r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One statement of ``cypher/`` with what its header promises."""

    name: str
    mode: Mode
    params: frozenset[str]
    returns: tuple[str, ...]
    doc: str
    text: str


def code_only(text: str) -> str:
    """The statement with strings and comments blanked, for looking at its words."""
    return NOT_CODE.sub(" ", text)


def returned_columns(text: str) -> tuple[str, ...]:
    """Names of the columns of the last RETURN, in order; empty without one."""
    code = code_only(text)
    position = -1
    depth = 0
    for match in re.finditer(r"[{(\[]|[})\]]|\bRETURN\b", code):
        bracket = match.group()
        if bracket in "{([":
            depth += 1
        elif bracket in "})]":
            depth -= 1
        elif depth == 0:
            position = match.end()
    if position < 0:
        return ()
    clause = re.split(r"\b(?:ORDER\s+BY|SKIP|LIMIT)\b", code[position:])[0]
    clause = re.sub(r"^\s*DISTINCT\b", "", clause)
    return tuple(_alias(column) for column in _split_columns(clause))


def _split_columns(clause: str) -> list[str]:
    columns, depth, current = [], 0, ""
    for character in clause:
        depth += (character in "({[") - (character in ")}]")
        if character == "," and depth == 0:
            columns.append(current)
            current = ""
        else:
            current += character
    return [column.strip() for column in [*columns, current]]


def _alias(column: str) -> str:
    match = re.search(r"\bAS\s+([A-Za-z_][A-Za-z0-9_]*)\s*$", column, re.IGNORECASE)
    return match.group(1) if match else column


def _header(name: str, lines: list[str]) -> tuple[dict[str, str], list[str], int]:
    keys: dict[str, str] = {}
    doc: list[str] = []
    for number, line in enumerate(lines):
        if not line.startswith("//"):
            return keys, doc, number
        content = line.removeprefix("//").strip()
        key, colon, value = content.partition(":")
        if colon and key in {"mode", "params", "returns"} and not doc:
            keys[key] = value.strip()
        elif content:
            doc.append(content)
    raise QueryContractError(f"cypher/{name}: no statement below the header")


def _listed(value: str) -> tuple[str, ...]:
    return () if value == "-" else tuple(part.strip() for part in value.split(","))


def parse_query(name: str, source: str) -> NamedQuery:
    """Parse one file; raises QueryContractError when it breaks the rules above."""
    lines = source.splitlines()
    keys, doc, start = _header(name, lines)
    absent = {"mode", "params", "returns"} - keys.keys()
    if absent or not doc:
        raise QueryContractError(f"cypher/{name}: header lacks {sorted(absent) or 'a paragraph'}")
    if keys["mode"] not in get_args(Mode):
        raise QueryContractError(f"cypher/{name}: unknown mode {keys['mode']!r}")
    text = "\n".join(lines[start:]).strip()
    query = NamedQuery(
        name=name,
        mode=cast(Mode, keys["mode"]),
        params=frozenset(_listed(keys["params"])),
        returns=_listed(keys["returns"]),
        doc=" ".join(doc),
        text=text,
    )
    _check(query)
    return query


def _check(query: NamedQuery) -> None:
    used = set(PARAMETER.findall(code_only(query.text)))
    if used != query.params:
        wrong = sorted(used ^ query.params)
        raise QueryContractError(f"cypher/{query.name}: params and text disagree on {wrong}")
    if query.mode == "read" and (word := WRITE_WORDS.search(code_only(query.text))):
        raise QueryContractError(f"cypher/{query.name}: a read says {word.group()}")
    if query.mode != "schema" and returned_columns(query.text) != query.returns:
        found = ", ".join(returned_columns(query.text))
        raise QueryContractError(f"cypher/{query.name}: returns {found}, header says otherwise")


def _file(name: str) -> Traversable:
    return files("cypher").joinpath(f"{name}.cypher")


@cache
def get_query(name: str) -> NamedQuery:
    """The query ``cypher/<name>.cypher``."""
    file = _file(name)
    if not file.is_file():
        raise QueryContractError(f"there is no cypher/{name}.cypher")
    return parse_query(name, file.read_text(encoding="utf-8"))


@cache
def engine_statement(name: str) -> str:
    """The text of a file only one engine understands (``cypher/schema/<engine>/…``)."""
    return files("cypher").joinpath(name).read_text(encoding="utf-8")


def query_names() -> list[str]:
    """Every ``.cypher`` file of the package but the engine-specific ones, sorted."""
    return sorted(_walk(files("cypher"), ""))


def _walk(folder: Traversable, prefix: str) -> list[str]:
    found: list[str] = []
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith("_"):
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".cypher"):
            found.append(prefix + entry.name.removesuffix(".cypher"))
    return found
