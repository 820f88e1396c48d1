"""What waits at a stage is worked on together, and who is to blame fails alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Semaphore

import pytest

from graph.search.stages import Stage

SECONDS = 10.0


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def until(threads: ThreadPoolExecutor, condition: Callable[[], bool]) -> None:
    """Go through the only thread's work as often as it takes."""
    for _ in range(100):
        threads.submit(lambda: None).result(SECONDS)
        if condition():
            return
    raise AssertionError("it never came")


def test_what_waits_is_worked_on_together(threads: ThreadPoolExecutor) -> None:
    first, batches, ended = Event(), list[list[int]](), list[int]()

    def work(pieces: Sequence[int]) -> None:
        assert first.wait(SECONDS)
        batches.append(list(pieces))

    stage = Stage(threads, work, ended.append, lambda *_: None, most=4)
    for piece in range(11):
        stage.put(piece)
    first.set()
    until(threads, lambda: len(ended) == 11)
    assert ended == list(range(11))
    # The first may have been taken before the others came.
    assert max(map(len, batches)) == 4
    assert len(batches) <= 4


def test_only_who_is_to_blame_fails(threads: ThreadPoolExecutor) -> None:
    together, ended, failed = Event(), list[int](), dict[int, str]()

    def work(pieces: Sequence[int]) -> None:
        assert together.wait(SECONDS)
        if 3 in pieces:
            raise ValueError("no threes")

    def fail(piece: int, error: Exception) -> None:
        failed[piece] = str(error)

    stage = Stage(threads, work, ended.append, fail, most=8)
    for piece in range(6):
        stage.put(piece)
    together.set()
    until(threads, lambda: len(ended) + len(failed) == 6)
    assert ended == [0, 1, 2, 4, 5]
    assert failed == {3: "no threes"}


def test_threads_of_a_stage_work_at_once() -> None:
    both, ended = Barrier(2), Semaphore(0)

    def work(pieces: Sequence[int]) -> None:
        both.wait(SECONDS)

    with ThreadPoolExecutor(2) as threads:
        stage = Stage[int](threads, work, lambda _: ended.release(), lambda *_: None, most=1)
        stage.put(1)
        stage.put(2)
        assert all(ended.acquire(timeout=SECONDS) for _ in range(2))


def test_stages_follow_each_other_in_one_thread(threads: ThreadPoolExecutor) -> None:
    ended = list[int]()
    second = Stage[int](threads, lambda _: None, ended.append, lambda *_: None, 2)
    first = Stage[int](threads, lambda _: None, second.put, lambda *_: None, 2)
    for piece in range(9):
        first.put(piece)
    until(threads, lambda: len(ended) == 9)
    assert ended == list(range(9))


def test_nobody_waits_where_the_next_stage_takes_nothing(threads: ThreadPoolExecutor) -> None:
    closed, failed = ThreadPoolExecutor(1), list[int]()
    closed.shutdown()
    second = Stage[int](
        closed, lambda _: None, lambda _: None, lambda piece, _: failed.append(piece), 1
    )
    first = Stage[int](threads, lambda _: None, second.put, lambda *_: None, 4)
    for piece in range(5):
        first.put(piece)
    until(threads, lambda: failed == list(range(5)))


def test_nobody_waits_where_no_thread_can_be_had() -> None:
    threads, ended, failed = ThreadPoolExecutor(1), list[int](), list[int]()
    begun, go_on = Event(), Event()

    def work(pieces: Sequence[int]) -> None:
        begun.set()
        assert go_on.wait(SECONDS)

    stage = Stage[int](threads, work, ended.append, lambda piece, _: failed.append(piece), 2)
    for piece in range(6):
        stage.put(piece)
    assert begun.wait(SECONDS)
    threads.shutdown(wait=False)
    go_on.set()
    threads.shutdown()
    stage.put(6)
    # Those of the first two calls for a thread, and the others.
    assert 0 in ended
    assert 6 in failed
    assert sorted(ended + failed) == list(range(7))


def test_a_panic_is_an_error_of_its_piece(threads: ThreadPoolExecutor) -> None:
    class PanicError(BaseException):
        """As libraries in Rust raise it."""

    failed = dict[int, Exception]()

    def work(pieces: Sequence[int]) -> None:
        if 1 in pieces:
            raise PanicError("at the disco")

    ended = list[int]()
    stage = Stage(
        threads, work, ended.append, lambda piece, error: failed.update({piece: error}), most=4
    )
    for piece in range(3):
        stage.put(piece)
    until(threads, lambda: len(ended) + len(failed) == 3)
    assert ended == [0, 2]
    assert "at the disco" in str(failed[1])
