"""What a question shows of what it wants, for the rules that tell intents apart. Pure."""

from __future__ import annotations

from typing import Final

from graph.asking.links import FIRM, FIRM_ALONE
from graph.asking.names import CLASSES
from graph.asking.question_forms import asks_whether
from graph.asking.stating import is_list_of_makers, is_local, most_suppliers, processes_sought
from graph.asking.survey import OF_SUPPLY, Survey
from graph.asking.thing_index import is_frame

SILENT: Final = ("FILLER", "PARTS", "VEHICLES", "ASSEMBLIES", "ONWARD", "METHOD")
"""A thing's name with nothing but these is looked up."""
STRANGERS: Final = 2


def is_bare_name(found: Survey) -> bool:
    """`brake pads`, `compact car`: a thing, however vaguely named, and nothing else."""
    named = any(link.score >= FIRM_ALONE for link in (*found.links, *found.vehicles))
    silent = {at for m in found.marks if m.concept in SILENT for at in range(m.start, m.end)}
    return named and not set(found.free()) - silent and is_name_alone(found)


def is_who(found: Survey) -> bool:
    """`who do we get the gear knob from`: a maker, and no use, is asked for."""
    return found.has("WHO") and not found.has("USED", "WHERE", "VEHICLES", "ASSEMBLIES")


def amounts(found: Survey) -> bool:
    """Whether it says how many."""
    return any(each.kind in ("quantity", "count", "plain") for each in found.measures)


def is_only_about_makers(found: Survey) -> bool:
    """Enterprises are named, and no item for sure."""
    kinds = {link.thing.kind for link in found.links if link.score >= FIRM}
    return "enterprise" in {link.thing.kind for link in found.links} and not kinds & {
        "assembly",
        "part",
        "material",
    }


def names(found: Survey) -> bool:
    """Whether it surely names a thing."""
    return bool(found.vehicles) or any(link.is_firm for link in found.links)


def is_off(found: Survey) -> bool:
    """Names nothing, or by chance one word of a name among words of something else."""
    sure = found.vehicles or any(
        link.by == "number" or link.score >= FIRM for link in found.links if link.is_firm
    )
    return not sure and (not names(found) or found.strange() >= STRANGERS)


def is_name_alone(found: Survey) -> bool:
    """A thing's name and at most one word more."""
    # To find a thing is to look it up; to find vehicles or parts with it is not.
    general = found.has("VEHICLES", "PARTS", "ASSEMBLIES")
    silent = SILENT if general else (*SILENT, "FIND")
    framed = any(
        mark.concept not in silent and mark.concept not in CLASSES and found.has(mark.concept)
        for mark in found.marks
    )
    rest = [at for at in found.free() if not is_frame(found.tokens[at].text)]
    return not framed and not found.measures and len(rest) <= 1


def is_number_asked(found: Survey) -> bool:
    """What a part number is."""
    asked = ("WHAT", "FIND", *SILENT)
    plain = all(mark.concept in asked or mark.concept in CLASSES for mark in found.marks)
    rest = [at for at in found.free() if found.tokens[at].number is not None]
    numbered = any(link.by == "number" and link.thing.part_number for link in found.links)
    return numbered and plain and not rest and found.has("WHAT", "FIND") and found.has("PARTS")


def is_for_vehicle(found: Survey) -> bool:
    """`sensors for the truck`: a word of the trade beside a vehicle, and nothing else."""
    if not found.vehicles or (found.links and any(link.is_firm for link in found.links)):
        return False
    quiet = ("FILLER", "ONWARD", "FIND")
    framed = [m for m in found.marks if m.concept not in quiet and m.concept not in CLASSES]
    rest = [at for link in found.links for at in link.positions]
    rest += [at for at in found.free() if not is_frame(found.tokens[at].text)]
    return not framed and not found.measures and len(set(rest)) in (1, 2) and bool(found.links)


def is_way(found: Survey) -> bool:
    """Between a vehicle and one thing, however vaguely named."""
    ends = {link.thing.id for link in (*found.links, *found.vehicles)}
    return found.has("PATH") and bool(found.vehicles) and len(ends) == 2


def is_loss_supposed(found: Survey) -> bool:
    """`what if our plant in Fergana stops`."""
    return found.has("IF") and found.has("DOWN") and (bool(found.places) or names(found))


def has_two_ends(found: Survey) -> bool:
    """`как графит попадает в стартер`."""
    ends = [link for link in found.links if link.is_firm and link.thing.kind != "process"]
    return found.has("PATH") and len(ends) == 2


def is_volume(found: Survey) -> bool:
    """An amount, and what only a coverage can keep to: certificates, few makers, costs."""
    kept = found.certificates or found.has("FEWEST", "CHEAP", "NEAREST") or counts_makers(found)
    return bool(amounts(found) and (kept or most_suppliers(found) is not None))


def counts_makers(found: Survey) -> bool:
    """`how many suppliers do we need for 5000`."""
    makers = ("SUPPLY", "MAKER", "FACTORY")
    return any(
        mark.concept == "HOWMUCH" and found.around.after(mark.end, 1, makers) is not None
        for mark in found.marks
    )


