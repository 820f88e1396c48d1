"""Progress for people: a bar on a terminal, plain log lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

LINE_EVERY_SECONDS = 5.0


class Progress:
    """Counts rows of one stage after another; ``quiet`` says nothing."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True)
        self._quiet = quiet
        self._bar: Bar | None = None
        self._done = 0
        self._total: int | None = None
        self._stage = ""
        self._said = 0.0
        self.seconds: dict[str, float] = {}
        """How long each stage took, all times together where it came more than once."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[None]:
        """One stage of the work; ``total`` rows where known."""
        self._stage, self._done, self._total, self._said = name, 0, total, time.monotonic()
        started = time.monotonic()
        if self._console.is_terminal and not self._quiet:
            self._bar = Bar(
                TextColumn("{task.description:<12}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )
            with self._bar:
                self._bar.add_task(name, total=total)
                yield
            self._bar = None
        else:
            yield
        seconds = time.monotonic() - started
        self.seconds[name] = round(self.seconds.get(name, 0.0) + seconds, 3)
        if self._done:
            self._line(f"{name}: {self._done:,} in {seconds:.1f} s")

    def advance(self, amount: int) -> None:
        """So many rows more are done."""
        self._done += amount
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[-1], amount)
        elif time.monotonic() - self._said > LINE_EVERY_SECONDS:
            self._said = time.monotonic()
            of = f" of {self._total:,}" if self._total else ""
            self._line(f"{self._stage}: {self._done:,}{of}")

    def _line(self, text: str) -> None:
        if not self._quiet:
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
