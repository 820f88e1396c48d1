"""Fills a database with a generated supply base by a plain loop, as quickly as Bolt allows.

A million items take the ingest, which checks and records where everything came from, far longer
than reading them takes, and reading is what is measured. Written is what a projection reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.client import in_batches
from graph.connection import Graph
from graph.facts import FACTS, LinkFact
from ingest.generate.world import World
from tests.bench.generated import rows_of

BATCH = 20_000
TABLES = ("materials", "items", "vehicles", "bom", "composition", "processes", "requirements",
          "enterprises", "supplies", "plans")  # fmt: skip
STAMP = (
    "MERGE (g:Graph {id: 'zanjir'}) SET g.version = 1 "
    "CREATE (:Run {id: 'filling', changed: 1, finished_at: '2026-01-01'})"
)
PLANS = "MATCH (p:Plan) MATCH (v:Item {id: p.vehicle_id}) CREATE (p)-[:FOR]->(v)"


def fill(graph: Graph, world: World) -> None:
    """Into an empty database with the schema applied."""
    for table in TABLES:
        statement = _statement(table)
        for batch in in_batches(_rows(world, table), BATCH):
            graph.database.run_schema(statement, rows=batch)
    graph.database.run_schema(PLANS)
    graph.database.run_schema(STAMP)


def _statement(table: str) -> str:
    fact = FACTS[table]
    if not isinstance(fact, LinkFact):
        return f"UNWIND $rows AS row CREATE (n:{fact.label}) SET n = row.properties"
    return (
        f"UNWIND $rows AS row MATCH (a:{fact.start[0]} {{id: row.start}}) "
        f"MATCH (b:{fact.end[0]} {{id: row.end}}) "
        f"CREATE (a)-[r:{fact.type}]->(b) SET r = row.properties"
    )


def _rows(world: World, table: str) -> Iterator[dict[str, Any]]:
    fact = FACTS[table]
    kind = {"vehicles": "vehicle", "materials": "material"}.get(table)
    for number, row in enumerate(rows_of(world, table)):
        if isinstance(fact, LinkFact):
            yield {
                "start": row.pop(fact.start[1]), "end": row.pop(fact.end[1]), "properties": row
            }  # fmt: skip
        else:
            # A plan has no id of its own; sizes are text here, which no projection reads.
            beside = {"id": row.get("id", f"{table} {number}")} | ({"kind": kind} if kind else {})
            yield {"properties": row | beside}
