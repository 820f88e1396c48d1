"""The coverage problem in whole numbers.

Every item gets a *step*: one piece, or a decimal fraction of its unit (1/1000 or finer, chosen so
that a need with few decimals lies on the grid). Needs are rounded up to steps, minimum orders up,
capacities down, so a plan on the grid keeps every rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.sourcing.coverage_model import CoverageNode, CoverageOffer, CoveragePool, CoverageProblem
from graph.sourcing.coverage_numbers import rational, round_down, round_up, scale_row

PIECE = "piece"


@dataclass(frozen=True, slots=True)
class GridOffer:
    """An offer that can be used: 0 or ``low`` to ``high`` steps of item number ``item``."""

    source: CoverageOffer
    item: int
    enterprise: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """A pool that can bind: sum of coefficient x steps of offer number <= limit."""

    terms: tuple[tuple[int, int], ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Through:
    """What bought assemblies above an item bring: ``scale`` x steps covered of ``need``.

    ``terms`` are (item number of the assembly, scaled steps brought by one of its steps).
    ``exact`` means scale 1 and no rounding anywhere above, so the item can never be overrun.
    """

    scale: int
    need: int
    terms: tuple[tuple[int, int], ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class CoverageGrid:
    """Item numbers follow ``items``, offer numbers ``offers``, enterprise numbers the list;
    ``bound`` are the items with an offer in one of ``rows``."""

    items: tuple[CoverageNode, ...]
    steps: tuple[Fraction, ...]
    needs: tuple[int, ...]
    leaves: tuple[int, ...]
    offers: tuple[GridOffer, ...]
    offers_of: tuple[tuple[int, ...], ...]
    rows: tuple[CapacityRow, ...]
    through: dict[int, Through]
    enterprises: tuple[str, ...]
    bound: frozenset[int]


def grid_step(node: CoverageNode) -> Fraction:
    """One piece; else 1/1000 of the unit, finer where the need has more decimals or is small."""
    if node.unit == PIECE:
        return Fraction(1)
    need = rational(node.need)
    for digits in range(3, 10):
        if need * 10**digits > 2**40:
            return Fraction(1, 10 ** max(3, digits - 1))
        if (need * 10**digits).denominator == 1:
            return Fraction(1, 10**digits)
    return Fraction(1, 10**9)


def pool_use(offer: CoverageOffer, pool: CoveragePool, node: CoverageNode) -> Fraction | None:
    """Pool capacity one unit of the item takes; None when only an unknown mass would tell."""
    if pool.capacity is None:
        return Fraction(0)
    if offer.uses is not None:
        return rational(offer.uses)
    if pool.unit != "kg" or node.unit == "kg":
        return Fraction(1)
    return None if node.mass_kg is None else rational(node.mass_kg)


def pool_uses(
    offer: CoverageOffer, pools: Mapping[str, CoveragePool], node: CoverageNode
) -> dict[str, Fraction] | None:
    """What one unit of the item takes of each limited pool; None when only an unknown mass would
    tell."""
    first = pool_use(offer, pools[offer.pool], node)
    if first is None:
        return None
    uses = {offer.pool: first}
    for pool, amount in offer.also:
        uses[pool] = uses.get(pool, Fraction()) + rational(amount)
    return {pool: use for pool, use in uses.items() if pools[pool].capacity is not None and use > 0}


def build_grid(problem: CoverageProblem) -> CoverageGrid:
    """Whole-number form of ``problem``; offers that can never be used are left out.

    Raises ValueError for an offer that names an unknown item or pool, a doubled id, or a problem
    without leaves: mistakes of the calling code, not of a user.
    """
    _check(problem)
    number = {node.id: position for position, node in enumerate(problem.nodes)}
    steps = tuple(grid_step(node) for node in problem.nodes)
    needs = tuple(
        round_up(rational(node.need) / step)
        for node, step in zip(problem.nodes, steps, strict=True)
    )
    names = tuple(sorted({offer.enterprise for offer in problem.offers}))
    offers, uses = _usable_offers(problem, number, steps, needs, names)
    offers_of: list[list[int]] = [[] for _ in problem.nodes]
    for position, offer in enumerate(offers):
        offers_of[offer.item].append(position)
    rows = tuple(_capacity_rows(problem.pools, offers, uses))
    return CoverageGrid(
        items=problem.nodes,
        steps=steps,
        needs=needs,
        leaves=tuple(number[node.id] for node in problem.nodes if node.is_leaf),
        offers=tuple(offers),
        offers_of=tuple(tuple(positions) for positions in offers_of),
        rows=rows,
        through=_through(problem, number, steps, needs, offers_of),
        enterprises=names,
        bound=frozenset(offers[offer].item for row in rows for offer, _ in row.terms),
    )


def _check(problem: CoverageProblem) -> None:
    items = {node.id for node in problem.nodes}
    pools = {pool.id for pool in problem.pools}
    if len(items) != len(problem.nodes) or len(pools) != len(problem.pools):
        raise ValueError("an item or a pool is given twice")
    if not any(node.is_leaf for node in problem.nodes):
        raise ValueError("a coverage problem needs at least one leaf")
    for offer in problem.offers:
        named = {offer.pool, *(pool for pool, _ in offer.also)}
        if offer.item not in items or not named <= pools:
            raise ValueError(f"the offer {offer} names an unknown item or pool")


def _usable_offers(
    problem: CoverageProblem,
    number: dict[str, int],
    steps: tuple[Fraction, ...],
    needs: tuple[int, ...],
    names: tuple[str, ...],
) -> tuple[list[GridOffer], list[dict[str, Fraction]]]:
    """Offers with room for their minimum order, and what one step of each takes of its pools."""
    pools = {pool.id: pool for pool in problem.pools}
    enterprise_number = {name: position for position, name in enumerate(names)}
    offers: list[GridOffer] = []
    uses: list[dict[str, Fraction]] = []
    for offer in problem.offers:
        item = number[offer.item]
        taken = pool_uses(offer, pools, problem.nodes[item])
        if taken is None:
            continue
        high = needs[item]
        for pool, use in taken.items():
            room = rational(pools[pool].capacity or 0.0) / (use * steps[item])
            high = min(high, round_down(room))
        low = max(1, round_up(rational(offer.moq) / steps[item]))
        if low <= high:
            enterprise = enterprise_number[offer.enterprise]
            offers.append(GridOffer(offer, item, enterprise, low, high))
            uses.append({pool: use * steps[item] for pool, use in taken.items()})
    return offers, uses


def _capacity_rows(
    pools: Iterable[CoveragePool], offers: list[GridOffer], uses: list[dict[str, Fraction]]
) -> Iterable[CapacityRow]:
    """One row for each limited pool that all its offers together could exceed."""
    members: dict[str, dict[int, Fraction]] = {}
    for position, taken in enumerate(uses):
        for name, use in taken.items():
            members.setdefault(name, {})[position] = use
    for pool in pools:
        takers = members.get(pool.id, {})
        if pool.capacity is None or len(takers) < 2:
            continue  # a single offer carries the limit in its upper end
        wanted = sum((use * offers[position].high for position, use in takers.items()), Fraction())
        capacity = rational(pool.capacity)
        if wanted <= capacity:
            continue
        factor, exact = scale_row(takers.values(), wanted)
        terms = tuple((position, math.ceil(use * factor)) for position, use in takers.items())
        limit = round_down(capacity * factor) if exact else math.floor(capacity * factor)
        divisor = math.gcd(*(coefficient for _, coefficient in terms))
        yield CapacityRow(
            tuple((position, coefficient // divisor) for position, coefficient in terms),
            limit // divisor,
        )


def _through(
    problem: CoverageProblem,
    number: dict[str, int],
    steps: tuple[Fraction, ...],
    needs: tuple[int, ...],
    offers_of: list[list[int]],
) -> dict[int, Through]:
    """For each leaf or offered item below an assembly with usable offers, what that brings."""
    above: dict[int, list[tuple[int, Fraction]]] = {}
    for (assembly, below), quantity in problem.per_unit.items():
        top, item = number.get(assembly), number.get(below)
        if top is None or item is None or top == item or quantity <= 0 or not offers_of[top]:
            continue
        if problem.nodes[item].is_leaf or offers_of[item]:
            above.setdefault(item, []).append((top, rational(quantity) * steps[top] / steps[item]))
    result: dict[int, Through] = {}
    rounded = {
        item for item, node in enumerate(problem.nodes) if needs[item] * steps[item] > _exact(node)
    }
    for item in sorted(above, key=lambda position: position):
        result[item] = _through_of(item, sorted(above[item]), problem, steps, needs, rounded)
    inexact = {item for item, entry in result.items() if not entry.exact}
    for item, entry in result.items():
        if entry.exact and any(top in inexact for top, _ in entry.terms):
            result[item] = Through(entry.scale, entry.need, entry.terms, False)
    return result


def _through_of(
    item: int,
    terms: list[tuple[int, Fraction]],
    problem: CoverageProblem,
    steps: tuple[Fraction, ...],
    needs: tuple[int, ...],
    rounded: set[int],
) -> Through:
    most = sum((share * needs[top] for top, share in terms), Fraction(needs[item]))
    scale, exact = scale_row([share for _, share in terms], 2 * most)
    need = _exact(problem.nodes[item]) / steps[item] * scale
    whole = need if exact else need - sum(needs[top] for top, _ in terms)
    return Through(
        scale=scale,
        need=min(round_up(whole), needs[item] * scale),
        terms=tuple((top, round(share * scale)) for top, share in terms),
        exact=scale == 1 and exact and not any(top in rounded for top, _ in terms),
    )


def _exact(node: CoverageNode) -> Fraction:
    return rational(node.need)
