"""Things for the search tests."""

from __future__ import annotations

from graph.search.things import Thing, thing_of


def thing(thing_id: str, name: str = "thing", kind: str = "part", **columns: object) -> Thing:
    """A thing with the given columns, the others empty."""
    row = {"name_en": None, "name_ru": None, "name_uz": None}
    return thing_of({"id": thing_id, "kind": kind, "name": name} | row | columns)
