"""The structure of one version of a graph, in the memory of a process that answers questions."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from graph.structure.bill import Bill


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which graph, and which version of it."""

    version: int
    last_run: str


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """All items, lines, compositions and plans of one stamp; never changed.

    ``seconds`` is what it took to read, ``loaded_at`` a time of the monotonic clock.
    """

    stamp: Stamp
    bill: Bill
    seconds: float
    loaded_at: float = field(default_factory=time.monotonic)

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
        for _, column in columns_of(self.bill):
            size += column.nbytes if isinstance(column, np.ndarray) else _texts_size(column)
        return size


def columns_of(bill: Bill) -> Iterator[tuple[str, Any]]:
    """Every column with its name: an array, or a sequence of texts."""
    for section in ("items", "lines", "composition", "plans"):
        part = getattr(bill, section)
        for column in fields(part):
            yield f"{section}.{column.name}", getattr(part, column.name)


def _texts_size(texts: Any) -> int:
    return sys.getsizeof(texts) + sum(map(sys.getsizeof, texts))
