"""One key for names written in Uzbek Latin (old and new spelling), Uzbek Cyrillic or Russian."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "'\u02bb\u02bc\u2018\u2019\u201b`\u00b4\u2032\u02b9\u02bf\uff07"

_CYRILLIC: Final[dict[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ў": "o", "қ": "q",
    "ғ": "g", "ҳ": "h", "ә": "a", "ө": "o", "ү": "u", "ң": "ng", "і": "i", "ї": "i", "є": "e",
}  # fmt: skip
# Letters of the newer Uzbek spellings whose accent stands for a second letter.
_LATIN: Final[dict[str, str]] = {"ş": "sh", "ș": "sh", "ç": "ch", "ñ": "ng", "ı": "i"}

_LETTERS: Final = str.maketrans({**_CYRILLIC, **_LATIN, **dict.fromkeys(APOSTROPHES, "")})
_IOTATED_E = re.compile(r"(?:(?<![а-яёўқғҳ])|(?<=[аеёиоуыэюяўъь]))е")
_SEPARATORS = re.compile(r"[\W_]+")
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def to_latin(text: str) -> str:
    """Casefolded text with Cyrillic letters, Uzbek and Russian, as Uzbek Latin ones."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _IOTATED_E.sub("ye", folded).translate(_LETTERS)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", bare)


def _fold_once(text: str) -> str:
    letters = _without_accents(to_latin(text))
    return _LETTER_DIGIT.sub(" ", _SEPARATORS.sub(" ", letters)).strip()


_CACHED_LENGTH: Final = 200  # names; folding a description is not worth keeping


def fold_name(text: str) -> str:
    """A key under which spellings of one name meet: lower-case Latin words with single blanks.

    Case, script, accents and apostrophes vanish; dashes, dots and other signs part words, and so
    does the border of letters and digits (`ISO9001` meets `ISO 9001`). A text of signs alone is
    its own key. Folding a key again leaves it as it is.
    """
    return _fold_cached(text) if len(text) <= _CACHED_LENGTH else _fold(text)


def _fold(text: str) -> str:
    key = _fold_once(text)
    for _ in range(4):  # a letter laid bare may fold further; two rounds were always enough
        again = _fold_once(key)
        if again == key:
            break
        key = again
    return key or text.strip().casefold()


_fold_cached = lru_cache(maxsize=65536)(_fold)
