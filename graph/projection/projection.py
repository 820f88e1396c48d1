"""The structure of one version of a graph, in the memory of a process that answers questions."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from graph.structure.bill import Bill, Codes, Mask, Numbers, Offsets, Places


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which graph, and which version of it."""

    version: int
    last_run: str


@dataclass(frozen=True, slots=True, eq=False)
class Requirements:
    """What items declare to require, sorted by item, and their HS codes.

    ``items`` are places, ``processes`` places in ``process_ids``; ``hs_codes`` holds for each item
    a place in ``hs_texts``, -1 for none.
    """

    items: Places
    processes: Codes
    process_ids: Sequence[str]
    hs_codes: Codes
    hs_texts: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Supplies:
    """Who supplies what, by item and then enterprise (a place in ``enterprise_ids``).

    Those of an item are ``offsets[place]`` to ``offsets[place + 1]``. Figures are in the item's
    unit and NaN where not stated; ``usable`` is false where the line's unit cannot be converted.
    """

    offsets: Offsets
    items: Places
    enterprises: Codes
    capacities: Numbers
    prices: Numbers
    lead_times: Numbers
    moqs: Numbers
    shares: Numbers
    usable: Mask
    enterprise_ids: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """All items, lines, compositions, plans, requirements and supplies of one stamp; never changed.

    ``seconds`` is what it took to read, ``loaded_at`` a time of the monotonic clock; ``derived``
    keeps what was worked out of it once.
    """

    stamp: Stamp
    bill: Bill
    requirements: Requirements
    supplies: Supplies
    seconds: float
    loaded_at: float = field(default_factory=time.monotonic)
    derived: dict[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The graph's version that this is."""
        return self.stamp.version

    @property
    def age_seconds(self) -> float:
        """Since it was loaded."""
        return time.monotonic() - self.loaded_at

    def count_bytes(self) -> int:
        """Memory of the columns and texts, without what is derived of them."""
        size = 0
        for _, column in columns_of(self):
            size += column.nbytes if isinstance(column, np.ndarray) else _texts_size(column)
        return size


def columns_of(projection: Projection) -> Iterator[tuple[str, Any]]:
    """Every column with its name: an array, or a sequence of texts."""
    bill = projection.bill
    sections: dict[str, Any] = {
        "items": bill.items,
        "lines": bill.lines,
        "composition": bill.composition,
        "plans": bill.plans,
        "requirements": projection.requirements,
        "supplies": projection.supplies,
    }
    for name, section in sections.items():
        for column in fields(section):
            yield f"{name}.{column.name}", getattr(section, column.name)


def _texts_size(texts: Any) -> int:
    return sys.getsizeof(texts) + sum(map(sys.getsizeof, texts))
