"""How each input table is stored: the one place that ties tables to labels and relationships.

A *fact* is what one natural key of one table says: a node (``NodeFact``) or a relationship
(``LinkFact``). Every fact carries its statements, one for each source that states it; the fact's
own properties are those of the statement loaded last, so that after a prune what remains can
come back. ``graph.compile_queries`` writes the queries under ``cypher/facts/`` from these.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Namespace = str
"""Ids are unique within one: ``item`` (vehicles, assemblies, parts, materials), ``process`` and
``enterprise``. The columns of the tables point into them."""


@dataclass(frozen=True, slots=True)
class NodeFact:
    """A table whose rows are nodes.

    ``kinds`` maps the kind of a row to its own label beside ``label``; only items have kinds.
    ``used_by`` are the relationship types that keep such a node from being pruned, ``below`` the
    one that comes from those under it in a taxonomy, ``listed_by`` the (relationship type,
    property) whose list of ids may name it; both keep it too.
    ``has_links``: ``cypher/facts/<table>/link.cypher`` (written by hand) ties the node to others.
    """

    table: str
    label: str
    basis: str
    kinds: dict[str, str] = field(default_factory=dict)
    used_by: tuple[str, ...] = ()
    below: str | None = None
    listed_by: tuple[str, str] | None = None
    has_links: bool = False


@dataclass(frozen=True, slots=True)
class LinkFact:
    """A table whose rows are relationships; ``start`` and ``end`` are (label, column)."""

    table: str
    type: str
    basis: str
    start: tuple[str, str]
    end: tuple[str, str]

    @property
    def makes_its_end(self) -> bool:
        """Certificates are named by the table that states them; no other table lists them."""
        return self.end[0] == "Certificate"


Fact = NodeFact | LinkFact

_ITEM_USES = (
    "CONTAINS",
    "MADE_OF",
    "REQUIRES",
    "SUPPLIES",
    "OF",
    "FOR",
)

# In the order of writing: what others point at comes first. Pruning goes the other way.
FACTS: dict[str, Fact] = {
    fact.table: fact
    for fact in (
        NodeFact(
            "enterprises",
            "Enterprise",
            "declared",
            used_by=("CAN", "SUPPLIES", "HOLDS", "MAKES", "AT"),
            has_links=True,
        ),
        NodeFact(
            "processes",
            "Process",
            "declared",
            used_by=("CAN", "REQUIRES"),
            below="BROADER",
            has_links=True,
        ),
        NodeFact(
            "materials",
            "Item",
            "declared",
            kinds={"material": "Material"},
            used_by=_ITEM_USES,
            listed_by=("CAN", "materials"),
        ),
        NodeFact(
            "items",
            "Item",
            "declared",
            kinds={"assembly": "Assembly", "part": "Part"},
            used_by=_ITEM_USES,
        ),
        NodeFact(
            "vehicles",
            "Item",
            "declared",
            kinds={"vehicle": "Vehicle"},
            used_by=_ITEM_USES,
            has_links=True,
        ),
        LinkFact("bom", "CONTAINS", "declared", ("Item", "parent_id"), ("Item", "child_id")),
        LinkFact(
            "composition", "MADE_OF", "declared", ("Item", "part_id"), ("Item", "material_id")
        ),
        LinkFact(
            "requirements", "REQUIRES", "declared", ("Item", "part_id"), ("Process", "process_id")
        ),
        LinkFact(
            "certificates",
            "HOLDS",
            "declared",
            ("Enterprise", "enterprise_id"),
            ("Certificate", "certificate_key"),
        ),
        LinkFact(
            "capabilities",
            "CAN",
            "declared",
            ("Enterprise", "enterprise_id"),
            ("Process", "process_id"),
        ),
        LinkFact(
            "supplies", "SUPPLIES", "declared", ("Enterprise", "enterprise_id"), ("Item", "item_id")
        ),
        NodeFact("imports", "ImportRecord", "observed", has_links=True),
        NodeFact("plans", "Plan", "declared", has_links=True),
        NodeFact("stocks", "Stock", "observed", has_links=True),
        NodeFact("production", "Production", "observed", has_links=True),
    )
}

LABELS = sorted(
    {fact.label for fact in FACTS.values() if isinstance(fact, NodeFact)}
    | {"Certificate", "Country", "Graph", "HSCode", "Region", "Run", "SearchEntry", "Source"}
)
"""Labels whose ``id`` is unique."""
