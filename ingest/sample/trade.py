"""Import records, stocks and plans, in keeping with plans, bills of material and suppliers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.sample.explosion import effective, everything, totals
from ingest.sample.industry import HOME
from ingest.sample.masses import AS_OF, composition
from ingest.sample.seeds import Row, read_rows
from ingest.sample.sourcing import BUY, IMPORT, import_countries, mode_of, weighted
from ingest.sample.stable import between, draw, text_of
from ingest.sample.structure import Item, Structure
from ingest.sample.supply import Offer

YEARS = (2023, 2024, 2025, 2026)
PRICE_INDEX = {2023: 0.93, 2024: 0.97, 2025: 1.0, 2026: 1.02}
SPARES = 0.03
"""The smallest import of an item without suppliers, as a share of what its vehicles contain."""


@dataclass(frozen=True, slots=True)
class Source:
    """Countries and shares from which an item is imported, and what one costs."""

    countries: dict[str, float]
    price_usd: float

    @property
    def foreign_share(self) -> float:
        return sum(self.countries.values())


def units(structure: Structure, year: int) -> dict[str, float]:
    """Vehicles built in that year, or planned."""
    column = f"plan_{year}" if year >= 2026 else f"units_{year}"
    return {vehicle_id: float(row[column]) for vehicle_id, row in structure.vehicles.items()}


def demand(structure: Structure) -> dict[str, float]:
    """Yearly need of every item in 2026; a stand-by counts as if it were the preferred one."""
    plan = units(structure, 2026)
    counted = totals(structure, plan, effective(AS_OF))
    possible = totals(structure, plan, everything)
    return {item: counted.get(item) or possible.get(item, 0.0) for item in structure.items}


def material_demand(structure: Structure, amounts: dict[str, float]) -> dict[str, float]:
    """Kilograms of each material in so many items."""
    kilograms: dict[str, float] = {}
    for item_id, amount in amounts.items():
        item = structure.items.get(item_id)
        if item is not None and item.is_part:
            for material, mass in composition(item):
                kilograms[material] = kilograms.get(material, 0.0) + amount * mass
    return kilograms


def sources(structure: Structure, offers: Iterable[Offer]) -> dict[str, Source]:
    """Where each imported item comes from."""
    by_item: dict[str, list[Offer]] = {}
    for line in offers:
        by_item.setdefault(line.item_id, []).append(line)
    found: dict[str, Source] = {}
    for item in structure.items.values():
        if item.price_usd is None:
            continue
        if item.id in by_item:
            foreign = [line for line in by_item[item.id] if line.enterprise.country != HOME]
            if foreign:
                found[item.id] = _source(foreign)
        elif mode_of(item) in (BUY, IMPORT):
            found[item.id] = Source(import_countries(item), item.price_usd)
    return found


def _source(foreign: list[Offer]) -> Source:
    countries: dict[str, float] = {}
    for line in foreign:
        country = line.enterprise.country
        countries[country] = countries.get(country, 0.0) + line.share
    share = sum(countries.values())
    price = sum(line.share * line.unit_price_usd for line in foreign) / share
    return Source(countries, price)


def _quantity(need: float, unit: str) -> float:
    return float(math.ceil(need)) if unit == "piece" else float(math.ceil(need * 10)) / 10


def import_rows(structure: Structure, found: dict[str, Source], bought: set[str]) -> list[Row]:
    """Item, country and year of everything imported.

    A unit that arrives assembled brings its parts along: only what is built here calls for them.
    """
    rows: list[Row] = []
    for year in YEARS:
        built = units(structure, year)
        choose = effective(AS_OF if year == 2026 else f"{year}-07-01")
        full = totals(structure, built, choose)
        net = totals(
            structure,
            built,
            choose,
            kept=lambda node: 1 - found[node].foreign_share if node in found else 1.0,
        )
        for item_id, source in found.items():
            need = net.get(item_id, 0.0)
            if item_id not in bought:
                need = max(need, SPARES * full.get(item_id, 0.0))
            rows += _item_rows(structure.items[item_id], source, year, need)
    return rows


def _item_rows(item: Item, source: Source, year: int, need: float) -> Iterable[Row]:
    unit = item.concept.unit
    for country, share in sorted(source.countries.items()):
        words = (item.id, country, str(year))
        quantity = _quantity(need * share * between(1.0, 1.04, *words, "quantity"), unit)
        if need * share < 0.5:
            continue
        price = source.price_usd * PRICE_INDEX[year] * between(0.97, 1.04, *words, "price")
        yield _import_row(item.id, "", country, year, quantity, unit, quantity * price)


def _import_row(
    item_id: str, hs_code: str, country: str, year: int, quantity: float, unit: str, value: float
) -> Row:
    return {
        "item_id": item_id,
        "hs_code": hs_code,
        "country": country,
        "year": str(year),
        "quantity": text_of(quantity, 1),
        "unit": unit,
        "value_usd": text_of(value, 0 if value >= 1000 else 2),
    }


def material_import_rows(
    structure: Structure, ids: dict[str, str], prices: dict[str, float]
) -> list[Row]:
    """Country and year of every material that is not wholly bought here."""
    rows: list[Row] = []
    for year in YEARS:
        choose = effective(AS_OF if year == 2026 else f"{year}-07-01")
        needs = material_demand(structure, totals(structure, units(structure, year), choose))
        for source in read_rows("material_sources.tsv"):
            material, origins = source["material"], weighted(source["origins"])
            total = sum(weight for _, weight in origins)
            foreign = needs.get(material, 0.0) * (1 - float(source["local_share"]))
            for country, weight in origins:
                words = (material, country, str(year))
                quantity = foreign * weight / total * between(1.01, 1.08, *words, "quantity")
                if quantity < 0.05:
                    continue
                quantity = _quantity(quantity, "kg") if quantity < 1000 else round(quantity)
                price = prices[material] * PRICE_INDEX[year] * between(0.95, 1.05, *words, "price")
                value = quantity * price
                rows.append(_import_row(ids[material], "", country, year, quantity, "kg", value))
    return rows


def heading_import_rows() -> list[Row]:
    """Customs totals by HS code, which cover more than the four vehicles."""
    rows: list[Row] = []
    for seed in read_rows("hs_imports.tsv"):
        for year in (2023, 2024, 2025):
            words = (seed["hs_code"], seed["country"], str(year))
            growth = 1.07 ** (year - 2025) * between(0.95, 1.05, *words)
            value = round(float(seed["value_usd_2025"]) * growth, -3)
            quantity = round(value / (float(seed["unit_usd_kg"]) * PRICE_INDEX[year]), -2)
            row = _import_row("", seed["hs_code"], seed["country"], year, quantity, "kg", value)
            rows.append(row)
    return rows


def stock_rows(
    structure: Structure, ids: dict[str, str], bought: Iterable[str], materials: dict[str, float]
) -> list[Row]:
    """What the vehicle makers keep: finished vehicles, four to forty days of some items, sheet."""
    rows: list[Row] = []
    wanted = set(bought)
    for vehicle_id, built in units(structure, 2026).items():
        maker = structure.vehicles[vehicle_id]["maker_id"]
        finished = built / 365 * between(2, 9, vehicle_id, "days")
        rows.append(_stock_row(vehicle_id, max(1.0, finished), "piece", maker))
        amounts = totals(structure, {vehicle_id: built}, effective(AS_OF))
        for item_id in sorted(wanted & set(amounts)):
            if draw(item_id, maker, "stocked") < 0.45:
                days = between(4, 40, item_id, maker, "days")
                unit = structure.items[item_id].concept.unit
                rows.append(_stock_row(item_id, amounts[item_id] / 365 * days, unit, maker))
        kept = material_demand(structure, amounts)
        for key in sorted(kept.keys() & materials.keys()):
            amount = kept[key] * materials[key] / 365 * between(10, 45, key, maker, "days")
            rows.append(_stock_row(ids[key], amount, "kg", maker))
    return rows


def _stock_row(item_id: str, quantity: float, unit: str, maker: str) -> Row:
    exact = max(1.0, float(round(quantity))) if unit == "piece" else round(quantity, 1)
    return {
        "item_id": item_id,
        "quantity": text_of(exact, 1),
        "unit": unit,
        "enterprise_id": maker,
    }
