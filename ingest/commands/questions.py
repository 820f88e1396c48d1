"""The answers of the service on the command line: the same JSON, or a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from pydantic import BaseModel

from graph import paths
from graph.connection import open_graph
from graph.errors import InputError
from graph.search.embedding import Embedder
from graph.search.service import search as search_graph
from graph.search.snapshot_loading import load_snapshot
from graph.settings import get_settings
from graph.sourcing.suppliers import find_suppliers
from graph.structure import service as structure
from graph.things.items import get_item
from ingest.commands.options import Day, ItemId, Lifecycle
from ingest.commands.showing import AsJson
from ingest.commands.tables import print_table


def search(
    text: Annotated[str, typer.Argument(help="Words in any language, or a part number.")],
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; repeatable.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="Code or name; repeatable.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Code or name; repeatable.")] = None,
    hs: Annotated[list[str] | None, typer.Option(help="HS code prefix; repeatable.")] = None,
    vehicle: Annotated[list[str] | None, typer.Option(help="Vehicle id; repeatable.")] = None,
    process: Annotated[list[str] | None, typer.Option(help="Process id; repeatable.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """Find vehicles, assemblies, parts, materials, processes and enterprises."""
    settings = get_settings()
    if not text.strip():
        raise InputError("say what to search for")
    with open_graph(settings) as graph:
        answer = search_graph(
            graph,
            load_snapshot(graph),
            Embedder.of(settings),
            text,
            kinds=kind or (),
            regions=region or (),
            countries=country or (),
            hs=hs or (),
            vehicles=vehicle or (),
            processes=process or (),
            limit=limit,
        )
    rows = [
        (f"{r.score:.3f}", r.kind, r.id, r.name, ", ".join(sorted({w.by for w in r.why})))
        for r in answer.results
    ]
    show(answer, as_json, ("score", "kind", "id", "name", "found by"), rows)
    if not as_json:
        for number in answer.unknown_numbers:
            typer.echo(f"nothing here has the number {number}")


def item(item_id: ItemId, as_json: AsJson = True) -> None:
    """One vehicle, assembly or part with its neighbours and sources, as JSON."""
    del as_json  # accepted as by the other commands; there is no table of it
    with open_graph(get_settings()) as graph:
        typer.echo(get_item(graph, item_id).model_dump_json(indent=2))


def explosion(
    item_id: ItemId,
    units: Annotated[float, typer.Option(help="How many of it.")] = 1.0,
    depth: Annotated[int | None, typer.Option(min=1, help="Count ways of so many steps.")] = None,
    as_of: Day = None,
    lifecycle: Lifecycle = "as-planned",
    leaves_only: Annotated[bool, typer.Option("--leaves-only")] = False,
    as_json: AsJson = False,
) -> None:
    """What is in it, to any depth, with total quantities."""
    with open_graph(get_settings()) as graph:
        answer = structure.explode(
            graph,
            item_id,
            units=units,
            depth=depth,
            as_of=as_of.date() if as_of else None,
            lifecycle=lifecycle,
            leaves_only=leaves_only,
        )
    rows = [
        (str(line.level), line.id, line.name, f"{line.quantity:g}", line.unit)
        for line in answer.lines
    ]
    show(answer, as_json, ("level", "id", "name", "quantity", "unit"), rows)


def where_used(
    item_id: ItemId,
    as_of: Day = None,
    lifecycle: Lifecycle = "as-planned",
    as_json: AsJson = False,
) -> None:
    """What uses it, every level up, and how many a year."""
    with open_graph(get_settings()) as graph:
        answer = structure.where_used(
            graph, item_id, as_of=as_of.date() if as_of else None, lifecycle=lifecycle
        )
    rows = [
        (line.kind, line.id, line.name, f"{line.quantity_per_unit:g}", "") for line in answer.lines
    ]
    rows += [
        (
            "vehicle",
            line.id,
            line.name,
            f"{line.quantity_per_unit:g}",
            "" if line.annual_quantity is None else f"{line.annual_quantity:,.0f} in {line.year}",
        )
        for line in answer.vehicles
    ]
    show(answer, as_json, ("kind", "id", "name", "per unit", "a year"), rows)


def suppliers(
    item_id: ItemId,
    units: Annotated[float | None, typer.Option(help="Wanted a year.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="Code or name; repeatable.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Code or name; repeatable.")] = None,
    include: Annotated[str, typer.Option()] = "current,capable,inferred",
    as_json: AsJson = False,
) -> None:
    """Who supplies it, and who could."""
    with open_graph(get_settings()) as graph:
        answer = find_suppliers(
            graph,
            item_id,
            units=units,
            regions=region or (),
            countries=country or (),
            include=tuple(part.strip() for part in include.split(",") if part.strip()),
        )
    rows = [
        (
            f"{s.score:.2f}",
            s.relation,
            s.enterprise.id,
            s.enterprise.name,
            s.enterprise.region or s.enterprise.country or "",
            "not limited" if s.capacity is None else f"{s.capacity:,.0f}",
        )
        for s in answer.suppliers
    ]
    show(answer, as_json, ("score", "relation", "id", "enterprise", "place", "a year"), rows)


def neighbourhood(
    thing_id: Annotated[str, typer.Argument(metavar="ID")],
    depth: Annotated[int, typer.Option(min=1, max=4)] = 1,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
    as_json: AsJson = True,
) -> None:
    """What lies around a thing, as JSON."""
    del as_json  # as for `item`
    with open_graph(get_settings()) as graph:
        found = paths.neighbourhood(graph, thing_id, depth=depth, limit=limit)
    typer.echo(found.model_dump_json(indent=2))


def path(from_id: str, to_id: str, as_json: AsJson = False) -> None:
    """The shortest way between two things."""
    with open_graph(get_settings()) as graph:
        answer = paths.shortest_path(graph, from_id, to_id)
    rows = [(node.kind, node.id, node.name) for node in answer.nodes]
    show(answer, as_json, ("kind", "id", "name"), rows)


def show(
    answer: BaseModel, as_json: bool, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """JSON as over HTTP, or a table."""
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    print_table(dict.fromkeys(columns, False), list(rows))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (search, item, explosion, suppliers, neighbourhood, path):
        app.command(command.__name__)(command)
    app.command("where-used")(where_used)
