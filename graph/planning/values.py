"""Shares of suppliers, unit values and foreign shares of items (INTERFACE section 5, Local)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.structure.bill import Codes, Mask, Numbers, Places


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """``shares`` are of supplies lines and add up to 1 for an item; the rest is of items, by place.

    ``unit_values``: US dollars for one unit, NaN where not known. ``foreign_shares``: 0…1, NaN for
    an item with neither suppliers nor imports. ``supplied``, ``imported``: it has lines, rows.
    ``value_years``: the import year that the value is of, 0 where suppliers decide or nothing does.
    """

    shares: Numbers
    unit_values: Numbers
    foreign_shares: Numbers
    supplied: Mask
    imported: Mask
    value_years: Codes


def supply_shares(items: Places, stated: Numbers, count: int) -> Numbers:
    """Each line's share ÷ the sum of its item's; all equal where none is given (or all are 0), an
    empty one (NaN) beside given ones counts 0."""
    given = np.where(np.isnan(stated), 0.0, stated)
    sums = np.bincount(items, weights=given, minlength=count)[items]
    lines = np.bincount(items, minlength=count)[items]
    stated_shares: Numbers = given / np.where(sums > 0, sums, 1.0)
    return np.where(sums > 0, stated_shares, 1.0 / np.maximum(lines, 1))


def supply_values(items: Places, shares: Numbers, prices: Numbers, count: int) -> Numbers:
    """The share-weighted price by item, lines without one left out; NaN without any price.

    Where those that have a price hold no share at all they count alike.
    """
    priced = ~np.isnan(prices)
    of, price, share = items[priced], prices[priced], shares[priced]
    weights = np.bincount(of, weights=share, minlength=count)
    share = np.where(weights[of] > 0, share, 1.0)
    weights = np.bincount(of, weights=share, minlength=count)
    totals = np.bincount(of, weights=share * price, minlength=count)
    found: Numbers = np.divide(totals, weights, out=np.full(count, np.nan), where=weights > 0)
    return found


def import_values(
    items: Places, years: Codes, quantities: Numbers, values: Numbers, count: int
) -> tuple[Numbers, Codes]:
    """value ÷ quantity by item over the rows of the latest year that states a quantity, and that
    year (0 without one); rows without a quantity are left out."""
    usable = quantities > 0  # not NaN
    latest = np.zeros(count, dtype=np.int32)
    np.maximum.at(latest, items[usable], years[usable])
    usable &= years == latest[items]
    of = items[usable]
    amounts = np.bincount(of, weights=quantities[usable], minlength=count)
    totals = np.bincount(of, weights=values[usable], minlength=count)
    found = np.divide(totals, amounts, out=np.full(count, np.nan), where=amounts > 0)
    return found, latest


def values_of(
    supplies: tuple[Places, Numbers, Numbers, Mask],
    imports: tuple[Places, Codes, Numbers, Numbers],
    count: int,
) -> Values:
    """All of them. ``supplies``: items, stated shares, prices, local; ``imports``: items, years,
    quantities, values. Where an item has suppliers its imports are ignored."""
    items, stated, prices, local = supplies
    shares = supply_shares(items, stated, count)
    supplied = _marked(items, count)
    imported = _marked(imports[0], count)
    by_import, years = import_values(*imports, count)
    foreign = np.bincount(items, weights=np.where(local, 0.0, shares), minlength=count)
    return Values(
        shares=shares,
        unit_values=np.where(supplied, supply_values(items, shares, prices, count), by_import),
        foreign_shares=np.where(supplied, foreign, np.where(imported, 1.0, np.nan)),
        supplied=supplied,
        imported=imported,
        value_years=np.where(supplied, 0, years).astype(np.int32),
    )


def _marked(items: NDArray[np.int32], count: int) -> Mask:
    found = np.zeros(count, dtype=np.bool_)
    found[items] = True
    return found
