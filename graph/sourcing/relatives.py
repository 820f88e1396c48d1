"""Finds the relatives of items without declared requirements, and infers what those require.

Candidates are the items with declared requirements that share an HS heading or a material, and,
for an item with too few of those, others whose text may be alike. They lie in the projection of a
serving process; without one, two named queries give them, bounded in number. Stored embeddings are
read for the most promising only; no model is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.projection.projection import Projection
from graph.search.hs_codes import known_heading
from graph.sourcing.capability import Profile, RequiredProcess
from graph.sourcing.inference import RELATIVES, Inferred, infer
from graph.sourcing.likeness import (
    Candidates,
    Subject,
    Tags,
    Vector,
    similarities,
    unit_vector,
)
from graph.sourcing.loading import Item, load_items, load_processes
from graph.structure.bill import offsets_of, spans
from graph.structure.loading import Walk

RELATED_EACH = 120
MOST_RELATED = 2_000
"""Candidates by heading or material: for one item, and for all asked about together."""
MOST_OTHERS = 300
"""Candidates by nothing but their text."""
SHORTLIST = 40
"""Candidates of one item whose embeddings are compared."""
MOST_EMBEDDED = 600
EMBEDDINGS_KEPT = 4_000
"""Items whose embeddings a projection keeps, some 5 kB each."""

Embeddings = dict[str, Vector]
"""By language."""


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


def infer_requirements(
    walk: Walk, items: Iterable[Item], projection: Projection | None = None
) -> dict[str, Inference]:
    """Inferred requirements by item; items with declared ones, vehicles and materials, and those
    without relatives near enough are left out.

    ``projection`` is one of the version that the database is at.
    """
    targets = {
        item.id: item
        for item in items
        if item.kind in ("assembly", "part") and not item.profile.requirements
    }
    if not targets:
        return {}
    subjects = {id_: _subject(item) for id_, item in targets.items()}
    shortlists = _shortlists(walk, list(subjects.values()), projection)
    vectors = _embeddings(walk, shortlists, projection)
    found = {}
    for id_, subject in subjects.items():
        near = [replace(other, embeddings=vectors.get(other.id, {})) for other in shortlists[id_]]
        found[id_] = infer(replace(subject, embeddings=vectors.get(id_, {})), near)
    processes = load_processes(walk, {one.process for every in found.values() for one in every})
    return {
        id_: _inference(targets[id_], inferred, processes)
        for id_, inferred in found.items()
        if inferred
    }


def _inference(
    item: Item, inferred: Sequence[Inferred], processes: Mapping[str, RequiredProcess]
) -> Inference:
    required = tuple(processes[entry.process] for entry in inferred)
    names = {entry.process: processes[entry.process].name for entry in inferred}
    return Inference(replace(item.profile, requirements=required), tuple(inferred), names)


def _subject(item: Item) -> Subject:
    return Subject(
        id=item.id,
        kind=item.kind,
        hs_code=item.hs_code,
        mass_kg=item.profile.mass_kg,
        materials=item.profile.materials,
        processes=frozenset(required.process for required in item.profile.requirements),
    )


def _shortlists(
    walk: Walk, subjects: Sequence[Subject], projection: Projection | None
) -> dict[str, list[Subject]]:
    if projection is not None:
        candidates = projected_candidates(projection)
        return {subject.id: shortlist(subject, candidates) for subject in subjects}
    related = _read_candidates(walk, _related_ids(walk, subjects))
    found = {subject.id: shortlist(subject, related) for subject in subjects}
    if any(len(near) < RELATIVES for near in found.values()):
        others = [row["id"] for row in walk.read("sourcing/list_required", limit=MOST_OTHERS)]
        every = _read_candidates(walk, [*related.ids, *others])
        found = {subject.id: shortlist(subject, every) for subject in subjects}
    return found


def _related_ids(walk: Walk, subjects: Sequence[Subject]) -> list[str]:
    codes = [subject.hs_code for subject in subjects if subject.hs_code]
    materials = sorted({material for subject in subjects for material in subject.materials})
    if not codes and not materials:
        return []
    rows = walk.read(
        "sourcing/list_relatives",
        headings=sorted({code[:4] for code in codes}),
        codes=sorted({code[:6] for code in codes}),
        materials=materials,
        limit=min(MOST_RELATED, RELATED_EACH * len(subjects)),
    )
    return [row["id"] for row in rows]


def _read_candidates(walk: Walk, ids: Iterable[str]) -> Candidates:
    items = load_items(walk, sorted(set(ids)))
    return Candidates.of([_subject(items[id_]) for id_ in sorted(items)])


def projected_candidates(projection: Projection) -> Candidates:
    """All items with declared requirements; made once for a projection."""
    known: Candidates | None = projection.derived.get("candidates")
    if known is None:
        known = projection.derived["candidates"] = _candidates(projection)
    return known


def _candidates(projection: Projection) -> Candidates:
    items, composition = projection.bill.items, projection.bill.composition
    requirements = projection.requirements
    places = np.unique(requirements.items)
    entries, owners = spans(composition.offsets, places)
    materials, codes = np.unique(composition.materials[entries], return_inverse=True)
    return Candidates(
        ids=[items.ids[place] for place in places.tolist()],
        kinds=items.kinds[places],
        masses=items.masses[places],
        hs_codes=requirements.hs_codes[places],
        hs_texts=requirements.hs_texts,
        materials=Tags(
            offsets_of(owners, len(places)),
            codes.astype(np.int32),
            [items.ids[place] for place in materials.tolist()],
        ),
        processes=Tags(
            offsets_of(np.searchsorted(places, requirements.items), len(places)),
            requirements.processes,
            requirements.process_ids,
        ),
    )


def shortlist(subject: Subject, candidates: Candidates) -> list[Subject]:
    """The likeliest relatives before texts are compared; any, where nothing else is known."""
    near = _nearness(subject, candidates)
    related = np.flatnonzero(near)
    related = related[np.argsort(-near[related], kind="stable")][:RELATED_EACH]
    if len(related) < RELATIVES:
        others = np.arange(min(MOST_OTHERS, len(candidates.ids)))
        related = np.union1d(related, others)
    if subject.hs_code or subject.materials:
        alike = similarities(subject, candidates)[related]
        related = related[np.lexsort((related, -alike))][:SHORTLIST]
    return [candidates.subject(place) for place in related.tolist()]


def _nearness(subject: Subject, candidates: Candidates) -> NDArray[np.int8]:
    """A shared material counts two, a shared heading of the HS one, its sub-heading one more."""
    code = subject.hs_code or "-"
    near = []
    for text in candidates.hs_texts:
        heading = known_heading(text) or ""
        near.append((heading == code[:6]) + (len(heading) == 6 and heading[:4] == code[:4]))
    points = candidates.by_hs_text(near, 0.0)
    return (points + 2 * (candidates.materials.shared(subject.materials) > 0)).astype(np.int8)


def _embeddings(
    walk: Walk, shortlists: Mapping[str, Sequence[Subject]], projection: Projection | None
) -> dict[str, Embeddings]:
    """By item the stored embeddings of targets and candidates by language; bounded in number."""
    each = max(RELATIVES, MOST_EMBEDDED // len(shortlists))
    wanted = dict.fromkeys(shortlists)
    wanted |= dict.fromkeys(other.id for near in shortlists.values() for other in near[:each])
    kept = {} if projection is None else _kept_embeddings(walk, projection)
    found = {id_: kept[id_] for id_ in wanted if id_ in kept}
    unread: dict[str, Embeddings] = {id_: {} for id_ in wanted if id_ not in found}
    for row in walk.read_chunked("sourcing/list_embeddings", unread):
        unread[row["item"]] = {language: unit_vector(vector) for language, vector in row["entries"]}
    if len(kept) < EMBEDDINGS_KEPT:
        kept |= unread
    return found | unread


def _kept_embeddings(walk: Walk, projection: Projection) -> dict[str, Embeddings]:
    """Those read before, unless embeddings were made since: that does not move the version."""
    [row] = walk.read("search/get_stamp")
    stamp = (row["search_stamp"], row["embedding_model"])
    kept: tuple[object, dict[str, Embeddings]] = projection.derived.get("embeddings", (None, {}))
    if kept[0] != stamp:
        kept = projection.derived["embeddings"] = (stamp, {})
    return kept[1]
