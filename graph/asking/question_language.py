"""Which language a question is in: English, Russian, Uzbek in Latin or in Cyrillic letters. Pure.

Questions mix languages, and names of things are in any; the words that frame the question decide
(kim, кто, who), then letters and endings.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Final, Literal, get_args

from graph.asking.lexicon import words_of_language
from graph.asking.tokens import folds
from graph.text.folding import APOSTROPHES, to_latin
from graph.text.scripts import text_language
from graph.text.word_keys import word_keys

Language = Literal["en", "ru", "uz-Latn", "uz-Cyrl"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}][^\W\d_]+)*")
_CODE_OR_COUNT = re.compile(r"\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b|\b(?i:top|топ)[ -]?(?=\d)")
"""`ENG-PISTON`, `top 10`: written so in every language."""
_UZBEK_PLURAL = re.compile(r"лар(?:и|ни|ини|нинг|ининг|га|ига|да|ида|дан|идан|дир)$")
_UZBEK_LETTER = re.compile(r"[ўқғҳЎҚҒҲ]")
_UZBEK_MARK = re.compile(rf"[oOgG][{APOSTROPHES}]\w|[õğşÕĞŞ]")

_UZBEK_WORDS: Final = frozenset(
    {
        *("kim", "kimlar", "kimdan", "qaysi", "qanday", "qancha", "qanaqa", "nima", "nimadan"),
        *("nimani", "nimaga", "nimalardan", "nimalarda", "nimalar", "necha", "nechta"),
        *("nechtadan", "qayerda", "qayerdan", "qayerlarda", "qayerga", "qayerlarga", "va"),
        *("bilan", "uchun", "ham", "yoki", "bormi", "bor", "emas", "ber", "top", "qidir"),
        *("kerak", "kerek", "eng", "ta", "dona", "yil", "yilgi", "yiliga", "oy", "hafta", "kun"),
        *("ming", "bir", "ikki", "uch", "tort", "besh", "qiladi", "qila", "oladi", "oladimi"),
        *("mumkin", "bolsa", "boladi", "boladimi", "korsat", "degan", "royxati", "faqat"),
        *("hozir", "biz", "bizga", "yana", "agar", "buyicha", "boyicha", "keyingi", "boshqa"),
        *("ozimizda", "shu", "tarkibi", "qolsa", "toxtasa", "dan", "ni", "ning", "ga", "da"),
        *("gacha", "orasida", "orasidagi", "tomonidan", "ulush", "darajasi", "usulida"),
        *("joylari", "joylar", "imkoniyatlar", "imkoniyat", "nomzodlari", "kabi", "qayer"),
        *("yasaydi", "ishlab", "chiqaradi", "beradi", "chi", "qilsa", "qilsak", "kimlardan"),
        *("salom", "iltimos", "menga"),
    }
)
_UZBEK_ENDINGS: Final = (
    *("dagi", "lari", "larni", "larga", "ning", "gacha", "adimi", "oladi", "adigan", "yapti"),
    *("masa", "sak", "imiz", "ingiz", "lardan", "ini", "iga", "lar", "siz", "moq", "ilgan"),
)
_RUSSIAN_WORDS: Final = frozenset(
    {
        *("кто", "что", "где", "куда", "как", "какие", "какой", "какая", "какое", "каких"),
        *("каким", "для", "из", "на", "по", "с", "со", "от", "до", "и", "или", "в", "во", "у"),
        *("ли", "не", "мы", "нам", "нас", "наш", "при", "если", "без", "под", "над", "через"),
        *("между", "кого", "чем", "чего", "это", "все", "всей", "сколько", "можно", "нужен"),
        *("нужны", "какую", "почему", "самому", "есть", "может", "могут", "покажи", "найди"),
        *("состав", "путь"),
    }
)
_RUSSIAN_ENDINGS: Final = (
    *("ого", "его", "ому", "ыми", "ими", "ая", "яя", "ую", "юю", "ов", "ев", "ий", "ый", "ой"),
    *("ие", "ые", "ть", "ся", "ет", "ют", "ах", "ях", "ами", "ями", "ции", "ция", "ость", "ения"),
)
_ENGLISH_WORDS: Final = frozenset(
    {
        *("the", "of", "a", "an", "who", "what", "which", "where", "how", "is", "are", "can"),
        *("could", "do", "does", "for", "in", "on", "at", "to", "from", "by", "with", "and"),
        *("or", "if", "we", "our", "me", "my", "show", "find", "list", "make", "makes", "made"),
        *("much", "many", "not", "any", "there", "would", "should", "when", "than", "this"),
        *("that", "us", "has", "have", "be", "it", "up", "out", "into", "per", "year", "need"),
    }
)


def question_language(text: str) -> Language:
    """The language of a clean question; English for signs alone."""
    words = [match[0] for match in _WORD.finditer(_CODE_OR_COUNT.sub(" ", text))]
    cyrillic = [word for word in words if _CYRILLIC.search(word)]
    latin = [word for word in words if _LATIN.search(word)]
    uzbek_cyrillic = sum(map(_uzbek_in_cyrillic, cyrillic))
    russian = sum(map(_russian, cyrillic))
    uzbek_latin = sum(map(_uzbek_in_latin, latin))
    english = sum(map(_english, latin))
    if cyrillic and max(uzbek_cyrillic, russian) >= max(uzbek_latin, english):
        return "uz-Cyrl" if uzbek_cyrillic >= max(russian, 1) else "ru"
    if uzbek_latin or english:
        return "uz-Latn" if uzbek_latin > english else "en"
    if len("".join(cyrillic)) > len("".join(latin)):
        return "uz-Cyrl" if text_language(text) == "uz" else "ru"
    return "uz-Latn" if text_language(text) == "uz" else "en"


def _uzbek_in_cyrillic(word: str) -> int:
    """2 for a letter that only Uzbek has or a frame word, 1 for an ending."""
    lower = word.lower()
    if _UZBEK_LETTER.search(word) or _UZBEK_PLURAL.search(lower):
        return 2
    latin = to_latin(lower)
    if latin in _UZBEK_WORDS and lower not in _RUSSIAN_WORDS:
        return 2
    if _frames(lower, "uz") and not _frames(lower, "ru"):
        return 1
    return int(len(latin) > 5 and latin.endswith(_UZBEK_ENDINGS) and not _russian(word))


def _russian(word: str) -> int:
    lower = word.lower()
    if _UZBEK_LETTER.search(word) or _UZBEK_PLURAL.search(lower):
        return 0
    if lower in _RUSSIAN_WORDS:
        return 2
    if _frames(lower, "ru"):
        return 1
    return int(len(lower) > 4 and lower.endswith(_RUSSIAN_ENDINGS))


def _english(word: str) -> int:
    if word.lower() in _ENGLISH_WORDS:
        return 1 + (len(word) > 1)
    return int(_frames(word, "en") and not _frames(word, "uz"))


def _uzbek_in_latin(word: str) -> int:
    if _UZBEK_MARK.search(word):
        return 1
    latin = to_latin(word)
    if latin in _UZBEK_WORDS and latin not in _ENGLISH_WORDS:
        return 2
    if _frames(word, "uz") and not _frames(word, "en"):
        return 1
    return int(len(latin) > 6 and latin.endswith(_UZBEK_ENDINGS) and latin not in _english_like())


def _frames(word: str, language: str) -> bool:
    """Whether it is a frame word of the language."""
    whole, starts = words_of_language(language)
    forms = folds(word) | (word_keys(word).loose if language == "ru" else frozenset())
    return any(each in whole for each in forms) or any(
        each.startswith(starts) for each in folds(word)
    )


@cache
def _english_like() -> Collection[str]:
    return frozenset(
        {"similar", "modular", "tubular", "circular", "particular", "annular", "pillar"}
    )