def is_volume_met(found: Survey) -> bool:
    """`can local plants supply 5000 a year`: whether they can, and not which of them."""
    by_all = bool(found.places) or is_local(found) or found.has("FACTORY", "MAKER")
    made = found.has("SUPPLY", "MAKE", "COVER", "CAPACITY")
    which = found.has("WHO", "WHAT", "WHERE", "FIND")
    return amounts(found) and by_all and made and not which and asks_whether(found)


def is_by_process(found: Survey) -> bool:
    """`who does powder coating in Tashkent`: enterprises, and nothing else is asked of them."""
    others = ("DOWN", "PATH", "COVER", "CAPACITY", "OPPORTUNITY", "BOTTLENECK", "IMPORT", "EFFECT")
    named = any(link.is_firm and link.thing.kind != "process" for link in found.links)
    return bool(processes_sought(found)) and not named and not found.has(*others, "LOCALIZE")


def is_import_to_make(found: Survey) -> bool:
    """`what imports could they take over`."""
    others = ("DOWN", "PATH", "COVER", "CAPACITY", "BOTTLENECK", "EXPLODE")
    return (
        found.has("IMPORT") and found.has("CAN", "MAKE", "OPPORTUNITY") and not found.has(*others)
    )


def is_share_localized(found: Survey) -> bool:
    """`if 30 % of glow plugs were made here`."""
    shares = any(each.kind == "share" for each in found.measures)
    items = any(
        link.is_firm and link.thing.kind in ("assembly", "part", "material") for link in found.links
    )
    return shares and items and found.has("IF") and found.has("MAKE", "LOCALIZE", "LOCAL", "OURS")


def is_of_an_amount(found: Survey) -> bool:
    """What so many vehicles or assemblies take."""
    limited = found.has("TOP", "BOTTLENECK") or any(each.kind == "limit" for each in found.measures)
    return amounts(found) and names(found) and not limited and found.has("NEED", "HOWMUCH", "USED")


def is_count_in_vehicle(found: Survey) -> bool:
    """`how many M10 nuts are in the bus`: where the nut is used tells how many of it."""
    items = [link for link in found.links if link.thing.kind in ("assembly", "part")]
    is_part = len(items) == 1 and items[0].thing.kind == "part" and items[0].score >= FIRM
    one = all(each.value <= 1 for each in found.measures if each.kind in ("count", "plain"))
    amounts = any(each.kind == "quantity" for each in found.measures)
    counted = found.has("HOWMUCH") and not found.has("PARTS", "LEAF", "MATERIAL")
    return counted and is_part and bool(found.vehicles) and one and not amounts


def is_presence(found: Survey) -> bool:
    """`is the hex nut in the bus`, `does the van have glow plugs`."""
    items = [link for link in found.links if link.is_firm and link.thing.kind in OF_SUPPLY]
    others = ("SUPPLY", "MAKE", "MAKER", "FACTORY", "COVER", "CAPACITY", "LOCAL", "LOCALIZATION")
    other = found.has(*others, "LOCALIZE", "IMPORT", "DOWN", "EXPLODE", "LEAF", "NEED", "PATH")
    one = len(items) == 1 and bool(found.vehicles) and not found.measures
    return one and not other and asks_whether(found)


def is_vehicle_to_cover(found: Survey) -> bool:
    """Whether so many vehicles can be built of what enterprises supply."""
    shares = any(each.kind == "share" for each in found.measures)
    made_by = found.has("SUPPLY", "FACTORY", "MAKER") and found.has("CAN", "COVER", "CAPACITY")
    of_parts = found.has("PARTS", "NEED", "EXPLODE", "LEAF")
    return bool(found.vehicles) and amounts(found) and made_by and not (shares or of_parts)


def is_imported_of_vehicle(found: Survey) -> bool:
    """`which parts of the bus are imported`."""
    named = any(link.is_firm and link.thing.kind != "process" for link in found.links)
    other = ("LOCALIZATION", "DOWN", "PATH", "EFFECT", "THRESHOLD", "EXPLODE", "LEAF", "NEED")
    asked = found.has("IMPORT") and found.has("PARTS", "ASSEMBLIES")
    return asked and bool(found.vehicles) and not named and not found.has(*other)


def is_about_makers(found: Survey) -> bool:
    """Who makes or could make it, with an amount beside."""
    asked = found.has("WHO", "MAKE", "MAKER", "SUPPLY") and not found.has("COVER", "CAPACITY")
    return asked and not is_volume(found) and not is_volume_met(found)


def is_about_imports(found: Survey) -> bool:
    """Something imported, to be made at home."""
    at_home = found.has("MAKE", "OURS", "LOCAL", "LOCALIZE", "SUBSTITUTE")
    return found.has("IMPORT") and at_home and not found.has("DOWN")


def is_list_of_enterprises(found: Survey) -> bool:
    """`bearing factories in China`: nobody makes or supplies anything in it."""
    if is_list_of_makers(found):
        return True
    return found.has("FACTORY") and not found.has(
        "WHO", "MAKE", "SUPPLY", "MAKER", "CAN", "NEED", "WHERE", "CURRENT"
    )
