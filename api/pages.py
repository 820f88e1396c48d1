"""Fills the templates; every value is escaped."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


def as_segment(value: object) -> str:
    """An id as one segment of a path."""
    return quote(str(value), safe="")


def as_number(value: float) -> str:
    """A figure for people: thousands apart, at most two decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def as_prose(value: object) -> str:
    """The little Markdown of our descriptions as escaped HTML: code and stressed words."""
    text = escape(str(value))
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text.replace("``", "`"))
    return re.sub(r"\*{1,2}([^*\n]+)\*{1,2}", r"<em>\1</em>", text)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"segment": as_segment, "number": as_number, "prose": as_prose}
    return environment


_ENVIRONMENT = _environment()


def render(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from a template."""
    text = _ENVIRONMENT.get_template(template).render(**values)
    return HTMLResponse(text, status_code=status)
