"""What is certain about intents, whatever the examples say: the order to try them in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.asking.intents import Intent
from graph.asking.links import FIRM
from graph.asking.names import CLASSES
from graph.asking.stating import most_suppliers
from graph.asking.survey import Survey
from graph.asking.thing_index import is_frame

SILENT: Final = ("FILLER", "PARTS", "VEHICLES", "ASSEMBLIES", "ONWARD", "METHOD")
"""A thing's name with nothing but these is looked up."""
SURE: Final = 0.75
DOUBTED: Final = 0.7
LEAST_DOUBT: Final = 0.12
LIKELY: Final = 0.12
UNSURE: Final = 0.6
"""Below it an intent needs a word that speaks for it."""
STRANGERS: Final = 2
LEAST: Final = 0.05
"""An intent less likely than this is not tried."""

CORE: Final[Mapping[Intent, tuple[str, ...]]] = {
    "explosion": ("EXPLODE", "LEAF", "LEVEL", "NEED", "DIRECT"),
    "where-used": ("USED",),
    "suppliers": ("WHO", "SUPPLY", "MAKER", "MAKE"),
    "coverage": ("COVER", "CAPACITY"),
    "bottlenecks": ("BOTTLENECK",),
    "what-if": ("DOWN", "EFFECT"),
    "localization": ("LOCALIZATION", "THRESHOLD", "LOCAL", "OURS", "SHARE", "PERCENT"),
    "candidates": ("CANDIDATE", "LOCALIZE", "LOCALIZATION", "SUBSTITUTE"),
    "opportunities": ("OPPORTUNITY", "FREE", "CAN", "SUBSTITUTE"),
    "path": ("PATH",),
    "search": ("FIND", "FACTORY", "HS"),
}
"""The concepts that speak for an intent."""
TRADE: Final = (
    *("MAKE", "SUPPLY", "MAKER", "FACTORY", "COVER", "CAPACITY", "USED", "EXPLODE", "LOCALIZATION"),
    *("LOCALIZE", "IMPORT", "SUBSTITUTE", "CANDIDATE", "OPPORTUNITY", "BOTTLENECK", "MATERIAL"),
    *("CHAIN", "DOWN", "PARTS", "ASSEMBLIES", "FIND", "HS"),
)
"""Without one of these, and without a thing, nothing of the trade is asked."""


def ranked(probabilities: Mapping[Intent, float], found: Survey) -> list[Intent]:
    """The intents to try, the likeliest first; what follows `unknown` is not tried."""
    order = sorted(probabilities, key=lambda intent: -probabilities[intent])
    if not found.has("PATH"):
        order.remove("path")
    order = [intent for intent in order if probabilities[intent] >= LEAST] or order[:1]
    certain = _certain(found)
    if certain is not None:
        return [certain]
    if order[0] == "unknown":
        return _doubted(probabilities, order, found)
    is_off = found.has("OFFTOPIC") and probabilities[order[0]] < DOUBTED
    if is_off and probabilities["unknown"] >= LEAST_DOUBT:
        return ["unknown"]
    if probabilities[order[0]] < UNSURE and not _speaks(found, order[0]):
        spoken = [each for each in order if _speaks(found, each)]
        if not spoken and (found.strange() or not _names(found)):
            return ["unknown"]
        order = spoken or order
    order = _corrected(order, found)
    # What comes after the likeliest must be likely, or spoken for.
    rest = [e for e in order[1:] if probabilities[e] >= LIKELY or _speaks(found, e)]
    return list(dict.fromkeys([order[0], *rest]))


def _certain(found: Survey) -> Intent | None:
    if not found.places and not found.has(*TRADE) and _is_off(found):
        return "unknown"
    if _is_for_vehicle(found):
        return "search"
    if not any(link.is_firm for link in found.links):
        return None
    if _is_name_alone(found) or _is_number_asked(found):
        return "search"
    return "suppliers" if found.has("NOTSUPPLYING") and not found.has("OFFTOPIC") else None


def _corrected(order: list[Intent], found: Survey) -> list[Intent]:
    """What two intents have in common, told apart."""
    if _is_way(found) and order[0] in ("localization", "explosion", "search", "where-used"):
        return ["path", *order]
    if order[0] == "bottlenecks" and _is_of_an_amount(found):
        return ["explosion", *order]
    if order[0] == "explosion" and _is_count_in_vehicle(found):
        return ["where-used", *order]
    if order[0] in ("localization", "explosion") and _is_vehicle_to_cover(found):
        return ["coverage", *order]
    if order[0] in ("localization", "explosion", "search") and _is_imported_of_vehicle(found):
        return ["candidates", *order]
    return _told_apart(order, found)


