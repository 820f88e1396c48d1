"""A projection as a file beside the database, so that a restart need not read the graph.

One ``.npz``: the columns as they are, texts as JSON, and what it is a copy of. The archive's check
sums find a file that is broken; such a one, or one of another stamp or format, is passed over.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.projection.projection import (
    Projection,
    Requirements,
    Stamp,
    Supplies,
    columns_of,
)
from graph.settings import Settings
from graph.structure.bill import Bill, Composition, Items, Lines, Plans

logger = logging.getLogger(__name__)

FORMAT: Final = 1
"""Moves when the columns or their meaning change."""
_BROKEN: Final = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)
_SECTIONS: Final = {
    "items": Items,
    "lines": Lines,
    "composition": Composition,
    "plans": Plans,
    "requirements": Requirements,
    "supplies": Supplies,
}


def copy_path(settings: Settings) -> Path:
    """Where the copy of the graph that the settings name lies."""
    named = f"{settings.graph_uri or 'embedded'}|{settings.graph_database}"
    digest = hashlib.sha256(named.encode()).hexdigest()[:12]
    return settings.zanjir_home / f"projection-{digest}.npz"


def save_copy(path: Path, projection: Projection) -> None:
    """Write the copy, whole or not at all; a disk that refuses is only worth a warning."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
            try:
                _write(file, projection)
                file.close()
                os.replace(file.name, path)
            except BaseException:
                file.close()
                with suppress(OSError):
                    os.unlink(file.name)
                raise
    except OSError as error:
        logger.warning("the copy of the projection could not be written: %s", error)


def load_copy(path: Path, stamp: Stamp) -> Projection | None:
    """The stored projection if it is of this stamp; None if there is none that can be used."""
    started = time.monotonic()
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            about = json.loads(archive["about"].tobytes())
            if about["format"] != FORMAT or about["stamp"] != [stamp.version, stamp.last_run]:
                return None
            texts = json.loads(archive["texts"].tobytes())
            columns = {name: archive[name] for name in archive.files} | texts
        sections = _sections(columns)
        beside = {name: sections.pop(name) for name in ("requirements", "supplies")}
        bill = Bill(**sections, plan_years=frozenset(about["plan_years"]))
    except FileNotFoundError:
        return None
    except _BROKEN as error:
        logger.warning("the copy of the projection is broken and will be written anew: %s", error)
        return None
    return Projection(stamp, bill, **beside, seconds=time.monotonic() - started)


def _write(file: IO[bytes], projection: Projection) -> None:
    arrays: dict[str, NDArray[Any]] = {}
    texts: dict[str, list[str]] = {}
    for name, column in columns_of(projection):
        if isinstance(column, np.ndarray):
            arrays[name] = column
        else:
            texts[name] = list(column)
    about = {
        "format": FORMAT,
        "stamp": [projection.stamp.version, projection.stamp.last_run],
        "plan_years": sorted(projection.bill.plan_years),
    }
    np.savez(file, about=_as_json(about), texts=_as_json(texts), **arrays)  # type: ignore[arg-type]


def _as_json(value: Any) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value).encode(), dtype=np.uint8)


def _sections(columns: dict[str, Any]) -> dict[str, Any]:
    return {
        section: made(
            **{
                name.partition(".")[2]: column
                for name, column in columns.items()
                if name.startswith(f"{section}.")
            }
        )
        for section, made in _SECTIONS.items()
    }
