"""Writes the queries under ``cypher/facts/`` from ``graph.facts``.

``python -m graph.compile_queries`` writes them, with ``--check`` it only compares (a test does).
Files written by hand, such as ``link.cypher``, are left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from graph.facts import FACTS, LinkFact, NodeFact

STATED = "What one source states in {}; its statements, and no other's, begin with $beginning."


def query(mode: str, params: str, returns: str, doc: str, text: str) -> str:
    """A file in the form that ``graph.queries`` asks for."""
    return (
        f"// mode: {mode}\n// params: {params}\n// returns: {returns}\n//\n"
        f"// {doc}\n// Written by graph.compile_queries.\n{text.strip()}\n"
    )


def node_queries(fact: NodeFact) -> dict[str, str]:
    """Queries of a table whose rows are nodes."""
    label = fact.label
    where = f"n.kind IN {sorted(fact.kinds)} AND " if fact.kinds else ""
    made = {
        "list_stated": query(
            "read",
            "beginning",
            "key, statements",
            STATED.format(fact.table),
            f"MATCH (n:{label})\n"
            f"WHERE {where}any(said IN n.statements WHERE said STARTS WITH $beginning)\n"
            "RETURN\n  n.id AS key,\n  n.statements AS statements",
        ),
        "list_statements": query(
            "read",
            "rows",
            "key, statements, properties",
            f"All that any source states about these {fact.table}.",
            f"UNWIND $rows AS row\nMATCH (n:{label} {{id: row.key}})\n"
            "RETURN\n  n.id AS key,\n  n.statements AS statements,\n"
            "  properties(n) AS properties",
        ),
        "delete": query(
            "write",
            "rows",
            "-",
            f"Remove {fact.table} that no source states any longer.",
            f"UNWIND $rows AS row\nMATCH (n:{label} {{id: row.key}})\n"
            "OPTIONAL MATCH (n)<-[:DESCRIBES]-(s:SearchEntry)\nDETACH DELETE s, n",
        ),
    }
    if fact.used_by:
        made["list_users"] = query(
            "read",
            "rows",
            "key, type, labels, user",
            f"The facts that point at these {fact.table}: links by their key, nodes by their id.",
            "\nUNION ALL\n".join(_ways_of_use(fact)),
        )
    return made | (_kind_writes(fact) if fact.kinds else _plain_write(fact))


def _ways_of_use(fact: NodeFact) -> Iterator[str]:
    types = "|".join(fact.used_by)
    node = f"UNWIND $rows AS row\nMATCH (n:{fact.label} {{id: row.key}})"
    returned = "RETURN\n  n.id AS key,\n  type(link) AS type,\n  labels(other) AS labels,\n"
    yield f"{node}-[link:{types}]-(other)\n{returned}  coalesce(link.key, other.id) AS user"
    if fact.below:
        yield f"{node}<-[link:{fact.below}]-(other)\n{returned}  other.id AS user"
    if fact.listed_by:
        type_, property_ = fact.listed_by
        yield (
            f"MATCH ()-[link:{type_}]->()\nUNWIND link.{property_} AS key\nWITH link, key\n"
            f"WHERE key IN [one IN $rows | one.key]\n"
            f"RETURN\n  key,\n  type(link) AS type,\n  [] AS labels,\n  link.key AS user"
        )


def _plain_write(fact: NodeFact) -> dict[str, str]:
    return {
        "write": query(
            "write",
            "rows",
            "-",
            f"Add or change {fact.table}.",
            f"UNWIND $rows AS row\nMERGE (n:{fact.label} {{id: row.key}})\nSET n = row.properties",
        )
    }


def _kind_writes(fact: NodeFact) -> dict[str, str]:
    """ArcadeDB ignores dynamic labels in CREATE and is slow to MERGE two labels: one file a kind,
    and a MERGE spelled out."""
    made = {
        "update": query(
            "write",
            "rows",
            "-",
            f"Change {fact.table} that are there.",
            f"UNWIND $rows AS row\nMATCH (n:{fact.label} {{id: row.key}})\nSET n = row.properties",
        )
    }
    for kind, label in fact.kinds.items():
        made[f"create_{kind}"] = query(
            "write",
            "rows",
            "-",
            f"Add {fact.table} of kind {kind} that are not there yet.",
            f"UNWIND $rows AS row\nOPTIONAL MATCH (old:{fact.label} {{id: row.key}})\n"
            f"WITH row, old\nWHERE old IS NULL\nCREATE (n:{fact.label}:{label} {{id: row.key}})\n"
            "SET n = row.properties",
        )
        if len(fact.kinds) > 1:
            made[f"label_{kind}"] = query(
                "write",
                "rows",
                "-",
                f"Items that have become of kind {kind}, after their old label is gone.",
                f"UNWIND $rows AS row\nMATCH (n:{fact.label} {{id: row.key}})\n"
                f"WHERE NOT n:{label}\nSET n:{label}",
            )
            made[f"unlabel_{kind}"] = query(
                "write",
                "rows",
                "-",
                f"Items that are of kind {kind} no longer.",
                f"UNWIND $rows AS row\nMATCH (n:{fact.label} {{id: row.key}})\n"
                f"WHERE n:{label}\nREMOVE n:{label}",
            )
    return made


def link_queries(fact: LinkFact) -> dict[str, str]:
    """Queries of a table whose rows are relationships."""
    start, end = fact.start[0], fact.end[0]
    end_clause = "MERGE" if fact.makes_its_end else "MATCH"
    made = {
        "write": query(
            "write",
            "rows",
            "-",
            f"Add or change {fact.table}.",
            f"UNWIND $rows AS row\nMATCH (a:{start} {{id: row.start_id}})\n"
            f"{end_clause} (b:{end} {{id: row.end_id}})\n"
            f"MERGE (a)-[r:{fact.type} {{key: row.key}}]->(b)\nSET r = row.properties",
        ),
        "list_stated": query(
            "read",
            "beginning",
            "key, start_id, end_id, statements",
            STATED.format(fact.table),
            f"MATCH (a:{start})-[r:{fact.type}]->(b:{end})\n"
            "WHERE any(said IN r.statements WHERE said STARTS WITH $beginning)\n"
            "RETURN\n  r.key AS key,\n  a.id AS start_id,\n  b.id AS end_id,\n"
            "  r.statements AS statements",
        ),
        "list_statements": query(
            "read",
            "rows",
            "key, statements, properties",
            f"All that any source states about these {fact.table}.",
            f"UNWIND $rows AS row\n"
            f"MATCH (:{start} {{id: row.start_id}})-[r:{fact.type} {{key: row.key}}]->(:{end})\n"
            "RETURN\n  r.key AS key,\n  r.statements AS statements,\n"
            "  properties(r) AS properties",
        ),
        "delete": query(
            "write",
            "rows",
            "-",
            f"Remove {fact.table} that no source states any longer.",
            f"UNWIND $rows AS row\n"
            f"MATCH (:{start} {{id: row.start_id}})-[r:{fact.type} {{key: row.key}}]->(:{end})\n"
            "DELETE r",
        ),
    }
    if not fact.makes_its_end:
        made["create"] = query(
            "write",
            "rows, owner",
            "created",
            f"Add {fact.table} of which none is there yet, while $owner holds the lease.",
            f"MATCH (g:Graph {{id: 'zanjir', lease_owner: $owner}})\n"
            f"UNWIND $rows AS row\nMATCH (a:{start} {{id: row.start_id}})\n"
            f"MATCH (b:{end} {{id: row.end_id}})\n"
            f"CREATE (a)-[r:{fact.type}]->(b)\nSET r = row.properties\n"
            "RETURN\n  count(r) AS created",
        )
    return made


def compiled() -> dict[str, str]:
    """Path below ``cypher/`` -> text, of every generated query."""
    made: dict[str, str] = {}
    for table, fact in FACTS.items():
        queries = node_queries(fact) if isinstance(fact, NodeFact) else link_queries(fact)
        made |= {f"facts/{table}/{name}.cypher": text for name, text in queries.items()}
    return made


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` name those that differ."""
    root = Path(__file__).parent.parent / "cypher"
    differing = []
    for name, text in compiled().items():
        file = root / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            differing.append(name)
            if "--check" not in arguments:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
    for name in differing:
        sys.stdout.write(f"{name}\n")
    return 1 if differing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
