"""Refusing files that unpack to far more than they seem."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

MAX_UNPACKED_BYTES: Final = 4 << 30
MAX_RATIO: Final = 200
# Small files cannot hurt, and a sheet of equal rows packs very well.
RATIO_FROM_BYTES: Final = 64 << 20


def too_large(unpacked: int, packed: int) -> str | None:
    """Why a file of these sizes is refused, or None."""
    if unpacked > MAX_UNPACKED_BYTES:
        return f"unpacks to {unpacked / 2**30:.1f} GiB, more than 4 GiB: split it or use CSV"
    if unpacked > RATIO_FROM_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        return f"unpacks to {unpacked // max(packed, 1)} times its size: split it or use CSV"
    return None


def zip_too_large(path: Path) -> str | None:
    """Why a zipped workbook is refused, or None; no zip (an old .xls) is judged by its size."""
    packed = path.stat().st_size
    if not zipfile.is_zipfile(path):
        return too_large(packed, packed)
    try:
        with zipfile.ZipFile(path) as archive:
            return too_large(sum(entry.file_size for entry in archive.infolist()), packed)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        return f"is a damaged workbook ({error})"
