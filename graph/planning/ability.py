"""What imported items ask of a maker, and which local enterprises meet it.

Worked out once for a version and a day, for every item with imports of any year: reading and
judging is what takes long, the rest of a question is quick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isinf, isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.connection import Graph
from graph.planning.facts import Facts
from graph.planning.makers_of_items import makers_of
from graph.planning.of_today import of_today
from graph.sourcing.capability import Profile
from graph.sourcing.judging import Asked, Judged, judge_all
from graph.sourcing.loading import Enterprise
from graph.sourcing.makers import Makers
from graph.structure.bill import Numbers, Offsets, offsets_of

KEPT: Final = "planning abilities"


@dataclass(frozen=True, slots=True, eq=False)
class Able:
    """Who lacks nothing for which items, suppliers of the item left out: those of the item in row
    ``r`` are ``offsets[r]`` to ``offsets[r + 1]``, in the order of ``enterprise_ids``.

    ``capacities`` a year in the item's unit: infinite without a limit, NaN where not known.
    """

    offsets: Offsets
    rows: NDArray[np.int64]
    enterprises: NDArray[np.int64]
    capacities: Numbers
    enterprise_ids: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """``places`` are the items with imports of any year, in order; a row is a place in them, and
    ``profiles`` and ``asked`` follow them. ``local`` are the local enterprises, ``everyone`` all
    there are; certificates are valid on ``day``."""

    places: NDArray[np.int64]
    profiles: Sequence[Profile]
    asked: Asked
    able: Able
    local: Makers
    everyone: Mapping[str, Enterprise]
    day: str

    def row(self, place: int) -> int:
        """Of an item with imports."""
        return int(np.searchsorted(self.places, place))

    def profile(self, place: int) -> Profile:
        """What an item with imports asks of a maker."""
        return self.profiles[self.row(place)]

    def able_for(self, place: int) -> list[tuple[str, float]]:
        """The capable local enterprises of an item, with their capacity."""
        able, row = self.able, self.row(place)
        pairs = range(int(able.offsets[row]), int(able.offsets[row + 1]))
        return [
            (able.enterprise_ids[int(able.enterprises[pair])], float(able.capacities[pair]))
            for pair in pairs
        ]

    def best_shares(self, amounts: Numbers) -> Numbers:
        """By row the largest share of a demand (``amounts`` by place) that one of the capable
        could make; 0 where that is not known, NaN where nobody is capable."""
        able = self.able
        demand = amounts[self.places[able.rows]]
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.minimum(1.0, able.capacities / demand)
        shares = np.where((demand > 0) | np.isinf(able.capacities), shares, 0.0)
        best = np.where(np.diff(able.offsets) > 0, 0.0, np.nan)
        np.maximum.at(best, able.rows, np.nan_to_num(shares, nan=0.0))
        return best

    def judged(self, enterprise: str) -> Judged:
        """One enterprise against all rows."""
        return judge_all(self.asked, self.everyone[enterprise].holder, self.day)


def feasible_share(capacity: float, demand: float) -> float | None:
    """min(1, capacity ÷ demand); 1 without a limit; None where either is not known."""
    if isnan(capacity):
        return None
    if isinf(capacity):
        return 1.0
    return min(1.0, capacity / demand) if demand > 0 else None


def stated(capacity: float) -> float | None:
    """As answers give it: None is not limited, or not known."""
    return None if isnan(capacity) or isinf(capacity) else capacity


def abilities_of(graph: Graph) -> tuple[Facts, Abilities]:
    """The facts and the abilities of one version; raises NotReadyError when it never settles."""
    return of_today(graph, KEPT, _load)


def _load(graph: Graph, facts: Facts, day: str) -> Abilities:
    places = np.unique(facts.imports.items).astype(np.int64)
    found = makers_of(graph, facts, places)
    able = find_able(facts, places, found.asked, found.local, day)
    local = Makers(found.local, day)
    return Abilities(places, found.profiles, found.asked, able, local, found.everyone, day)


def find_able(
    facts: Facts,
    places: NDArray[np.int64],
    asked: Asked,
    local: Mapping[str, Enterprise],
    day: str,
    *,
    with_suppliers: bool = False,
) -> Able:
    """Who of the local enterprises lacks nothing for which of the items in ``places``; who
    supplies an item already is left out of it unless ``with_suppliers``."""
    supplied = {} if with_suppliers else _supplied_rows(facts, places)
    ids = sorted(id_ for id_ in local if local[id_].holder.capabilities)
    rows, codes, capacities = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for code, id_ in enumerate(ids):
        judged = judge_all(asked, local[id_].holder, day)
        capable = (judged.missing == 0) & (asked.required > 0)
        capable[supplied.get(id_, [])] = False
        found = np.flatnonzero(capable)
        rows.append(found)
        codes.append(np.full(len(found), code, dtype=np.int64))
        capacities.append(judged.capacities[found])
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    return Able(
        offsets_of(row[order], len(places)),
        row[order],
        np.concatenate(codes)[order],
        np.concatenate(capacities)[order],
        ids,
    )


def _supplied_rows(facts: Facts, places: NDArray[np.int64]) -> dict[str, list[int]]:
    """By enterprise the rows of the items that it supplies."""
    supplies = facts.projection.supplies
    at = np.searchsorted(places, supplies.items)
    found: dict[str, list[int]] = {}
    for line in np.flatnonzero(at < len(places)).tolist():
        if places[at[line]] == supplies.items[line]:
            id_ = supplies.enterprise_ids[int(supplies.enterprises[line])]
            found.setdefault(id_, []).append(int(at[line]))
    return found
