"""Who supplies what: suppliers of items and of materials, with shares, prices and capacities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.sample.industry import HOME, Capability, Enterprise, capable, covered, required, suiting
from ingest.sample.seeds import Row, read_rows
from ingest.sample.sourcing import BUY, Rule, mode_of, rule_for, weighted
from ingest.sample.stable import between, draw, ranked, rounded, rounded_up, whole
from ingest.sample.structure import Item, Structure

MOST = 4
"""The largest number of suppliers of one item or material."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One supplies line."""

    enterprise: Enterprise
    item_id: str
    annual_capacity: int | None
    unit: str
    unit_price_usd: float
    lead_time_days: int
    moq: int
    share: float

    @property
    def is_local(self) -> bool:
        return self.enterprise.country == HOME


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: an id, how much a year, and what it should cost."""

    id: str
    unit: str
    annual: float
    price_usd: float


def processes_for(structure: Structure, item: Item) -> tuple[str, ...]:
    """The processes that a maker of the item should know: an assembly's come from its parts."""
    if item.is_part:
        return item.concept.processes
    found: dict[str, None] = {"mechanical_assembly": None}
    stack = [item.id]
    while stack:
        for line in structure.children.get(stack.pop(), ()):
            child = structure.items[line.child]
            if not child.is_part:
                stack.append(child.id)
            elif not child.concept.key.startswith("std_"):
                found.update(dict.fromkeys(child.concept.processes))
    return tuple(found)


def _knows(enterprise: Enterprise, processes: tuple[str, ...]) -> float:
    return sum(name in enterprise.capabilities for name in processes) / len(processes)


def _local_weight(enterprise: Enterprise, item: Item, processes: tuple[str, ...]) -> float:
    if enterprise.country != HOME or "vehicle_maker" in enterprise.row["profiles"]:
        return 0.0
    weight = enterprise.weight
    if not item.is_part:
        weight *= _knows(enterprise, processes) ** 2
    if capable(enterprise, item):
        return weight
    return 0.04 * weight * (covered(enterprise, item, required(item)[0]) == 1.0)


def _foreign_weight(
    enterprise: Enterprise, item: Item, processes: tuple[str, ...], rule: Rule
) -> float:
    origin = dict(rule.origins).get(enterprise.country, 0.0)
    if not origin:
        return 0.0
    share = _knows(enterprise, processes)
    if item.is_part:
        share = covered(enterprise, item, processes)
    return origin * enterprise.weight * share**3 if share >= 0.3 else 0.0


def _shares(
    local: list[str], foreign: list[str], local_share: float, item: str
) -> dict[str, float]:
    """A share for each supplier; they add up to 1."""
    if not foreign:
        local_share = 1.0
    if not local:
        local_share = 0.0
    parts = {name: local_share * between(0.6, 1.4, item, name, "part") for name in local}
    parts |= {name: (1 - local_share) * between(0.6, 1.4, item, name, "part") for name in foreign}
    total = sum(parts.values())
    shares = {name: round(part / total, 2) for name, part in parts.items()}
    largest = max(shares, key=lambda name: shares[name])
    shares[largest] = round(shares[largest] + 1 - sum(shares.values()), 2)
    return {name: share for name, share in shares.items() if share > 0}


def choose(structure: Structure, item: Item, enterprises: list[Enterprise]) -> dict[str, float]:
    """The suppliers of an item and their shares."""
    rule = rule_for(item)
    processes = processes_for(structure, item)
    local: list[str] = []
    if draw(item.id, "local") < rule.local:
        weights = [(e.id, _local_weight(e, item, processes)) for e in enterprises]
        count = 1 + (draw(item.id, "local count") < 0.4)
        local = ranked(weights, item.id)[:count]
    foreign: list[str] = []
    local_share = min(1.0, rule.local_share * between(0.75, 1.25, item.id, "local share"))
    if not local or local_share < 0.93:
        weights = [(e.id, _foreign_weight(e, item, processes, rule)) for e in enterprises]
        chance = draw(item.id, "foreign count")
        count = 1 + (chance < 0.45) + (chance < 0.12)
        foreign = ranked(weights, item.id)[: min(count, MOST - len(local))]
    if not local and not foreign:
        return {}
    return _shares(local, foreign, local_share, item.id)


def _moq(annual: float, words: str) -> int:
    return min(rounded(annual / whole(18, 60, words, "moq"), 1), rounded(annual, 1))


