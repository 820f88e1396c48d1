"""One shape for every error: ``{"error", "detail", "request_id"}``."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from graph.errors import NotReadyError, ZanjirError

log = structlog.get_logger(__name__)

RETRY_SECONDS = 5
SHOWN_PROBLEMS = 3
UNEXPECTED = "something went wrong here; report it with the request_id"

NAMES = {
    404: "NotFoundError",
    405: "MethodNotAllowedError",
    413: "TooLargeError",
    422: "InputError",
    500: "InternalError",
    503: "NotReadyError",
}
"""What errors that do not come from our own classes are called."""


class BusyError(ZanjirError):
    """Too many costly calls at once."""

    status = 503


PASSING = (BusyError, NotReadyError)
"""Not worth a line in the log each."""


class ErrorBody(BaseModel):
    """Every error: its kind, one line that says what to do, and the id to report it by."""

    error: str
    detail: str
    request_id: str


def error_response(
    status: int, name: str, detail: str, request_id: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error in the one shape; a 503 says when to try again."""
    sent = dict(headers or {})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        sent.setdefault("Retry-After", str(RETRY_SECONDS))
    body = ErrorBody(error=name, detail=detail, request_id=request_id)
    return JSONResponse(body.model_dump(), status_code=status, headers=sent)


def install_handlers(app: FastAPI) -> None:
    """Answer every error that has a handler in the one shape; the middleware does the rest."""
    app.add_exception_handler(ZanjirError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_framework)


def request_id_of(request: Request) -> str:
    """The id that the middleware gave this request."""
    return str(request.scope.get("request_id", ""))


def trace_of(error: BaseException) -> str:
    """Where it happened, for the log; without the values of variables, which may be secret."""
    return "".join(traceback.format_exception(error))


def _of_ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ZanjirError)  # noqa: S101 - the handler's type, for mypy
    request_id = request_id_of(request)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, PASSING):
        log.warning(
            "request_refused",
            error=type(error).__name__,
            detail=error.detail,
            request_id=request_id,
        )
    return error_response(error.status, type(error).__name__, error.detail, request_id)


def _of_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the handler's type, for mypy
    problems = [_problem(each) for each in error.errors()]
    more = len(problems) - SHOWN_PROBLEMS
    detail = "; ".join(problems[:SHOWN_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")
    return error_response(422, NAMES[422], detail, request_id_of(request))


def _problem(error: Mapping[str, Any]) -> str:
    place, *names = (str(part) for part in error["loc"])
    if error["type"] == "json_invalid":
        at = f" at character {names[0]}" if names else ""
        return f"the body is not valid JSON{at}: {error.get('ctx', {}).get('error', '')}"
    name = ".".join(names)
    if not name and isinstance(error.get("input"), bytes):
        return f"the {place} was not read as JSON: send the header content-type: application/json"
    if not name:
        return f"the {place}: {error['msg']}; send what the documentation shows"
    return f"{name} (in the {place}): {error['msg']}"


def _of_framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler's type, for mypy
    # The framework says 400 of a form it cannot read; here every malformed body is a 422.
    status = 422 if error.status_code == HTTPStatus.BAD_REQUEST else error.status_code
    name = NAMES.get(status, HTTPStatus(status).phrase.title().replace(" ", "") + "Error")
    detail = str(error.detail)
    if status == HTTPStatus.NOT_FOUND:
        detail = f"there is no page {request.url.path[:200]!r}; see /docs"
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        detail = f"{request.method} does not work here; see /docs"
    return error_response(status, name, detail, request_id_of(request), error.headers)
