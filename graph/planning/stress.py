"""Every single loss, ranked by what it costs: the risk exposure index (DESIGN section 6).

Simchi-Levi and others, Interfaces 45(5), 2015: each node is lost by itself for the same time; its
index is its loss over the largest of all, beyond what the plan loses anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final

from graph.connection import Graph
from graph.errors import InputError
from graph.planning.disruption import Disruption, disruption_of
from graph.planning.facts import Facts
from graph.planning.network_sources import NOTHING, Plan, network_of, plan_of
from graph.planning.plan_gaps import not_limited, plan_notes
from graph.planning.reading import facts_of
from graph.planning.risk_exposure import least_loss
from graph.planning.supply_network import DAYS
from graph.planning.survival import time_to_survive
from graph.planning.vehicle_values import known_worth, vehicle_values, weights_of
from graph.planning.what_if_answers import SingleLoss, StressAnswer

KINDS: Final = ("enterprise", "material", "part", "assembly", "region", "country")
CHUNK: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """What every single loss is reckoned from; in the memory that workers share."""

    facts: Facts
    plan: Plan
    years: float


_task: _Task | None = None


def single_losses(
    graph: Graph,
    *,
    recovery_days: float,
    year: int | None = None,
    kinds: Iterable[str] = KINDS,
    workers: int = 1,
) -> tuple[int, Iterator[SingleLoss], Facts, int]:
    """How many losses there are, and each as soon as it is reckoned, in no order; with the facts
    and the year they are of. Raises InputError for an unknown kind or senseless days."""
    chosen = frozenset(kinds)
    if unknown := chosen - set(KINDS):
        raise InputError(f"unknown kind {sorted(unknown)[0][:40]!r}; use {', '.join(KINDS)}")
    if not 0.0 < recovery_days < float("inf"):
        raise InputError("recovery days must be a number greater than 0")
    facts = facts_of(graph)
    plan = plan_of(facts, facts.year(year))
    targets = sorted(set(_targets(facts, plan, chosen)))
    task = _Task(facts, plan, recovery_days / DAYS)
    return len(targets), _reckoned(task, targets, workers), facts, plan.year


def ranked(
    losses: Iterable[SingleLoss], facts: Facts, year: int, recovery_days: float
) -> StressAnswer:
    """The dearest first, with the index of each."""
    found = list(losses)
    most = max((loss.extra_value_usd for loss in found), default=0.0)
    if most > 0:
        found = [
            loss.model_copy(update={"index": max(0.0, loss.extra_value_usd) / most})
            for loss in found
        ]
    found.sort(key=lambda loss: (-loss.extra_value_usd, -loss.lost_units, loss.kind, loss.id))
    plan = plan_of(facts, year)
    return StressAnswer(
        year=year,
        recovery_days=recovery_days,
        losses=found,
        not_limited=not_limited(facts, plan),
        notes=list(plan_notes(facts, plan, vehicle_values(facts, plan))),
        graph_version=facts.version,
    )


def _targets(facts: Facts, plan: Plan, kinds: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Kind and id of everything that the plan could miss."""
    items = facts.bill.items
    for place in plan.reach.places.tolist():
        if items.kind(place) in kinds:
            yield items.kind(place), items.ids[place]
        for line in facts.lines_of(place):
            supplier = facts.supplier(line)
            for kind, id_ in (
                ("enterprise", supplier.id),
                ("region", supplier.region),
                ("country", supplier.country),
            ):
                if id_ is not None and kind in kinds:
                    yield kind, id_
        if "country" in kinds:
            for row in facts.imports_of(place):
                yield "country", facts.imports.country_ids[int(facts.imports.countries[row])]


def _reckoned(task: _Task, targets: list[tuple[str, str]], workers: int) -> Iterator[SingleLoss]:
    global _task
    _task = task
    if workers <= 1:
        yield from map(_single_loss, targets)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        yield from pool.map(_single_loss, targets, chunksize=CHUNK)


def _single_loss(target: tuple[str, str]) -> SingleLoss:
    task = _task
    if task is None:
        raise RuntimeError("single losses are reckoned by single_losses only")
    kind, id_ = target
    facts, plan = task.facts, task.plan
    disruption = _only(disruption_of(facts, [id_]), kind)
    values = vehicle_values(facts, plan)
    weights = weights_of(values)

    def baseline() -> float:
        loss = least_loss(network_of(facts, plan, NOTHING, {}), task.years, weights)
        return known_worth(values, loss)

    network = network_of(facts, plan, disruption, {})
    loss = least_loss(network, task.years, weights)
    worth = known_worth(values, loss)
    survival = time_to_survive(network, network.demand)
    return SingleLoss(
        id=id_,
        kind=kind,
        name=disruption.down[0].name,
        lost_units=float(loss.lost.sum()),
        lost_value_usd=worth,
        extra_value_usd=worth - facts.kept(("baseline", plan.year, task.years), baseline),
        time_to_survive_days=survival.days,
        index=0.0,
    )


def _only(disruption: Disruption, kind: str) -> Disruption:
    """Where an id names an item and an enterprise: the one that is meant."""
    if len(disruption.down) == 1:
        return disruption
    is_item = kind not in {"enterprise", "region", "country"}
    return Disruption(
        down=tuple(each for each in disruption.down if each.kind == kind),
        items=disruption.items if is_item else frozenset(),
        enterprises=frozenset() if is_item else disruption.enterprises,
        regions=frozenset(),
        countries=frozenset(),
    )
