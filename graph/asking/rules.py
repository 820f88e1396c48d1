"""What is certain about intents, whatever the examples say: the order to try them in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.asking.intents import Intent
from graph.asking.names import CLASSES
from graph.asking.survey import Survey

SILENT: Final = ("FILLER", "PARTS", "VEHICLES", "ASSEMBLIES", "ONWARD", "METHOD")
"""A thing's name with nothing but these is looked up."""
SURE: Final = 0.75
DOUBTED: Final = 0.7
LEAST_DOUBT: Final = 0.12
LEAST: Final = 0.04
"""An intent less likely than this is not tried."""

CORE: Final[Mapping[Intent, tuple[str, ...]]] = {
    "explosion": ("EXPLODE", "LEAF", "LEVEL", "NEED", "HOWMUCH"),
    "where-used": ("USED",),
    "suppliers": ("WHO", "SUPPLY", "MAKER", "MAKE"),
    "coverage": ("COVER", "CAPACITY"),
    "bottlenecks": ("BOTTLENECK",),
    "what-if": ("DOWN", "EFFECT", "IF"),
    "localization": ("LOCALIZATION", "THRESHOLD", "LOCAL", "OURS"),
    "candidates": ("CANDIDATE", "LOCALIZE", "LOCALIZATION", "SUBSTITUTE"),
    "opportunities": ("OPPORTUNITY", "FREE", "CAN", "SUBSTITUTE"),
    "path": ("PATH",),
    "search": ("FIND", "FACTORY"),
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
    order = [intent for intent in order if probabilities[intent] >= LEAST] or order[:1]
    firm = [link for link in found.links if link.is_firm]
    if not firm and not found.vehicles and not found.places and not found.has(*TRADE):
        return ["unknown"]
    if (
        firm
        and not found.measures
        and not any(
            mark.concept not in SILENT and mark.concept not in CLASSES for mark in found.marks
        )
    ):
        return ["search"]
    best = order[0]
    if best == "unknown":
        return _doubted(probabilities, order, found, named=bool(firm or found.vehicles))
    is_off = found.has("OFFTOPIC") and probabilities[best] < DOUBTED
    if is_off and probabilities["unknown"] >= LEAST_DOUBT:
        return ["unknown"]
    if best == "suppliers" and _is_list_of_enterprises(found):
        order.insert(0, "search")
    if best in ("candidates", "localization", "explosion", "search") and found.vehicles:
        order = _local_content(order, found)
    if not found.has("PATH"):
        order = [intent for intent in order if intent != "path"]
    return list(dict.fromkeys(order))


def _doubted(
    probabilities: Mapping[Intent, float], order: list[Intent], found: Survey, *, named: bool
) -> list[Intent]:
    """Not what examples of the unknown are about, and its words speak for an intent."""
    if found.has("OFFTOPIC") or probabilities["unknown"] >= SURE:
        return ["unknown"]
    spoken = [
        intent
        for intent in order[1:]
        if found.has(*CORE.get(intent, ())) and (named or found.has(*TRADE))
    ]
    return [*spoken, "unknown"]


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
