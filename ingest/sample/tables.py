"""The input tables: how the rows of each come about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.sample.columns import COLUMNS, material_id, process_id
from ingest.sample.industry import Enterprise, describe, required
from ingest.sample.masses import composition
from ingest.sample.numbers import other_numbers, part_numbers
from ingest.sample.seeds import LANGUAGES, Row, read_rows, texts_of
from ingest.sample.stable import draw, text_of
from ingest.sample.structure import Item, Structure
from ingest.sample.supply import Offer, stated_capacity


def vehicle_rows(structure: Structure) -> list[Row]:
    kept = ("id", "maker_id", "body", "model_year", "exworks_price_usd", "margin_usd", "mass_kg")
    return [
        {**{column: row[column] for column in kept}, **texts_of(row), "name": row["name_en"]}
        for row in structure.vehicles.values()
    ]


def _shows_size(item: Item) -> bool:
    """A few items come without a size, as in real catalogues; those bought by length always."""
    return item.concept.unit == "piece" and draw(item.id, "size") >= 0.03


def item_rows(structure: Structure) -> list[Row]:
    numbers = part_numbers(structure.items)
    return [
        {
            **item.concept.texts,
            **{f"name_{language}": item.names[language] for language in LANGUAGES},
            "id": item.id,
            "kind": item.concept.kind,
            "name": item.names["en"],
            "part_number": numbers[item.id],
            "other_numbers": other_numbers(item.id) if item.price_usd is not None else "",
            "hs_code": item.hs_code,
            "mass_kg": text_of(item.mass_kg),
            "size_mm": item.size_mm if _shows_size(item) else "",
            "unit": item.concept.unit,
        }
        for item in structure.items.values()
    ]


def bom_rows(structure: Structure) -> list[Row]:
    return [
        {
            "parent_id": line.parent,
            "child_id": line.child,
            "quantity": text_of(line.quantity),
            "unit": line.unit,
            "position": line.position,
            "scrap_rate": text_of(line.scrap_rate) if line.scrap_rate else "",
            "alternative_group": line.alternative_group,
            "alternative_rank": line.alternative_rank,
            "valid_from": line.valid_from,
            "valid_to": line.valid_to,
            "lifecycle": "as-planned",
        }
        for line in structure.lines
    ]


def material_rows() -> list[Row]:
    kept = ("hs_code", "price_usd_kg", "recycling_rate", "substitutability")
    return [
        {
            **texts_of(row),
            **{column: row[column] for column in kept},
            "id": material_id(row["key"]),
            "name": row["name_en"],
        }
        for row in read_rows("materials.tsv")
    ]


def composition_rows(structure: Structure) -> list[Row]:
    return [
        {"part_id": item.id, "material_id": material_id(material), "mass_kg": text_of(mass)}
        for item in structure.items.values()
        if item.is_part
        for material, mass in composition(item)
    ]


def process_rows() -> list[Row]:
    return [
        {
            **texts_of(row),
            "id": process_id(row["key"]),
            "name": row["name_en"],
            "parent_id": process_id(row["parent"]),
        }
        for row in read_rows("processes.tsv")
    ]


def _states_requirements(item: Item, always: Sequence[str]) -> bool:
    """About one part in seven comes without requirements, so that similar parts suggest them."""
    if item.concept.key.startswith(tuple(always)):
        return True
    return draw(item.id, "requirements") >= 0.16


def _processes(item: Item, always: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Processes that an item states, each with the certificate asked for, if any."""
    processes, certificate = required(item)
    if not processes or (item.is_part and not _states_requirements(item, always)):
        return ()
    first, *rest = processes
    return ((first, certificate), *((process, "") for process in rest))


def requirement_rows(structure: Structure, always: Sequence[str]) -> list[Row]:
    """What making an item takes; the certificate is asked for with the first process.

    `always` are beginnings of keys whose parts never go without.
    """
    return [
        {"part_id": item.id, "process_id": process_id(process), "certificate": certificate}
        for item in structure.items.values()
        for process, certificate in _processes(item, always)
    ]


def enterprise_rows(enterprises: list[Enterprise]) -> list[Row]:
    profiles = {row["profile"]: row for row in read_rows("profiles.tsv")}
    rows = []
    for enterprise in enterprises:
        described = describe(enterprise, profiles)
        row = {**enterprise.row, **described, "description": described["description_en"]}
        rows.append({column: row[column] for column in COLUMNS["enterprises"]})
    return rows


def certificate_rows(enterprises: list[Enterprise]) -> list[Row]:
    return [
        {"enterprise_id": enterprise.id, "certificate": name, "valid_to": expiry}
        for enterprise in enterprises
        for name, expiry in enterprise.certificates.items()
    ]


def capability_rows(
    enterprises: list[Enterprise], loads: dict[tuple[str, str], float]
) -> list[Row]:
    rows: list[Row] = []
    for enterprise in enterprises:
        for capability in enterprise.capabilities.values():
            load = loads.get((enterprise.id, capability.process), 0.0)
            capacity = stated_capacity(capability, load)
            mass = capability.max_mass_kg
            rows.append(
                {
                    "enterprise_id": enterprise.id,
                    "process_id": process_id(capability.process),
                    "annual_capacity": "" if capacity is None else text_of(capacity, 0),
                    "unit": "" if capacity is None else capability.unit,
                    "max_mass_kg": "" if mass is None else text_of(mass),
                    "max_size_mm": capability.max_size_mm,
                    "materials": ";".join(sorted(map(material_id, capability.materials))),
                }
            )
    return rows


def supply_rows(offers: Iterable[Offer]) -> list[Row]:
    return [
        {
            "enterprise_id": line.enterprise.id,
            "item_id": line.item_id,
            "annual_capacity": "" if line.annual_capacity is None else str(line.annual_capacity),
            "unit": line.unit,
            "unit_price_usd": text_of(line.unit_price_usd),
            "lead_time_days": str(line.lead_time_days),
            "moq": str(line.moq),
            "share": text_of(line.share),
        }
        for line in offers
    ]


def plan_rows(structure: Structure) -> list[Row]:
    return [
        {"vehicle_id": vehicle_id, "year": year, "units": row[f"plan_{year}"]}
        for vehicle_id, row in structure.vehicles.items()
        for year in ("2026", "2027")
    ]


def production_rows() -> list[Row]:
    """World output by country of the commodity behind each material."""
    governance = {row["country"]: row["governance"] for row in read_rows("countries.tsv")}
    by_commodity: dict[str, list[Row]] = {}
    for row in read_rows("production.tsv"):
        by_commodity.setdefault(row["commodity"], []).append(row)
    return [
        {
            "material_id": material_id(material["key"]),
            "country": row["country"],
            "year": "2024",
            "quantity_t": row["quantity_t"],
            "governance": governance[row["country"]],
        }
        for material in read_rows("materials.tsv")
        for row in by_commodity[material["commodity"]]
    ]
