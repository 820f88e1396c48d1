"""What the columns of the tables may point at."""

from __future__ import annotations

from graph.facts import FACTS, LinkFact

ITEM = "vehicle,assembly,part"
ANY_ITEM = "vehicle,assembly,part,material"

POINTERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    # table: (column, namespace, allowed kinds; empty = any)
    "vehicles": (("maker_id", "enterprise", ""),),
    "processes": (("parent_id", "process", ""),),
    "bom": (("parent_id", "item", ITEM), ("child_id", "item", "assembly,part")),
    "composition": (("part_id", "item", "assembly,part"), ("material_id", "item", "material")),
    "requirements": (("part_id", "item", "assembly,part"), ("process_id", "process", "")),
    "certificates": (("enterprise_id", "enterprise", ""),),
    "capabilities": (
        ("enterprise_id", "enterprise", ""),
        ("process_id", "process", ""),
        ("materials", "item", "material"),
    ),
    "supplies": (("enterprise_id", "enterprise", ""), ("item_id", "item", ANY_ITEM)),
    "imports": (("item_id", "item", ANY_ITEM),),
    "plans": (("vehicle_id", "item", "vehicle"),),
    "stocks": (("item_id", "item", ANY_ITEM), ("enterprise_id", "enterprise", "")),
    "production": (("material_id", "item", "material"),),
}

NAMESPACES = {
    "enterprises": "enterprise",
    "processes": "process",
    "materials": "item",
    "items": "item",
    "vehicles": "item",
}
"""Node tables whose ids others point at."""


def _end(table: str, column: str) -> str | None:
    """Which end of a link the column names, if any: ``start_id`` or ``end_id`` of a staged row."""
    fact = FACTS[table]
    if isinstance(fact, LinkFact):
        return {fact.start[1]: "start_id", fact.end[1]: "end_id"}.get(column)
    return None


ENDS = [
    (table, end, *pointer)
    for table, pointers in POINTERS.items()
    for pointer in pointers
    if (end := _end(table, pointer[0])) is not None
]
"""Pointers that are an end of a link: (table, end, column, namespace, kinds)."""

BESIDE_ENDS = {
    table: [pointer for pointer in pointers if _end(table, pointer[0]) is None]
    for table, pointers in POINTERS.items()
}
"""All others, by table: (column, namespace, kinds)."""
