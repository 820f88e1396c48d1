"""Lists of things, page by page, ordered by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from graph.connection import Graph
from graph.errors import InputError
from graph.text.countries import country_name, resolve_country, suggest_countries
from graph.text.regions import region_name, resolve_region, suggest_regions
from graph.things.answers import Answer, Texts, texts
from graph.things.items import ITEM_KINDS

MOST_LISTED = 1_000
"""Things on one page at most."""


class ListedThing(Answer):
    """A row of a list."""

    id: str
    kind: str
    name: str
    names: Texts


class ListedItem(ListedThing):
    """A vehicle, assembly, part or material in a list."""

    part_number: str | None = None
    hs_code: str | None = None


class ListedEnterprise(ListedThing):
    """An enterprise in a list, with ISO codes of its country and region."""

    country: str | None = None
    region: str | None = None


class ListedProcess(ListedThing):
    """A process in a list."""

    parent_id: str | None = None


Listed = TypeVar("Listed", bound=ListedThing)


class Page(Answer, Generic[Listed]):
    """Things from ``offset`` on, at most ``limit`` of ``total``."""

    items: list[Listed]
    total: int
    limit: int
    offset: int
    graph_version: int


def list_vehicles(graph: Graph, *, limit: int = 50, offset: int = 0) -> Page[ListedItem]:
    """The vehicles."""
    return _page(graph, "things/list_vehicles", ListedItem, "vehicle", limit, offset)


def list_items(
    graph: Graph, *, kind: str | None = None, limit: int = 50, offset: int = 0
) -> Page[ListedItem]:
    """Vehicles, assemblies and parts, or those of one kind; InputError for another kind."""
    if kind is not None and kind not in ITEM_KINDS:
        raise InputError(f"unknown kind {kind[:40]!r}; use one of {', '.join(ITEM_KINDS)}")
    kinds = [kind] if kind else list(ITEM_KINDS)
    return _page(graph, "things/list_items", ListedItem, "", limit, offset, kinds=kinds)


def list_materials(graph: Graph, *, limit: int = 50, offset: int = 0) -> Page[ListedItem]:
    """The materials."""
    return _page(graph, "things/list_materials", ListedItem, "material", limit, offset)


def list_enterprises(
    graph: Graph,
    *,
    country: str | None = None,
    region: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Page[ListedEnterprise]:
    """The enterprises, of a country and a region given by code or any spelling of the name.

    Raises InputError, naming near ones, for a place that is not known.
    """
    return _page(
        graph,
        "things/list_enterprises",
        ListedEnterprise,
        "enterprise",
        limit,
        offset,
        country=None if country is None else country_code(country),
        region=None if region is None else region_code(region),
    )


def list_processes(graph: Graph, *, limit: int = 50, offset: int = 0) -> Page[ListedProcess]:
    """The processes."""
    return _page(graph, "things/list_processes", ListedProcess, "process", limit, offset)


def country_code(text: str) -> str:
    """ISO 3166-1 code of a country by code or name; InputError naming near ones."""
    code = resolve_country(text)
    if code is None:
        near = [f"{country_name(each)} ({each})" for each in suggest_countries(text)]
        raise InputError(_unknown_place("country", text, near, "UZ"))
    return code


def region_code(text: str) -> str:
    """ISO 3166-2 code of a region by code or name; InputError naming near ones."""
    code = resolve_region(text)
    if code is None:
        near = [f"{region_name(each)} ({each})" for each in suggest_regions(text)]
        raise InputError(_unknown_place("region", text, near, "UZ-FA"))
    return code


def _unknown_place(what: str, text: str, near: list[str], example: str) -> str:
    advice = f"did you mean {', '.join(near)}?" if near else f"give a name or a code like {example}"
    return f"unknown {what} {text[:60]!r}; {advice}"


def _page(
    graph: Graph,
    query: str,
    model: type[Listed],
    kind: str,
    limit: int,
    offset: int,
    **filters: Any,
) -> Page[Listed]:
    if not 1 <= limit <= MOST_LISTED:
        raise InputError(f"limit must be from 1 to {MOST_LISTED}")
    if offset < 0:
        raise InputError("offset must be 0 or more")
    row = graph.database.read(query, limit=limit, offset=offset, **filters)[0]
    return Page[model](  # type: ignore[valid-type]
        items=[_listed(model, each, kind) for each in row["things"]],
        total=row["total"],
        limit=limit,
        offset=offset,
        graph_version=graph.version(),
    )


def _listed(model: type[Listed], row: Mapping[str, Any], kind: str) -> Listed:
    values = {name: value for name, value in row.items() if name in model.model_fields}
    values |= {
        "kind": row.get("kind") or kind,
        "name": row["name"] or row["id"],
        "names": texts(row, "name"),
    }
    return model(**values)
