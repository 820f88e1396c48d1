"""Costly calls take turns: at most so many at once, the others wait, but not for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, Request

from api.errors import BusyError


class Turns:
    """Room for ``most`` at once; who waits longer than ``seconds`` is told to come back."""

    def __init__(self, most: int, seconds: float) -> None:
        self._room = asyncio.Semaphore(most)
        self._seconds = seconds

    async def take(self) -> None:
        """Wait for a turn; raises BusyError when none comes up in time."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._room.acquire()
        except TimeoutError as error:
            raise BusyError("too many costly questions at once; try again in a moment") from error

    def give_back(self) -> None:
        """End the turn."""
        self._room.release()


async def costly(request: Request) -> AsyncIterator[None]:
    """Around a costly route. Waiting happens in the event loop and holds no thread."""
    async with _turn(request.app.state.turns):
        yield


async def searching(request: Request) -> AsyncIterator[None]:
    """Around a search: more of them at once, for those that wait for the model share it."""
    async with _turn(request.app.state.search_turns):
        yield


@asynccontextmanager
async def _turn(turns: Turns) -> AsyncIterator[None]:
    await turns.take()
    try:
        yield
    finally:
        turns.give_back()


COSTLY = [Depends(costly, scope="function")]
SEARCH = [Depends(searching, scope="function")]
