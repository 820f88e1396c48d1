"""The figures that planning reckons with, beside the projection and of the same version.

Imports, stocks, world production, prices and places are read once for a projection, kept with it,
and never changed: an answer that takes one ``Facts`` never mixes two versions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from graph.planning.values import Values
from graph.projection.projection import Projection
from graph.sourcing.answers import EnterpriseRef
from graph.structure.bill import Bill, Codes, Mask, Numbers, Offsets, Places
from graph.structure.service import planning_year, today

MOST_KEPT: Final = 16
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Imports:
    """Import rows that name an item, by item, country and year.

    Those of an item are ``offsets[place]`` to ``offsets[place + 1]``. ``quantities`` are in the
    item's unit, NaN where not stated or not to be converted; ``countries`` are places in
    ``country_ids``; ``values`` are US dollars.
    """

    offsets: Offsets
    items: Places
    countries: Codes
    years: Codes
    quantities: Numbers
    values: Numbers
    country_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class HeadingImport:
    """An import row that names an HS code and no item; ``quantity`` is in ``unit``, as stated."""

    hs_code: str
    country: str
    year: int
    quantity: float | None
    unit: str | None
    value_usd: float


@dataclass(frozen=True, slots=True)
class Stock:
    """What lies in stock of an item (a place), in its unit; without an enterprise, anywhere."""

    item: int
    quantity: float
    enterprise: str | None


@dataclass(frozen=True, slots=True)
class Production:
    """A country's part in the world production of a material; ``governance`` 0 good … 1 bad."""

    country: str
    year: int
    quantity_t: float | None
    governance: float | None


@dataclass(frozen=True, slots=True)
class Prices:
    """What is stated of a vehicle, or of a material (``price_usd_kg`` and after)."""

    exworks_price_usd: float | None
    margin_usd: float | None
    price_usd_kg: float | None
    recycling_rate: float | None
    substitutability: float | None
    hs_code: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """All figures of one version of a graph.

    Items are places in ``bill.items``. ``prices`` are of vehicles and materials, ``production`` of
    materials; ``stocks`` are sorted by item; ``enterprises`` are all there are. ``local`` says
    of each line of ``projection.supplies`` whether it comes from the home country; ``capacities``
    are of those lines too: infinite where not limited, 0 where the unit is of no use (those are
    named in ``unread``: what could not be used, in sentences). ``derived`` keeps what was worked
    out once.
    """

    projection: Projection
    home_country: str
    enterprises: Mapping[str, EnterpriseRef]
    local: Mask
    capacities: Numbers
    imports: Imports
    headings: Sequence[HeadingImport]
    stocks: Sequence[Stock]
    production: Mapping[int, Sequence[Production]]
    prices: Mapping[int, Prices]
    values: Values
    unread: Sequence[str]
    derived: dict[Any, Any] = field(default_factory=dict)

    @property
    def bill(self) -> Bill:
        """The structure."""
        return self.projection.bill

    @property
    def version(self) -> int:
        """The graph's version that all this is of."""
        return self.projection.version

    def place_of(self, id_: str) -> int | None:
        """The place of an item, vehicle or material; None for an unknown id."""
        return self.bill.items.find(id_)

    def lines_of(self, item: int) -> range:
        """The supplies lines of an item."""
        offsets = self.projection.supplies.offsets
        return range(int(offsets[item]), int(offsets[item + 1]))

    def imports_of(self, item: int) -> range:
        """The import rows of an item."""
        return range(int(self.imports.offsets[item]), int(self.imports.offsets[item + 1]))

    def stocks_of(self, item: int) -> list[Stock]:
        """What lies in stock of an item."""
        first = bisect_left(self.stocks, item, key=lambda stock: stock.item)
        last = bisect_right(self.stocks, item, key=lambda stock: stock.item)
        return list(self.stocks[first:last])

    def supplier(self, line: int) -> EnterpriseRef:
        """Who stands behind a supplies line."""
        supplies = self.projection.supplies
        return self.enterprises[supplies.enterprise_ids[int(supplies.enterprises[line])]]

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Made once; those asked for last are kept, for most ask about the same year."""
        found: T | None = self.derived.pop(key, None)
        if found is None:
            found = make()
        self.derived[key] = found
        for oldest in list(self.derived)[:-MOST_KEPT]:
            self.derived.pop(oldest, None)
        return found

    def year(self, asked: int | None) -> int:
        """The year asked for, else the one that INTERFACE section 4 (Years) names."""
        return planning_year(self.bill, today()) if asked is None else asked
