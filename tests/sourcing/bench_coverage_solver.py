"""Timing of the coverage optimiser; run by hand: python tests/sourcing/bench_coverage_solver.py."""

from __future__ import annotations

import random
import sys
from typing import Literal

from graph.sourcing.coverage_model import (
    CoverageNode,
    CoverageOffer,
    CoveragePool,
    CoverageProblem,
    SolverLimits,
)
from graph.sourcing.coverage_solver import solve_coverage

UNITS = 50_000


def vehicle(
    seed: int,
    leaves: int,
    enterprises: int,
    per_leaf: int,
    tightness: float,
    objective: Literal["suppliers", "cost", "distance"],
    max_suppliers: int | None = None,
) -> CoverageProblem:
    """Assemblies of ten leaves, some supplied whole; capabilities shared per enterprise, in pieces
    or kg, supplies lines with their own capacity. ``tightness`` scales capacities: below 1 some
    demand stays open."""
    rng = random.Random(seed)
    names = [f"e{number:03d}" for number in range(enterprises)]
    nodes = [CoverageNode("root", UNITS, False)]
    pools: dict[str, CoveragePool] = {}
    offers: list[CoverageOffer] = []
    per_unit: dict[tuple[str, str], float] = {}
    quantity = [rng.choice([1, 1, 2, 4, 6, 8, 12, 40]) for _ in range(leaves)]
    for assembly in range(leaves // 10):
        nodes.append(CoverageNode(f"a{assembly}", UNITS, False))
        if assembly % 4 == 0:
            below = [f"p{leaf}" for leaf in range(assembly * 10, assembly * 10 + 10)]
            per_unit |= {(f"a{assembly}", b): quantity[int(b[1:])] for b in below}
            pools[f"sa{assembly}"] = CoveragePool(f"sa{assembly}", UNITS * 0.3)
            offers.append(
                CoverageOffer(rng.choice(names), f"a{assembly}", f"sa{assembly}", "supplies", 100)
            )
    mean = UNITS * sum(quantity) / leaves
    for leaf in range(leaves):
        need = UNITS * quantity[leaf]
        mass = round(rng.uniform(0.05, 12), 3)
        nodes.append(CoverageNode(f"p{leaf}", need, True, mass_kg=mass))
        for name in rng.sample(names, min(per_leaf, enterprises)):
            price = round(rng.uniform(1, 80), 2) if rng.random() < 0.9 else None
            if rng.random() < 0.5:
                pool = f"s-{name}-{leaf}"
                limit = None if rng.random() < 0.2 else float(int(need * rng.uniform(0.1, 1.2)))
                pools[pool] = CoveragePool(pool, limit)
                moq = rng.choice([0, 0, 500, 5000])
                offers.append(CoverageOffer(name, f"p{leaf}", pool, "supplies", moq, price))
            else:
                unit = rng.choice(["piece", "kg"])
                pool = f"c-{name}-{unit}"
                share = mean * leaves / enterprises * tightness
                pools.setdefault(
                    pool, CoveragePool(pool, float(int(share * (6 if unit == "kg" else 1))), unit)
                )
                offers.append(CoverageOffer(name, f"p{leaf}", pool, "capable", 0, price))
    if tightness < 0.6:
        offers = [o for o in offers if o.relation == "capable" or int(o.item[1:]) % 3 == 0]
        used = {o.pool for o in offers}
        pools = {key: pool for key, pool in pools.items() if key in used}
    distance = {name: round(rng.uniform(3, 900), 1) for name in names}
    return CoverageProblem(
        tuple(nodes),
        tuple(pools.values()),
        tuple(offers),
        per_unit,
        distance,
        max_suppliers,
        objective,
    )


def main() -> None:
    for leaves, enterprises, tightness, limit in (
        (40, 15, 1.0, None),
        (40, 30, 1.0, None),
        (40, 30, 0.3, None),
        (40, 30, 1.0, 3),
        (500, 60, 1.0, None),
        (500, 150, 1.0, None),
        (500, 60, 0.3, None),
        (500, 60, 1.0, 5),
    ):
        for objective in ("suppliers", "cost", "distance"):
            problem = vehicle(1, leaves, enterprises, 15, tightness, objective, limit)
            plan = solve_coverage(problem, SolverLimits(seconds=float((sys.argv[1:] or ["10"])[0])))
            sys.stdout.write(
                f"{leaves:4} leaves {enterprises:4} enterprises x{tightness} max={limit} "
                f"{objective:9}: {plan.covered_share:.6f} by {len(plan.enterprises):3}, "
                f"{plan.solver.status} {plan.solver.seconds:6.2f} s gap {plan.solver.gap:.4f} "
                f"{plan.solver.unproven or ''}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
