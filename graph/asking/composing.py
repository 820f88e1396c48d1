"""From an intent and what was found in a question to the call it stands for.

Every method gives None where the question lacks what its call needs (a thing, an amount); then
it is not the intent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.asking.calls import Call, Parameters, Value, get, plain, post, segment
from graph.asking.intents import Intent
from graph.asking.links import Link
from graph.asking.meant import (
    ITEM_KINDS,
    free_vehicles,
    is_vague,
    links_of,
    main_link,
    shared,
    vehicle_named,
)
from graph.asking.measures import first
from graph.asking.stating import (
    day_and_lifecycle,
    is_local,
    kind_asked,
    most_suppliers,
    objective,
    processes_sought,
    question_words,
    relations_asked,
    search_words,
    stated_limit,
    stated_units,
    units_a_year,
    year_and_limit,
)
from graph.asking.survey import Survey
from graph.asking.thing_index import ThingIndex


@dataclass(frozen=True, slots=True)
class Composed:
    """A call with the things it is about, in its order; ``said``: its parameters by name."""

    intent: Intent
    call: Call
    links: tuple[Link, ...]
    said: dict[str, Any] = field(default_factory=dict)


class Composer:
    """Writes calls for one graph."""

    def __init__(self, index: ThingIndex, home_country: str) -> None:
        self._index = index
        self._home = home_country

    def compose(self, intent: Intent, found: Survey) -> Composed | None:
        """The call for an intent; None where the question does not hold what it needs."""
        makers = {
            "explosion": self._explosion,
            "where-used": self._where_used,
            "suppliers": self._suppliers,
            "coverage": self._coverage,
            "bottlenecks": self._bottlenecks,
            "what-if": self._what_if,
            "localization": self._localization,
            "candidates": self._candidates,
            "opportunities": self._opportunities,
            "path": self._path,
            "search": self._search,
        }
        make = makers.get(intent)
        return make(found) if make else None

    def _explosion(self, found: Survey) -> Composed | None:
        link = main_link(found, ITEM_KINDS)
        vehicle = vehicle_named(found)
        if vehicle is not None and (link is None or is_vague(link)):
            link = vehicle
        if link is None:
            return None
        level = first(found.measures, "level")
        depth = int(level.value) if level else (1 if found.has("DIRECT") else None)
        parameters = [
            ("units", stated_units(found)),
            ("depth", depth),
            *day_and_lifecycle(found),
            ("leaves_only", True if found.has("LEAF") else None),
        ]
        space = "vehicles" if link.thing.kind == "vehicle" else "items"
        return _got("explosion", f"/{space}/{segment(link.thing.id)}/explosion", parameters, [link])

    def _where_used(self, found: Survey) -> Composed | None:
        link = main_link(found, (*ITEM_KINDS, "material"))
        if link is None:
            return None
        space = "materials" if link.thing.kind == "material" else "items"
        path = f"/{space}/{segment(link.thing.id)}/where-used"
        return _got("where-used", path, day_and_lifecycle(found), [link])

    def _suppliers(self, found: Survey) -> Composed | None:
        link = main_link(found, (*ITEM_KINDS, "material"))
        if link is None or (is_vague(link) and not found.has("WHO", "MAKE", "SUPPLY", "MAKER")):
            return None
        regions, countries = self._places(found)
        parameters = [
            ("units", units_a_year(found)),
            *(("region", code) for code in regions),
            *(("country", code) for code in countries),
            ("include", relations_asked(found)),
        ]
        path = f"/items/{segment(link.thing.id)}/suppliers"
        return _got("suppliers", path, parameters, [link])

    def _coverage(self, found: Survey) -> Composed | None:
        link = main_link(found, ITEM_KINDS)
        vehicle = vehicle_named(found)
        if vehicle is not None and (link is None or is_vague(link)):
            link = vehicle
        limit = most_suppliers(found)
        units = units_a_year(found, limit)
        if link is None or units is None:
            return None
        regions, countries = self._places(found)
        body: dict[str, Any] = {"item_id": link.thing.id, "units": plain(units)}
        stated = {
            "regions": regions,
            "countries": countries,
            "certificates": list(found.certificates),
            "max_suppliers": int(limit.value) if limit else None,
            "objective": objective(found, limit),
            "include_inferred": found.has("INFERRED") and not found.has("NOT"),
        }
        body |= {name: value for name, value in stated.items() if value}
        return Composed("coverage", post("/coverage", body), (link,), body)

    def _bottlenecks(self, found: Survey) -> Composed | None:
        vehicle = vehicle_named(found)
        regions, _ = self._places(found)
        is_of_parts = found.has("PARTS") and not found.has("MATERIAL")
        parameters = [
            ("kind", "part" if is_of_parts else None),
            ("vehicle", vehicle.thing.id if vehicle else None),
            *(("region", code) for code in regions),
            *year_and_limit(found),
        ]
        return _got("bottlenecks", "/bottlenecks", parameters, [vehicle] if vehicle else [])

    def _what_if(self, found: Survey) -> Composed | None:
        shares = [each for each in found.measures if each.kind == "share"]
        local = shared(found, shares)
        if not shares and found.has("LOCALIZE", "LOCALIZATION") and not found.has("DOWN"):
            local = [(link, 1.0) for link in links_of(found, ITEM_KINDS)[:1]]
        localized = {link.thing.id for link, _ in local}
        stopped = [
            link
            for link in links_of(found, (*ITEM_KINDS, "material", "enterprise"))
            if link.thing.id not in localized and not is_vague(link)
        ]
        down = [(link.start, link.thing.id) for link in stopped]
        down += [(place.start, place.code) for place in found.places]
        if not down and not local:
            return None
        if local and not (found.has("DOWN") or first(found.measures, "days")):
            down, stopped = [], []
        days, year = first(found.measures, "days"), first(found.measures, "year")
        body: dict[str, Any] = {"down": [id_ for _, id_ in sorted(down)]}
        if days:
            body["recovery_days"] = plain(days.value)
        if local:
            body["localize"] = [
                {"item_id": link.thing.id, "share": round(share, 4)} for link, share in local
            ]
        if year:
            body["year"] = int(year.value)
        links = sorted([*stopped, *(link for link, _ in local)], key=lambda each: each.start)
        return Composed("what-if", post("/what-if", body), tuple(links), body)

    def _localization(self, found: Survey) -> Composed | None:
        vehicle = vehicle_named(found)
        if vehicle is None:
            return None
        share = first(found.measures, "share")
        method = "roll-up" if found.has("ROLLUP") else "tracing" if found.has("TRACING") else None
        parameters = [("method", method), ("threshold", share.value if share else None)]
        path = f"/vehicles/{segment(vehicle.thing.id)}/localization"
        return _got("localization", path, parameters, [vehicle])

    def _candidates(self, found: Survey) -> Composed | None:
        vehicle = vehicle_named(found)
        parameters = [
            ("vehicle", vehicle.thing.id if vehicle else None),
            *year_and_limit(found),
        ]
        links = [vehicle] if vehicle else []
        return _got("candidates", "/localization/candidates", parameters, links)

    def _opportunities(self, found: Survey) -> Composed | None:
        link = main_link(found, ("enterprise",))
        if link is None:
            return None
        near = first(found.measures, "near")
        tolerated = 1 if found.has("REQUIREMENT") and found.has("MISSING") else None
        parameters = [
            ("near", int(near.value) if near else tolerated),
            *year_and_limit(found),
        ]
        path = f"/enterprises/{segment(link.thing.id)}/opportunities"
        return _got("opportunities", path, parameters, [link])

    def _path(self, found: Survey) -> Composed | None:
        ends = [link for link in links_of(found, (*ITEM_KINDS, "material", "enterprise", "process"))
                if not is_vague(link)]  # fmt: skip
        real = [link for link in ends if link.thing.kind != "process"]
        ends = real if len(real) + len(free_vehicles(found)) >= 2 else ends
        ends = sorted([*ends, *free_vehicles(found)], key=lambda link: link.start)
        if len(ends) < 2:
            ends = sorted([*real, *found.vehicles], key=lambda link: link.start)
        if len(ends) < 2:
            named = links_of(found, (*ITEM_KINDS, "material", "enterprise"))
            ends = sorted([*named, *found.vehicles], key=lambda link: link.start)
        if len(ends) < 2:
            return None
        surest = sorted(ends, key=lambda link: -link.score)[:2]
        ends = [link for link in ends if link in surest]
        parameters = [("from", ends[0].thing.id), ("to", ends[1].thing.id)]
        return _got("path", "/graph/path", parameters, ends[:2])

    def _search(self, found: Survey) -> Composed | None:
        number = next((link for link in found.links if link.by == "number"), None)
        if number is not None and number.thing.kind not in ("vehicle", "enterprise"):
            at = sorted(number.positions)
            text = found.text[found.tokens[at[0]].start : found.tokens[at[-1]].end]
            return _got("search", "/search", [("q", text)], [])
        processes = processes_sought(found)
        vehicle = next(iter(found.vehicles), None)
        words = search_words(found, vehicle)
        headings = [each.text for each in found.measures if each.kind == "hs"]
        if vehicle is not None and not (words or headings or found.places):
            # The vehicle itself is looked for, not what is in it.
            words, vehicle = found.text, None
        regions, countries = self._places(found, local=False)
        if not words and not headings and not regions and not countries:
            return None
        limit = stated_limit(found)
        parameters = [
            ("q", words or question_words(found)),
            ("kind", kind_asked(found)),
            *(("region", code) for code in regions),
            *(("country", code) for code in countries),
            *(("hs", code) for code in headings),
            ("vehicle", vehicle.thing.id if vehicle else None),
            *(("process", link.thing.id) for link in processes),
            ("limit", limit),
        ]
        links = [*([vehicle] if vehicle else []), *processes]
        return _got("search", "/search", parameters, links)

    def _places(self, found: Survey, *, local: bool = True) -> tuple[list[str], list[str]]:
        """Codes of regions and countries; *local* is the home country, unless a place is said."""
        regions = list(dict.fromkeys(p.code for p in found.places if p.kind == "region"))
        countries = list(dict.fromkeys(p.code for p in found.places if p.kind == "country"))
        if regions:
            countries = [code for code in countries if code != self._home]
        elif local and not countries and is_local(found):
            countries = [self._home]
        return regions, countries


def _got(
    intent: Intent, path: str, parameters: Sequence[tuple[str, Value | None]], links: Sequence[Link]
) -> Composed:
    said: dict[str, Any] = {}
    for name, value in parameters:
        if value is not None:
            said[name] = [*said[name], value] if name in said else [value]
    flat = {name: values[0] if len(values) == 1 else values for name, values in said.items()}
    return Composed(intent, get(path, parameters), tuple(links), flat)


__all__ = ["Composed", "Composer", "Parameters"]
