"""Offers that take from several capacities at once, as the optimiser knows them.

A part that requires several processes takes from one capability for each. Every choice of one
capability for each process becomes an offer of its own; together they reach whatever splitting
each process over its capabilities on its own could.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from graph.sourcing.coverage_model import (
    CoverageOffer,
    CoveragePlan,
    CoveragePool,
    CoverageProblem,
    Relation,
    SolverLimits,
)
from graph.sourcing.coverage_solver import solve_coverage

MOST_CHOICES = 48
"""Offers made of one joint offer; beyond, the smallest capacities are left unused."""

OfferKey = tuple[str, str, Relation]


@dataclass(frozen=True, slots=True)
class Take:
    """``uses`` of a limited pool for one unit of the item."""

    pool: str
    uses: float


Stage = tuple[Take, ...]
"""The pools of which any may serve one process."""


@dataclass(frozen=True, slots=True)
class JointOffer:
    """An enterprise can deliver an item: it takes from a pool of every stage.

    A process that is not limited has no stage; without any stage the offer is not limited.
    """

    enterprise: str
    item: str
    relation: Relation
    stages: tuple[Stage, ...] = ()
    moq: float = 0.0
    unit_price: float | None = None

    @property
    def key(self) -> OfferKey:
        return self.enterprise, self.item, self.relation


def solve_joint(
    base: CoverageProblem,
    offers: Iterable[JointOffer],
    pools: Mapping[str, float],
    limits: SolverLimits,
) -> CoveragePlan:
    """The plan for ``base`` with the offers and pools given."""
    return solve_coverage(with_offers(base, offers, pools), limits)


def with_offers(
    base: CoverageProblem, offers: Iterable[JointOffer], pools: Mapping[str, float]
) -> CoverageProblem:
    """``base``, its own pools and offers replaced by the ones given.

    ``pools`` are the limited capacities. An assignment's pool is one of those, the first where it
    takes from several, or one of the offer alone where it is not limited.
    """
    used = {name: CoveragePool(name, capacity) for name, capacity in pools.items()}
    plain: list[CoverageOffer] = []
    for offer in offers:
        if not offer.stages:
            own = "\x1f".join(("own", *offer.key))
            used[own] = CoveragePool(own, None)
            plain.append(_plain(offer, own, None))
        plain += _choices(offer, pools) if offer.stages else ()
    return replace(base, pools=tuple(used.values()), offers=tuple(plain))


def _choices(offer: JointOffer, pools: Mapping[str, float]) -> Iterator[CoverageOffer]:
    """One offer for each choice of a pool for every stage; a pool that serves two stages of one
    item is taken from once."""
    stages = [
        sorted(stage, key=lambda take: (-pools[take.pool] / take.uses, take.pool))
        for stage in offer.stages
    ]
    while math.prod(len(stage) for stage in stages) > MOST_CHOICES:
        max(stages, key=len).pop()
    seen: set[frozenset[Take]] = set()
    for choice in product(*stages):
        takes = list(dict.fromkeys(choice))
        if frozenset(takes) not in seen:
            seen.add(frozenset(takes))
            further = tuple((take.pool, take.uses) for take in takes[1:])
            yield replace(_plain(offer, takes[0].pool, takes[0].uses), also=further)


def _plain(offer: JointOffer, pool: str, uses: float | None) -> CoverageOffer:
    return CoverageOffer(
        offer.enterprise, offer.item, pool, offer.relation, offer.moq, offer.unit_price, uses
    )
