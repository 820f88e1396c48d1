"""One process of the taxonomy with its neighbours in short."""

from __future__ import annotations

from graph.connection import Graph
from graph.errors import NotFoundError
from graph.provenance import sources_of
from graph.things.answers import MOST, ProcessAnswer, enterprise_short, short, texts


def get_process(graph: Graph, process_id: str) -> ProcessAnswer:
    """A process. Raises NotFoundError for any other id."""
    rows = graph.database.read("things/get_process", id=process_id, limit=MOST)
    if not rows:
        raise NotFoundError(f"there is no process {process_id!r}")
    row = rows[0]
    properties = row["properties"]
    return ProcessAnswer(
        id=properties["id"],
        kind="process",
        name=properties.get("name") or properties["id"],
        names=texts(properties, "name"),
        description=properties.get("description"),
        descriptions=texts(properties, "description"),
        parent=short(row["parent"], "process") if row["parent"] else None,
        children=[short(each, "process") for each in row["children"]],
        enterprises=[enterprise_short(each) for each in row["enterprises"]],
        items=[short(each) for each in row["items"]],
        totals={
            "children": row["child_count"],
            "enterprises": row["enterprise_count"],
            "items": row["item_count"],
        },
        sources=sources_of(properties.get("statements") or []),
        graph_version=row["graph_version"],
    )
