"""What happens to every request before and after its route, in plain ASGI."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import NAMES, UNEXPECTED, error_response, trace_of
from graph.errors import TooLargeError

log = structlog.get_logger(__name__)

REQUEST_ID: Final = "X-Request-ID"
_SANE_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class RequestFrame:
    """Outermost: an id for each request, safe headers, and an answer when all else fails."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _SANE_ID.fullmatch(given) else uuid4().hex
        scope["request_id"] = request_id
        started = False

        async def framed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self._app(scope, receive, framed)
        except Exception as error:
            log.error(
                "request_failed",
                request_id=request_id,
                method=scope["method"],
                path=scope["path"],
                error=type(error).__name__,
                trace=trace_of(error),
            )
            if started:
                raise  # half an answer is out: only closing the connection tells the caller
            response = error_response(500, NAMES[500], UNEXPECTED, request_id)
            await response(scope, receive, framed)


class SegmentPaths:
    """Keeps an encoded slash within its segment, so that an id may hold any character.

    Servers decode the whole path before it is routed. Here each segment is decoded alone, and
    what would read as a separator stays encoded; ``parameters.ThingId`` decodes the rest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = scope.get("raw_path")
        if scope["type"] == "http" and raw:
            segments = raw.partition(b"?")[0].decode("latin-1").split("/")
            scope = {**scope, "path": "/".join(map(_routable, segments))}
        await self._app(scope, receive, send)


def _routable(segment: str) -> str:
    return unquote(segment).replace("%", "%25").replace("/", "%2F")


class _BodyTooLargeError(Exception):
    """The body went over its limit while the application was reading it."""


class BodyLimit:
    """Counts the bytes of a body and answers 413 where there are too many."""

    def __init__(self, app: ASGIApp, body_bytes: int, upload_bytes: int, upload_path: str) -> None:
        self._app = app
        self._body_bytes = body_bytes
        self._upload_bytes = upload_bytes
        self._upload_path = upload_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = scope["path"] == self._upload_path
        limit = self._upload_bytes if is_upload else self._body_bytes
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdigit() and int(declared) > limit:
            await _refuse(scope, receive, send, limit)
            return
        counted = 0
        exceeded = started = False

        async def counting() -> Message:
            nonlocal counted, exceeded
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > limit:
                exceeded = True
                raise _BodyTooLargeError
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            # The framework takes the broken-off body for a malformed one; the cause is ours.
            if exceeded and not started:
                raise _BodyTooLargeError
            started = True
            await send(message)

        try:
            await self._app(scope, counting, sending)
        except _BodyTooLargeError:
            if not started:
                await _refuse(scope, receive, send, limit)


async def _refuse(scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    response = error_response(
        TooLargeError.status,
        TooLargeError.__name__,
        f"the body is larger than {limit:,} bytes; send less at once",
        scope.get("request_id", ""),
    )
    await response(scope, receive, send)
