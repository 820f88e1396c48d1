"""One side of a comparison: what one unit holds, weighs and imports."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isnan

from graph.planning.facts import Facts
from graph.planning.local_content import local_content
from graph.planning.localization import assessed_value, bought_of, level_of, not_known, notes_of
from graph.planning.localization_answers import NotKnown
from graph.planning.reach import reach_of
from graph.structure.bill import Numbers
from graph.structure.explosion import explode_bill, material_masses
from graph.structure.lines import Selection


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """By place: totals for one unit, whether it is a leaf, and its imported value (None unless the
    side is a vehicle). ``materials`` in kg.

    ``summed``: the totals whose mass and value make up those of the side: the leaves, or the side
    itself where nothing is counted below it; none of a vehicle, whose kerb mass and price are not
    those of leaves."""

    place: int
    selection: Selection
    amounts: dict[int, float]
    leaves: dict[int, bool]
    summed: dict[int, float]
    materials: dict[int, float]
    imported: dict[int, float] | None
    level: float | None
    unknown: list[NotKnown]
    notes: list[str]

    def leaf_sum(self, figures: Numbers) -> float:
        """Over what is summed, as far as the figure of one is known."""
        return fsum(
            amount * float(figures[place])
            for place, amount in self.summed.items()
            if not isnan(figures[place])
        )


def side_of(facts: Facts, place: int, selection: Selection) -> Side:
    """Reckoned from a vehicle, assembly or part. Raises GraphError naming a cycle, or a line whose
    quantity is of no use."""
    explosion = explode_bill(facts.bill, place, selection)
    below = list(explosion.below())
    totals = explosion.totals
    masses = material_masses(facts.bill, totals.places, totals.amounts)
    imported, level, unknown, notes = _imported(facts, place, selection)
    summed = {item: amount for _, item, amount, leaf in below if leaf}
    if not below and imported is None:
        summed = {place: 1.0}
    return Side(
        place=place,
        selection=selection,
        amounts={item: amount for _, item, amount, _ in below},
        leaves={item: leaf for _, item, _, leaf in below},
        summed=summed,
        materials=dict(masses),
        imported=imported,
        level=level,
        unknown=unknown,
        notes=notes,
    )


def _imported(
    facts: Facts, place: int, selection: Selection
) -> tuple[dict[int, float] | None, float | None, list[NotKnown], list[str]]:
    """By tracing, of a vehicle: contributions by place, the level, and what is not known."""
    if facts.bill.items.kind(place) != "vehicle":
        return None, None, [], []
    reach = reach_of(facts.bill, [place], selection)
    content = local_content(reach, bought_of(facts, reach), int(reach.roots[0]), "tracing")
    assessed = assessed_value(facts, place)
    contributions = {int(reach.places[node]): value for node, _, value in content.contributions}
    level = level_of(assessed, float(content.imported[reach.roots[0]]))
    unknown = [not_known(facts, reach, node) for node in content.not_known.tolist()]
    return contributions, level, unknown, notes_of(facts, reach, place, assessed)
