"""Masses: kerb mass calibration, roll-up to assemblies, composition of parts.

Kerb mass: the parts that only one vehicle has and that are mostly steel plate, sections or sheet
(its structure) are scaled by one factor for each vehicle, so that the parts add up to the mass
stated for it. A factor outside 0.8 ... 1.25 is an error in the seeds.
"""

from __future__ import annotations

from ingest.sample.explosion import effective, in_base_unit, top_down, totals
from ingest.sample.seeds import SeedError
from ingest.sample.structure import Item, Structure

AS_OF = "2026-11-01"
STRUCTURAL = frozenset(
    {
        "steel_sheet_dc04",
        "steel_sheet_hss",
        "steel_galvanized",
        "steel_plate_hot_rolled",
        "steel_structural_s355",
        "steel_tube_welded",
    }
)
LIMITS = (0.8, 1.25)


def kerb_mass(structure: Structure, vehicle_id: str) -> float:
    """The mass of all preferred parts of a vehicle, without scrap."""
    amounts = totals(structure, {vehicle_id: 1.0}, effective(AS_OF), scrap=False)
    items = structure.items
    return sum(
        amount * items[node].mass_kg
        for node, amount in amounts.items()
        if node in items and items[node].is_part
    )


def _is_structural(item: Item, scope: str) -> bool:
    if not item.is_part or item.scope != scope:
        return False
    share = sum(part for material, part in item.concept.materials if material in STRUCTURAL)
    return share >= 0.8


def calibrate(structure: Structure) -> dict[str, float]:
    """Scales the structural parts of each vehicle to its kerb mass; returns the factors."""
    factors: dict[str, float] = {}
    for vehicle_id, vehicle in structure.vehicles.items():
        amounts = totals(structure, {vehicle_id: 1.0}, effective(AS_OF), scrap=False)
        own = [item for item in structure.items.values() if _is_structural(item, vehicle["scope"])]
        structural = sum(amounts.get(item.id, 0.0) * item.mass_kg for item in own)
        missing = float(vehicle["mass_kg"]) - kerb_mass(structure, vehicle_id)
        factor = 1 + missing / structural if structural else 1.0
        if not LIMITS[0] <= factor <= LIMITS[1]:
            raise SeedError(f"{vehicle_id}: {missing:+.0f} kg off, factor {factor:.2f}")
        for item in own:
            item.mass_kg = round(item.mass_kg * factor, 4)
        factors[vehicle_id] = factor
    return factors


def roll_up(structure: Structure) -> None:
    """Gives every assembly the mass of its preferred parts."""
    choose = effective(AS_OF)
    for node in reversed(top_down(structure, structure.vehicles)):
        item = structure.items.get(node)
        if item is None or item.is_part:
            continue
        lines = choose(structure.children.get(node, []))
        mass = sum(
            in_base_unit(structure, line) * structure.items[line.child].mass_kg for line in lines
        )
        item.mass_kg = round(mass, 4)


def composition(item: Item) -> list[tuple[str, float]]:
    """Material keys and masses of one part; the largest takes up what rounding leaves."""
    shares = sorted(item.concept.materials, key=lambda pair: -pair[1])
    masses = [(material, round(item.mass_kg * share, 6)) for material, share in shares]
    rest = item.mass_kg - sum(mass for _, mass in masses[1:])
    return [(masses[0][0], round(rest, 6)), *(pair for pair in masses[1:] if pair[1] > 0)]
