"""What the coverage optimiser is asked and what it answers (INTERFACE sections 4 and 5).

Plain data, no database: the caller reads one explosion, the offers for its items and the
capacities behind them, and hands them over as a :class:`CoverageProblem`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Relation = Literal["supplies", "capable", "inferred"]
Objective = Literal["suppliers", "cost", "distance"]
Way = Literal["supplies", "makes"]
Start = Mapping[tuple[str, str, Way], float]
"""A plan to start from: (enterprise, leaf, way) -> amount, the first enterprise first."""


@dataclass(frozen=True, slots=True)
class CoverageNode:
    """One item of the explosion.

    ``need`` is the total for the units asked for, scrap included, in ``unit``; ``mass_kg`` is of
    one unit. Items in ``piece`` are assigned whole, all others on a decimal grid.
    """

    id: str
    need: float
    is_leaf: bool
    unit: str = "piece"
    mass_kg: float | None = None


@dataclass(frozen=True, slots=True)
class CoveragePool:
    """A yearly capacity that all offers naming it share; ``capacity`` None is not limited."""

    id: str
    capacity: float | None = None
    unit: str = "piece"


@dataclass(frozen=True, slots=True)
class CoverageOffer:
    """An enterprise can deliver an item: one supplies line, or one fitting capability.

    ``uses`` is how much of the pool one unit of the item takes. Without it the pool's unit
    decides: a pool in kg takes the item's mass (an item without mass cannot be assigned to it),
    any other takes 1. A pool that is not limited needs neither. ``also`` names further pools that
    every unit takes from, with the amount: a part of several processes takes from one capability
    for each.
    """

    enterprise: str
    item: str
    pool: str
    relation: Relation
    moq: float = 0.0
    unit_price: float | None = None
    uses: float | None = None
    also: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageProblem:
    """Everything one answer depends on.

    ``nodes`` hold the root too. ``per_unit[(assembly, below)]`` is the total quantity of ``below``
    in one unit of ``assembly``, over all ways, for every assembly with an offer and everything
    under it. ``distance_km`` may leave enterprises out or hold None.
    """

    nodes: tuple[CoverageNode, ...]
    pools: tuple[CoveragePool, ...]
    offers: tuple[CoverageOffer, ...]
    per_unit: Mapping[tuple[str, str], float] = field(default_factory=dict)
    distance_km: Mapping[str, float | None] = field(default_factory=dict)
    max_suppliers: int | None = None
    objective: Objective = "suppliers"


@dataclass(frozen=True, slots=True)
class SolverLimits:
    """``seconds`` is for all stages together, ``workers`` the threads used, never above 2.

    One worker gives the same answer for the same problem and seed whenever it ends in time.
    """

    seconds: float = 10.0
    seed: int = 0
    workers: int = 1


@dataclass(frozen=True, slots=True)
class CoverageAssignment:
    """``amount`` in the item's unit; ``capacity_share`` of the pool (the largest share, where the
    offer takes from several), None where not limited."""

    enterprise: str
    item: str
    amount: float
    relation: Relation
    pool: str
    capacity_share: float | None


@dataclass(frozen=True, slots=True)
class UncoveredLeaf:
    """A leaf that is not covered in full, and the amount missing, in its unit."""

    item: str
    missing: float
    needed: float


@dataclass(frozen=True, slots=True)
class SolverReport:
    """``optimal``: all stages are proven. ``feasible``: time ran out, and ``gap`` is the relative
    distance between answer and bound in the first stage not proven (``unproven``)."""

    status: Literal["optimal", "feasible"]
    seconds: float
    gap: float
    unproven: Literal["coverage", "enterprises", "objective"] | None = None


@dataclass(frozen=True, slots=True)
class CoveragePlan:
    """The best plan found.

    ``unpriced`` names the (enterprise, item) pairs assigned without a known price; ``cost`` counts
    them at the mean known price of the item, 0 where there is none. ``distance_km`` is the sum
    over the enterprises used, an unknown one counted at the largest known distance. ``taken`` is
    what the plan takes of each limited pool.
    """

    status: Literal["covered", "partial", "none"]
    covered_share: float
    enterprises: tuple[str, ...]
    assignments: tuple[CoverageAssignment, ...]
    uncovered: tuple[UncoveredLeaf, ...]
    single_source: tuple[str, ...]
    cost: float
    distance_km: float
    unpriced: tuple[tuple[str, str], ...]
    solver: SolverReport
    taken: Mapping[str, Fraction] = field(default_factory=dict)
