"""One explosion, its supplies lines and capabilities as a problem for the coverage optimiser."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.sourcing.capability import Capability, Profile, annual_units, unit_mass
from graph.sourcing.coverage_joint import JointOffer, Stage, Take
from graph.sourcing.coverage_model import CoverageNode, CoverageProblem, Objective, Relation
from graph.sourcing.coverage_shortlist import Shortlist
from graph.sourcing.loading import Item, Supply
from graph.sourcing.makers import Makers
from graph.sourcing.relatives import Inference
from graph.structure.bill import Bill
from graph.structure.explosion import explode_bill
from graph.structure.lines import Selection, ways_down
from graph.structure.roll_up import Ways, roll_up
from graph.units import KILOGRAM


@dataclass(frozen=True, slots=True)
class Needs:
    """Items of one explosion in topological order, and the bill they come from."""

    nodes: tuple[CoverageNode, ...]
    leaves: frozenset[str]
    bill: Bill
    ways: Ways


@dataclass(frozen=True, slots=True)
class Field:
    """Everything read for one question, places already applied.

    ``makers`` hold every enterprise of the places asked for, ``admitted`` those of them with the
    certificates asked for.
    """

    items: Mapping[str, Item]
    supplies: Mapping[str, Sequence[Supply]]
    inferences: Mapping[str, Inference]
    makers: Makers
    admitted: Makers


@dataclass(slots=True)
class Offers:
    """What enterprises can deliver; ``pools`` are the limited capacities behind it."""

    offers: list[JointOffer] = field(default_factory=list)
    pools: dict[str, float] = field(default_factory=dict)
    processes: dict[tuple[str, str, Relation], list[str]] = field(default_factory=dict)


def needs_of(bill: Bill, root: int, selection: Selection, units: float) -> Needs:
    """What ``units`` of the root need; a root without counted lines is its own leaf."""
    explosion = explode_bill(bill, root, selection, units=units)
    totals = explosion.totals
    order = np.lexsort((totals.places, totals.levels))
    places = totals.places[order].tolist()
    heads = [bill.items.head(place) for place in places]
    nodes = tuple(
        CoverageNode(id=head.id, need=need, is_leaf=leaf, unit=head.unit, mass_kg=head.mass_kg)
        for head, need, leaf in zip(
            heads,
            totals.amounts[order].tolist(),
            explosion.leaves[order].tolist(),
            strict=True,
        )
    )
    leaves = frozenset(node.id for node in nodes if node.is_leaf)
    return Needs(nodes, leaves, bill, ways_down(bill, selection))


def offers_of(needs: Needs, field: Field, shortlist: Shortlist | None = None) -> Offers:
    """Supplies of every item of the explosion, and makers of its leaves, with a ``shortlist`` only
    those."""
    offers = Offers()
    for node in needs.nodes:
        lines = field.supplies.get(node.id, ())
        _add_supplies(
            offers, [line for line in lines if line.enterprise in field.admitted.enterprises]
        )
        if not node.is_leaf:
            continue
        among = None if shortlist is None else shortlist.makers.get(node.id, ())
        _add_makers(offers, field.items[node.id].profile, field.admitted, "capable", among)
        if node.id in field.inferences:
            profile = field.inferences[node.id].profile
            _add_makers(offers, profile, field.admitted, "inferred", among)
    return offers


def _add_supplies(offers: Offers, supplies: Sequence[Supply]) -> None:
    """Offers of the supplies lines of one item, leaf or not."""
    for line in supplies:
        stages: tuple[Stage, ...] = ()
        if line.annual_capacity is not None:
            pool = f"supplies\x1f{line.enterprise}\x1f{line.item}"
            offers.pools[pool] = line.annual_capacity
            stages = ((Take(pool, 1.0),),)
        offer = JointOffer(
            line.enterprise, line.item, "supplies", stages, line.moq or 0.0, line.unit_price_usd
        )
        offers.offers.append(offer)
        offers.processes[offer.key] = []


def _add_makers(
    offers: Offers,
    profile: Profile,
    makers: Makers,
    relation: Relation,
    among: Collection[str] | None,
) -> None:
    """Offers of everyone capable of one leaf, whatever they supply as well."""
    for enterprise, fitting in makers.able(profile, among):
        stages = _stages(offers, profile, fitting)
        if stages is not None:
            offer = JointOffer(enterprise.ref.id, profile.item, relation, stages)
            offers.offers.append(offer)
            offers.processes[offer.key] = sorted(
                {capability.process for found in fitting.values() for capability in found}
            )


def _stages(
    offers: Offers, profile: Profile, fitting: Mapping[str, Sequence[Capability]]
) -> tuple[Stage, ...] | None:
    """A stage for each process that is limited; None where one cannot be used at all, because its
    capacity is in kilograms and the mass is not known."""
    stages: dict[Stage, None] = {}
    for capabilities in fitting.values():
        amounts = [(annual_units(capability, profile), capability) for capability in capabilities]
        if any(amount is not None and math.isinf(amount) for amount, _ in amounts):
            continue
        stage = tuple(_takes(offers, profile, amounts))
        if not stage:
            return None
        stages[stage] = None
    return tuple(stages)


def _takes(
    offers: Offers, profile: Profile, amounts: Sequence[tuple[float | None, Capability]]
) -> Iterator[Take]:
    for amount, capability in amounts:
        if amount is None or capability.annual_capacity is None:
            continue
        offers.pools[capability.id] = capability.annual_capacity
        yield Take(capability.id, unit_mass(profile) or 1.0 if capability.unit == KILOGRAM else 1.0)


def problem_of(
    needs: Needs,
    offers: Offers,
    distance_km: Mapping[str, float | None],
    max_suppliers: int | None,
    objective: Objective,
) -> CoverageProblem:
    """The problem without its pools and offers, which ``solve_joint`` adds."""
    offered = {offer.item for offer in offers.offers} - needs.leaves
    return CoverageProblem(
        nodes=needs.nodes,
        pools=(),
        offers=(),
        per_unit=per_unit(needs, offered),
        distance_km=distance_km,
        max_suppliers=max_suppliers,
        objective=objective,
    )


def per_unit(needs: Needs, assemblies: Collection[str]) -> dict[tuple[str, str], float]:
    """(assembly, item below it) -> quantity in one unit of the assembly."""
    found: dict[tuple[str, str], float] = {}
    for assembly in sorted(assemblies):
        place = needs.bill.place_of(assembly)
        totals = roll_up(needs.ways, [place], [1.0])
        for below, amount in zip(totals.places.tolist(), totals.amounts.tolist(), strict=True):
            if below != place:
                found[assembly, needs.bill.items.ids[below]] = amount
    return found
