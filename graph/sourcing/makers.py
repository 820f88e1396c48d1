"""Everyone who could make some items, found by process, and judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from graph.sourcing.answers import NearestCandidate, RequirementEntry
from graph.sourcing.capability import (
    Capability,
    Profile,
    certificate_valid,
    fitting_capabilities,
    missing_count,
)
from graph.sourcing.judgement import Entry, judge
from graph.sourcing.loading import Enterprise

Reasons = dict[str, list[RequirementEntry]]
"""By enterprise all that keeps it from covering an item, where that is not in the profile."""

MOST_MISSING = 3


class Makers:
    """Enterprises by what they can do; ``day`` (ISO) is the one certificates must be valid on."""

    def __init__(self, enterprises: Mapping[str, Enterprise], day: str) -> None:
        self.enterprises = enterprises
        self.day = day
        self._by_process: dict[str, list[Enterprise]] = {}
        self._found: dict[frozenset[str], list[Enterprise]] = {}
        for enterprise in enterprises.values():
            for process in {capability.process for capability in enterprise.holder.capabilities}:
                self._by_process.setdefault(process, []).append(enterprise)

    def able(
        self, profile: Profile, among: Collection[str] | None = None
    ) -> Iterator[tuple[Enterprise, dict[str, tuple[Capability, ...]]]]:
        """Those with nothing missing, by id, with their fitting capabilities by process; of the
        enterprises ``among`` where given."""
        if among is None:
            candidates = self.with_some(profile)
        else:
            candidates = [self.enterprises[id_] for id_ in sorted(among)]
        for enterprise in candidates:
            fitting = fitting_capabilities(profile, enterprise.holder, self.day)
            if fitting is not None:
                yield enterprise, fitting

    def with_some(self, profile: Profile) -> list[Enterprise]:
        """Those who can do at least one of the required processes, by id."""
        key = frozenset(required.process for required in profile.requirements)
        if key not in self._found:
            found = {
                enterprise.ref.id: enterprise
                for required in profile.requirements
                for process in required.below
                for enterprise in self._by_process.get(process, ())
            }
            self._found[key] = [found[id_] for id_ in sorted(found)]
        return self._found[key]

    def nearest(
        self,
        profile: Profile,
        reasons: Reasons | None = None,
        certificates: Sequence[str] = (),
        limit: int = MOST_MISSING,
        otherwise: Callable[[Enterprise], list[RequirementEntry]] | None = None,
    ) -> list[NearestCandidate]:
        """The enterprises that lack least, at most ``MOST_MISSING`` things, and what they lack.

        ``reasons`` says all that is in the way of those who supply the item or are capable of it;
        ``otherwise`` says it of one that lacks nothing else; one that then lacks nothing is left
        out. ``certificates`` are asked of everyone.
        """
        known = reasons or {}
        counts: dict[str, int] = {}
        lacking_one = 0
        for id_ in sorted({*known, *(each.ref.id for each in self.with_some(profile))}):
            if id_ not in known:
                enterprise = self.enterprises[id_]
                counts[id_] = missing_count(profile, enterprise.holder, self.day) + len(
                    self.lacks_certificates(enterprise, certificates)
                )
            if counts.get(id_) == 0 and otherwise is not None:
                known[id_] = otherwise(self.enterprises[id_])
            if id_ in known:
                counts[id_] = len(known[id_])
            lacking_one += counts[id_] == 1
            if lacking_one == limit:
                break  # nobody after these lacks less
        ranked = sorted((count, id_) for id_, count in counts.items() if 0 < count <= MOST_MISSING)
        found = []
        for _, id_ in ranked[:limit]:
            missing = known.get(id_) or self._missing(profile, id_, certificates)
            found.append(
                NearestCandidate(enterprise=self.enterprises[id_].ref, missing=list(missing))
            )
        return found

    def _missing(
        self, profile: Profile, id_: str, certificates: Sequence[str]
    ) -> list[RequirementEntry]:
        enterprise = self.enterprises[id_]
        judged = judge(profile, enterprise.holder, self.day)
        return shown(judged.missing) + self.lacks_certificates(enterprise, certificates)

    def lacks_certificates(
        self, enterprise: Enterprise, certificates: Sequence[str]
    ) -> list[RequirementEntry]:
        """Those of the certificates asked of everyone that it does not hold today."""
        return [
            RequirementEntry(
                requirement="certificate", process=None, detail=f"{name} not held or expired"
            )
            for name in certificates
            if not certificate_valid(enterprise.holder.certificates, name, self.day)
        ]


def shown(entries: Iterable[Entry]) -> list[RequirementEntry]:
    """Entries as answers give them."""
    return [
        RequirementEntry(requirement=e.requirement, process=e.process, detail=e.detail)
        for e in entries
    ]
