"""One raw material with its neighbours in short."""

from __future__ import annotations

from graph.connection import Graph
from graph.errors import NotFoundError
from graph.provenance import sources_of
from graph.things.answers import (
    MOST,
    ImportShort,
    MaterialAnswer,
    ProductionShort,
    StockShort,
    masses,
    supplier_short,
    texts,
)


def get_material(graph: Graph, material_id: str) -> MaterialAnswer:
    """A material. Raises NotFoundError for any other id."""
    rows = graph.database.read("things/get_material", id=material_id, limit=MOST)
    if not rows:
        raise NotFoundError(f"there is no material {material_id!r}")
    row = rows[0]
    properties = row["properties"]
    return MaterialAnswer(
        id=properties["id"],
        kind="material",
        name=properties.get("name") or properties["id"],
        names=texts(properties, "name"),
        description=properties.get("description"),
        descriptions=texts(properties, "description"),
        hs_code=properties.get("hs_code"),
        hs_text=row["hs_text"],
        unit=properties.get("unit") or "kg",
        price_usd_kg=properties.get("price_usd_kg"),
        recycling_rate=properties.get("recycling_rate"),
        substitutability=properties.get("substitutability"),
        parts=masses(row["parts"]),
        suppliers=[supplier_short(each) for each in row["suppliers"]],
        imports=[ImportShort(**each) for each in row["imports"]],
        stocks=[StockShort(item_id=material_id, **each) for each in row["stocks"]],
        production=[ProductionShort(**each) for each in row["production"]],
        totals={
            "parts": row["part_count"],
            "suppliers": row["supplier_count"],
            "imports": row["import_count"],
            "stocks": row["stock_count"],
            "production": row["production_count"],
        },
        sources=sources_of(properties.get("statements") or []),
        graph_version=row["graph_version"],
    )
