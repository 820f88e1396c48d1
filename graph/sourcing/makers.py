"""Everyone who could make some items, found by process, and judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.sourcing.answers import NearestCandidate, RequirementEntry
from graph.sourcing.capability import (
    Capability,
    Entry,
    Profile,
    certificate_valid,
    fitting_capabilities,
    judge,
    missing_count,
)
from graph.sourcing.loading import Enterprise

Reasons = Mapping[str, Sequence[RequirementEntry]]
"""By enterprise all that keeps it from covering an item, where that is not in the profile."""

MOST_MISSING = 3


class Makers:
    """Enterprises by what they can do; ``day`` (ISO) is the one certificates must be valid on."""

    def __init__(self, enterprises: Mapping[str, Enterprise], day: str) -> None:
        self.enterprises = enterprises
        self._day = day
        self._by_process: dict[str, list[Enterprise]] = {}
        for enterprise in enterprises.values():
            for process in {capability.process for capability in enterprise.holder.capabilities}:
                self._by_process.setdefault(process, []).append(enterprise)

    def able(
        self, profile: Profile
    ) -> Iterator[tuple[Enterprise, dict[str, tuple[Capability, ...]]]]:
        """Those with nothing missing, by id, with their fitting capabilities by process."""
        for enterprise in self._with_some(profile):
            fitting = fitting_capabilities(profile, enterprise.holder, self._day)
            if fitting is not None:
                yield enterprise, fitting

    def _with_some(self, profile: Profile) -> list[Enterprise]:
        """Those who can do at least one of the required processes, by id."""
        found = {
            enterprise.ref.id: enterprise
            for required in profile.requirements
            for process in required.below
            for enterprise in self._by_process.get(process, ())
        }
        return [found[id_] for id_ in sorted(found)]

    def nearest(
        self,
        profile: Profile,
        reasons: Reasons | None = None,
        certificates: Sequence[str] = (),
        limit: int = MOST_MISSING,
    ) -> list[NearestCandidate]:
        """The enterprises that lack least, at most ``MOST_MISSING`` things, and what they lack.

        ``reasons`` says all that is in the way of those who supply the item or are capable of it;
        one that lacks nothing is left out. ``certificates`` are asked of everyone.
        """
        known = reasons or {}
        counts = {id_: len(entries) for id_, entries in known.items()}
        for enterprise in self._with_some(profile):
            if enterprise.ref.id not in known:
                counts[enterprise.ref.id] = missing_count(
                    profile, enterprise.holder, self._day
                ) + len(self.lacks_certificates(enterprise, certificates))
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
        judged = judge(profile, enterprise.holder, self._day)
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
            if not certificate_valid(enterprise.holder.certificates, name, self._day)
        ]


def shown(entries: Iterable[Entry]) -> list[RequirementEntry]:
    """Entries as answers give them."""
    return [
        RequirementEntry(requirement=e.requirement, process=e.process, detail=e.detail)
        for e in entries
    ]
