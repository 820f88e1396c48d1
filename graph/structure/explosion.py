"""The explosion of one item: what is in it, to any depth, with totals. Pure, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.structure.bill import Bill, Mask, Numbers, spans
from graph.structure.lines import Selection, choice, ways_down
from graph.structure.roll_up import Totals, roll_up


@dataclass(frozen=True, slots=True, eq=False)
class Explosion:
    """What is below a root, by place.

    ``totals`` holds the root too; ``leaves``: those of its nodes without any counted line of
    their own; ``lines``: the selected lines of the root and of the counted items whose way down
    is within the depth, with ``alternatives`` true for those that stand by.
    """

    root: int
    totals: Totals
    leaves: Mask
    lines: NDArray[np.int64]
    alternatives: Mask

    def below(self) -> Iterator[tuple[int, int, float, bool]]:
        """Level, place, total and whether it is a leaf, of each item but the root, by level."""
        totals = self.totals
        order = np.lexsort((totals.places, totals.levels))
        order = order[totals.places[order] != self.root]
        return zip(
            totals.levels[order].tolist(),
            totals.places[order].tolist(),
            totals.amounts[order].tolist(),
            self.leaves[order].tolist(),
            strict=True,
        )


def explode_bill(
    bill: Bill, root: int, selection: Selection, *, units: float = 1.0, depth: int | None = None
) -> Explosion:
    """Roll the lines up from ``root``, with totals for ``units`` of it.

    With ``depth`` only ways of at most so many lines count. Raises GraphError naming a cycle, or
    a line whose quantity is of no use.
    """
    ways = ways_down(bill, selection)
    totals = roll_up(ways, [root], [units], depth=depth)
    parents = totals.places if depth is None else totals.places[totals.steps < depth]
    lines, _ = spans(bill.lines.offsets, parents)
    chosen = choice(bill, selection)
    lines = lines[chosen.counted[lines] | chosen.standing_by[lines]]
    bill.check_quantities(lines)
    return Explosion(
        root=root,
        totals=totals,
        leaves=ways.offsets[totals.places + 1] == ways.offsets[totals.places],
        lines=lines,
        alternatives=chosen.standing_by[lines],
    )


def material_masses(
    bill: Bill, places: NDArray[np.int64], amounts: Numbers
) -> list[tuple[int, float]]:
    """Materials by place, and the kilograms of each in the given amounts of items."""
    made_of = bill.composition
    entries, which = spans(made_of.offsets, places)
    materials, of = np.unique(made_of.materials[entries], return_inverse=True)
    masses = np.bincount(
        of, weights=amounts[which] * made_of.masses[entries], minlength=len(materials)
    )
    return list(zip(materials.tolist(), masses.tolist(), strict=True))
