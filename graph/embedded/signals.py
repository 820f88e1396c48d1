"""Let ``kill`` end a command as tidily as Ctrl-C does."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Told:
    """The signal that told this process to end, once one has."""

    number: int | None = None

    @property
    def exit_code(self) -> int | None:
        """128 + signal, as shells have it."""
        return None if self.number is None else 128 + self.number


@contextmanager
def leave_on_signals() -> Iterator[Told]:
    """Within it SIGINT, SIGTERM and SIGHUP raise, so that ``with`` blocks unwind.

    SIGINT raises KeyboardInterrupt, the others SystemExit(128 + signal). Either may strike inside
    a library that then fails in another way of its own; what is yielded still knows why. A signal
    that is ignored (``nohup``) stays so. Signals reach only the main thread; in any other thread
    this does nothing.
    """
    told = Told()
    if threading.current_thread() is not threading.main_thread():
        yield told
        return

    def leave(number: int, _frame: FrameType | None) -> None:
        told.number = number
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    heeded = [number for number in ENDING if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, leave) for number in heeded}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
