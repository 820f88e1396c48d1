"""What is lost: enterprises, items, materials, and regions and countries by code or name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import NotFoundError
from graph.planning.facts import Facts
from graph.sourcing.answers import EnterpriseRef
from graph.text import country_name, region_name, resolve_country, resolve_region


@dataclass(frozen=True, slots=True)
class Down:
    """One thing that is lost; ``id`` is the code of a region or country."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Disruption:
    """All that is lost; ``items`` are places."""

    down: tuple[Down, ...]
    items: frozenset[int]
    enterprises: frozenset[str]
    regions: frozenset[str]
    countries: frozenset[str]

    def stops(self, enterprise: EnterpriseRef) -> bool:
        """Is this enterprise lost, by itself or with the place where it is?"""
        return (
            enterprise.id in self.enterprises
            or enterprise.region in self.regions
            or enterprise.country in self.countries
        )


def disruption_of(facts: Facts, down: Iterable[str]) -> Disruption:
    """The things of these ids, then regions and countries by code or name; where an id is an
    item's and an enterprise's both are lost. Raises NotFoundError for an unknown one."""
    found: dict[tuple[str, str], Down] = {}
    for text in down:
        for thing in _resolve(facts, text):
            found[thing.kind, thing.id] = thing
    things = tuple(found.values())

    def ids(*kinds: str) -> frozenset[str]:
        return frozenset(thing.id for thing in things if thing.kind in kinds)

    items = ids("vehicle", "assembly", "part", "material")
    return Disruption(
        down=things,
        items=frozenset(facts.bill.place_of(id_) for id_ in items),
        enterprises=ids("enterprise"),
        regions=ids("region"),
        countries=ids("country"),
    )


def _resolve(facts: Facts, text: str) -> list[Down]:
    found = []
    place = facts.place_of(text)
    if place is not None:
        found.append(Down(text, facts.bill.items.kind(place), facts.bill.items.names[place]))
    if text in facts.enterprises:
        found.append(Down(text, "enterprise", facts.enterprises[text].name))
    if found:
        return found
    if code := resolve_country(text):
        return [Down(code, "country", country_name(code) or code)]
    known = {enterprise.region for enterprise in facts.enterprises.values()}
    if code := text if text in known else resolve_region(text):
        return [Down(code, "region", region_name(code) or code)]
    raise NotFoundError(f"there is no item, enterprise, region or country {text[:80]!r}")
