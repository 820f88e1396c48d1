"""What a coverage plan leaves open, and who comes nearest to each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.sourcing.answers import CoverageRequest, RequirementEntry, UncoveredItem
from graph.sourcing.coverage_joint import JointOffer
from graph.sourcing.coverage_model import CoveragePlan
from graph.sourcing.coverage_problem import Field, Needs, Offers, per_unit

Reasons = dict[str, list[RequirementEntry]]


def uncovered_items(
    request: CoverageRequest, needs: Needs, field: Field, offers: Offers, plan: CoveragePlan
) -> list[UncoveredItem]:
    """Leaves not covered in full, in the order of the explosion."""
    by_item: dict[str, list[JointOffer]] = {}
    for offer in offers.offers:
        by_item.setdefault(offer.item, []).append(offer)
    above = per_unit(needs, set(by_item) - needs.leaves) if plan.uncovered else {}
    need = {node.id: node.need for node in needs.nodes}
    full = request.max_suppliers is not None and len(plan.enterprises) >= request.max_suppliers
    found = []
    for open_leaf in plan.uncovered:
        item = field.items[open_leaf.item]
        inference = field.inferences.get(item.id)
        reasons: Reasons = {}
        for top in [item.id, *(top for top, below in above if below == item.id)]:
            for offer in by_item.get(top, ()):
                place = not full or offer.enterprise in plan.enterprises
                reasons.setdefault(offer.enterprise, []).append(
                    _reason(offer, need[top], offers.pools, place, request.max_suppliers)
                )
        _add_unusable(reasons, field, item.id, request.certificates)
        nearest = field.makers.nearest(
            inference.profile if inference else item.profile, reasons, request.certificates
        )
        found.append(
            UncoveredItem(
                item_id=item.id,
                name=item.name,
                quantity=open_leaf.missing,
                needed=open_leaf.needed,
                nearest=nearest,
            )
        )
    return found


def _reason(
    offer: JointOffer,
    need: float,
    pools: Mapping[str, float],
    place: bool,
    most: int | None,
) -> RequirementEntry:
    """Why an offer does not cover the whole need."""
    if offer.moq > need:
        detail = f"the minimum order of {offer.item} is {offer.moq:g}, {need:g} are needed"
        return RequirementEntry(requirement="moq", process=None, detail=detail)
    if not place:
        detail = f"no place among the {most} suppliers allowed"
        return RequirementEntry(requirement="max_suppliers", process=None, detail=detail)
    amounts = [sum(pools[take.pool] / take.uses for take in stage) for stage in offer.stages]
    if amounts and min(amounts) < need:
        detail = f"capacity for {min(amounts):g} {offer.item} a year, {need:g} are needed"
    else:
        detail = f"capacity for {offer.item} is taken by other items or below a minimum order"
    return RequirementEntry(requirement="capacity", process=None, detail=detail)


def _add_unusable(reasons: Reasons, field: Field, item: str, certificates: Sequence[str]) -> None:
    """Suppliers without the certificates asked for, and capable ones whose capacity is in
    kilograms of a part without mass: both have no offer."""
    for line in field.supplies.get(item, ()):
        enterprise = field.makers.enterprises.get(line.enterprise)
        if enterprise is not None and line.enterprise not in reasons:
            reasons[line.enterprise] = field.makers.lacks_certificates(enterprise, certificates)
    inference = field.inferences.get(item)
    profile = inference.profile if inference else field.items[item].profile
    for enterprise, _ in field.admitted.able(profile):
        if enterprise.ref.id not in reasons:
            detail = f"the capacity is in kg and the mass of {item} is not known"
            reasons[enterprise.ref.id] = [
                RequirementEntry(requirement="capacity", process=None, detail=detail)
            ]