def offer(enterprise: Enterprise, wanted: Wanted, share: float, days: dict[str, int]) -> Offer:
    """A supplies line for that share of what is wanted."""
    words = f"{enterprise.id}|{wanted.id}"
    quantity = max(1.0, wanted.annual * share)
    capacity = rounded_up(quantity * between(1.15, 1.65, words, "capacity"))
    low, high = (0.90, 1.05) if enterprise.country == HOME else (0.95, 1.10)
    price = wanted.price_usd * between(low, high, words, "price")
    return Offer(
        enterprise=enterprise,
        item_id=wanted.id,
        annual_capacity=None if draw(words, "unlimited") < 0.05 else capacity,
        unit=wanted.unit,
        unit_price_usd=round(price, 2) if price >= 1 else round(price, 4),
        lead_time_days=round(days[enterprise.country] * between(0.75, 1.3, words, "lead")),
        moq=max(1, _moq(quantity, words)),
        share=share,
    )


def _lead_times() -> dict[str, int]:
    return {row["country"]: int(row["lead_time_days"]) for row in read_rows("countries.tsv")}


def item_offers(
    structure: Structure, demand: dict[str, float], enterprises: list[Enterprise]
) -> list[Offer]:
    """The supplies lines of all items that are bought from somebody known."""
    days = _lead_times()
    by_id = {enterprise.id: enterprise for enterprise in enterprises}
    offers = []
    for item in structure.items.values():
        if mode_of(item) != BUY or item.price_usd is None or not demand.get(item.id):
            continue
        wanted = Wanted(item.id, item.concept.unit, demand[item.id], item.price_usd)
        for name, share in choose(structure, item, enterprises).items():
            offers.append(offer(by_id[name], wanted, share, days))
    return offers


def _material_shares(row: Row, sellers: list[Enterprise]) -> dict[str, float]:
    local_share = float(row["local_share"])
    origins = dict(weighted(row["origins"]))
    total = sum(origins.values())
    shares: dict[str, float] = {}
    at_home = sorted((e for e in sellers if e.country == HOME), key=lambda e: (-e.weight, e.id))
    weight = sum(e.weight for e in at_home[:3])
    shares |= {e.id: local_share * e.weight / weight for e in at_home[:3]}
    for country, part in origins.items():
        there = [e.id for e in sellers if e.country == country]
        shares |= {name: (1 - local_share) * part / total / len(there) for name in there}
    largest = sorted(shares, key=lambda name: (-shares[name], name))[:MOST]
    return {name: round(shares[name], 2) for name in largest if shares[name] >= 0.005}


def material_offers(
    materials: Iterable[Row],
    ids: dict[str, str],
    demand: dict[str, float],
    enterprises: list[Enterprise],
) -> list[Offer]:
    """The supplies lines of materials, in kg, from the enterprises that sell them."""
    days = _lead_times()
    by_id = {enterprise.id: enterprise for enterprise in enterprises}
    sources = {row["material"]: row for row in read_rows("material_sources.tsv")}
    offers = []
    for row in materials:
        key = row["key"]
        sellers = [enterprise for enterprise in enterprises if key in enterprise.sells]
        wanted = Wanted(ids[key], "kg", demand.get(key, 0.0), float(row["price_usd_kg"]))
        for name, share in _material_shares(sources[key], sellers).items():
            offers.append(offer(by_id[name], wanted, share, days))
    return offers


def loads(structure: Structure, offers: Iterable[Offer]) -> dict[tuple[str, str], float]:
    """What the supplies lines ask of each capability, by enterprise and process, in its unit."""
    asked: dict[tuple[str, str], float] = {}
    for line in offers:
        item = structure.items.get(line.item_id)
        if item is None or line.annual_capacity is None:
            continue
        for process in required(item)[0]:
            for capability in suiting(line.enterprise, item, process)[:1]:
                amount = line.annual_capacity * (item.mass_kg if capability.unit == "kg" else 1)
                key = (line.enterprise.id, capability.process)
                asked[key] = asked.get(key, 0.0) + amount
    return asked


def stated_capacity(capability: Capability, load: float) -> float | None:
    """The capacity to state: never less than what is contracted, with a third to spare."""
    if capability.annual_capacity is None:
        return None
    return max(capability.annual_capacity, rounded_up(load * 1.35))
