"""What the later stages minimise: enterprises, cost or distance, as whole-number weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.sourcing.coverage_bounds import Amounts, used_enterprises
from graph.sourcing.coverage_grid import CoverageGrid
from graph.sourcing.coverage_model import CoverageProblem
from graph.sourcing.coverage_numbers import rational, scale_row

OBJECTIVE_LIMIT = 2**53


@dataclass(frozen=True, slots=True)
class StageObjective:
    """Weights per step of an offer and per enterprise used."""

    by_offer: Mapping[int, int]
    by_enterprise: Mapping[int, int]

    def value(self, grid: CoverageGrid, amounts: Amounts) -> int:
        direct = sum(self.by_offer.get(offer, 0) * amount for offer, amount in amounts.items())
        used = used_enterprises(grid, amounts)
        return direct + sum(self.by_enterprise.get(enterprise, 0) for enterprise in used)

    def floor(self) -> int:
        """No plan with an assignment is below this."""
        return min(self.by_enterprise.values(), default=0)


def unit_prices(problem: CoverageProblem) -> dict[str, Fraction]:
    """Mean known price by item, for offers without one."""
    known: dict[str, list[Fraction]] = {}
    for offer in problem.offers:
        if offer.unit_price is not None:
            known.setdefault(offer.item, []).append(rational(offer.unit_price))
    return {item: sum(prices, Fraction()) / len(prices) for item, prices in known.items()}


def prices(problem: CoverageProblem, grid: CoverageGrid) -> list[Fraction]:
    """Price of one unit by offer number."""
    means = unit_prices(problem)
    return [
        rational(entry.source.unit_price)
        if entry.source.unit_price is not None
        else means.get(entry.source.item, Fraction())
        for entry in grid.offers
    ]


def distances(problem: CoverageProblem, grid: CoverageGrid) -> list[Fraction]:
    """Kilometres by enterprise number; an unknown one is the largest known, 0 without any."""
    known = {
        name: rational(distance)
        for name in grid.enterprises
        if (distance := problem.distance_km.get(name)) is not None
    }
    furthest = max(known.values(), default=Fraction())
    return [known.get(name, furthest) for name in grid.enterprises]


def stage_objective(problem: CoverageProblem, grid: CoverageGrid) -> StageObjective:
    """Cost or distance, scaled to whole numbers (exact while the total is below 2^53)."""
    if problem.objective == "distance":
        lengths = distances(problem, grid)
        factor, _ = scale_row(lengths, sum(lengths, Fraction()), OBJECTIVE_LIMIT)
        used = {entry.enterprise for entry in grid.offers}
        return StageObjective({}, {number: round(lengths[number] * factor) for number in used})
    steps = [
        price * grid.steps[entry.item]
        for price, entry in zip(prices(problem, grid), grid.offers, strict=True)
    ]
    most = sum(
        (
            grid.needs[item] * max((steps[offer] for offer in offers), default=Fraction())
            for item, offers in enumerate(grid.offers_of)
        ),
        Fraction(),
    )
    factor, _ = scale_row(steps, most, OBJECTIVE_LIMIT)
    return StageObjective({offer: round(price * factor) for offer, price in enumerate(steps)}, {})
