"""Answers about local content, as the HTTP service and the command line give them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from graph.planning.local_content import Method


class Answer(BaseModel):
    """Base of these answers: never changed once made."""

    model_config = ConfigDict(frozen=True)


class Contribution(Answer):
    """Imported value that an item brings into one vehicle, in US dollars.

    ``quantity`` is what is bought of it for the vehicle, whole assemblies that hold it left out as
    the method has it; ``share`` that of all imported value. ``local_share`` is what local suppliers
    have of its supply. In a roll-up ``level`` is an assembly's own and
    ``counts_as_local`` whether its locally supplied share counts as local; else both are None.
    """

    item_id: str
    name: str
    kind: str
    quantity: float
    unit: str
    unit_value_usd: float
    imported_value_usd: float
    share: float
    local_share: float
    level: float | None
    counts_as_local: bool | None


class NotKnown(Answer):
    """Something that bears on the answer and is not known, and how it was treated."""

    item_id: str
    name: str
    reason: str
    treatment: str


class LocalizationAnswer(Answer):
    """How local a vehicle is: ``level`` = (assessed - imported) ÷ assessed value, in US dollars.

    ``level`` and ``gap`` are None without an exworks price. ``is_upper_bound``: something in
    ``unknown`` could bring imported value that is not counted. ``notes`` are sentences.
    """

    vehicle: str
    name: str
    method: Method
    threshold: float
    level: float | None
    gap: float | None
    assessed_value_usd: float | None
    imported_value_usd: float
    is_upper_bound: bool
    contributions: list[Contribution]
    unknown: list[NotKnown]
    notes: list[str]
    as_of: date
    graph_version: int
