"""Parameters that a question states, whatever call they are for."""

from __future__ import annotations

from typing import Final

from graph.asking.calls import Value
from graph.asking.links import Link
from graph.asking.measures import UNIT_DAYS, Measure, first
from graph.asking.survey import Survey, dated
from graph.asking.thing_index import is_frame

MOST_LIMIT: Final = 1000
MONTHS: Final = 12
QUARTERS: Final = 4
WHOLE: Final = 0.9


def relations_asked(found: Survey) -> str | None:
    """Which relations of suppliers are asked for, None for all."""
    if found.has("INFERRED"):
        return "inferred"
    if found.has("NOTSUPPLYING") or (found.has("CAPABLE") and not found.has("CURRENT")):
        return "capable"
    return "current" if found.has("CURRENT") else None


def most_suppliers(found: Survey) -> Measure | None:
    """The number that suppliers are not to exceed."""
    measure = first(found.measures, "suppliers")
    if measure is not None:
        return measure
    return next(
        (
            each
            for each in found.measures
            if each.kind in ("plain", "count")
            and each.value < 100
            and _is_bound(found, each)
            and len([one for one in found.measures if one.kind in ("quantity", "count", "plain")])
            > 1
        ),
        None,
    )


def _is_bound(found: Survey, measure: Measure) -> bool:
    """`at most 2`, `2 tadan ko'p emas`."""
    around, bounds = found.around, ("ATMOST",)
    is_before = around.before(measure.start, 0, bounds) is not None
    return is_before or around.after(measure.end, 0, bounds) is not None


def objective(found: Survey, limit: Measure | None) -> str | None:
    """What a coverage is to be best in, None unless said."""
    if found.has("CHEAP"):
        return "cost"
    if found.has("NEAREST"):
        return "distance"
    return "suppliers" if found.has("FEWEST") and limit is None else None


def is_local(found: Survey) -> bool:
    """Whether the home country is meant."""
    if found.has("LOCAL"):
        return True
    return any(
        mark.concept == "OURS" and found.around.after(mark.end, 1, ("FACTORY", "MAKER")) is not None
        for mark in found.marks
    )


def search_words(found: Survey, vehicle: Link | None) -> str:
    """What is left to search for: no frame, place, number or certificate."""
    framed = {at for mark in found.marks for at in range(mark.start, mark.end)}
    taken = {at for place in found.places for at in range(place.start, place.end)}
    taken |= {at for each in found.measures for at in range(each.start, each.end)}
    taken |= (set(vehicle.positions) if vehicle else set()) | dated(found.day, found.tokens)
    taken |= found.certified
    linked = {at for link in found.links for at in link.positions}
    kept = [
        token.text
        for at, token in enumerate(found.tokens)
        if at not in taken and (at in linked or at not in framed) and not is_frame(token.text)
    ]
    return " ".join(kept)


def question_words(found: Survey) -> str:
    """The question itself, for a search that only its filters tell; no certificates, which are
    no filter of a search."""
    quiet = ("FIND", "FILLER", "CERTIFIED")
    left = {at for m in found.marks if m.concept in quiet for at in range(m.start, m.end)}
    left |= found.certified
    kept = [
        token.text
        for at, token in enumerate(found.tokens)
        if at not in left and not is_frame(token.text)
    ]
    return " ".join(kept) or found.text


def kind_asked(found: Survey) -> str | None:
    """The kind of thing a search is for, None for any."""
    if found.has("FACTORY") or processes_sought(found) or is_list_of_makers(found):
        return "enterprise"
    return "material" if found.has("MATERIAL") else None


def is_list_of_makers(found: Survey) -> bool:
    """`suppliers based in India`: of a place, and not of a thing."""
    makers = found.has("SUPPLY", "MAKER") and bool(found.places)
    named = any(link.is_firm and link.thing.kind != "process" for link in found.links)
    return makers and not found.measures and not named


def processes_sought(found: Survey) -> list[Link]:
    """Processes by which enterprises are looked for: `laser cutting firms`, `who does welding`."""
    whole = [link for link in found.links if link.thing.kind == "process" and link.score >= WHOLE]
    if found.has("FACTORY"):
        return whole
    of_things = any(link.is_firm and link.thing.kind != "process" for link in found.links)
    asked = found.has("WHO", "SUPPLY", "MAKER") and not found.has("OFFTOPIC")
    return whole if asked and not of_things else []


def stated_units(found: Survey, but: Measure | None = None) -> float | None:
    """How many are asked for: the surest number that is nothing else."""
    for kind in ("quantity", "count", "plain"):
        values = [each.value for each in found.measures if each.kind == kind and each is not but]
        if values and max(values) > 0:
            return max(values)
    return None


def units_a_year(found: Survey, but: Measure | None = None) -> float | None:
    """How many a year; what is said of a month or a quarter is counted up to the year."""
    units = stated_units(found, but)
    if units is None or found.has("PERYEAR"):
        return units
    if found.has("PERMONTH") or _is_rate(found, UNIT_DAYS["MONTH"]):
        return units * MONTHS
    if found.has("PERQUARTER") or _is_rate(found, UNIT_DAYS["QUARTER"]):
        return units * QUARTERS
    return units


def _is_rate(found: Survey, days: float) -> bool:
    """`500 a month`; `for a month` is a duration."""
    words = [token.text.lower() for token in found.tokens]
    return any(
        each.kind == "days"
        and each.value == days
        and words[max(0, each.start - 1)] == "a"
        and words[max(0, each.start - 2)] not in ("for", "in", "within", "over")
        for each in found.measures
    )


def stated_limit(found: Survey) -> int | None:
    """How many are to be listed."""
    measure = first(found.measures, "limit", "count", "plain")
    if measure is None or not 1 <= measure.value <= MOST_LIMIT:
        return None
    if measure.kind == "plain" and measure.value == 1:
        # `one country`, `bitta davlat`.
        return None
    return int(measure.value)


def year_and_limit(found: Survey) -> list[tuple[str, Value | None]]:
    """The two parameters that several calls end with."""
    year = first(found.measures, "year")
    return [("year", int(year.value) if year else None), ("limit", stated_limit(found))]


def day_and_lifecycle(found: Survey) -> list[tuple[str, Value | None]]:
    """The two parameters of structure."""
    lifecycles = (
        ("ASBUILT", "as-built"), ("ASSPECIFIED", "as-specified"), ("ASPLANNED", "as-planned"),
    )  # fmt: skip
    lifecycle = next((name for concept, name in lifecycles if found.has(concept)), None)
    return [
        ("as_of", found.day.value.isoformat() if found.day else None),
        ("lifecycle", lifecycle),
    ]
