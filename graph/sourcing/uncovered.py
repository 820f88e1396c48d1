"""What a coverage plan leaves open, and who comes nearest to each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.sourcing.answers import CoverageRequest, RequirementEntry, UncoveredItem
from graph.sourcing.capability import Profile, annual_units, fitting_capabilities
from graph.sourcing.coverage_advice import Adviser, Way
from graph.sourcing.coverage_joint import JointOffer
from graph.sourcing.coverage_model import CoveragePlan
from graph.sourcing.coverage_problem import Field, Needs, Offers, per_unit
from graph.sourcing.loading import Enterprise
from graph.sourcing.makers import Reasons


def uncovered_items(
    request: CoverageRequest,
    needs: Needs,
    field: Field,
    offers: Offers,
    plan: CoveragePlan,
    adviser: Adviser,
    advice: Mapping[str, list[Way]],
) -> list[UncoveredItem]:
    """Leaves not covered in full, in the order of the explosion."""
    by_item: dict[str, list[JointOffer]] = {}
    for offer in offers.offers:
        by_item.setdefault(offer.item, []).append(offer)
    above = per_unit(needs, set(by_item) - needs.leaves) if plan.uncovered else {}
    tops: dict[str, list[str]] = {}
    for top, below in above:
        tops.setdefault(below, []).append(top)
    need = {node.id: node.need for node in needs.nodes}
    full = request.max_suppliers is not None and len(plan.enterprises) >= request.max_suppliers
    found = []
    for open_leaf in plan.uncovered:
        item = field.items[open_leaf.item]
        inference = field.inferences.get(item.id)
        reasons: Reasons = {}
        for top in [item.id, *tops.get(item.id, ())]:
            for offer in by_item.get(top, ()):
                place = not full or offer.enterprise in plan.enterprises
                reasons.setdefault(offer.enterprise, []).append(
                    _reason(offer, need[top], offers.pools, place, request.max_suppliers)
                )
        _add_uncertified(reasons, field, item.id, request.certificates)
        profile = inference.profile if inference else item.profile
        most = request.max_suppliers if full else None

        def otherwise(
            enterprise: Enterprise, profile: Profile = profile, most: int | None = most
        ) -> list[RequirementEntry]:
            return [_unused(profile, enterprise, field, most)]

        nearest = field.makers.nearest(profile, reasons, request.certificates, otherwise=otherwise)
        found.append(
            UncoveredItem(
                item_id=item.id,
                name=item.name,
                quantity=open_leaf.missing,
                needed=open_leaf.needed,
                nearest=nearest,
                to_cover=adviser.told(open_leaf, advice.get(item.id, ())),
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
        return _no_place(most)
    amounts = [sum(pools[take.pool] / take.uses for take in stage) for stage in offer.stages]
    if amounts and min(amounts) < need:
        detail = f"capacity for {min(amounts):g} {offer.item} a year, {need:g} are needed"
    else:
        detail = f"capacity for {offer.item} is taken by other items or below a minimum order"
    return RequirementEntry(requirement="capacity", process=None, detail=detail)


def _no_place(most: int | None) -> RequirementEntry:
    detail = f"no place among the {most} suppliers allowed"
    return RequirementEntry(requirement="max_suppliers", process=None, detail=detail)


def _add_uncertified(
    reasons: Reasons, field: Field, item: str, certificates: Sequence[str]
) -> None:
    """Suppliers without the certificates asked for have no offer."""
    for line in field.supplies.get(item, ()):
        enterprise = field.makers.enterprises.get(line.enterprise)
        if enterprise is not None and line.enterprise not in reasons:
            reasons[line.enterprise] = field.makers.lacks_certificates(enterprise, certificates)


def _unused(
    profile: Profile, enterprise: Enterprise, field: Field, most: int | None
) -> RequirementEntry:
    """Why one that is capable has no offer: its capacity is in kilograms of a part without mass,
    or of very many offers others were chosen."""
    fitting = fitting_capabilities(profile, enterprise.holder, field.admitted.day) or {}
    if any(
        all(annual_units(capability, profile) is None for capability in capabilities)
        for capabilities in fitting.values()
    ):
        detail = f"the capacity is in kg and the mass of {profile.item} is not known"
    elif most is not None:
        return _no_place(most)
    else:
        detail = f"capacity for {profile.item} is taken by other items or below a minimum order"
    return RequirementEntry(requirement="capacity", process=None, detail=detail)
