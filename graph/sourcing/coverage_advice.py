"""What would have to be added to cover what a plan leaves open: which capacity, and where.

Everything is reckoned from the plan: what one enterprise would need, beside the room it has left,
to deliver all that is missing of one leaf. The plan with that delivery keeps every rule, so with
just that added the best coverage is at least as large.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isinf

from graph.sourcing.answers import Change, CoverageRequest, ToCover
from graph.sourcing.capability import (
    Capability,
    Profile,
    RequiredProcess,
    annual_units,
    certificate_valid,
    limit_verdicts,
    unit_mass,
)
from graph.sourcing.coverage_model import CoveragePlan, Relation, UncoveredLeaf
from graph.sourcing.coverage_numbers import rational
from graph.sourcing.coverage_problem import Field
from graph.sourcing.loading import Enterprise, Supply
from graph.sourcing.makers import Makers
from graph.sourcing.places import PlaceFilter
from graph.units import KILOGRAM, PIECE, kilograms_of_one

MOST_ADVISED = 100
"""Leaves that advice is given on, those of which the largest share is missing first."""
MOST_WAYS = 3
"""Told of one item."""
MOST_CHANGES = 3
"""Of one enterprise that lacks more nothing is told."""


@dataclass(frozen=True, slots=True)
class Way:
    """One enterprise; ``added``: capacity to add, in times what is missing; ``takes``: what the
    delivery takes of capabilities that it has, with the room that the plan leaves in them."""

    enterprise: Enterprise
    relation: Relation
    changes: list[Change]
    added: Fraction
    takes: tuple[Take, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """Of a limited capability."""

    capability: Capability
    amount: Fraction
    room: Fraction


@dataclass(frozen=True, slots=True)
class Adviser:
    """What advice on one answer is drawn from: ``everyone`` holds enterprises of other places
    too, ``leaves`` is how many leaf parts the mean is over."""

    request: CoverageRequest
    field: Field
    places: PlaceFilter
    everyone: Makers
    plan: CoveragePlan
    leaves: int

    def advice(self) -> dict[str, list[Way]]:
        """By leaf, of those of which the largest share is missing, the smallest additions that
        cover all of it, each of one enterprise: the fewest changes first, then the least
        capacity."""
        worst = sorted(
            self.plan.uncovered, key=lambda leaf: (-leaf.missing / leaf.needed, leaf.item)
        )
        return {leaf.item: self._ways(leaf) for leaf in worst[:MOST_ADVISED]}

    def told(self, open_leaf: UncoveredLeaf, ways: Iterable[Way]) -> list[ToCover]:
        """Ways as the answer has them."""
        share = self.plan.covered_share + self.share_of([open_leaf])
        return [
            ToCover(
                enterprise=way.enterprise.ref,
                relation=way.relation,
                quantity=open_leaf.missing,
                changes=way.changes,
                covered_share=min(1.0, share),
            )
            for way in ways
        ]

    def profile_of(self, item: str) -> Profile:
        """What a maker of it needs, inferred where it declares nothing."""
        inference = self.field.inferences.get(item)
        return inference.profile if inference else self.field.items[item].profile

    def share_of(self, open_leaves: Iterable[UncoveredLeaf]) -> float:
        """Of the covered share what is missing of these."""
        return sum(leaf.missing / leaf.needed for leaf in open_leaves) / self.leaves

    def _ways(self, open_leaf: UncoveredLeaf) -> list[Way]:
        found = [*self._by_lines(open_leaf), *self._by_makers(open_leaf)]
        found = [way for way in found if 0 < len(way.changes) <= MOST_CHANGES]
        found.sort(key=lambda way: (len(way.changes), way.added, way.enterprise.ref.id))
        return found[:MOST_WAYS]

    def _by_lines(self, open_leaf: UncoveredLeaf) -> Iterator[Way]:
        missing = rational(open_leaf.missing)
        for line in self.field.supplies.get(open_leaf.item, ()):
            enterprise = self.everyone.enterprises[line.enterprise]
            given = sum(
                (
                    rational(each.amount)
                    for each in self.plan.assignments
                    if (each.enterprise, each.item, each.relation)
                    == (line.enterprise, line.item, "supplies")
                ),
                Fraction(),
            )
            changes, added = _of_line(line, given + missing)
            yield Way(
                enterprise, "supplies", self._conditions(enterprise) + changes, added / missing
            )

    def _by_makers(self, open_leaf: UncoveredLeaf) -> Iterator[Way]:
        profile = self.profile_of(open_leaf.item)
        is_inferred = open_leaf.item in self.field.inferences
        relation: Relation = "inferred" if is_inferred else "capable"
        for enterprise in self.everyone.with_some(profile):
            made = self._of_maker(enterprise, profile, rational(open_leaf.missing))
            if made is not None:
                yield Way(enterprise, relation, *made)

    def _of_maker(
        self, enterprise: Enterprise, profile: Profile, missing: Fraction
    ) -> tuple[list[Change], Fraction, tuple[Take, ...]] | None:
        """None where a capacity in kilograms meets a part without mass."""
        asked = set(self.request.certificates)
        asked |= {name for each in profile.requirements for name in each.certificates}
        changes = self._conditions(enterprise, tuple(sorted(asked)))
        added, uses = Fraction(), dict[str, tuple[Capability, Fraction]]()
        for required in profile.requirements:
            fitting = _fitting(required, profile, enterprise)
            amounts = [annual_units(capability, profile) for capability in fitting]
            if any(amount is not None and isinf(amount) for amount in amounts):
                continue
            usable = [c for c, amount in zip(fitting, amounts, strict=True) if amount is not None]
            if fitting and not usable:
                return None
            if usable:
                best = max(usable, key=lambda c: (self._room(c) / _use(c, profile), c.id))
                uses[best.id] = best, _use(best, profile)
            else:
                changes.append(_new_process(required, profile, missing))
                added += 1
        takes = tuple(Take(c, use * missing, self._room(c)) for c, use in uses.values())
        for take in takes:
            lack = take.amount - take.room
            if lack > 0:
                changes.append(more_capacity(take.capability, lack))
                added += lack / take.amount
        return changes, added, takes

    def _room(self, capability: Capability) -> Fraction:
        taken = self.plan.taken.get(capability.id, Fraction())
        return rational(capability.annual_capacity or 0.0) - taken

    def _conditions(
        self, enterprise: Enterprise, certificates: tuple[str, ...] | None = None
    ) -> list[Change]:
        """What the question itself and certificates keep from it."""
        ref, request = enterprise.ref, self.request
        changes = []
        if not self.places.admits(ref.region, ref.country):
            where = ref.region or ref.country or "a place not known"
            detail = f"{ref.name} is in {where}, outside the regions or countries asked for"
            changes.append(Change(kind="place", detail=detail))
        most, used = request.max_suppliers, self.plan.enterprises
        if most is not None and len(used) >= most and ref.id not in used:
            detail = f"allow {most + 1} suppliers instead of {most}"
            changes.append(Change(kind="max_suppliers", have=most, need=most + 1, detail=detail))
        for name in request.certificates if certificates is None else certificates:
            if not certificate_valid(enterprise.holder.certificates, name, self.everyone.day):
                detail = f"{ref.name} has to obtain {name}"
                changes.append(Change(kind="certificate", certificate=name, detail=detail))
        return changes


def _of_line(line: Supply, wanted: Fraction) -> tuple[list[Change], Fraction]:
    """What a supplies line lacks to deliver ``wanted``, and the capacity to add."""
    changes, added, need = [], Fraction(), float(wanted)
    if line.annual_capacity is not None and rational(line.annual_capacity) < wanted:
        added = wanted - rational(line.annual_capacity)
        detail = f"raise the supply of {line.item} from {line.annual_capacity:g} to {need:g} a year"
        changes.append(Change(kind="supplies", have=line.annual_capacity, need=need, detail=detail))
    if line.moq is not None and rational(line.moq) > wanted:
        detail = f"accept a minimum order of {need:g} {line.item} instead of {line.moq:g}"
        changes.append(Change(kind="moq", have=line.moq, need=need, detail=detail))
    return changes, added


def _fitting(
    required: RequiredProcess, profile: Profile, enterprise: Enterprise
) -> list[Capability]:
    return [
        capability
        for capability in enterprise.holder.capabilities
        if capability.process in required.below
        and all(verdict != "missing" for _, verdict in limit_verdicts(capability, profile))
    ]


def _use(capability: Capability, profile: Profile) -> Fraction:
    """What one unit of the item takes of it."""
    return rational(unit_mass(profile) or 1.0) if capability.unit == KILOGRAM else Fraction(1)


def _new_process(required: RequiredProcess, profile: Profile, missing: Fraction) -> Change:
    need = float(missing)
    # A capability is counted in pieces or kilograms, whatever other unit its items have.
    is_mass = kilograms_of_one(profile.unit) is not None
    unit = KILOGRAM if is_mass else PIECE
    if is_mass:
        need = float(missing * rational(unit_mass(profile) or 1.0))
    return new_process(required.process, required.name, (profile.item,), need, unit)


def new_process(
    process: str, name: str, items: Iterable[str], need: float, unit: str | None
) -> Change:
    """A capability that the enterprise does not have, for these items."""
    detail = f"add {name} that admits {', '.join(items)}, {need:g} {unit} a year"
    return Change(kind="process", process=process, have=0.0, need=need, unit=unit, detail=detail)


def more_capacity(capability: Capability, lack: Fraction) -> Change:
    """A capability raised by what it lacks."""
    have = capability.annual_capacity or 0.0
    need = float(rational(have) + lack)
    detail = (
        f"{capability.process}: raise {have:g} {capability.unit} a year by {float(lack):g} "
        f"to {need:g}"
    )
    return Change(
        kind="capacity",
        process=capability.process,
        have=have,
        need=need,
        unit=capability.unit,
        detail=detail,
    )
