"""What is certain about intents, whatever the examples say: the order to try them in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.asking.intents import Intent
from graph.asking.question_forms import asks_to_search, asks_what_goes_into, asks_when
from graph.asking.signs import (
    amounts,
    has_two_ends,
    is_about_imports,
    is_about_makers,
    is_bare_name,
    is_by_process,
    is_count_in_vehicle,
    is_for_vehicle,
    is_import_to_make,
    is_imported_of_vehicle,
    is_list_of_enterprises,
    is_loss_supposed,
    is_name_alone,
    is_number_asked,
    is_of_an_amount,
    is_off,
    is_only_about_makers,
    is_presence,
    is_share_localized,
    is_vehicle_to_cover,
    is_volume,
    is_volume_met,
    is_way,
    is_who,
    names,
)
from graph.asking.survey import Survey

SURE: Final = 0.75
DOUBTED: Final = 0.7
LEAST_DOUBT: Final = 0.12
LIKELY: Final = 0.12
UNSURE: Final = 0.6
"""Below it an intent needs a word that speaks for it."""
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
    is_doubted = found.has("OFFTOPIC") and probabilities[order[0]] < DOUBTED
    if is_doubted and probabilities["unknown"] >= LEAST_DOUBT:
        return ["unknown"]
    if probabilities[order[0]] < UNSURE and not _speaks(found, order[0]):
        spoken = [each for each in order if _speaks(found, each)]
        if not spoken and (found.strange() or not names(found)):
            return ["unknown"]
        order = spoken or order
    order = _corrected(order, found)
    # What comes after the likeliest must be likely, or spoken for.
    rest = [e for e in order[1:] if probabilities[e] >= LIKELY or _speaks(found, e)]
    return list(dict.fromkeys([order[0], *rest]))


def _certain(found: Survey) -> Intent | None:
    if is_bare_name(found):
        return "search"
    is_strange = not found.places and not found.has(*TRADE) and is_off(found)
    if is_strange or asks_when(found):
        return "unknown"
    if is_for_vehicle(found) or is_by_process(found) or asks_to_search(found):
        return "search"
    if is_share_localized(found):
        return "what-if"
    if is_only_about_makers(found) and is_import_to_make(found):
        return "opportunities"
    if is_count_in_vehicle(found) and not found.has("SUPPLY", "MAKER", "FACTORY"):
        return "where-used"
    if not any(link.is_firm for link in found.links):
        return None
    if is_presence(found):
        return "where-used"
    if is_name_alone(found) or is_number_asked(found):
        return "search"
    return "suppliers" if found.has("NOTSUPPLYING") and not found.has("OFFTOPIC") else None


def _corrected(order: list[Intent], found: Survey) -> list[Intent]:
    """What two intents have in common, told apart."""
    likely = order[1:2] == ["path"] and has_two_ends(found)
    others = ("localization", "explosion", "search", "where-used")
    if (likely or is_way(found)) and order[0] in others:
        return ["path", *order]
    if order[0] in ("search", "suppliers", "where-used") and is_loss_supposed(found):
        return ["what-if", *order]
    if order[0] == "bottlenecks" and is_of_an_amount(found):
        return ["explosion", *order]
    if order[0] in ("localization", "explosion") and is_vehicle_to_cover(found):
        return ["coverage", *order]
    if order[0] in ("localization", "explosion", "search") and is_imported_of_vehicle(found):
        return ["candidates", *order]
    return _told_apart(order, found)


def _told_apart(order: list[Intent], found: Survey) -> list[Intent]:
    best = order[0]
    better = _among_parts_and_makers(best, found) or _among_imports_and_materials(best, found)
    if better is not None:
        return [better, *order]
    if not found.vehicles:
        return order
    if best == "where-used" and not any(link.is_firm for link in found.links):
        return ["search" if found.has("FIND") else "explosion", *order]
    is_about_content = best in ("candidates", "localization", "explosion", "search")
    return _local_content(order, found) if is_about_content else order


def _among_parts_and_makers(best: Intent, found: Survey) -> Intent | None:
    deep = found.has("LEAF") or any(each.kind == "level" for each in found.measures)
    if deep and best in ("where-used", "search", "suppliers") and names(found):
        return "explosion"
    if best == "where-used" and asks_what_goes_into(found):
        return "explosion"
    if best == "where-used" and is_who(found):
        return "suppliers"
    if best in ("suppliers", "explosion", "localization") and is_volume(found):
        return "coverage"
    if best in ("suppliers", "explosion") and is_volume_met(found):
        return "coverage"
    if best == "coverage" and (is_about_makers(found) or not amounts(found)):
        return "suppliers"
    return "search" if best == "suppliers" and is_list_of_enterprises(found) else None


def _among_imports_and_materials(best: Intent, found: Survey) -> Intent | None:
    named = any(link.is_firm and link.thing.kind != "process" for link in found.links)
    of_imports = not named and is_about_imports(found)
    if of_imports and best in ("where-used", "suppliers", "localization"):
        return "candidates"
    about_makers = is_only_about_makers(found)
    fitting = found.has("IMPORT", "OPPORTUNITY") and not found.has("PATH", "DOWN")
    if about_makers and (best in ("candidates", "suppliers") or (fitting and best != "what-if")):
        return "opportunities"
    material = any(link.is_firm and link.thing.kind == "material" for link in found.links)
    if best == "search" and material and found.has("PARTS", "ASSEMBLIES", "VEHICLES"):
        return "where-used"
    return None


def _speaks(found: Survey, intent: Intent) -> bool:
    """Whether a word of the question speaks for an intent."""
    if intent == "suppliers" and found.has("COVER", "CAPACITY") and not amounts(found):
        return any(link.is_firm for link in found.links)
    if intent == "where-used" and found.has("WHAT") and found.has("VEHICLES", "ASSEMBLIES"):
        return any(link.is_firm for link in found.links)
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
    heard = names(found) or found.has(*TRADE)
    return [*(each for each in order[1:] if heard and _speaks(found, each)), "unknown"]


def _local_content(order: list[Intent], found: Survey) -> list[Intent]:
    """How local a vehicle is, or what of it to localize next."""
    if found.has("NEXT", "CANDIDATE") and found.has("LOCALIZATION", "LOCALIZE", "SUBSTITUTE"):
        return ["candidates", *order]
    others = ("NEXT", "CANDIDATE", "LOCALIZE", "SUBSTITUTE", "IMPORT", "DOWN", "EFFECT", "FIND")
    if found.has("LOCALIZATION") and not found.has(*others):
        return ["localization", *order]
    return order
