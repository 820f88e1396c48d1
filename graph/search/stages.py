"""Work in stages, each in a thread of its own, and what waits at a stage is worked on together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from threading import Lock
from typing import Generic, TypeVar

Piece = TypeVar("Piece")


class Stage(Generic[Piece]):
    """Works on pieces in a thread of ``threads``, at most ``most`` together, and hands them on.

    Nobody waits for company: a piece that finds the thread free is worked on at once. Where
    ``work`` raises, each piece is tried alone, and those to blame go to ``fail`` instead.
    """

    def __init__(
        self,
        threads: Executor,
        work: Callable[[Sequence[Piece]], None],
        then: Callable[[Piece], object],
        fail: Callable[[Piece, Exception], object],
        most: int,
    ) -> None:
        self._threads = threads
        self._work = work
        self._then = then
        self._fail = fail
        self._most = most
        self._waiting: deque[Piece] = deque()
        self._is_called = False
        self._lock = Lock()

    def put(self, piece: Piece) -> None:
        """Have it worked on."""
        with self._lock:
            self._waiting.append(piece)
            self._call()

    def _call(self) -> None:
        if self._waiting and not self._is_called:
            self._is_called = True
            self._threads.submit(self._take)

    def _take(self) -> None:
        with self._lock:
            size = min(self._most, len(self._waiting))
            taken = [self._waiting.popleft() for _ in range(size)]
            self._is_called = False
            # What is left is for another thread, or for this one after the other stages.
            self._call()
        self._pass(taken)

    def _pass(self, taken: Sequence[Piece]) -> None:
        try:
            self._work(taken)
        except Exception as error:  # whatever it is, nobody may wait for ever
            if len(taken) == 1:
                self._fail(taken[0], error)
                return
            for piece in taken:
                self._pass([piece])
            return
        for piece in taken:
            try:
                self._then(piece)
            except Exception as error:  # the next stage takes nothing more: the process ends
                self._fail(piece, error)
