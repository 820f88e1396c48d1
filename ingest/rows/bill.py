"""Tables of what things are made of and need: bom, composition, requirements."""

from __future__ import annotations

from typing import Any, ClassVar

from ingest.rows.columns import (
    Amount,
    Day,
    Id,
    Lifecycle,
    OptionalLine,
    Positive,
    ScrapRate,
    Unit,
    Whole,
    check_validity,
)
from ingest.rows.row import Note, Row


class BomRow(Row):
    """One line of a bill of material. Without a unit the quantity is in the child's."""

    table: ClassVar[str] = "bom"
    required: ClassVar[tuple[str, ...]] = ("parent_id", "child_id", "quantity")
    key_columns: ClassVar[tuple[str, ...]] = (
        "parent_id",
        "child_id",
        "position",
        "lifecycle",
        "valid_from",
        "valid_to",
    )
    linked: ClassVar[tuple[str, ...]] = (
        "parent_id",
        "child_id",
    )

    parent_id: Id
    child_id: Id
    quantity: Positive
    unit: Unit = None
    position: OptionalLine = None
    scrap_rate: ScrapRate = None
    alternative_group: OptionalLine = None
    alternative_rank: Whole = None
    valid_from: Day = None
    valid_to: Day = None
    lifecycle: Lifecycle = "as-planned"

    @classmethod
    def complete(cls, values: dict[str, Any], notes: list[Note]) -> None:
        check_validity(values)


class CompositionRow(Row):
    """The mass of a material in one unit of a part."""

    table: ClassVar[str] = "composition"
    required: ClassVar[tuple[str, ...]] = ("part_id", "material_id", "mass_kg")
    key_columns: ClassVar[tuple[str, ...]] = ("part_id", "material_id")
    linked: ClassVar[tuple[str, ...]] = (
        "part_id",
        "material_id",
    )

    part_id: Id
    material_id: Id
    mass_kg: Amount


class RequirementRow(Row):
    """A process that a part or an assembly needs, and the certificate asked for."""

    table: ClassVar[str] = "requirements"
    required: ClassVar[tuple[str, ...]] = ("part_id", "process_id")
    # A process may ask for several certificates, one a row.
    key_columns: ClassVar[tuple[str, ...]] = ("part_id", "process_id", "certificate")
    linked: ClassVar[tuple[str, ...]] = (
        "part_id",
        "process_id",
    )

    part_id: Id
    process_id: Id
    certificate: OptionalLine = None
