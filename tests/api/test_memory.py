"""A service gives back what its start had needed."""

from __future__ import annotations

import ctypes
import gc

import psutil
import pytest

from api.memory import settle

BLOCK = 1_000
BLOCKS = 200_000


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc can be asked for it"
)
def test_what_was_freed_between_things_in_use_is_given_back() -> None:
    blocks = [bytes([number % 251]) * BLOCK for number in range(BLOCKS)]
    kept = blocks[::500]
    del blocks
    gc.collect()
    threshold = gc.get_threshold()
    before = psutil.Process().memory_info().rss
    try:
        settle()
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
    assert before - psutil.Process().memory_info().rss > BLOCK * BLOCKS / 2
    assert len(kept) == BLOCKS // 500
