"""What was imported of an item in a year, by country."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import isnan

from graph.planning.facts import Facts, HeadingImport
from graph.structure.building import unit_factor
from graph.units import KILOGRAM


@dataclass(frozen=True, slots=True)
class Imported:
    """``quantities`` by country in the item's unit, of ``year``: None where nothing is stated.

    ``value_usd`` is of the same rows; ``by_heading``: some of them name only the HS code.
    ``unknown``: what could not be counted, in sentences.
    """

    year: int | None
    quantities: dict[str, float]
    value_usd: float
    by_heading: bool
    unknown: list[str]


def imported_in(facts: Facts, item: int, year: int) -> Imported:
    """The imports of a year, or of the latest before it that states a quantity.

    Of a material rows that name its HS code and no item count too.
    """
    rows = [(country, of, amount, value, False) for country, of, amount, value in _own(facts, item)]
    rows += [(r.country, r.year, _kilograms(r), r.value_usd, True) for r in _headings(facts, item)]
    rows = [row for row in rows if row[1] <= year]
    stated = [row for row in rows if not isnan(row[2])]
    latest = max((row[1] for row in stated), default=None)
    counted = [row for row in stated if row[1] == latest]
    quantities: dict[str, float] = defaultdict(float)
    for country, _, amount, _, _ in counted:
        quantities[country] += amount
    unknown = [
        f"the quantity imported from {country} in {of} is not known; it is not counted"
        for country, of, amount, _, _ in rows
        if isnan(amount) and (latest is None or of >= latest)
    ]
    return Imported(
        latest,
        dict(quantities),
        sum(row[3] for row in counted),
        any(row[4] for row in counted),
        unknown,
    )


def _own(facts: Facts, item: int) -> list[tuple[str, int, float, float]]:
    """Country, year, quantity (NaN if not known), value of the rows that name the item."""
    imports = facts.imports
    return [
        (
            imports.country_ids[int(imports.countries[row])],
            int(imports.years[row]),
            float(imports.quantities[row]),
            float(imports.values[row]),
        )
        for row in facts.imports_of(item)
    ]


def _headings(facts: Facts, item: int) -> list[HeadingImport]:
    prices = facts.prices.get(item)
    if prices is None or prices.hs_code is None or facts.bill.items.kind(item) != "material":
        return []

    def make() -> dict[str, list[HeadingImport]]:
        found: dict[str, list[HeadingImport]] = defaultdict(list)
        for row in facts.headings:
            found[row.hs_code].append(row)
        return dict(found)

    return facts.kept("headings", make).get(prices.hs_code, [])


def _kilograms(row: HeadingImport) -> float:
    """A row without a unit is in kg, as a material is."""
    if row.quantity is None:
        return float("nan")
    if row.unit is None or row.unit == KILOGRAM:
        return row.quantity
    return row.quantity * unit_factor(row.unit, KILOGRAM)
