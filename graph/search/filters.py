"""Which things the filters of a search keep: exactly, and before anything is ranked.

Values of one filter are alternatives, different filters must all hold, and a kind that a filter
says nothing about is dropped by it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from functools import reduce
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from graph.client import Row
from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.search.candidates import Allowed
from graph.search.snapshot import Snapshot
from graph.search.things import ITEM_KINDS, KINDS
from graph.structure.service import explode, today
from graph.text.countries import country_name, resolve_country, suggest_countries
from graph.text.folding import fold_name
from graph.text.regions import region_name, resolve_region, suggest_regions

Contents = Callable[[Graph, str], Iterable[str]]
"""Ids of the items and materials in a vehicle."""

NEAR_SHOWN: Final = 3
_NEAR_CUTOFF: Final = 60
_CONTENTS_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; empty means everything."""

    kinds: Collection[str] = ()
    regions: Collection[str] = ()
    countries: Collection[str] = ()
    hs: Collection[str] = ()
    vehicles: Collection[str] = ()
    processes: Collection[str] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


def counted_contents(graph: Graph, vehicle_id: str) -> list[str]:
    """All counted lines of a vehicle's explosion today, as planned, and their materials."""
    answer = explode(graph, vehicle_id)
    return [line.id for line in answer.lines] + [material.id for material in answer.materials]


def allowed_things(
    graph: Graph, snapshot: Snapshot, filters: Filters, contents: Contents = counted_contents
) -> Allowed | None:
    """For each thing whether all filters keep it; None without filters.

    Raises InputError for an unknown kind, region, country or HS code, NotFoundError for an
    unknown vehicle or process, each naming near ones.
    """
    if not filters:
        return None
    masks: list[Allowed] = []
    if filters.kinds:
        masks.append(_of_kinds(snapshot, filters.kinds))
    if filters.hs:
        masks.append(_of_hs(snapshot, filters.hs))
    if filters.regions:
        codes = sorted({_region(graph, text) for text in filters.regions})
        masks.append(
            _located(snapshot, graph.database.read("search/list_in_regions", regions=codes))
        )
    if filters.countries:
        codes = sorted({_country(text) for text in filters.countries})
        rows = graph.database.read("search/list_in_countries", countries=codes)
        masks.append(_located(snapshot, rows))
    if filters.vehicles:
        masks.append(_of_vehicles(graph, snapshot, filters.vehicles, contents))
    if filters.processes:
        masks.append(_of_processes(graph, snapshot, filters.processes))
    return reduce(np.logical_and, masks)


def _mask(snapshot: Snapshot, places: Iterable[int | None]) -> Allowed:
    mask = np.zeros(len(snapshot.things), dtype=np.bool_)
    # What the graph has got since the snapshot was taken is not in it.
    known = [place for place in places if place is not None]
    mask[known] = True
    return mask


def _of_kinds(snapshot: Snapshot, kinds: Collection[str]) -> Allowed:
    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"unknown kind {kind!r}; choose from {', '.join(KINDS)}")
    return _mask(
        snapshot, (place for place, thing in enumerate(snapshot.things) if thing.kind in kinds)
    )


def _of_hs(snapshot: Snapshot, prefixes: Collection[str]) -> Allowed:
    wanted = tuple("".join(filter(str.isdigit, prefix)) for prefix in prefixes)
    if not all(wanted):
        raise InputError("hs must be the first digits of an HS code, for example 8708")
    return _mask(
        snapshot,
        (
            place
            for place, thing in enumerate(snapshot.things)
            if thing.kind in ITEM_KINDS and thing.hs_code and thing.hs_code.startswith(wanted)
        ),
    )


def _located(snapshot: Snapshot, rows: list[Row]) -> Allowed:
    places = [snapshot.find("enterprise", row["enterprise_id"]) for row in rows]
    places += [snapshot.find("part", item) for row in rows for item in row["item_ids"]]
    return _mask(snapshot, places)


def _region(graph: Graph, text: str) -> str:
    code = resolve_region(text)
    if code is not None:
        return code
    # Regions of other countries are known by what was loaded.
    folded = fold_name(text)
    for row in graph.database.read("search/list_regions"):
        if any(value and fold_name(value) == folded for value in row.values()):
            return str(row["id"])
    near = [f"{code} ({region_name(code)})" for code in suggest_regions(text, NEAR_SHOWN)]
    raise InputError(_unknown("region", text, near))


def _country(text: str) -> str:
    code = resolve_country(text)
    if code is None:
        near = [f"{code} ({country_name(code)})" for code in suggest_countries(text, NEAR_SHOWN)]
        raise InputError(_unknown("country", text, near))
    return code


def _of_vehicles(
    graph: Graph, snapshot: Snapshot, vehicles: Collection[str], contents: Contents
) -> Allowed:
    places: set[int | None] = set()
    for vehicle in vehicles:
        place = snapshot.find("vehicle", vehicle)
        if place is None or snapshot.things[place].kind != "vehicle":
            raise NotFoundError(_unknown("vehicle", vehicle, _near(snapshot, "vehicle", vehicle)))
        places |= _contents(graph, snapshot, vehicle, contents)
    return _mask(snapshot, places)


def _contents(graph: Graph, snapshot: Snapshot, vehicle: str, contents: Contents) -> frozenset[int]:
    """Asked for once a day and version."""
    key = (vehicle, today().isoformat())
    known = snapshot.contents.get(key)
    if known is None:
        found = (snapshot.find("part", item) for item in contents(graph, vehicle))
        known = frozenset(place for place in found if place is not None)
        if len(snapshot.contents) >= _CONTENTS_KEPT:
            snapshot.contents.clear()
        snapshot.contents[key] = known
    return known


def _of_processes(graph: Graph, snapshot: Snapshot, processes: Collection[str]) -> Allowed:
    for wanted in processes:
        if snapshot.find("process", wanted) is None:
            raise NotFoundError(_unknown("process", wanted, _near(snapshot, "process", wanted)))
    rows = graph.database.read("search/list_processes_below", ids=sorted(set(processes)))
    ids = [row["id"] for row in rows]
    places = [snapshot.find("process", below) for below in ids]
    for row in graph.database.read("search/list_of_processes", ids=ids):
        places += [snapshot.find("enterprise", found) for found in row["enterprise_ids"]]
        places += [snapshot.find("part", found) for found in row["item_ids"]]
    return _mask(snapshot, places)


def _near(snapshot: Snapshot, kind: str, text: str) -> list[str]:
    """Ids of the things of a kind whose id or name is like the text."""
    names: dict[str, str] = {}
    for thing in snapshot.things:
        if thing.kind == kind:
            for name in (thing.id, thing.name, thing.name_en, thing.name_ru, thing.name_uz):
                if name:
                    names.setdefault(fold_name(name), thing.id)
    matches = process.extract(
        fold_name(text),
        list(names),
        scorer=fuzz.WRatio,
        processor=None,
        score_cutoff=_NEAR_CUTOFF,
        limit=NEAR_SHOWN * 4,
    )
    return list(dict.fromkeys(names[name] for name, _, _ in matches))[:NEAR_SHOWN]


def _unknown(what: str, text: str, near: list[str]) -> str:
    shown = " ".join(text.split())[:100]
    hint = f"near: {', '.join(near)}" if near else "nothing here is like it"
    return f"unknown {what} {shown!r}; {hint}"
