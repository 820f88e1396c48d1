"""The register of what is imported: by item, country and year."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.planning.candidate_answers import CountryImport, HeadingImports, YearImport
from graph.planning.facts import Facts
from graph.planning.sources import herfindahl
from graph.structure.bill import Mask, Numbers


@dataclass(frozen=True, slots=True)
class Register:
    """Of one item: the year's ``value`` in US dollars, and ``quantity`` in its unit (None where no
    row states one), by country, largest value first, and over the years."""

    value: float
    quantity: float | None
    by_country: list[CountryImport]
    by_year: list[YearImport]
    unknown: list[str]

    @property
    def countries(self) -> list[str]:
        """Codes, largest value first."""
        return [each.country for each in self.by_country]

    @property
    def hhi(self) -> float | None:
        """Σ share² over the countries, by value."""
        return herfindahl(each.value_usd for each in self.by_country)

    def trend(self, year: int) -> float | None:
        """The year's value against that of the latest year before it; None without one."""
        before = [each for each in self.by_year if each.year < year and each.value_usd > 0]
        return self.value / before[-1].value_usd - 1 if before else None


@dataclass(frozen=True, slots=True, eq=False)
class YearColumns:
    """The items that have import rows in a year, by place, in order, with their value in US dollars
    and Σ share² over the countries by value (NaN where all of it is worth nothing)."""

    places: NDArray[np.int64]
    values: Numbers
    hhi: Numbers

    def only(self, chosen: Mask) -> YearColumns:
        """Some of them."""
        return YearColumns(self.places[chosen], self.values[chosen], self.hhi[chosen])


def columns_in(facts: Facts, year: int) -> YearColumns:
    """All that was imported in a year, item by item."""
    imports = facts.imports
    rows = np.flatnonzero(imports.years == year)
    countries = max(1, len(imports.country_ids))
    pairs = imports.items[rows].astype(np.int64) * countries + imports.countries[rows]
    pair, of = np.unique(pairs, return_inverse=True)
    values = np.bincount(of, weights=imports.values[rows], minlength=len(pair))
    places, item = np.unique(pair // countries, return_inverse=True)
    totals = np.bincount(item, weights=values, minlength=len(places))
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (values / totals[item]) ** 2
    hhi: Numbers = np.bincount(item, weights=squares, minlength=len(places)).astype(np.float64)
    return YearColumns(places, totals.astype(np.float64), hhi)


def register_of(facts: Facts, item: int, year: int) -> Register:
    """What is imported of an item."""
    imports = facts.imports
    by_country: dict[str, list[tuple[float, float]]] = defaultdict(list)
    by_year: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for row in facts.imports_of(item):
        of = int(imports.years[row])
        figures = (float(imports.values[row]), float(imports.quantities[row]))
        by_year[of].append(figures)
        if of == year:
            by_country[imports.country_ids[int(imports.countries[row])]].append(figures)
    value = math.fsum(value for value, _ in by_year[year])
    countries = [
        CountryImport(
            country=country,
            value_usd=(usd := math.fsum(value for value, _ in rows)),
            quantity=_sum(quantity for _, quantity in rows),
            share=usd / value if value > 0 else 0.0,
        )
        for country, rows in by_country.items()
    ]
    return Register(
        value,
        _sum(quantity for _, quantity in by_year[year]),
        sorted(countries, key=lambda each: (-each.value_usd, each.country)),
        [
            YearImport(
                year=of,
                value_usd=math.fsum(value for value, _ in rows),
                quantity=_sum(quantity for _, quantity in rows),
            )
            for of, rows in sorted(by_year.items())
            if rows
        ],
        [
            f"the quantity imported from {country} in {year} is not known and is not counted"
            for country, rows in sorted(by_country.items())
            if any(math.isnan(quantity) for _, quantity in rows)
        ],
    )


def _sum(quantities: Iterable[float]) -> float | None:
    known = [quantity for quantity in quantities if not math.isnan(quantity)]
    return math.fsum(known) if known else None


def headings_in(facts: Facts, year: int) -> list[HeadingImports]:
    """Rows of a year that name an HS code only, largest value first."""
    by_code = defaultdict(list)
    for row in facts.headings:
        if row.year == year:
            by_code[row.hs_code].append(row)
    found = []
    for code, rows in by_code.items():
        units = {row.unit for row in rows}
        quantities = [row.quantity for row in rows if row.quantity is not None]
        whole = len(units) == 1 and len(quantities) == len(rows)
        found.append(
            HeadingImports(
                hs_code=code,
                import_value_usd=math.fsum(row.value_usd for row in rows),
                quantity=math.fsum(quantities) if whole else None,
                unit=units.pop() if whole else None,
                countries=sorted({row.country for row in rows}),
            )
        )
    return sorted(found, key=lambda each: (-each.import_value_usd, each.hs_code))
