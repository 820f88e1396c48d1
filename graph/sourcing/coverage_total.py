"""What would have to be added to cover all that a plan leaves open, by enterprise.

Of each item the smallest way counts. What several items take of one capability is added up before
it is compared with the room left in it, so the sum is no sum of the single changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from graph.sourcing.answers import Change, EnterpriseRef, InTotal, TotalChange
from graph.sourcing.coverage_advice import Adviser, Take, Way, more_capacity, new_process
from graph.sourcing.coverage_numbers import rational

Chosen = Mapping[str, Way]
"""By item."""


def in_total(adviser: Adviser, advice: Mapping[str, Sequence[Way]]) -> InTotal | None:
    """None where nothing is open, or nobody could cover it with few changes."""
    open_leaves = [leaf for leaf in adviser.plan.uncovered if advice.get(leaf.item)]
    if not open_leaves:
        return None
    chosen = {leaf.item: advice[leaf.item][0] for leaf in open_leaves}
    by_enterprise: dict[str, dict[str, Way]] = {}
    for item, way in chosen.items():
        by_enterprise.setdefault(way.enterprise.ref.id, {})[item] = way
    changes = [
        change for _, own in sorted(by_enterprise.items()) for change in _of_one(adviser, own)
    ]
    share = adviser.plan.covered_share + adviser.share_of(open_leaves)
    return InTotal(
        item_ids=list(chosen),
        changes=[*_of_the_question(adviser, chosen), *changes],
        covered_share=min(1.0, share),
    )


def _of_one(adviser: Adviser, own: Chosen) -> Iterator[TotalChange]:
    """The changes of one enterprise."""
    ref = next(iter(own.values())).enterprise.ref
    same: dict[tuple[str | None, ...], list[tuple[str, Change]]] = {}
    for item, way in own.items():
        for change in way.changes:
            if change.kind not in ("capacity", "max_suppliers"):
                line = item if change.kind in ("supplies", "moq") else None
                key = (change.kind, change.process, change.certificate, change.unit, line)
                same.setdefault(key, []).append((item, change))
    for found in same.values():
        items, change = [item for item, _ in found], found[0][1]
        if change.kind == "process":
            need = sum((rational(each.need or 0.0) for _, each in found), Fraction())
            change = new_process(
                *_process_of(adviser, items[0], change), items, float(need), change.unit
            )
        yield _whole(change, ref, items)
    taken: dict[str, list[tuple[str, Take]]] = {}
    for item, way in own.items():
        for take in way.takes:
            taken.setdefault(take.capability.id, []).append((item, take))
    for takes in taken.values():
        first = takes[0][1]
        lack = sum((take.amount for _, take in takes), Fraction()) - first.room
        if lack > 0:
            yield _whole(more_capacity(first.capability, lack), ref, [item for item, _ in takes])


def _process_of(adviser: Adviser, item: str, change: Change) -> tuple[str, str]:
    """Id and name of a process that an item requires."""
    required = adviser.profile_of(item).requirements
    return next((r.process, r.name) for r in required if r.process == change.process)


def _of_the_question(adviser: Adviser, chosen: Chosen) -> Iterator[TotalChange]:
    most = adviser.request.max_suppliers
    used = set(adviser.plan.enterprises)
    count = len(used | {way.enterprise.ref.id for way in chosen.values()})
    if most is not None and count > most:
        new = [item for item, way in chosen.items() if way.enterprise.ref.id not in used]
        detail = f"allow {count} suppliers instead of {most}"
        change = Change(kind="max_suppliers", have=most, need=count, detail=detail)
        yield _whole(change, None, new)


def _whole(change: Change, enterprise: EnterpriseRef | None, items: list[str]) -> TotalChange:
    return TotalChange(**change.model_dump(), enterprise=enterprise, item_ids=items)