def _told_apart(order: list[Intent], found: Survey) -> list[Intent]:
    best = order[0]
    deep = found.has("LEAF") or any(each.kind == "level" for each in found.measures)
    if deep and best in ("where-used", "search", "suppliers") and _names(found):
        return ["explosion", *order]
    if best == "suppliers" and _is_volume(found):
        return ["coverage", *order]
    if best == "coverage" and _is_about_makers(found):
        return ["suppliers", *order]
    if best == "suppliers" and _is_list_of_enterprises(found):
        return ["search", *order]
    named = any(link.is_firm and link.thing.kind != "process" for link in found.links)
    if (
        best in ("where-used", "suppliers", "localization")
        and not named
        and _is_about_imports(found)
    ):
        return ["candidates", *order]
    if best in ("candidates", "suppliers") and _is_only_about_makers(found):
        return ["opportunities", *order]
    material = any(link.is_firm and link.thing.kind == "material" for link in found.links)
    if best == "search" and material and found.has("PARTS", "ASSEMBLIES", "VEHICLES"):
        return ["where-used", *order]
    if not found.vehicles:
        return order
    if best == "where-used" and not any(link.is_firm for link in found.links):
        return ["search" if found.has("FIND") else "explosion", *order]
    is_about_content = best in ("candidates", "localization", "explosion", "search")
    return _local_content(order, found) if is_about_content else order


def _is_only_about_makers(found: Survey) -> bool:
    """Enterprises are named, and no item for sure."""
    kinds = {link.thing.kind for link in found.links if link.score >= FIRM}
    return "enterprise" in {link.thing.kind for link in found.links} and not kinds & {
        "assembly",
        "part",
        "material",
    }


def _names(found: Survey) -> bool:
    """Whether it surely names a thing."""
    return bool(found.vehicles) or any(link.is_firm for link in found.links)


def _speaks(found: Survey, intent: Intent) -> bool:
    """Whether a word of the question speaks for an intent."""
    if intent == "explosion" and found.has("PARTS"):
        assemblies = [link for link in found.links if link.thing.kind == "assembly"]
        if found.vehicles or any(link.is_firm and link.by == "name" for link in assemblies):
            return True
    return found.has(*CORE.get(intent, ()))


def _doubted(
    probabilities: Mapping[Intent, float], order: list[Intent], found: Survey
) -> list[Intent]:
    """Not what examples of the unknown are about, and its words speak for an intent."""
    if found.has("OFFTOPIC") or probabilities["unknown"] >= SURE:
        return ["unknown"]
    heard = _names(found) or found.has(*TRADE)
    return [*(each for each in order[1:] if heard and _speaks(found, each)), "unknown"]


def _is_off(found: Survey) -> bool:
    """Names nothing, or by chance one word of a name among words of something else."""
    sure = found.vehicles or any(
        link.by == "number" or link.score >= FIRM for link in found.links if link.is_firm
    )
    return not sure and (not _names(found) or found.strange() >= STRANGERS)


def _is_name_alone(found: Survey) -> bool:
    """A thing's name and at most one word more."""
    framed = any(mark.concept not in SILENT and mark.concept not in CLASSES for mark in found.marks)
    rest = [at for at in found.free() if not is_frame(found.tokens[at].text)]
    return not framed and not found.measures and len(rest) <= 1


def _is_number_asked(found: Survey) -> bool:
    """What a part number is."""
    asked = ("WHAT", "FIND", *SILENT)
    plain = all(mark.concept in asked or mark.concept in CLASSES for mark in found.marks)
    rest = [at for at in found.free() if found.tokens[at].number is not None]
    numbered = any(link.by == "number" and link.thing.part_number for link in found.links)
    return numbered and plain and not rest and found.has("WHAT", "FIND") and found.has("PARTS")


def _is_for_vehicle(found: Survey) -> bool:
    """`sensors for the truck`: a word of the trade beside a vehicle, and nothing else."""
    if not found.vehicles or (found.links and any(link.is_firm for link in found.links)):
        return False
    quiet = ("FILLER", "ONWARD", "FIND")
    framed = [m for m in found.marks if m.concept not in quiet and m.concept not in CLASSES]
    rest = [at for link in found.links for at in link.positions]
    rest += [at for at in found.free() if not is_frame(found.tokens[at].text)]
    return not framed and not found.measures and len(set(rest)) in (1, 2) and bool(found.links)


