"""How a question is put, in any language: whether …, when …, what goes into a thing. Pure."""

from __future__ import annotations

from typing import Final

from graph.asking.links import Link
from graph.asking.survey import Survey
from graph.asking.tokens import fold

_ARTICLES: Final = frozenset({"the", "a", "an", "our", "each", "every", "one", "наш", "нашу"})
_INTO: Final = frozenset({"into", "in", "inside", "в", "во", "на"})
_DATIVES: Final = ("ga", "ka", "qa", "ichiga", "ichida")
_WHEN: Final = frozenset({"when", "когда", "qachon"})
_BUT_POLITE: Final = frozenset({"please", "pls", "hi", "hello", "ok", "so", "and", "but", "а", "и"})
_AUXILIARIES: Final = frozenset(
    {
        *("can", "could", "will", "would", "may", "might", "is", "are", "do", "does", "shall"),
        *("смогут", "сможет", "сможем", "смог", "могут", "может", "можем", "хватит", "закроют"),
    }
)
_ASKING_ENDINGS: Final = ("dimi", "adimi", "ydimi", "larmi", "mizmi", "mumkinmi", "armi", "bormi")
_SEARCHING: Final = frozenset({"search", "lookup", "поиск", "поищи", "поищите", "ищи", "ищу"})
_SEARCHING_LAST: Final = ("qidir", "qidiring", "qidirib", "izla", "izlang")


def asks_whether(found: Survey) -> bool:
    """`can they …`, `смогут ли`, `qoplay oladimi`: the answer is yes or no."""
    words = _words(found)
    first = next((word for word in words if word not in _BUT_POLITE), "")
    uzbek = any(
        each.endswith(_ASKING_ENDINGS) for token in found.tokens[-3:] for each in token.folds
    )
    return first in _AUXILIARIES or "ли" in words or uzbek


def asks_when(found: Survey) -> bool:
    """A question for a time, which no call answers; `when the plant stops` is none."""
    others = ("DOWN", "EFFECT", "RECOVER", "NEED", "EXPLODE", "COVER", "LOCALIZE", "LOCALIZATION")
    words = _words(found)
    is_put = bool(words) and (words[0] in _WHEN or "qachon" in words)
    return is_put and not found.has(*others)


def asks_to_search(found: Survey) -> bool:
    """`search …`, `… qidir`; not for who makes it or where it is used."""
    words = _words(found)
    folds = found.tokens[-1].folds if found.tokens else frozenset()
    said = bool(words) and (
        words[0] in _SEARCHING
        or words[:2] in (["look", "for"], ["look", "up"])
        or any(each in _SEARCHING_LAST for each in folds)
    )
    return said and not found.has("WHO", "WHERE", "SUPPLY", "MAKER", "EXPLODE", "LEAF", "PATH")


def asks_what_goes_into(found: Survey) -> bool:
    """`which materials go into the strut`: what the thing takes, not where it goes."""
    items = [link for link in found.links if link.is_firm and link.thing.kind != "process"]
    if len(items) != 1 or items[0].thing.kind not in ("assembly", "part"):
        return False
    if found.has("WHERE", "VEHICLES") or not found.has("USED", "NEED"):
        return False
    contents = found.has("WHAT", "HOWMUCH", "MATERIAL", "PARTS", "FIND")
    return contents and _is_taken_into(items[0], found)


def _is_taken_into(link: Link, found: Survey) -> bool:
    at = link.start - 1
    while at > 0 and found.tokens[at].text.lower() in _ARTICLES:
        at -= 1
    if at >= 0 and found.tokens[at].text.lower() in _INTO:
        return True
    # Uzbek says it by a case, and the verb after it.
    last = max(link.positions)
    own = {fold(word) for word in f"{link.thing.name} {link.thing.name_uz or ''}".split()}
    inflected = found.tokens[last].folds - own
    used = [mark.start for mark in found.marks if mark.concept in ("USED", "NEED")]
    is_dative = any(each.endswith(_DATIVES) for each in inflected)
    return is_dative and any(start > last for start in used)


def _words(found: Survey) -> list[str]:
    return [token.text.lower() for token in found.tokens]
