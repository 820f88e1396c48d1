"""Part numbers of any spelling to one key, and decimal numbers as people write them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Capital letters of Cyrillic and Greek that look like Latin ones: part numbers are typed with
# whatever keyboard is on.
_LOOK_ALIKE: Final = str.maketrans(
    "АВЕЁКМНОРСТУХІЇЈЅҮԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABEEKMHOPCTYXIIJSYQWABEZHIKMNOPTYX",
)
_CACHED_LENGTH: Final = 200
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_BLANKS: Final = "\u0020\u00a0\u2007\u2009\u202f"
_GROUPED = re.compile(rf"([+-]?[0-9]{{1,3}}(?:[{_BLANKS}'’][0-9]{{3}})+)((?:[.,][0-9]+)?)")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]{1,3})?")
_COMMA_OR_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_THOUSAND_COMMAS = re.compile(
    r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*|[+-]?[0-9]{1,3}(?:,[0-9]{3}){2,}"
)
_THOUSAND_DOTS = re.compile(
    r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*|[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}"
)


def fold_number(text: str) -> str:
    """`96 815-894`, `９６８１５８９４` and `96.815.894` as `96815894`; upper case, one script.

    Letters and digits only; a text without any gives an empty key. Folding a key again leaves it
    as it is.
    """
    return _fold_cached(text) if len(text) <= _CACHED_LENGTH else _fold(text)


def _fold(text: str) -> str:
    upper = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    key = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in upper.translate(_LOOK_ALIKE)
        if char.isalnum()
    )
    return key if key.isascii() or key == text else _fold(key)


_fold_cached = lru_cache(maxsize=65536)(_fold)


def parse_decimal(text: str, decimal_comma: bool) -> float:
    """A number as written: `1234.5`, `1 234,5`, `1.234,5`, `1,234.5`, `1,5`.

    One dot is always a decimal point. One comma is a decimal comma, but where the file does not
    use decimal commas `1,234` could be either, and is refused. Raises ValueError with a reason.
    """
    number = text.strip()
    if _PLAIN.fullmatch(number):
        return float(number)
    number = number.replace("\u2212", "-")
    grouped = _GROUPED.fullmatch(number)
    if grouped:
        return float(re.sub(r"[^0-9+-]", "", grouped[1]) + grouped[2].replace(",", "."))
    if not decimal_comma and _COMMA_OR_THOUSANDS.fullmatch(number):
        whole, _, rest = number.partition(",")
        raise ValueError(f"could be {whole}{rest} or {whole}.{rest}: write it without a comma")
    if _COMMA.fullmatch(number):
        return float(number.replace(",", "."))
    if _THOUSAND_COMMAS.fullmatch(number):
        return float(number.replace(",", ""))
    if _THOUSAND_DOTS.fullmatch(number):
        return float(number.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(number):
        return float(number)
    raise ValueError("must be a number")
