"""What planning answers say of worlds with makers, reckoned slowly and apart."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from tests.planning.maker_worlds import ZERO, Makers, holds, lacking, yearly
from tests.planning.planning_worlds import HOME, PLACES, Offer, PlannedWorld
from tests.planning.test_localization_on_engines import traced, unit_value


def supply_risk(
    made: Makers, material: str, reliance: Fraction, sourcing: dict[str, Fraction]
) -> Fraction | None:
    """[HHI_world · IR/2 + HHI_sourcing · (1 - IR/2)] · (1 - recycling) · substitution."""
    rows = made.production.get(material, [])
    if not rows:
        return None
    rows = [row for row in rows if row[1] == max(each[1] for each in rows)]
    stated: dict[str, list[Fraction]] = defaultdict(list)
    for found in made.production.values():
        for country, _, _, governance in found:
            stated[country].append(governance)
    governed = {country: sum(found, ZERO) / len(found) for country, found in stated.items()}
    governed |= {row[0]: row[3] for row in made.production[material]}
    world = sum((row[2] for row in rows), ZERO)
    spread = sum(((row[2] / world) ** 2 * governed[row[0]] for row in rows), ZERO)
    total = sum(sourcing.values(), ZERO)
    half = reliance / 2
    bought = ZERO
    if total:
        bought = sum(((a / total) ** 2 * governed.get(c, 1) for c, a in sourcing.items()), ZERO)
    else:
        half = Fraction(1)
    risk = spread * half + bought * (1 - half)
    return risk * (1 - made.recycling[material]) * made.substitution[material]


def is_untold(world: PlannedWorld, item: str) -> bool:
    """Nothing is below it, and nobody says what it is made of."""
    return not world.children(item) and not world.made_of.get(item)


def share_of_demand(made: Makers, enterprise: str, item: str, demand: Fraction) -> Fraction:
    """What it could make; what is not known counts as none."""
    capacity = yearly(made, enterprise, item)
    if capacity is None:
        return Fraction(1)
    if not isinstance(capacity, Fraction) or not demand:
        return ZERO
    return min(Fraction(1), capacity / demand)


def level_delta(world: PlannedWorld, vehicle: str, item: str) -> Fraction:
    """Imported value with and without the item's, over the price."""
    before = sum(traced(world, vehicle)[0].values(), ZERO)
    offers, imports = dict(world.offers), dict(world.imports)
    world.offers[item] = [Offer("andijon", None, unit_value(world, item), None)]
    world.imports.pop(item, None)
    after = sum(traced(world, vehicle)[0].values(), ZERO)
    world.offers, world.imports = offers, imports
    return (before - after) / (world.prices[vehicle] or 1)


def capable_at_home(made: Makers, item: str) -> list[str]:
    supplying = {offer.enterprise for offer in made.world_of(item).offers.get(item, [])}
    return [
        id_
        for id_ in PLACES
        if PLACES[id_][0] == HOME and id_ not in supplying and made.requires.get(item)
        if lacking(made, id_, item) == 0
    ]  # fmt: skip


def material_share(world: PlannedWorld, item: str) -> Fraction | None:
    masses = {m: mass for m, mass in holds(world, item).items() if m in world.materials}
    total = sum(masses.values(), ZERO)
    local = [
        mass
        for material, mass in masses.items()
        if any(offer.country == HOME for offer in world.offers.get(material, []))
    ]
    return sum(local, ZERO) / total if total else None
