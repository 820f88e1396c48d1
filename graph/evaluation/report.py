"""Measures of several ways to search over the same judged queries, by language and type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, get_args

from pydantic import BaseModel, Field

from graph.evaluation.judged import JudgedQuery
from graph.evaluation.measures import Interval, Measured, bootstrap, measure
from graph.sheets import Sheet, Value

Ranker = Callable[[str], Sequence[str]]
"""Ids of things for a query, best first."""

By = Literal["all", "language", "type"]
GROUPS: Final[tuple[By, ...]] = get_args(By)
Measure = Literal["ndcg_at_10", "mrr", "recall_at_10"]
MEASURES: Final[Mapping[Measure, str]] = {
    "ndcg_at_10": "nDCG@10",
    "mrr": "MRR",
    "recall_at_10": "recall@10",
}
COLUMNS: Final = {
    "system": "",
    "by": "",
    "value": "",
    "queries": "d",
    "measure": "",
    "mean": ".4f",
    "low": ".4f",
    "high": ".4f",
}


class Figure(BaseModel):
    """A mean over queries and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float


class Group(BaseModel):
    """The queries of one language or type, or all; MRR looks at the first ten."""

    by: By
    value: str
    queries: int
    ndcg_at_10: Figure
    mrr: Figure
    recall_at_10: Figure

    def figure(self, name: Measure) -> Figure:
        """One of the three by its name."""
        found: Figure = getattr(self, name)
        return found


class System(BaseModel):
    """One way to search; ``not_run`` says why there are no figures."""

    name: str
    groups: list[Group] = Field(default_factory=list)
    not_run: str | None = None


class Evaluation(BaseModel):
    """What ``zanjir evaluate --json`` prints; ``unembedded`` are entries without a vector of this
    model, which search finds by words alone."""

    queries: int
    unknown_ids: int
    unembedded: int
    database: str
    model: str
    graph_version: int
    systems: list[System]


def measured(name: str, queries: Sequence[JudgedQuery], rank: Ranker) -> System:
    """Ask every query once; all, then by language, then by type, in the file's order."""
    figures = [measure(list(rank(query.text)), query.grades) for query in queries]
    groups = [
        _group(by, value, [figures[place] for place in places])
        for by, value, places in _groups(queries)
    ]
    return System(name=name, groups=groups)


def _groups(queries: Sequence[JudgedQuery]) -> Iterator[tuple[By, str, list[int]]]:
    yield "all", "all", list(range(len(queries)))
    columns: dict[By, list[str | None]] = {
        "language": [query.language for query in queries],
        "type": [query.type for query in queries],
    }
    for by, values in columns.items():
        for value in dict.fromkeys(values):
            if value is not None:
                yield by, value, [place for place, own in enumerate(values) if own == value]


def _group(by: By, value: str, figures: Sequence[Measured]) -> Group:
    return Group(
        by=by,
        value=value,
        queries=len(figures),
        ndcg_at_10=_figure(bootstrap([one.ndcg for one in figures])),
        mrr=_figure(bootstrap([one.reciprocal_rank for one in figures])),
        recall_at_10=_figure(bootstrap([one.recall for one in figures])),
    )


def _figure(interval: Interval) -> Figure:
    return Figure(
        mean=round(interval.mean, 4), low=round(interval.low, 4), high=round(interval.high, 4)
    )


def table_rows(systems: Sequence[System], by: By, name: Measure) -> Iterator[list[str]]:
    """Language or type, number of queries, and a cell for each system that ran."""
    ran = [system for system in systems if system.groups]
    for groups in zip(*(system.groups for system in ran), strict=True):
        if groups[0].by == by:
            cells = [_cell(group.figure(name)) for group in groups]
            yield [groups[0].value, str(groups[0].queries), *cells]


def _cell(figure: Figure) -> str:
    return f"{figure.mean:.3f} ({figure.low:.2f}–{figure.high:.2f})"


def figures_sheet(systems: Sequence[System]) -> Sheet:
    """Every figure in a row of its own."""
    rows: list[tuple[Value, ...]] = []
    for system in systems:
        for group in system.groups:
            for name in MEASURES:
                figure = group.figure(name)
                of = (system.name, group.by, group.value, group.queries, name)
                rows.append((*of, figure.mean, figure.low, figure.high))
    return Sheet(COLUMNS, rows)
