"""Reads the figures that planning needs: a handful of queries, collected into few rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan, nan
from typing import Any, Final

import numpy as np

from graph.connection import Graph
from graph.errors import NotReadyError
from graph.keeping import MAX_ATTEMPTS
from graph.planning.facts import Facts, HeadingImport, Imports, Prices, Production, Stock
from graph.planning.values import values_of
from graph.projection.loading import load_projection, read_stamp
from graph.projection.projection import Projection
from graph.projection.stored import copy_path, load_copy
from graph.sourcing.answers import EnterpriseRef
from graph.structure.bill import Bill, offsets_of
from graph.structure.building import unit_factor

KEPT: Final = "planning facts"


def facts_of(graph: Graph) -> Facts:
    """The facts of the graph as it is held in memory, or as it is now where nothing is held.

    Raises NotReadyError when the graph changes faster than it can be read.
    """
    for _ in range(MAX_ATTEMPTS):
        projection = _projection(graph)
        found: Facts | None = projection.derived.get(KEPT)
        if found is not None:
            return found
        if read_stamp(graph) == projection.stamp:
            facts = read_facts(graph, projection)
            if read_stamp(graph) == projection.stamp:
                projection.derived[KEPT] = facts
                return facts
        if graph.projections is not None:
            graph.projections.refresh()
    raise NotReadyError("the graph changes faster than it can be read; try again in a moment")


def _projection(graph: Graph) -> Projection:
    """What the process holds; a command line that holds nothing loads it, or its stored copy."""
    if graph.projections is not None:
        return graph.projection or graph.projections.refresh()
    stamp = read_stamp(graph)
    # Without a run the stamp does not tell one graph from another.
    copy = load_copy(copy_path(graph.settings), stamp) if stamp.last_run else None
    return copy or load_projection(graph)


def read_facts(graph: Graph, projection: Projection) -> Facts:
    """The facts beside a projection; the caller sees to it that both are of one version."""
    bill, supplies = projection.bill, projection.supplies
    home = graph.settings.home_country
    enterprises = {ref.id: ref for ref in _enterprises(graph)}
    unread: list[str] = []
    imports, headings = _imports(graph, bill, unread)
    at_home = np.array(
        [enterprises[id_].country == home for id_ in supplies.enterprise_ids], dtype=np.bool_
    )
    local = at_home[supplies.enterprises]
    capacities = np.where(np.isnan(supplies.capacities), np.inf, supplies.capacities)
    unread += _unusable(projection)
    return Facts(
        projection=projection,
        home_country=home,
        enterprises=enterprises,
        local=local,
        capacities=np.where(supplies.usable, capacities, 0.0),
        imports=imports,
        headings=headings,
        stocks=_stocks(graph, bill, unread),
        production=_production(graph, bill),
        prices=_prices(graph, bill),
        values=values_of(
            (supplies.items, supplies.shares, supplies.prices, local),
            (imports.items, imports.years, imports.quantities, imports.values),
            len(bill.items.ids),
        ),
        unread=unread,
    )


def _enterprises(graph: Graph) -> Iterator[EnterpriseRef]:
    for row in graph.database.stream("planning/list_places"):
        for id_, name, region in row["enterprises"]:
            yield EnterpriseRef(id=id_, name=name or id_, country=row["country"], region=region)


def _unusable(projection: Projection) -> Iterator[str]:
    supplies, items = projection.supplies, projection.bill.items
    for line in np.flatnonzero(~supplies.usable).tolist():
        item = int(supplies.items[line])
        enterprise = supplies.enterprise_ids[int(supplies.enterprises[line])]
        yield (
            f"{enterprise} supplies {items.ids[item]} in a unit that cannot be converted to "
            f"{items.unit(item)}; its capacity counts 0; load the supplies again"
        )


def _imports(
    graph: Graph, bill: Bill, unread: list[str]
) -> tuple[Imports, Sequence[HeadingImport]]:
    found: list[tuple[Any, ...]] = []
    headings: list[HeadingImport] = []
    for row in graph.database.stream("planning/list_imports"):
        if row["item"] is None:
            headings += [
                HeadingImport(row["hs_code"], country, int(year), quantity, unit, float(value))
                for country, year, quantity, unit, value in row["imports"]
            ]
        elif (item := bill.items.find(row["item"])) is not None:
            for country, year, quantity, unit, value in row["imports"]:
                amount = _in_unit(quantity, unit, item, bill, "imports", unread)
                found.append((item, country, int(year), amount, float(value)))
    countries = sorted({country for _, country, *_ in found})
    code = {country: place for place, country in enumerate(countries)}
    rows = sorted((item, code[country], *figures) for item, country, *figures in found)
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 5).T.copy()
    items = columns[0].astype(np.int32)
    imports = Imports(
        offsets=offsets_of(items, len(bill.items.ids)),
        items=items,
        countries=columns[1].astype(np.int32),
        years=columns[2].astype(np.int32),
        quantities=columns[3],
        values=columns[4],
        country_ids=countries,
    )
    headings.sort(key=lambda each: (each.hs_code, each.country, each.year))
    return imports, headings


def _in_unit(
    quantity: float | None, unit: str | None, item: int, bill: Bill, what: str, unread: list[str]
) -> float:
    """In the item's unit, which may have been changed after this row was loaded."""
    if quantity is None:
        return nan
    wanted = bill.items.unit(item)
    factor = 1.0 if unit is None or unit == wanted else unit_factor(unit, wanted)
    if isnan(factor):
        unread.append(
            f"{what} of {bill.items.ids[item]} are in {unit}, which cannot be converted to "
            f"{wanted}; that quantity is not known; load the {what} again"
        )
    return float(quantity) * factor


def _stocks(graph: Graph, bill: Bill, unread: list[str]) -> list[Stock]:
    found = []
    for row in graph.database.stream("planning/list_stocks"):
        item = bill.items.find(row["item"])
        if item is not None:
            for enterprise, quantity, unit in row["stocks"]:
                amount = _in_unit(quantity, unit, item, bill, "stocks", unread)
                if not isnan(amount):
                    found.append(Stock(item, amount, enterprise))
    return sorted(found, key=lambda stock: (stock.item, stock.enterprise or "", stock.quantity))


def _production(graph: Graph, bill: Bill) -> dict[int, list[Production]]:
    found = {}
    for row in graph.database.stream("planning/list_production"):
        item = bill.items.find(row["material"])
        if item is not None:
            rows = [Production(c, int(year), q, g) for c, year, q, g in row["production"]]
            found[item] = sorted(rows, key=lambda each: (each.year, each.country))
    return found


def _prices(graph: Graph, bill: Bill) -> dict[int, Prices]:
    return {
        bill.place_of(id_): Prices(*figures)
        for row in graph.database.stream("planning/list_prices")
        for id_, *figures in row["items"]
    }
