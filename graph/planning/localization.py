"""How local a vehicle is, by tracing or by roll-up, and what makes up the rest."""

from __future__ import annotations

from datetime import date
from math import isnan

import numpy as np

from graph.connection import Graph
from graph.errors import InputError, NotFoundError
from graph.planning.facts import Facts
from graph.planning.local_content import (
    DEFAULT_THRESHOLD,
    METHODS,
    ROUNDING,
    Bought,
    LocalContent,
    Method,
    local_content,
)
from graph.planning.localization_answers import Contribution, LocalizationAnswer, NotKnown
from graph.planning.reach import Reach, reach_of
from graph.planning.reading import facts_of
from graph.structure.lines import Selection, check_lifecycle
from graph.structure.service import today

MADE_HERE = "is assembled here: its own suppliers, if any, are not counted, only its content is"


def localization(
    graph: Graph,
    vehicle_id: str,
    *,
    method: str = "tracing",
    threshold: float = DEFAULT_THRESHOLD,
    as_of: date | None = None,
    lifecycle: str = "as-planned",
) -> LocalizationAnswer:
    """Local content of one vehicle. Raises NotFoundError for anything but a vehicle, InputError
    for an unknown method or a threshold outside 0…1."""
    checked = check_method(method)
    check_threshold(threshold)
    facts = facts_of(graph)
    vehicle = find_vehicle(facts, vehicle_id)
    selection = Selection(as_of or today(), check_lifecycle(lifecycle))
    reach = reach_of(facts.bill, [vehicle], selection)
    bought = bought_of(facts, reach)
    root = int(reach.roots[0])
    content = local_content(reach, bought, root, checked, threshold)
    imported = float(content.imported[root])
    assessed = assessed_value(facts, vehicle)
    level = level_of(assessed, imported)
    unknown = [not_known(facts, reach, node) for node in content.not_known.tolist()]
    return LocalizationAnswer(
        vehicle=vehicle_id,
        name=facts.bill.items.names[vehicle],
        method=checked,
        threshold=threshold,
        level=level,
        gap=None if level is None else max(0.0, threshold - level),
        assessed_value_usd=assessed,
        imported_value_usd=imported,
        is_upper_bound=bool(unknown),
        contributions=_contributions(facts, reach, bought, content, checked, threshold),
        unknown=unknown,
        notes=notes_of(facts, reach, vehicle, assessed),
        as_of=selection.as_of,
        graph_version=facts.version,
    )


def check_method(text: str) -> Method:
    """The method of that name; raises InputError for another word."""
    for method in METHODS:
        if method == text:
            return method
    raise InputError(f"unknown method {text[:40]!r}; use one of {', '.join(METHODS)}")


def check_threshold(threshold: float) -> None:
    """Raises InputError outside 0…1."""
    if isnan(threshold) or not 0.0 <= threshold <= 1.0:
        raise InputError("threshold must be a number from 0 to 1")


def find_vehicle(facts: Facts, id_: str) -> int:
    """The place of a vehicle; raises NotFoundError for anything else."""
    place = facts.place_of(id_)
    if place is None:
        raise NotFoundError(f"there is no vehicle {id_!r}")
    if (kind := facts.bill.items.kind(place)) != "vehicle":
        raise NotFoundError(f"there is no vehicle {id_!r}: it is of kind {kind}")
    return place


def assessed_value(facts: Facts, vehicle: int) -> float | None:
    """The exworks price in US dollars; None where there is none, or it is nothing."""
    prices = facts.prices.get(vehicle)
    return (prices.exworks_price_usd or None) if prices else None


def level_of(assessed: float | None, imported: float) -> float | None:
    """(AV - VNM) / AV."""
    return None if assessed is None else (assessed - imported) / assessed


def bought_of(facts: Facts, reach: Reach) -> Bought:
    """Unit values and foreign shares of what is reached; sums of shares are freed of rounding."""
    foreign = facts.values.foreign_shares[reach.places]
    foreign = np.where(foreign < ROUNDING, 0.0, foreign)
    foreign = np.where(foreign > 1.0 - ROUNDING, 1.0, foreign)
    return Bought(facts.values.unit_values[reach.places], foreign)


def _contributions(
    facts: Facts,
    reach: Reach,
    bought: Bought,
    content: LocalContent,
    method: Method,
    threshold: float,
) -> list[Contribution]:
    items = facts.bill.items
    whole = sum(value for _, _, value in content.contributions)
    found = []
    for node, quantity, value in content.contributions:
        head = items.head(int(reach.places[node]))
        own = float(content.levels[node])
        is_judged = method == "roll-up" and not isnan(own)
        found.append(
            Contribution(
                item_id=head.id,
                name=head.name,
                kind=head.kind,
                quantity=quantity,
                unit=head.unit,
                unit_value_usd=float(bought.values[node]),
                imported_value_usd=value,
                share=value / whole,
                local_share=1.0 - float(bought.foreign[node]),
                level=own if is_judged else None,
                counts_as_local=own >= threshold - ROUNDING if is_judged else None,
            )
        )
    return found


def not_known(facts: Facts, reach: Reach, node: int) -> NotKnown:
    """What is not known of a node, and how it was treated."""
    place = int(reach.places[node])
    if isnan(facts.values.foreign_shares[place]):
        reason = "no supplier and no imports are known, and nothing that it is assembled from"
        treatment = "adds nothing to imported value; the level is an upper bound"
    else:
        source = "supplier" if facts.values.supplied[place] else "import with a quantity"
        reason = f"no {source} states a price" if source == "supplier" else f"no {source} is known"
        treatment = "its imported share adds nothing; the level is an upper bound"
    items = facts.bill.items
    return NotKnown(
        item_id=items.ids[place], name=items.names[place], reason=reason, treatment=treatment
    )


def notes_of(facts: Facts, reach: Reach, vehicle: int, assessed: float | None) -> list[str]:
    """What else there is to say of a level, in sentences."""
    found = []
    items = facts.bill.items
    if assessed is None:
        found.append(f"{items.ids[vehicle]} has no exworks price: level and gap are not known")
    if not isnan(facts.values.foreign_shares[vehicle]):
        found.append(f"{items.ids[vehicle]} {MADE_HERE}")
    return found + placeless_suppliers(facts, reach)


def placeless_suppliers(facts: Facts, reach: Reach) -> list[str]:
    """Suppliers of what is reached whose country is not known: they count as not local."""
    supplies = facts.projection.supplies
    reached = np.isin(supplies.items, reach.places)
    ids = {supplies.enterprise_ids[code] for code in np.unique(supplies.enterprises[reached])}
    return [
        f"the country of {id_} is not known: what it supplies counts as imported"
        for id_ in sorted(ids)
        if facts.enterprises[id_].country is None
    ]
