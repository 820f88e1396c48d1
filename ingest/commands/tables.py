"""Tables for people: every id whole, and as many columns as the window has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import typer
from rich.console import Console
from rich.table import Table

WIDEST_TEXT: Final = 28
"""Letters of a text before it goes on in the next line; a word is never broken."""
KEPT: Final = 3
"""So many columns are shown however narrow the window is."""
BORDERS: Final = 3


def print_table(columns: Mapping[str, bool], rows: Sequence[Sequence[str]]) -> None:
    """Rows below named columns; true for those that hold figures.

    What is piped or written to a file is as wide as it must be. In a window that is too narrow the
    last columns are left out, which a line below says.
    """
    names = list(columns)
    widths = [_width(name, [row[place] for row in rows]) for place, name in enumerate(names)]
    # Names hold brackets, which are no markup.
    console = Console(markup=False)
    if not console.is_terminal:
        console.width = max(console.width, _whole(widths))
    shown = len(names)
    while shown > KEPT and _whole(widths[:shown]) > console.width:
        shown -= 1
    table = Table()
    for name, width in zip(names[:shown], widths, strict=False):
        justify = "right" if columns[name] else "left"
        table.add_column(name, justify=justify, overflow="fold", width=width)  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*row[:shown])
    console.print(table)
    if shown < len(names):
        typer.echo(f"a wider window has room for: {', '.join(names[shown:])}")


def _width(name: str, cells: Sequence[str]) -> int:
    """The heading may go on in a second line, and so may a long text."""
    longest = max(map(len, " ".join((name, *cells)).split()), default=1)
    return max(longest, min(WIDEST_TEXT, max(map(len, cells), default=0)))


def _whole(widths: Sequence[int]) -> int:
    return sum(width + BORDERS for width in widths) + 1
