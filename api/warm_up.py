"""Run every kind of question once, so that nobody waits for a model, a library or a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from graph.asking.service import Asker
from graph.connection import Graph
from graph.errors import BeingWrittenError, InputError, NotFoundError
from graph.paths import neighbourhood, shortest_path
from graph.planning.bottlenecks import bottlenecks
from graph.planning.candidates import localization_candidates
from graph.planning.opportunities import opportunities
from graph.search.embedding import Embedder
from graph.search.keeper import SnapshotKeeper
from graph.search.service import warm_up as warm_up_search
from graph.sourcing.answers import CoverageRequest
from graph.sourcing.coverage import cover
from graph.sourcing.coverage_model import (
    CoverageNode,
    CoverageOffer,
    CoveragePool,
    CoverageProblem,
    SolverLimits,
)
from graph.sourcing.coverage_solver import solve_coverage
from graph.sourcing.suppliers import find_suppliers
from graph.structure.service import explode, material_where_used, where_used
from graph.things.enterprises import get_enterprise
from graph.things.items import get_item, get_vehicle
from graph.things.lists import (
    list_enterprises,
    list_items,
    list_materials,
    list_processes,
    list_vehicles,
)
from graph.things.materials import get_material
from graph.things.processes import get_process

Step = Callable[[], object]

ABSENT = "-"
"""Asked for where the graph holds nothing of a kind: the plan is compiled all the same."""


def warm_up_steps(
    graph: Graph, keeper: SnapshotKeeper, embedder: Embedder, asker: Asker
) -> Iterator[Step]:
    """The steps in order, each short enough to stop between them."""
    yield embedder.warm_up
    yield keeper.refresh
    if graph.projections is not None:
        yield partial(_unless_written, graph.projections.refresh)
    yield lambda: warm_up_search(graph, keeper, embedder)
    yield lambda: asker.understander(keeper.current()).understand("bearings?")
    yield solve_toy
    vehicle = _first(list_vehicles(graph, limit=1).items)
    part = _first(list_items(graph, kind="part", limit=1).items)
    material = _first(list_materials(graph, limit=1).items)
    enterprise = _first(list_enterprises(graph, limit=1).items)
    process = _first(list_processes(graph, limit=1).items)
    questions: list[Step] = [
        lambda: get_vehicle(graph, vehicle),
        lambda: get_item(graph, part),
        lambda: get_material(graph, material),
        lambda: get_enterprise(graph, enterprise),
        lambda: get_process(graph, process),
        lambda: explode(graph, vehicle),
        lambda: where_used(graph, part),
        lambda: material_where_used(graph, material),
        lambda: find_suppliers(graph, part),
        lambda: cover(
            graph, CoverageRequest(item_id=part, units=1.0), time_limit_seconds=1.0
        ),
        lambda: bottlenecks(graph, limit=1),
        lambda: localization_candidates(graph, limit=1),
        lambda: opportunities(graph, enterprise, limit=1),
        lambda: neighbourhood(graph, part),
        lambda: shortest_path(graph, vehicle, part),
        lambda: graph.database.read("meta/count_labels"),
    ]  # fmt: skip
    for question in questions:
        yield lambda question=question: _asked(question)  # type: ignore[misc]


def solve_toy() -> None:
    """Load the solver, with a problem that needs it: two makers share one capacity."""
    nodes = tuple(CoverageNode(id=each, need=3.0, is_leaf=True) for each in ("a", "b"))
    pools = tuple(CoveragePool(id=each, capacity=4.0) for each in ("x", "y"))
    offers = tuple(
        CoverageOffer(enterprise=pool.id, item=node.id, pool=pool.id, relation="capable", moq=2.0)
        for pool in pools
        for node in nodes
    )
    solve_coverage(CoverageProblem(nodes=nodes, pools=pools, offers=offers), SolverLimits(5.0))


def _unless_written(step: Step) -> None:
    """A load that is being written is waited for in the background, while all else answers."""
    with suppress(BeingWrittenError):
        step()


def _asked(question: Step) -> None:
    with suppress(NotFoundError, InputError):
        _unless_written(question)


def _first(things: Sequence[object]) -> str:
    return str(getattr(things[0], "id", ABSENT)) if things else ABSENT
