"""What can be said about a coverage problem before any search.

Components that share neither a binding capacity nor a bought assembly are independent as far as
coverage goes, and a component that is one leaf has a closed form.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from graph.sourcing.coverage_grid import CoverageGrid

WEIGHT_LIMIT = 2**50

Amounts = dict[int, int]
"""Steps by offer number; an offer left out has none."""


def components(grid: CoverageGrid) -> list[list[int]]:
    """Item numbers with offers or under a bought assembly, grouped by what couples them."""
    parent = list(range(len(grid.items)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for row in grid.rows:
        first = root(grid.offers[row.terms[0][0]].item)
        for offer, _ in row.terms:
            parent[root(grid.offers[offer].item)] = first
    for item, through in grid.through.items():
        for top, _ in through.terms:
            parent[root(top)] = root(item)
    groups: dict[int, list[int]] = {}
    for item in range(len(grid.items)):
        if grid.offers_of[item] or item in grid.through:
            groups.setdefault(root(item), []).append(item)
    return list(groups.values())


def loss_weights(grid: CoverageGrid, leaves: Sequence[int]) -> dict[int, int]:
    """Whole numbers in the ratio 1/need, so that weighted missing steps compare covered shares.

    Exact when the least common multiple of the needs times the number of leaves is at most 2^50;
    otherwise the nearest whole numbers on that scale (error of a leaf's share: its need x number
    of leaves / 2^51).
    """
    common = 1
    for leaf in leaves:
        common = math.lcm(common, grid.needs[leaf])
        if common * len(leaves) > WEIGHT_LIMIT:
            scale = WEIGHT_LIMIT // max(1, len(leaves))
            return {item: max(1, round(scale / grid.needs[item])) for item in leaves}
    weights = {leaf: common // grid.needs[leaf] for leaf in leaves}
    divisor = math.gcd(*weights.values())
    return {leaf: weight // divisor for leaf, weight in weights.items()}


def bought(grid: CoverageGrid, amounts: Mapping[int, int], item: int) -> int:
    """Steps of the item assigned directly."""
    return sum(amounts.get(offer, 0) for offer in grid.offers_of[item])


def open_steps(grid: CoverageGrid, amounts: Mapping[int, int], item: int) -> int:
    """Steps of the item still needed after the assemblies bought above it, rounded up."""
    through = grid.through.get(item)
    if through is None:
        return grid.needs[item]
    brought = sum(share * bought(grid, amounts, top) for top, share in through.terms)
    return max(0, -((brought - through.need) // through.scale))


def missing_steps(grid: CoverageGrid, amounts: Mapping[int, int], leaf: int) -> int:
    """Steps of the leaf that nobody delivers."""
    return max(0, open_steps(grid, amounts, leaf) - bought(grid, amounts, leaf))


def weighted_loss(grid: CoverageGrid, weights: Mapping[int, int], amounts: Amounts) -> int:
    """Missing steps of the weighted leaves, each times its weight."""
    return sum(weight * missing_steps(grid, amounts, leaf) for leaf, weight in weights.items())


def used_enterprises(grid: CoverageGrid, amounts: Mapping[int, int]) -> set[int]:
    """Numbers of the enterprises with an assignment."""
    return {grid.offers[offer].enterprise for offer, amount in amounts.items() if amount > 0}


def enterprises_above(grid: CoverageGrid, leaf: int) -> set[int]:
    """Numbers of the enterprises whose offers could cover some of the leaf."""
    through = grid.through.get(leaf)
    sources = [leaf, *(top for top, _ in through.terms)] if through else [leaf]
    return {grid.offers[offer].enterprise for source in sources for offer in grid.offers_of[source]}


def reach(grid: CoverageGrid, weights: Mapping[int, int]) -> dict[int, int]:
    """By enterprise, the weighted steps it could cover if nothing were shared; an assembly counts
    with everything below it."""
    total: dict[int, int] = {}
    for leaf, weight in weights.items():
        through = grid.through.get(leaf)
        best: dict[int, int] = {}
        for top, _ in through.terms if through else ():
            for offer in grid.offers_of[top]:
                best[grid.offers[offer].enterprise] = grid.needs[leaf]
        for offer in grid.offers_of[leaf]:
            entry = grid.offers[offer]
            most = best.get(entry.enterprise, 0) + entry.high
            best[entry.enterprise] = min(most, grid.needs[leaf])
        for enterprise, steps in best.items():
            total[enterprise] = total.get(enterprise, 0) + weight * steps
    return total


def fewest_possible(grid: CoverageGrid, ceilings: Sequence[tuple[Mapping[int, int], int]]) -> int:
    """No plan within these weighted losses uses fewer enterprises: those that reach furthest
    would have to make up the covered amount. Leaves count alike, as far as losses allow it."""
    weights: dict[int, int] = {}
    required = 0
    for part, loss in ceilings:
        if loss == 0 or len(part) == 1:
            for leaf, weight in part.items():
                weights[leaf] = max(1, WEIGHT_LIMIT // grid.needs[leaf])
                required += weights[leaf] * (grid.needs[leaf] - loss // weight)
            continue
        whole = sum(weight * grid.needs[leaf] for leaf, weight in part.items())
        factor = max(1, WEIGHT_LIMIT * len(part) // whole)
        weights |= {leaf: weight * factor for leaf, weight in part.items()}
        required += factor * (whole - loss)
    count = 0
    for steps in sorted(reach(grid, weights).values(), reverse=True):
        if required <= 0:
            break
        required -= steps
        count += 1
    return count


def most_of_one_item(grid: CoverageGrid, item: int) -> Amounts | None:
    """The largest coverage of an item whose offers share nothing; None where minimum orders clash
    or two of its offers draw on one capacity.

    Without minimum orders in the way, filling the offers one after another is best.
    """
    if item in grid.bound:
        return None
    amounts: Amounts = {}
    left = grid.needs[item]
    for offer in sorted(grid.offers_of[item], key=lambda o: -grid.offers[o].high):
        take = min(left, grid.offers[offer].high)
        if take >= grid.offers[offer].low:
            amounts[offer] = take
            left -= take
    if left == 0 or all(grid.offers[offer].low == 1 for offer in grid.offers_of[item]):
        return amounts
    return None
