"""Reads a whole graph's structure: a handful of queries, collected into few rows."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import isnan, nan
from typing import Any

import numpy as np

from graph.connection import Graph
from graph.errors import BeingWrittenError, GraphError
from graph.holders import is_dead
from graph.keeping import read_settled
from graph.projection.projection import Projection, Requirements, Stamp, Supplies
from graph.structure.bill import Bill, ItemHead, offsets_of
from graph.structure.building import BillBuilder, head_of, unit_factor


def look(graph: Graph) -> tuple[Stamp, bool]:
    """The stamp of the graph now, and whether a load is writing what it does not tell yet.

    What loads that died have written is part of the stamp, for the version does not tell it either.
    """
    rows = graph.database.read("projection/get_stamp")
    if not rows:
        raise GraphError("the database has no schema yet; run `zanjir schema apply`")
    [row] = rows
    is_held = row["writer"] is not None and row["until"] > datetime.now(UTC).isoformat()
    is_written = is_held and not is_dead(row["writer"])
    left = int(row["left"]) + (0 if is_written else int(row["written"]))
    last_run = f"{row['last_run']} +{left}" if left else row["last_run"]
    return Stamp(int(row["version"]), last_run), is_written


def read_stamp(graph: Graph) -> Stamp:
    """The stamp of a graph that is all of one version; raises BeingWrittenError for another."""
    stamp, is_written = look(graph)
    if is_written:
        raise BeingWrittenError("a load is being written; ask again when it has ended")
    return stamp


def is_at(graph: Graph, stamp: Stamp) -> bool:
    """Whether all of the graph still is of this version."""
    return look(graph) == (stamp, False)


def load_projection(graph: Graph) -> Projection:
    """All of one version; read again when the graph moved on meanwhile. Raises BeingWrittenError
    while a load writes the next one."""

    def load(stamp: Stamp) -> Projection:
        started = time.monotonic()
        hs_codes: dict[str, str] = {}
        builder = BillBuilder(_heads(graph, hs_codes))
        return Projection(
            stamp=stamp,
            bill=_bill(graph, builder),
            requirements=requirements_of(
                graph.database.stream("projection/list_requirements"), builder.place, hs_codes
            ),
            supplies=supplies_of(graph.database.stream("projection/list_supplies"), builder),
            seconds=time.monotonic() - started,
        )

    return read_settled(lambda: read_stamp(graph), load)


def _bill(graph: Graph, builder: BillBuilder) -> Bill:
    stream = graph.database.stream
    for row in stream("projection/list_lines"):
        builder.add_lines(row["parent"], row["lines"])
    for row in stream("projection/list_composition"):
        builder.add_composition(row["material"], row["parts"])
    for row in stream("projection/list_plans"):
        builder.add_plan(row["vehicle"], row["year"], row["units"])
    return builder.build()


def _heads(graph: Graph, hs_codes: dict[str, str]) -> Iterator[ItemHead]:
    """The items; notes their HS codes, of which there are few."""
    for row in graph.database.stream("projection/list_items"):
        for id_, kind, name, unit, mass, hs_code in row["items"]:
            if hs_code:
                hs_codes[id_] = sys.intern(hs_code)
            yield head_of(id_, kind, name, unit, mass)


def requirements_of(
    rows: Iterable[Mapping[str, Any]], place: Mapping[str, int], hs_codes: Mapping[str, str]
) -> Requirements:
    """Processes with the items that require them, and items' HS codes, as columns."""
    required = sorted((row["process"], row["items"]) for row in rows)
    pairs = [
        (place[item], code)
        for code, (_, items) in enumerate(required)
        for item in items
        if item in place
    ]
    pairs.sort()
    columns = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    texts = {text: code for code, text in enumerate(sorted(set(hs_codes.values())))}
    of_item = np.full(len(place), -1, dtype=np.int32)
    for item, text in hs_codes.items():
        of_item[place[item]] = texts[text]
    return Requirements(
        items=columns[:, 0].copy(),
        processes=columns[:, 1].copy(),
        process_ids=[process for process, _ in required],
        hs_codes=of_item,
        hs_texts=list(texts),
    )


def supplies_of(rows: Iterable[Mapping[str, Any]], builder: BillBuilder) -> Supplies:
    """Items with those who supply them, in the items' units, as columns."""
    found = []
    for row in rows:
        item = builder.place.get(row["item"])
        if item is not None:
            found += [(item, *_in_unit(cells, builder.unit(item))) for cells in row["supplies"]]
    ids = sorted({enterprise for _, enterprise, *_ in found})
    code = {enterprise: place for place, enterprise in enumerate(ids)}
    ordered = sorted((item, code[enterprise], *figures) for item, enterprise, *figures in found)
    columns = np.array(ordered, dtype=np.float64).reshape(len(ordered), 8).T.copy()
    items = columns[0].astype(np.int32)
    return Supplies(
        offsets=offsets_of(items, len(builder.place)),
        items=items,
        enterprises=columns[1].astype(np.int32),
        capacities=columns[2],
        prices=columns[3],
        lead_times=columns[4],
        moqs=columns[5],
        shares=columns[6],
        usable=columns[7].astype(np.bool_),
        enterprise_ids=ids,
    )


def _in_unit(cells: Sequence[Any], unit: str) -> tuple[Any, ...]:
    """Enterprise, capacity, price, lead time, moq, share, and whether they could be converted."""
    enterprise, capacity, stated, price, lead_time, moq, share = cells
    # The item's unit may have been changed after this line was loaded.
    factor = 1.0 if stated is None or stated == unit else unit_factor(stated, unit)
    capacity, price, lead_time, moq, share = (
        nan if figure is None else float(figure)
        for figure in (capacity, price, lead_time, moq, share)
    )
    is_usable = not isnan(factor)
    return (
        enterprise, capacity * factor, price / factor, lead_time, moq * factor, share, is_usable
    )  # fmt: skip
