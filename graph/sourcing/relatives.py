"""Finds the relatives of items without declared requirements, and infers what those require.

Two named queries give the candidates, bounded in number: items with declared requirements that
share an HS heading or a material, and, for an item with too few of those, others whose text may be
alike. Stored embeddings are read for the most promising only; no model is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.sourcing.capability import Profile, RequiredProcess
from graph.sourcing.inference import (
    RELATIVES,
    Inferred,
    Subject,
    Vector,
    infer,
    similarity,
    unit_vector,
)
from graph.sourcing.loading import Item, load_items
from graph.structure.loading import Walk

RELATED_EACH = 120
MOST_RELATED = 2_000
"""Candidates by heading or material: for one item, and for all asked about together."""
MOST_OTHERS = 300
"""Candidates by nothing but their text."""
SHORTLIST = 40
"""Candidates of one item whose embeddings are compared."""
MOST_EMBEDDED = 600


@dataclass(frozen=True, slots=True)
class Inference:
    """What was inferred for an item: its profile with the inferred processes, and the grounds."""

    profile: Profile
    inferred: tuple[Inferred, ...]
    names: Mapping[str, str]

    @property
    def confidence(self) -> float:
        """That of the least certain process."""
        return min(entry.confidence for entry in self.inferred)


def infer_requirements(walk: Walk, items: Iterable[Item]) -> dict[str, Inference]:
    """Inferred requirements by item; items with declared ones, vehicles and materials, and those
    without relatives near enough are left out."""
    targets = [
        item
        for item in items
        if item.kind in ("assembly", "part") and not item.profile.requirements
    ]
    if not targets:
        return {}
    candidates = _load_candidates(walk, targets)
    subjects = {id_: _subject(item) for id_, item in candidates.items()}
    shortlists = {item.id: _shortlist(item, subjects) for item in targets}
    vectors = _embeddings(walk, targets, shortlists)
    processes = {
        required.process: replace(required, certificate=None)
        for item in candidates.values()
        for required in item.profile.requirements
    }
    found = {}
    for item in targets:
        near = [
            replace(subjects[id_], embeddings=vectors.get(id_, {})) for id_ in shortlists[item.id]
        ]
        inferred = infer(replace(_subject(item), embeddings=vectors.get(item.id, {})), near)
        if inferred:
            found[item.id] = _inference(item, inferred, processes)
    return found


def _inference(
    item: Item, inferred: Sequence[Inferred], processes: Mapping[str, RequiredProcess]
) -> Inference:
    required = tuple(processes[entry.process] for entry in inferred)
    names = {entry.process: processes[entry.process].name for entry in inferred}
    return Inference(replace(item.profile, requirements=required), tuple(inferred), names)


def _load_candidates(walk: Walk, targets: Sequence[Item]) -> dict[str, Item]:
    codes = [item.hs_code for item in targets if item.hs_code]
    materials = sorted({material for item in targets for material in item.profile.materials})
    ids: list[str] = []
    if codes or materials:
        rows = walk.read(
            "sourcing/list_relatives",
            headings=sorted({code[:4] for code in codes}),
            codes=sorted({code[:6] for code in codes}),
            materials=materials,
            limit=min(MOST_RELATED, RELATED_EACH * len(targets)),
        )
        ids = [row["id"] for row in rows]
    unrelated = any(not item.hs_code and not item.profile.materials for item in targets)
    if unrelated or len(ids) < RELATIVES:
        ids += [row["id"] for row in walk.read("sourcing/list_required", limit=MOST_OTHERS)]
    return load_items(walk, dict.fromkeys(ids))


def _subject(item: Item) -> Subject:
    return Subject(
        id=item.id,
        kind=item.kind,
        hs_code=item.hs_code,
        mass_kg=item.profile.mass_kg,
        materials=item.profile.materials,
        processes=frozenset(required.process for required in item.profile.requirements),
    )


def _shortlist(item: Item, subjects: Mapping[str, Subject]) -> list[str]:
    """The likeliest relatives before texts are compared; any, where nothing else is known."""
    subject = _subject(item)
    if not subject.hs_code and not subject.materials:
        return list(subjects)[:MOST_OTHERS]
    ranked = sorted(subjects.values(), key=lambda other: (-similarity(subject, other), other.id))
    return [other.id for other in ranked[:SHORTLIST]]


def _embeddings(
    walk: Walk, targets: Sequence[Item], shortlists: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, Vector]]:
    """By item the stored embeddings of targets and candidates by language, of those that
    have any; bounded in number."""
    each = max(RELATIVES, MOST_EMBEDDED // len(targets))
    wanted = dict.fromkeys(item.id for item in targets)
    wanted |= dict.fromkeys(id_ for ids in shortlists.values() for id_ in ids[:each])
    return {
        row["item"]: {language: unit_vector(numbers) for language, numbers in row["entries"]}
        for row in walk.read_chunked("sourcing/list_embeddings", wanted)
    }
