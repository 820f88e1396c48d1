"""A load leaves the garbage collector as it found it."""

from __future__ import annotations

import gc

from graph.garbage import ALLOCATIONS, rare_collection


def test_collects_seldom_within_and_as_before_after() -> None:
    before = gc.get_threshold()
    with rare_collection():
        assert gc.get_threshold() == (ALLOCATIONS, *before[1:])
    assert gc.get_threshold() == before
