"""The HTTP call that a question stands for, written exactly as INTERFACE section 4 does. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

PREFIX: Final = "/v1"

Value = str | float | int | bool
Parameters = Sequence[tuple[str, Value | None]]


class Call(BaseModel):
    """``path`` begins with /v1 and holds the query string; ``body`` is null for GET."""

    model_config = ConfigDict(frozen=True)

    method: str
    path: str
    body: dict[str, Any] | None = None


def get(path: str, parameters: Parameters = ()) -> Call:
    """A GET call; parameters without a value are left out."""
    pairs = [
        f"{name}={quote(shown(value), safe='')}" for name, value in parameters if value is not None
    ]
    return Call(method="GET", path=PREFIX + path + ("?" + "&".join(pairs) if pairs else ""))


def post(path: str, body: dict[str, Any]) -> Call:
    """A POST call; empty fields are left out by whoever makes the body."""
    return Call(method="POST", path=PREFIX + path, body=body)


def segment(id_: str) -> str:
    """An id as one segment of a path, its slashes included."""
    encoded = quote(id_, safe="")
    # A path of dots alone would be taken for a way up.
    return encoded.replace(".", "%2E") if set(encoded) == {"."} else encoded


def plain(value: float) -> int | float:
    """A whole number without its point."""
    return int(value) if value == int(value) else value


def shown(value: Value) -> str:
    """A value in a query string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{plain(round(value, 6))}" if isinstance(value, float) else str(value)