def _is_way(found: Survey) -> bool:
    """Between a vehicle and one thing, however vaguely named."""
    ends = {link.thing.id for link in (*found.links, *found.vehicles)}
    return found.has("PATH") and bool(found.vehicles) and len(ends) == 2


def _is_volume(found: Survey) -> bool:
    """An amount, and what only a coverage can keep to: certificates, few makers, costs."""
    amounts = [each for each in found.measures if each.kind in ("quantity", "count", "plain")]
    kept = found.certificates or found.has("FEWEST", "CHEAP", "NEAREST")
    return bool(amounts and (kept or most_suppliers(found) is not None))


def _is_of_an_amount(found: Survey) -> bool:
    """What so many vehicles or assemblies take."""
    counted = any(each.kind in ("quantity", "count", "plain") for each in found.measures)
    limited = found.has("TOP", "BOTTLENECK") or any(each.kind == "limit" for each in found.measures)
    return counted and _names(found) and not limited and found.has("NEED", "HOWMUCH", "USED")


def _is_count_in_vehicle(found: Survey) -> bool:
    """`how many M10 nuts are in the bus`: where the nut is used tells how many of it."""
    items = [link for link in found.links if link.thing.kind in ("assembly", "part")]
    is_part = len(items) == 1 and items[0].thing.kind == "part" and items[0].score >= FIRM
    one = all(each.value <= 1 for each in found.measures if each.kind in ("count", "plain"))
    amounts = any(each.kind == "quantity" for each in found.measures)
    counted = found.has("HOWMUCH") and not found.has("PARTS", "LEAF", "MATERIAL")
    return counted and is_part and bool(found.vehicles) and one and not amounts


def _is_vehicle_to_cover(found: Survey) -> bool:
    """Whether so many vehicles can be built of what enterprises supply."""
    amounts = any(each.kind in ("quantity", "count", "plain") for each in found.measures)
    shares = any(each.kind == "share" for each in found.measures)
    made_by = found.has("SUPPLY", "FACTORY", "MAKER") and found.has("CAN", "COVER", "CAPACITY")
    of_parts = found.has("PARTS", "NEED", "EXPLODE", "LEAF")
    return bool(found.vehicles) and amounts and made_by and not (shares or of_parts)


def _is_imported_of_vehicle(found: Survey) -> bool:
    """`which parts of the bus are imported`."""
    named = any(link.is_firm and link.thing.kind != "process" for link in found.links)
    other = ("LOCALIZATION", "DOWN", "PATH", "EFFECT", "THRESHOLD", "EXPLODE", "LEAF", "NEED")
    asked = found.has("IMPORT") and found.has("PARTS", "ASSEMBLIES")
    return asked and bool(found.vehicles) and not named and not found.has(*other)


def _is_about_makers(found: Survey) -> bool:
    """Who makes or could make it, with an amount beside."""
    asked = found.has("WHO", "MAKE", "MAKER", "SUPPLY") and not found.has("COVER", "CAPACITY")
    return asked and not _is_volume(found)


def _is_about_imports(found: Survey) -> bool:
    """Something imported, to be made at home."""
    at_home = found.has("MAKE", "OURS", "LOCAL", "LOCALIZE", "SUBSTITUTE")
    return found.has("IMPORT") and at_home and not found.has("DOWN")


def _is_list_of_enterprises(found: Survey) -> bool:
    """`bearing factories in China`: nobody makes or supplies anything in it."""
    return found.has("FACTORY") and not found.has(
        "WHO", "MAKE", "SUPPLY", "MAKER", "CAN", "NEED", "WHERE", "CURRENT"
    )


def _local_content(order: list[Intent], found: Survey) -> list[Intent]:
    """How local a vehicle is, or what of it to localize next."""
    if found.has("NEXT", "CANDIDATE") and found.has("LOCALIZATION", "LOCALIZE", "SUBSTITUTE"):
        return ["candidates", *order]
    others = ("NEXT", "CANDIDATE", "LOCALIZE", "SUBSTITUTE", "IMPORT", "DOWN", "EFFECT", "FIND")
    if found.has("LOCALIZATION") and not found.has(*others):
        return ["localization", *order]
    return order
