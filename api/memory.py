"""What a process that runs for long does with the memory of its start."""

from __future__ import annotations

import ctypes
import gc

from graph.garbage import ALLOCATIONS


def settle() -> None:
    """Take what is loaded by now as there to stay, and hand back what loading it had needed.

    No later collection walks what stays, and collections are rarer: an answer makes hundreds of
    objects, hardly any of them in a ring, and sixteen clients get a tenth more answers. The C
    library keeps what was freed between things that are still in use; glibc gives it back when
    asked, 40 to 110 MB after the start of a service.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
