"""Reads a whole graph's structure: a handful of queries, collected into few rows."""

from __future__ import annotations

import time

from graph.connection import Graph
from graph.errors import GraphError
from graph.keeping import read_settled
from graph.projection.projection import Projection, Stamp
from graph.structure.bill import Bill
from graph.structure.building import BillBuilder, head_of


def read_stamp(graph: Graph) -> Stamp:
    """The stamp of the graph now."""
    rows = graph.database.read("projection/get_stamp")
    if not rows:
        raise GraphError("the database has no schema yet; run `zanjir schema apply`")
    return Stamp(int(rows[0]["version"]), rows[0]["last_run"])


def load_projection(graph: Graph) -> Projection:
    """All of one version; read again when the graph moved on meanwhile."""

    def load(stamp: Stamp) -> Projection:
        started = time.monotonic()
        bill = _load(graph)
        return Projection(stamp, bill, time.monotonic() - started)

    return read_settled(lambda: read_stamp(graph), load)


def _load(graph: Graph) -> Bill:
    stream = graph.database.stream
    builder = BillBuilder(
        head_of(*cells) for row in stream("projection/list_items") for cells in row["items"]
    )
    for row in stream("projection/list_lines"):
        builder.add_lines(row["parent"], row["lines"])
    for row in stream("projection/list_composition"):
        builder.add_composition(row["material"], row["parts"])
    for row in stream("projection/list_plans"):
        builder.add_plan(row["vehicle"], row["year"], row["units"])
    return builder.build()
