"""``zanjir bottlenecks``, ``zanjir candidates`` and ``zanjir opportunities``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from graph.connection import open_graph
from graph.planning import bottlenecks as planned_bottlenecks
from graph.planning import opportunities as planned_opportunities
from graph.planning.bottleneck_answers import Bottleneck, BottlenecksAnswer
from graph.planning.candidates import localization_candidates
from graph.settings import get_settings
from graph.sheets import Sheet
from ingest.commands.showing import AsCsv, AsJson, AsXlsx, Forms, show_figures

Year = Annotated[int | None, typer.Option(help="Plan and import year.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Lines at most.")]
Vehicles = Annotated[list[str] | None, typer.Option("--vehicle", help="Vehicle id; repeatable.")]

BOTTLENECKS = {
    "score": ".3f",
    "id": "",
    "name": "",
    "demand": ",.6g",
    "local supply": ",.6g",
    "unit": "",
    "import share": ".1%",
    "hhi": ".3f",
    "suppliers": "d",
    "units at risk": ",.0f",
    "stops the line": "",
    "supply risk": ".3f",
}
CANDIDATES = {
    "score": ".3f",
    "id": "",
    "name": "",
    "import value usd": ",.0f",
    "import quantity": ",.6g",
    "unit": "",
    "countries": "",
    "annual demand": ",.6g",
    "capable": "d",
    "best": "",
    "local materials": ".0%",
    "largest level delta": "+.3%",
}
OPPORTUNITIES = {
    "score": ".3f",
    "id": "",
    "name": "",
    "import value usd": ",.0f",
    "import quantity": ",.6g",
    "unit": "",
    "annual demand": ",.6g",
    "feasible": ".0%",
    "local materials": ".0%",
    "missing": "",
}


def bottlenecks(
    context: typer.Context,
    kind: Annotated[str, typer.Option(help="material or part.")] = "material",
    vehicle: Vehicles = None,
    region: Annotated[
        list[str] | None, typer.Option(help="Local supply of this region only; repeatable.")
    ] = None,
    year: Year = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """Which materials or parts could stop production, worst first."""
    with open_graph(get_settings()) as graph:
        answer = planned_bottlenecks.bottlenecks(
            graph,
            kind=planned_bottlenecks.checked_kind(kind),
            vehicles=vehicle or (),
            regions=region or (),
            year=year,
            limit=limit,
        )
    show_figures(
        answer,
        Sheet(BOTTLENECKS, list(_bottleneck_rows(answer))),
        Forms(context, as_json, as_csv, xlsx),
        below=_below(f"{answer.total} with a demand in {answer.year}", answer.unknown),
    )


def _bottleneck_rows(answer: BottlenecksAnswer) -> Iterator[tuple[str | float | None, ...]]:
    found: list[tuple[Bottleneck, tuple[float, float, str], float | None]] = [
        (part, (part.demand, part.local_supply, part.unit), None) for part in answer.parts
    ]
    for material in answer.materials:
        risk = material.supply_risk
        amounts = (material.demand_kg, material.local_supply_kg, "kg")
        found.append((material, amounts, risk.value if risk else None))
    for each, amounts, value in found:
        stops = {True: "yes", False: "no", None: None}[each.stops_the_line]
        yield (
            each.score, each.id, each.name, *amounts, each.import_share, each.hhi,
            each.suppliers, each.units_at_risk, stops, value,
        )  # fmt: skip


def candidates(
    context: typer.Context,
    vehicle: Vehicles = None,
    year: Year = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """What to localize next: imported items, best candidates first."""
    with open_graph(get_settings()) as graph:
        answer = localization_candidates(graph, vehicles=vehicle or (), year=year, limit=limit)
    rows = [
        (
            c.score, c.item_id, c.name, c.import_value_usd, c.import_quantity, c.unit,
            " ".join(c.countries), c.annual_demand, c.capable_local,
            c.best.enterprise.id if c.best else None, c.local_material_share,
            max(c.level_delta.values(), default=None),
        )
        for c in answer.candidates
    ]  # fmt: skip
    total = f"{answer.total} items imported for {answer.import_value_usd:,.0f} USD in {answer.year}"
    show_figures(
        answer,
        Sheet(CANDIDATES, rows),
        Forms(context, as_json, as_csv, xlsx),
        below=_below(total, answer.unknown),
    )


def opportunities(
    context: typer.Context,
    enterprise_id: Annotated[str, typer.Argument(metavar="ENTERPRISE", help="Its id.")],
    near: Annotated[int, typer.Option(min=0, help="Missing requirements tolerated.")] = 0,
    year: Year = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    xlsx: AsXlsx = None,
) -> None:
    """What an enterprise could make of what is imported."""
    with open_graph(get_settings()) as graph:
        answer = planned_opportunities.opportunities(
            graph, enterprise_id, near=near, year=year, limit=limit
        )
    rows = [
        (
            o.score, o.item_id, o.name, o.import_value_usd, o.import_quantity, o.unit,
            o.annual_demand, o.feasible_share, o.local_material_share,
            "; ".join(entry.detail for entry in o.missing),
        )
        for o in answer.opportunities
    ]  # fmt: skip
    total = f"{answer.total} items imported in {answer.year} for {answer.enterprise.name}"
    show_figures(
        answer,
        Sheet(OPPORTUNITIES, rows),
        Forms(context, as_json, as_csv, xlsx),
        below=_below(total, answer.unknown),
    )


def _below(total: str, unknown: list[str]) -> Iterator[str]:
    yield total
    for note in unknown:
        yield f"not known: {note}"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (bottlenecks, candidates, opportunities):
        app.command()(command)
