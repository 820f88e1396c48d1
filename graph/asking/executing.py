"""The answer to a call, by the same functions that the HTTP routes call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from graph.asking.composing import Composed
from graph.asking.intents import Intent
from graph.connection import Graph
from graph.paths import PathsAnswer, shortest_path
from graph.planning.bottleneck_answers import BottlenecksAnswer
from graph.planning.bottlenecks import bottlenecks, checked_kind
from graph.planning.candidate_answers import CandidatesAnswer, OpportunitiesAnswer
from graph.planning.candidates import localization_candidates
from graph.planning.local_content import DEFAULT_THRESHOLD
from graph.planning.localization import localization
from graph.planning.localization_answers import LocalizationAnswer
from graph.planning.opportunities import opportunities
from graph.planning.what_if import what_if
from graph.planning.what_if_answers import WhatIfAnswer, WhatIfRequest
from graph.search.answers import SearchAnswer
from graph.search.embedding import Embedder
from graph.search.keeper import SnapshotKeeper
from graph.search.service import DEFAULT_LIMIT
from graph.search.service import search as search_graph
from graph.search.snapshot import Snapshot
from graph.sourcing.answers import CoverageAnswer, CoverageRequest, SuppliersAnswer
from graph.sourcing.coverage import cover
from graph.sourcing.suppliers import INCLUDED, find_suppliers
from graph.structure.answers import ExplosionAnswer, WhereUsedAnswer
from graph.structure.service import explode, material_where_used, where_used

COVERAGE_SECONDS: Final = 10.0
PLANNING_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class Means:
    """What calls are answered with."""

    graph: Graph
    held: SnapshotKeeper | Snapshot
    embedder: Embedder
    coverage_seconds: float = COVERAGE_SECONDS


def execute(means: Means, composed: Composed) -> BaseModel:
    """The answer, as the route of the call gives it; raises what the route's function raises."""
    return _RUNS[composed.intent](means, composed)


def _search(means: Means, composed: Composed) -> SearchAnswer:
    said = composed.said
    return search_graph(
        means.graph,
        means.held,
        means.embedder,
        said["q"],
        kinds=_several(said.get("kind")),
        regions=_several(said.get("region")),
        countries=_several(said.get("country")),
        hs=_several(said.get("hs")),
        vehicles=_several(said.get("vehicle")),
        processes=_several(said.get("process")),
        limit=said.get("limit", DEFAULT_LIMIT),
    )


def _explosion(means: Means, composed: Composed) -> ExplosionAnswer:
    said, thing = composed.said, composed.links[0].thing
    return explode(
        means.graph,
        thing.id,
        units=float(said.get("units", 1.0)),
        depth=said.get("depth"),
        as_of=_day(said),
        lifecycle=said.get("lifecycle", "as-planned"),
        leaves_only=said.get("leaves_only", False),
        vehicles_only=thing.kind == "vehicle",
    )


def _where_used(means: Means, composed: Composed) -> WhereUsedAnswer:
    said, thing = composed.said, composed.links[0].thing
    find = material_where_used if thing.kind == "material" else where_used
    lifecycle = said.get("lifecycle", "as-planned")
    return find(means.graph, thing.id, as_of=_day(said), lifecycle=lifecycle)


def _suppliers(means: Means, composed: Composed) -> SuppliersAnswer:
    said = composed.said
    return find_suppliers(
        means.graph,
        composed.links[0].thing.id,
        units=said.get("units"),
        regions=_several(said.get("region")),
        countries=_several(said.get("country")),
        include=_several(said.get("include")) or INCLUDED,
    )


def _coverage(means: Means, composed: Composed) -> CoverageAnswer:
    request = CoverageRequest.model_validate(composed.said)
    return cover(means.graph, request, time_limit_seconds=means.coverage_seconds)


def _path(means: Means, composed: Composed) -> PathsAnswer:
    return shortest_path(means.graph, composed.said["from"], composed.said["to"])


def _bottlenecks(means: Means, composed: Composed) -> BottlenecksAnswer:
    said = composed.said
    return bottlenecks(
        means.graph,
        kind=checked_kind(said.get("kind", "material")),
        vehicles=_several(said.get("vehicle")),
        regions=_several(said.get("region")),
        year=said.get("year"),
        limit=said.get("limit", PLANNING_LIMIT),
    )


def _what_if(means: Means, composed: Composed) -> WhatIfAnswer:
    return what_if(means.graph, WhatIfRequest.model_validate(composed.said))


def _localization(means: Means, composed: Composed) -> LocalizationAnswer:
    said = composed.said
    return localization(
        means.graph,
        composed.links[0].thing.id,
        method=said.get("method", "tracing"),
        threshold=said.get("threshold", DEFAULT_THRESHOLD),
    )


def _candidates(means: Means, composed: Composed) -> CandidatesAnswer:
    said = composed.said
    return localization_candidates(
        means.graph,
        vehicles=_several(said.get("vehicle")),
        year=said.get("year"),
        limit=said.get("limit", PLANNING_LIMIT),
    )


def _opportunities(means: Means, composed: Composed) -> OpportunitiesAnswer:
    said = composed.said
    return opportunities(
        means.graph,
        composed.links[0].thing.id,
        near=said.get("near", 0),
        year=said.get("year"),
        limit=said.get("limit", PLANNING_LIMIT),
    )


_RUNS: Final[Mapping[Intent, Callable[[Means, Composed], BaseModel]]] = {
    "bottlenecks": _bottlenecks,
    "what-if": _what_if,
    "localization": _localization,
    "candidates": _candidates,
    "opportunities": _opportunities,
    "search": _search,
    "explosion": _explosion,
    "where-used": _where_used,
    "suppliers": _suppliers,
    "coverage": _coverage,
    "path": _path,
}


def _day(said: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(said["as_of"]) if "as_of" in said else None


def _several(value: Any) -> list[str]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
