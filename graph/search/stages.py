"""Work in stages: what waits at one is worked on together and then handed to the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from threading import Lock
from typing import Generic, TypeVar

Piece = TypeVar("Piece")


class Stage(Generic[Piece]):
    """Works on pieces in ``threads``, at most ``most`` together, and hands each to ``then``.

    Nobody waits for company: a piece that finds a thread free is worked on at once. Whatever
    happens, each piece goes either to ``then`` or, with an error, to ``fail``. Where ``work``
    raises, each piece is tried alone, so that only those fail that are to blame. ``fail`` must not
    raise.
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
        """A thread, where something waits and none was called for it yet."""
        try:
            with self._lock:
                if self._waiting and not self._is_called:
                    self._threads.submit(self._take)
                    self._is_called = True
        except RuntimeError as error:  # the process ends, or has no thread left to start
            with self._lock:
                stranded = list(self._waiting)
                self._waiting.clear()
            for piece in stranded:
                self._fail(piece, error)

    def _take(self) -> None:
        with self._lock:
            size = min(self._most, len(self._waiting))
            taken = [self._waiting.popleft() for _ in range(size)]
            self._is_called = False
        # What is left is for another thread, or for this one after the other stages.
        self._call()
        if taken:
            self._pass(taken)

    def _pass(self, taken: Sequence[Piece]) -> None:
        try:
            self._work(taken)
        except BaseException as error:  # a library in Rust may panic; nobody may wait for ever
            if len(taken) == 1:
                self._fail(taken[0], _ordinary(error))
                return
            for piece in taken:
                self._pass([piece])
            return
        for piece in taken:
            try:
                self._then(piece)
            except Exception as error:
                self._fail(piece, error)


def _ordinary(error: BaseException) -> Exception:
    return error if isinstance(error, Exception) else RuntimeError(repr(error))
