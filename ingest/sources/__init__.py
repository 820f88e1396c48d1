"""Readers of files: tables as streams of rows, with what cannot be read named on the way."""

from ingest.sources.opening import is_catena_x, open_sources, read_catena_x
from ingest.sources.tables import (
    Note,
    RawRow,
    TableSource,
    UnreadableRow,
    UnreadableSource,
)

__all__ = [
    "Note",
    "RawRow",
    "TableSource",
    "UnreadableRow",
    "UnreadableSource",
    "is_catena_x",
    "open_sources",
    "read_catena_x",
]
