"""One explosion, its supplies lines and capabilities as a problem for the coverage optimiser."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.sourcing.capability import Capability, Profile, annual_units
from graph.sourcing.coverage_joint import JointOffer, Stage, Take
from graph.sourcing.coverage_model import CoverageNode, CoverageProblem, Objective, Relation
from graph.sourcing.loading import Item, Supply
from graph.sourcing.makers import Makers
from graph.sourcing.relatives import Inference
from graph.structure.lines import CountedLine
from graph.structure.loading import ItemHead, Structure
from graph.structure.roll_up import roll_up
from graph.units import KILOGRAM


@dataclass(frozen=True, slots=True)
class Needs:
    """Items of one explosion in topological order, and the counted lines they come from."""

    nodes: tuple[CoverageNode, ...]
    leaves: frozenset[str]
    edges: Mapping[str, Sequence[tuple[str, float]]]


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


def needs_of(root: ItemHead, structure: Structure, units: float) -> Needs:
    """What ``units`` of the root need; a root without counted lines is its own leaf."""
    edges = _counted_edges(structure.lines)
    totals = roll_up(edges, root.id, units)
    amounts = [(0, root.id, units)]
    amounts += [(total.level, id_, total.amount) for id_, total in totals.items()]
    leaves = frozenset(id_ for _, id_, _ in amounts if not edges.get(id_))
    nodes = tuple(
        CoverageNode(
            id=id_,
            need=amount,
            is_leaf=id_ in leaves,
            unit=structure.items[id_].unit,
            mass_kg=structure.items[id_].mass_kg,
        )
        for _, id_, amount in sorted(amounts)
    )
    return Needs(nodes, leaves, edges)


def _counted_edges(lines: Sequence[CountedLine]) -> dict[str, list[tuple[str, float]]]:
    edges: dict[str, list[tuple[str, float]]] = {}
    for counted in lines:
        if not counted.alternative:
            line = counted.line
            edges.setdefault(line.parent, []).append((line.child, line.quantity))
    return edges


def offers_of(needs: Needs, field: Field) -> Offers:
    """Supplies of every item of the explosion, and makers of its leaves."""
    offers = Offers()
    for node in needs.nodes:
        lines = field.supplies.get(node.id, ())
        _add_supplies(
            offers, [line for line in lines if line.enterprise in field.admitted.enterprises]
        )
        if not node.is_leaf:
            continue
        _add_makers(offers, field.items[node.id].profile, field.admitted, "capable")
        if node.id in field.inferences:
            _add_makers(offers, field.inferences[node.id].profile, field.admitted, "inferred")
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


def _add_makers(offers: Offers, profile: Profile, makers: Makers, relation: Relation) -> None:
    """Offers of everyone capable of one leaf, whatever they supply as well."""
    for enterprise, fitting in makers.able(profile):
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
        mass = 1.0 if profile.unit == KILOGRAM else profile.mass_kg
        yield Take(capability.id, mass or 1.0 if capability.unit == KILOGRAM else 1.0)


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
    return {
        (assembly, below): total.amount
        for assembly in sorted(assemblies)
        for below, total in roll_up(needs.edges, assembly, 1.0).items()
    }
