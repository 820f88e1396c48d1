"""Can a set of enterprises meet a volume? (INTERFACE sections 4 and 5, POST /coverage)"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from graph.connection import Graph
from graph.sourcing.answers import (
    Assignment,
    CoverageAnswer,
    CoverageRequest,
    CoverageSupplier,
    SolverSummary,
)
from graph.sourcing.coverage_advice import Adviser
from graph.sourcing.coverage_joint import JointOffer, OfferKey, with_offers
from graph.sourcing.coverage_large import shortened, solve_large
from graph.sourcing.coverage_model import CoverageAssignment, CoveragePlan, SolverLimits
from graph.sourcing.coverage_problem import (
    Field,
    Needs,
    Offers,
    needs_of,
    offers_of,
    problem_of,
)
from graph.sourcing.coverage_solver import solve_coverage
from graph.sourcing.coverage_total import in_total
from graph.sourcing.distance import distances_to_makers
from graph.sourcing.kept import enterprises_of, items_of
from graph.sourcing.loading import (
    Enterprise,
    Item,
    Supply,
    load_supplies,
    processes_meeting,
)
from graph.sourcing.makers import Makers
from graph.sourcing.places import place_filter
from graph.sourcing.relatives import Inference, infer_requirements
from graph.sourcing.suppliers import inferred_refs
from graph.sourcing.uncovered import uncovered_items
from graph.structure.lines import Selection
from graph.structure.loading import Walk
from graph.structure.reading import projection_of, read_below
from graph.structure.service import ITEM_KINDS, today


def cover(
    graph: Graph, request: CoverageRequest, *, time_limit_seconds: float = 10.0
) -> CoverageAnswer:
    """The plan that covers most of what ``request.units`` a year need, with the fewest enterprises.

    ``time_limit_seconds`` bounds the solver; when it runs out the answer is the best found, and
    ``solver`` says so. Raises NotFoundError for an unknown item or a material, InputError for an
    unknown place.
    """
    places = place_filter(request.regions, request.countries)
    walk = Walk(graph)
    selection = Selection(today(), "as-planned")
    root = read_below(graph, request.item_id, ITEM_KINDS, with_database=True)
    needs = needs_of(root.bill, root.place, selection, request.units)
    held = projection_of(graph, root.version)
    items = items_of(graph, walk, [node.id for node in needs.nodes], held)
    supplies = load_supplies(walk, items, held)
    leaves = [items[leaf] for leaf in sorted(needs.leaves)]
    inferences = infer_requirements(walk, leaves, held) if request.include_inferred else {}
    profiles = [item.profile for item in leaves]
    profiles += [inference.profile for inference in inferences.values()]
    suppliers = {line.enterprise for lines in supplies.values() for line in lines}
    everyone = enterprises_of(graph, walk, suppliers, processes_meeting(profiles), held)
    local = {
        id_: enterprise
        for id_, enterprise in everyone.items()
        if places.admits(enterprise.ref.region, enterprise.ref.country)
    }
    field = _field(items, supplies, inferences, local, request.certificates)
    distance = (
        distances_to_makers(graph, walk, root, selection, local)
        if request.objective == "distance"
        else {}
    )
    started = time.monotonic()
    large = shortened(needs, field, request.max_suppliers, started, time_limit_seconds)
    offers = offers_of(needs, field, None if large is None else large.shortlist)
    problem = problem_of(needs, offers, distance, request.max_suppliers, request.objective)
    problem = with_offers(problem, offers.offers, offers.pools)
    if large is None:
        plan = solve_coverage(problem, SolverLimits(time_limit_seconds))
    else:
        plan = solve_large(problem, large, started, time_limit_seconds)
    everybody = Makers(everyone, today().isoformat())
    adviser = Adviser(request, field, places, everybody, plan, len(needs.leaves))
    return _answer(request, needs, field, offers, plan, distance, adviser, root.version)


def _field(
    items: Mapping[str, Item],
    supplies: Mapping[str, list[Supply]],
    inferences: Mapping[str, Inference],
    local: Mapping[str, Enterprise],
    certificates: Sequence[str],
) -> Field:
    makers = Makers(local, today().isoformat())
    admitted = {
        id_: enterprise
        for id_, enterprise in local.items()
        if not makers.lacks_certificates(enterprise, certificates)
    }
    return Field(items, supplies, inferences, makers, Makers(admitted, today().isoformat()))


def _answer(
    request: CoverageRequest,
    needs: Needs,
    field: Field,
    offers: Offers,
    plan: CoveragePlan,
    distance: Mapping[str, float | None],
    adviser: Adviser,
    version: int,
) -> CoverageAnswer:
    assignments = _assignments(plan.assignments, offers, field.items)
    advice = adviser.advice()
    return CoverageAnswer(
        item_id=request.item_id,
        name=field.items[request.item_id].name,
        units=request.units,
        objective=request.objective,
        status=plan.status,
        covered_share=plan.covered_share,
        suppliers=[
            CoverageSupplier(
                enterprise=field.makers.enterprises[id_].ref,
                assignments=assignments[id_],
                distance_km=distance.get(id_),
            )
            for id_ in plan.enterprises
        ],
        uncovered=uncovered_items(request, needs, field, offers, plan, adviser, advice),
        in_total=in_total(adviser, advice),
        single_source=list(plan.single_source),
        cost_usd=plan.cost,
        unpriced=list(plan.unpriced),
        inferred_requirements={
            leaf: inferred_refs(inference) for leaf, inference in sorted(field.inferences.items())
        },
        solver=SolverSummary(
            status=plan.solver.status, seconds=plan.solver.seconds, gap=plan.solver.gap
        ),
        graph_version=version,
    )


def _assignments(
    planned: Iterable[CoverageAssignment], offers: Offers, items: Mapping[str, Item]
) -> dict[str, list[Assignment]]:
    """By enterprise; one for each capacity used, but one in all where an item takes several."""
    by_key = {offer.key: offer for offer in offers.offers}
    together: dict[tuple[OfferKey, str], CoverageAssignment] = {}
    amounts: dict[tuple[OfferKey, str], float] = {}
    for assignment in planned:
        key = (assignment.enterprise, assignment.item, assignment.relation)
        # What joint offers take from single pools is a detail of the solver.
        group = (key, "" if len(by_key[key].stages) > 1 else assignment.pool)
        together.setdefault(group, assignment)
        amounts[group] = amounts.get(group, 0.0) + assignment.amount
    found: dict[str, list[Assignment]] = {}
    for (key, pool), first in together.items():
        amount = amounts[key, pool]
        offer = by_key[key]
        share = _joint_share(offer, offers.pools, amount) if not pool else first.capacity_share
        found.setdefault(first.enterprise, []).append(
            Assignment(
                item_id=first.item,
                name=items[first.item].name,
                quantity=amount,
                relation=first.relation,
                capacity_share=share,
                processes=offers.processes[key],
            )
        )
    return found


def _joint_share(offer: JointOffer, pools: Mapping[str, float], amount: float) -> float:
    """The largest share of what a process has in all."""
    totals = [sum(pools[take.pool] / take.uses for take in stage) for stage in offer.stages]
    return max(amount / total if total > 0 else 0.0 for total in totals)
