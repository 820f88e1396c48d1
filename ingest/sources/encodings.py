"""Which encoding a text file is in: UTF-8, UTF-16 or Windows-1251."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 16
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Control characters that no text file holds; tab, line feed, form feed, return and 0x1a may stand.
_BINARY: Final = bytes(set(range(32)) - {9, 10, 12, 13, 26})


class UndecodableError(ValueError):
    """Bytes that are no text in any of the encodings; the message is the reason."""


def detect_encoding(path: Path) -> str:
    """The codec for a text file; the whole file is checked.

    Raises UndecodableError for binary content and bytes that are valid in no encoding.
    """
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    encoding = next((name for bom, name in _BOMS if sample.startswith(bom)), None)
    encoding = encoding or _utf16_without_bom(sample)
    if encoding is not None:
        if not _decodes(path, encoding):
            raise UndecodableError(f"is not valid {encoding.removesuffix('-sig').upper()}")
        return encoding
    if sample.translate(None, _BINARY) != sample:
        raise UndecodableError("is not a text file: save the table as CSV in UTF-8")
    if _decodes(path, "utf-8"):
        return "utf-8"
    if _is_damaged_utf8(sample) or not _decodes(path, "cp1251"):
        raise UndecodableError(
            "is neither valid UTF-8 nor UTF-16 nor Windows-1251: save it as UTF-8"
        )
    return "cp1251"


def _utf16_without_bom(sample: bytes) -> str | None:
    """UTF-16 shows by its NUL bytes: the ASCII signs of a heading have one each."""
    head = sample[: len(sample) & ~1][:2048]
    if len(head) < 4 or b"\x00" not in head:
        return None
    first, second = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if second > half * 0.3 and first == 0:
        return "utf-16-le"
    if first > half * 0.3 and second == 0:
        return "utf-16-be"
    return None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _is_damaged_utf8(sample: bytes) -> bool:
    """Mostly right UTF-8 with a few bad bytes: reading it as Windows-1251 would garble it all."""
    text = sample.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    right = sum(1 for char in text if char > "\x7f") - damaged
    return right > 2 * damaged
