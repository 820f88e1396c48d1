"""Costly calls take turns: at most so many at once, the others wait, but not for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import Depends, Request

from api.errors import BusyError


class Turns:
    """Room for ``most`` at once; who waits longer than ``seconds`` is told to come back."""

    def __init__(self, most: int, seconds: float) -> None:
        self._room = asyncio.Semaphore(most)
        self._seconds = seconds

    async def __aenter__(self) -> None:
        """Wait for a turn; raises BusyError when none comes up in time."""
        if not self._room.locked():  # the usual case, without a timer
            await self._room.acquire()
            return
        try:
            async with asyncio.timeout(self._seconds):
                await self._room.acquire()
        except TimeoutError as error:
            raise BusyError("too many costly questions at once; try again in a moment") from error

    async def __aexit__(self, *_: object) -> None:
        """End the turn."""
        self._room.release()


async def costly(request: Request) -> AsyncIterator[None]:
    """Around a costly route. Waiting happens in the event loop and holds no thread."""
    turns: Turns = request.app.state.turns
    async with turns:
        yield


COSTLY = [Depends(costly, scope="function")]
