"""Where an item comes from in a year, and how concentrated that is. Pure, no database.

A source is a supplier by its capacity, or a country by what was imported from it (INTERFACE
section 5, Bottlenecks). Where a country has import rows, foreign suppliers from it are not counted
again. A supplier that is not limited counts as what the others leave of the demand; several such
share that equally.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Supply:
    """A supplier of the item; ``capacity`` a year in the item's unit, infinite: not limited."""

    enterprise: str
    country: str | None
    local: bool
    capacity: float


@dataclass(frozen=True, slots=True)
class Source:
    """``id`` is an enterprise's, or the code of the country imported from. ``limited`` is false
    for a supplier without a stated capacity, whose ``quantity`` is what was left to it."""

    kind: Literal["supplier", "imports"]
    id: str
    country: str | None
    quantity: float
    limited: bool


def sources_of(
    demand: float, supplies: Iterable[Supply], imports: Mapping[str, float]
) -> list[Source]:
    """All sources of an item for a demand; ``imports``: quantity by country."""
    counted = [supply for supply in supplies if supply.local or supply.country not in imports]
    known = math.fsum(imports.values())
    known += math.fsum(s.capacity for s in counted if not math.isinf(s.capacity))
    unlimited = sum(math.isinf(supply.capacity) for supply in counted)
    rest = max(0.0, demand - known) / unlimited if unlimited else 0.0
    found = [Source("imports", c, c, amount, True) for c, amount in sorted(imports.items())]
    for supply in counted:
        limited = not math.isinf(supply.capacity)
        quantity = supply.capacity if limited else rest
        found.append(Source("supplier", supply.enterprise, supply.country, quantity, limited))
    return found


def local_supply(demand: float, capacities: Iterable[float]) -> float:
    """What local suppliers could deliver, not capped; one that is not limited equals the demand."""
    return math.fsum(demand if math.isinf(capacity) else capacity for capacity in capacities)


def import_share(demand: float, local: float) -> float:
    """The share of a demand (more than 0) that local supply leaves open."""
    return max(0.0, demand - local) / demand


def herfindahl(quantities: Iterable[float]) -> float | None:
    """Σ share² (Herfindahl and Hirschman), 1 for a single source; None where nothing is known."""
    amounts = list(quantities)
    total = math.fsum(amounts)
    return math.fsum((amount / total) ** 2 for amount in amounts) if total > 0 else None


def by_country(sources: Sequence[Source]) -> dict[str, float]:
    """Quantities by country; an enterprise whose country is not known stands for itself."""
    found: dict[str, float] = {}
    for source in sources:
        place = source.country or f"? {source.id}"
        found[place] = found.get(place, 0.0) + source.quantity
    return found


def largest_of(sources: Sequence[Source]) -> Source | None:
    """The source of most; the first by id among equals; None where nothing is known."""
    known = [source for source in sources if source.quantity > 0]
    return min(known, key=lambda source: (-source.quantity, source.id)) if known else None


def stops_the_line(demand: float, sources: Sequence[Source]) -> bool | None:
    """Whether the demand cannot be met any more once the largest source is lost, however little
    of it a vehicle holds; None where no source is known."""
    largest = largest_of(sources)
    if largest is None:
        return None
    others = [source for source in sources if source is not largest]
    if any(not source.limited for source in others):
        return False
    return math.fsum(source.quantity for source in others) < demand * (1 - 1e-12)
