"""What the coverage optimiser has to find: every plan of a small problem tried, in fractions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

from graph.sourcing.coverage_model import (
    CoverageNode,
    CoverageOffer,
    CoverageProblem,
)


@dataclass(frozen=True)
class Best:
    """The three lexicographic values, exact."""

    share: Fraction
    enterprises: int
    third: Fraction


def fraction(value: float) -> Fraction:
    return Fraction(str(value))


def uses(problem: CoverageProblem, offer: CoverageOffer) -> Fraction:
    pool = next(pool for pool in problem.pools if pool.id == offer.pool)
    node = next(node for node in problem.nodes if node.id == offer.item)
    if pool.unit == "kg":
        assert node.mass_kg is not None
        return fraction(node.mass_kg)
    return Fraction(1)


def price(problem: CoverageProblem, offer: CoverageOffer) -> Fraction:
    if offer.unit_price is not None:
        return fraction(offer.unit_price)
    known = [
        fraction(other.unit_price)
        for other in problem.offers
        if other.item == offer.item and other.unit_price is not None
    ]
    return sum(known, Fraction()) / len(known) if known else Fraction()


def distance(problem: CoverageProblem, enterprise: str) -> Fraction:
    names = {offer.enterprise for offer in problem.offers}
    known = {
        name: fraction(km) for name in names if (km := problem.distance_km.get(name)) is not None
    }
    return known.get(enterprise, max(known.values(), default=Fraction()))


def keeps_rules(problem: CoverageProblem, amounts: tuple[int, ...]) -> bool:
    """Capacities, and whole quantities below bought assemblies never counted twice."""
    for pool in problem.pools:
        if pool.capacity is None:
            continue
        taken = sum(
            (
                uses(problem, offer) * amount
                for offer, amount in zip(problem.offers, amounts, strict=True)
                if offer.pool == pool.id and amount
            ),
            Fraction(),
        )
        if taken > fraction(pool.capacity):
            return False
    return all(total(problem, amounts, node) <= node.need for node in problem.nodes)


def total(problem: CoverageProblem, amounts: tuple[int, ...], node: CoverageNode) -> Fraction:
    """Direct pieces and those inside bought assemblies."""
    covered = Fraction()
    for offer, amount in zip(problem.offers, amounts, strict=True):
        if offer.item == node.id:
            covered += amount
        else:
            covered += amount * fraction(problem.per_unit.get((offer.item, node.id), 0))
    return covered


def every_plan(problem: CoverageProblem) -> Best:
    """Enumerate all whole-number plans."""
    needs = {node.id: int(node.need) for node in problem.nodes}
    choices = [
        [0, *range(max(1, int(offer.moq)), needs[offer.item] + 1)] for offer in problem.offers
    ]
    best: tuple[Fraction, int, Fraction] | None = None
    for amounts in itertools.product(*choices):
        used = {o.enterprise for o, a in zip(problem.offers, amounts, strict=True) if a}
        if problem.max_suppliers is not None and len(used) > problem.max_suppliers:
            continue
        if not keeps_rules(problem, amounts):
            continue
        leaves = [node for node in problem.nodes if node.is_leaf]
        share = sum((total(problem, amounts, n) / int(n.need) for n in leaves), Fraction())
        third = Fraction()
        if problem.objective == "cost":
            third = sum(
                (price(problem, o) * a for o, a in zip(problem.offers, amounts, strict=True)),
                Fraction(),
            )
        elif problem.objective == "distance":
            third = sum((distance(problem, name) for name in used), Fraction())
        key = (-share / len(leaves), len(used), third)
        best = key if best is None or key < best else best
    assert best is not None
    return Best(-best[0], best[1], best[2])
