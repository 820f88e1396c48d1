"""What each enterprise could make of the leaves of a large explosion, over columns of leaves.

Says what ``Makers.able`` says, an enterprise after the other instead of a leaf after the other,
and in floats: it serves to choose among offers and to bound what all of them could do. The plan
itself is reckoned exactly, on the offers chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.sourcing.capability import Capability, Holder, Profile, certificate_valid
from graph.sourcing.judging import Asked, Rows, columns_of, limits_exceeded, yearly_units
from graph.sourcing.loading import Supply
from graph.structure.bill import Mask, Numbers
from graph.units import KILOGRAM

NOISE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class LeafColumns:
    """Leaves in the order of the explosion, with what is needed of each."""

    ids: Sequence[str]
    needs: Numbers
    asked: Asked

    @property
    def count(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """A limited capability: what one unit of each leaf at ``places`` among those made takes of it,
    in the order of the share of a leaf that a unit of capacity covers, the most first; ``sole``:
    where no other capability would do."""

    capacity: float
    places: Rows
    sole: Mask
    uses: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """One enterprise: the leaves it can make or supplies, and the most it could deliver of each if
    it did nothing else. ``draws`` bind what it makes, ``lines`` are its supplies lines."""

    enterprise: str
    rows: Rows
    most: Numbers
    makes: Rows
    made_most: Numbers
    draws: Sequence[Draw]
    lines: Rows
    line_most: Numbers
    line_least: Numbers


def leaf_columns(profiles: Sequence[Profile], needs: Numbers) -> LeafColumns:
    """The columns of some leaves, in their order; needs in whole pieces."""
    return LeafColumns([p.item for p in profiles], needs, columns_of(profiles))


def reach_of(
    leaves: LeafColumns, holder: Holder, lines: Iterable[tuple[int, Supply]], day: str
) -> Reach:
    """What one enterprise can do; ``lines`` are its supplies lines by leaf number."""
    makes, made_most, draws = _made(leaves, holder, day)
    usable = [
        (row, least, most)
        for row, line in lines
        if (least := max(1.0, line.moq or 0.0))
        <= (most := min(leaves.needs[row], _or_endless(line.annual_capacity)))
    ]
    together = np.zeros(leaves.count)
    together[makes] += made_most
    for row, _, most in usable:
        together[row] += most
    rows = np.flatnonzero(together)
    return Reach(
        holder.enterprise,
        rows,
        np.minimum(together[rows], leaves.needs[rows]),
        makes,
        made_most,
        draws,
        np.array([row for row, _, _ in usable], dtype=np.int64),
        np.array([most for _, _, most in usable]),
        np.array([least for _, least, _ in usable]),
    )


def _or_endless(capacity: float | None) -> float:
    return np.inf if capacity is None else capacity


def _made(leaves: LeafColumns, holder: Holder, day: str) -> tuple[Rows, Numbers, list[Draw]]:
    """The leaves it is capable of, the most of each alone, and what binds them together."""
    asked = leaves.asked
    met = np.zeros(leaves.count, dtype=np.int64)
    most = leaves.needs.copy()
    drawn: dict[Capability, list[tuple[Rows, Mask]]] = defaultdict(list)
    for process, capabilities in _by_process(asked, holder).items():
        rows = asked.requiring[process]
        amounts = _amounts(asked, capabilities, rows)
        largest = amounts.max(axis=0)
        usable = largest >= 0
        met[rows] += usable
        most[rows] = np.minimum(most[rows], np.maximum(amounts, 0.0).sum(axis=0))
        first, sole = amounts.argmax(axis=0), (amounts > 0).sum(axis=0) == 1
        for number, capability in enumerate(capabilities):
            mine = usable & np.isfinite(largest) & (first == number)
            if mine.any():
                drawn[capability].append((rows[mine], sole[mine]))
    able = (met == asked.required) & (met > 0) & (most >= 1.0)
    for certificate, counts in asked.certified.items():
        if not certificate_valid(holder.certificates, certificate, day):
            able &= counts == 0
    makes = np.flatnonzero(able)
    draws = []
    for capability, parts in drawn.items():
        rows, first = np.unique(np.concatenate([of for of, _ in parts]), return_index=True)
        sole = np.concatenate([alone for _, alone in parts])[first]
        if able[rows].any():
            kept = able[rows]
            draws.append(_draw(leaves, capability, rows[kept], sole[kept], makes))
    return makes, most[makes], draws


def _by_process(asked: Asked, holder: Holder) -> dict[str, list[Capability]]:
    found: dict[str, list[Capability]] = defaultdict(list)
    for capability in holder.capabilities:
        for process in asked.meeting.get(capability.process, ()):
            found[process].append(capability)
    return found


def _amounts(asked: Asked, capabilities: Sequence[Capability], rows: Rows) -> Numbers:
    """A year's units by capability and row; -1 where it does not serve."""
    found = np.stack([yearly_units(each, asked.unit_masses[rows]) for each in capabilities])
    fits: Mask = np.stack([limits_exceeded(asked, each, rows) == 0 for each in capabilities])
    found = np.where(asked.pieces[rows], np.floor(found + NOISE), found)
    return np.where(fits & ~np.isnan(found), found, -1.0)


def _draw(leaves: LeafColumns, capability: Capability, rows: Rows, sole: Mask, makes: Rows) -> Draw:
    uses = np.ones(len(rows))
    if capability.unit == KILOGRAM:
        uses = leaves.asked.unit_masses[rows]
    order = np.argsort(leaves.needs[rows] * uses, kind="stable")
    places = np.searchsorted(makes, rows[order])
    return Draw(capability.annual_capacity or 0.0, places, sole[order], uses[order])
