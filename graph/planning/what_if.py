"""What a loss costs, how long stocks and other sources last, and who could step in."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.connection import Graph
from graph.errors import BeingWrittenError, NotReadyError
from graph.keeping import MAX_ATTEMPTS
from graph.planning.alternates import ITEMS, alternates_of
from graph.planning.disruption import Disruption, disruption_of
from graph.planning.facts import Facts
from graph.planning.localized import localization_effect, localized_shares
from graph.planning.network_sources import NOTHING, Plan, network_of, plan_of
from graph.planning.plan_gaps import not_limited, plan_notes
from graph.planning.reading import facts_of
from graph.planning.risk_exposure import Loss, least_loss
from graph.planning.supply_network import DAYS, Network
from graph.planning.survival import Survival, time_to_survive
from graph.planning.vehicle_values import (
    VehicleValues,
    known_worth,
    saved_worth,
    vehicle_values,
    weights_of,
)
from graph.planning.what_if_answers import (
    Alternate,
    Binding,
    DownThing,
    Solver,
    VehicleLoss,
    WhatIfAnswer,
    WhatIfRequest,
)
from graph.projection.loading import read_stamp

BOUNDS = 100
"""Constraints that bind listed in an answer."""


@dataclass(frozen=True, slots=True, eq=False)
class _Reckoned:
    """All that the answer is put together from."""

    facts: Facts
    plan: Plan
    network: Network
    years: float
    loss: Loss
    baseline: Loss
    disruption: Disruption
    values: VehicleValues


@dataclass(frozen=True, slots=True)
class _Alternates:
    """Those found, and what is to be said of the search."""

    found: list[Alternate]
    note: str | None


def what_if(graph: Graph, request: WhatIfRequest) -> WhatIfAnswer:
    """The least loss while all that is ``down`` is down. Raises NotFoundError for an unknown id,
    InputError for what cannot be localized."""
    started = time.monotonic()
    for _ in range(MAX_ATTEMPTS):
        facts = facts_of(graph)
        disruption = disruption_of(facts, request.down)
        shares = localized_shares(facts, request.localize)
        plan = plan_of(facts, facts.year(request.year))
        years = request.recovery_days / DAYS
        network = network_of(facts, plan, disruption, shares)
        values = vehicle_values(facts, plan)
        weights = weights_of(values)
        baseline_network = network_of(facts, plan, NOTHING, {})
        reckoned = _Reckoned(
            facts=facts,
            plan=plan,
            network=network,
            years=years,
            loss=least_loss(network, years, weights, with_bounds=True),
            baseline=least_loss(baseline_network, years, weights),
            disruption=disruption,
            values=values,
        )
        wanted = _to_replace(reckoned)
        try:
            alternates = _settled_alternates(graph, reckoned, wanted)
        except BeingWrittenError:
            alternates = _Alternates([], "alternates were not sought: a load is being written")
        if alternates is not None:
            answer = _answer(request, reckoned, shares, alternates)
            seconds = time.monotonic() - started
            solver = answer.solver.model_copy(update={"seconds": seconds})
            return answer.model_copy(update={"solver": solver})
        if graph.projections is not None:
            graph.projections.refresh()
    raise NotReadyError("the graph changes faster than it can be read; try again in a moment")


def _settled_alternates(
    graph: Graph, reckoned: _Reckoned, wanted: Mapping[int, float]
) -> _Alternates | None:
    """None where the graph is of another version; raises BeingWrittenError."""
    stamp = reckoned.facts.projection.stamp
    if read_stamp(graph) != stamp:
        return None
    found = alternates_of(graph, reckoned.facts, reckoned.disruption, wanted)
    note = None
    if len(wanted) > ITEMS:
        note = f"alternates were sought for the {ITEMS} most pressing of {len(wanted)} items"
    return _Alternates(found, note) if read_stamp(graph) == stamp else None


def _to_replace(reckoned: _Reckoned) -> dict[int, float]:
    """Places with their demand a year: what binds, then what has lost sources or is lost itself,
    the least covered of it first."""
    plan, network = reckoned.plan, reckoned.network
    lost = (network.capacities < plan.sources) | network.stopped
    others = np.flatnonzero(lost & (plan.totals > 0))
    left = network.limits(reckoned.years)[others] / (plan.totals[others] * reckoned.years)
    others = others[np.argsort(left, kind="stable")]
    nodes = dict.fromkeys([bound.node for bound in reckoned.loss.bounds] + others.tolist())
    return {int(plan.reach.places[node]): float(plan.totals[node]) for node in nodes}


def _answer(
    request: WhatIfRequest,
    reckoned: _Reckoned,
    shares: dict[int, float],
    alternates: _Alternates,
) -> WhatIfAnswer:
    facts, loss, baseline = reckoned.facts, reckoned.loss, reckoned.baseline
    together = time_to_survive(reckoned.network, reckoned.network.demand)
    notes = [*_notes(reckoned, shares)]
    if alternates.note is not None:
        notes.append(alternates.note)
    return WhatIfAnswer(
        down=[DownThing(id=d.id, kind=d.kind, name=d.name) for d in reckoned.disruption.down],
        recovery_days=request.recovery_days,
        year=reckoned.plan.year,
        lost_units=float(loss.lost.sum()),
        lost_value_usd=known_worth(reckoned.values, loss),
        baseline_lost_units=float(baseline.lost.sum()),
        baseline_lost_value_usd=known_worth(reckoned.values, baseline),
        vehicles=[_vehicle(reckoned, node) for node in reckoned.plan.reach.roots.tolist()],
        time_to_survive_days=together.days,
        runs_out=_runs_out(reckoned, together),
        binding=_binding(reckoned),
        alternates=alternates.found,
        localization=localization_effect(facts, shares),
        not_limited=not_limited(reckoned.facts, reckoned.plan, reckoned.network.stopped),
        notes=notes,
        solver=Solver(status="optimal", name="GLOP", rows=loss.rows, seconds=loss.seconds),
        graph_version=facts.version,
    )


def _vehicle(reckoned: _Reckoned, node: int) -> VehicleLoss:
    network, facts = reckoned.network, reckoned.facts
    alone = np.zeros(network.reach.size)
    alone[node] = network.demand[node]
    survival = time_to_survive(network, alone)
    place = int(network.reach.places[node])
    value, kind = reckoned.values[node]
    lost = float(reckoned.loss.lost[node])
    return VehicleLoss(
        id=facts.bill.items.ids[place],
        name=facts.bill.items.names[place],
        planned_units=float(network.demand[node]) * reckoned.years,
        lost_units=lost,
        lost_value_usd=None if value is None else lost * value,
        baseline_lost_units=float(reckoned.baseline.lost[node]),
        value_usd=value,
        value_is=kind,
        time_to_survive_days=survival.days,
        runs_out=_runs_out(reckoned, survival),
    )


def _runs_out(reckoned: _Reckoned, survival: Survival) -> str | None:
    if survival.node is None:
        return None
    return reckoned.facts.bill.items.ids[int(reckoned.plan.reach.places[survival.node])]


def _binding(reckoned: _Reckoned) -> list[Binding]:
    items, plan, network = reckoned.facts.bill.items, reckoned.plan, reckoned.network
    found = []
    for bound in reckoned.loss.bounds[:BOUNDS]:
        head = items.head(int(plan.reach.places[bound.node]))
        reason: Literal["down", "sources down", "capacity"] = "capacity"
        if network.stopped[bound.node]:
            reason = "down"
        elif network.capacities[bound.node] < plan.sources[bound.node]:
            reason = "sources down"
        found.append(
            Binding(
                item_id=head.id,
                name=head.name,
                kind=head.kind,
                reason=reason,
                needed=bound.needed,
                available=bound.available,
                unit=head.unit,
                saved_usd_per_unit=saved_worth(reckoned.values, bound),
                saved_vehicles_per_unit=None
                if bound.saves is None
                else math.fsum(bound.saves.values()),
            )
        )
    return found


def _notes(reckoned: _Reckoned, shares: dict[int, float]) -> Iterable[str]:
    facts, plan, items = reckoned.facts, reckoned.plan, reckoned.facts.bill.items
    yield from plan_notes(facts, plan, reckoned.values)
    bounds = reckoned.loss.bounds
    if len(bounds) > BOUNDS:
        yield f"{len(bounds)} items are short; listed are the {BOUNDS} that save most, or scarcest"
    if bounds and all(bound.saves == {} for bound in bounds):
        yield (
            f"{len(bounds)} items are short together: more of one of them alone saves no vehicle"
        )
    lines = [line for place in plan.reach.places.tolist() for line in facts.lines_of(place)]
    supplying = {facts.supplier(line).id for line in lines}
    for id_ in sorted(reckoned.disruption.enterprises - supplying):
        yield (
            f"{id_} supplies nothing that the plan needs; losing a maker does not stop the "
            "assembly of its vehicles: name the vehicle for that"
        )
    for place in sorted(shares.keys() - set(plan.reach.places.tolist())):
        yield f"{items.ids[place]} is in no vehicle planned in {plan.year}: it adds none"
    for place in sorted(shares.keys() & reckoned.disruption.items):
        yield f"{items.ids[place]} is down itself: what is localized of it is lost too"
    if shares and facts.home_country in reckoned.disruption.countries:
        yield f"{facts.home_country} is down, and what is localized there with it"
