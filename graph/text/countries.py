"""Countries by code or by name in English, Russian and Uzbek (names: Unicode CLDR)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

from graph.text.folding import fold_name

# CLDR territories that are no ISO 3166-1 countries (XK is: a user-assigned code in wide use).
_NO_COUNTRY: Final = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_LOCALES: Final[dict[str, str]] = {
    "en": "en",
    "ru": "ru",
    "uz": "uz",
    "uz-Latn": "uz",
    "uz-Cyrl": "uz_Cyrl",
}
_LONGEST_NAME: Final = 200

# What people write beside the names of CLDR.
_USUAL: Final[dict[str, str]] = {
    "AE": "UAE|Emirates|United Arab Emirates|ОАЭ|Эмираты|BAA",
    "BY": "Belorussia|Byelorussia|Белоруссия|Республика Беларусь|Belorusiya",
    "CD": "DR Congo|DRC|Democratic Republic of the Congo|ДР Конго|ДРК",
    "CG": "Republic of the Congo|Congo|Республика Конго|Конго",
    "CI": "Ivory Coast|Cote d'Ivoire",
    "CN": "PRC|People's Republic of China|Mainland China|КНР|Китайская Народная Республика|"
    "Xitoy Xalq Respublikasi|XXR|Китай Народная Республика",
    "CZ": "Czech Republic|Чешская Республика|Chexiya Respublikasi",
    "DE": "FRG|Federal Republic of Germany|ФРГ|GFR|Deutschland",
    "GB": "UK|Great Britain|Britain|England|Англия|Великобритания|Соединённое Королевство|"
    "Buyuk Britaniya|Angliya",
    "HK": "Hong Kong|Гонконг|Gonkong",
    "IR": "Islamic Republic of Iran|Иран|Eron Islom Respublikasi",
    "KG": "Kirghizia|Kyrgyz Republic|Киргизия|Кыргызстан|Кыргызская Республика|Qirgiziston",
    "KP": "North Korea|DPRK|КНДР|Северная Корея|Shimoliy Koreya",
    "KR": "South Korea|Korea|Republic of Korea|Korea, Republic of|Korea South|Корея|Южная Корея|"
    "Республика Корея|Koreya|Koreya Respublikasi|Жанубий Корея|Корея Республикаси",
    "KZ": "Республика Казахстан|Qozogiston Respublikasi",
    "LA": "Laos|Лаос",
    "MD": "Moldova|Moldavia|Молдавия|Молдова|Республика Молдова",
    "MK": "Macedonia|Македония",
    "MM": "Burma|Myanmar|Бирма|Мьянма",
    "NL": "Holland|The Netherlands|Голландия|Нидерланды|Gollandiya",
    "RU": "Russian Federation|Россия|РФ|Российская Федерация|Rossiya Federatsiyasi|RF|"
    "Россия Федерацияси",
    "SA": "KSA|Kingdom of Saudi Arabia",
    "SY": "Syrian Arab Republic",
    "TM": "Turkmenia|Туркмения|Туркменистан",
    "TR": "Turkey|Türkiye|Turkiye|Republic of Turkey|Турция|Turkiya",
    "TW": "Taiwan, Province of China|Chinese Taipei|Тайвань",
    "TZ": "United Republic of Tanzania",
    "US": "USA|U.S.|U.S.A.|United States|United States of America|America|США|Америка|"
    "Соединённые Штаты Америки|Соединенные Штаты|AQSH|AQSh|Amerika Qoshma Shtatlari|АҚШ",
    "UZ": "Republic of Uzbekistan|Республика Узбекистан|Ozbekiston Respublikasi|РУз|"
    "Ўзбекистон Республикаси|Uzbekiston",
    "VA": "Vatican",
    "VE": "Bolivarian Republic of Venezuela",
    "VN": "Viet Nam|Vietnam|Вьетнам",
    "ZA": "South Africa|RSA|ЮАР",
}  # fmt: skip


@cache
def _codes() -> frozenset[str]:
    codes = (str(code) for code in Locale.parse("en").territories)
    return frozenset(
        code for code in codes if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    )


@cache
def _by_code() -> dict[str, str]:
    """Two-letter codes, and CLDR's aliases: three letters, three digits, `UK`."""
    table = {
        alias: targets[0]
        for alias, targets in get_global("territory_aliases").items()
        if len(targets) == 1 and len(alias) <= 3 and targets[0] in _codes()
    }
    return table | {code: code for code in _codes()}


@cache
def _by_name() -> dict[str, str]:
    table: dict[str, str] = {}
    for locale in ("en", "ru", "uz", "uz_Cyrl"):
        territories = Locale.parse(locale).territories
        for code in sorted(_codes()):
            if code in territories:
                table.setdefault(fold_name(territories[code]), code)
    for code, names in _USUAL.items():
        for name in names.split("|"):
            table[fold_name(name)] = code
    return table


def resolve_country(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country given by code or name; None when unknown."""
    return _resolve(text.strip()) if len(text) <= _LONGEST_NAME else None


@lru_cache(maxsize=16384)
def _resolve(given: str) -> str | None:
    return _by_code().get(given.upper()) or _by_name().get(fold_name(given))


def suggest_countries(text: str, limit: int = 3) -> list[str]:
    """Codes of the countries whose names are nearest to a text, best first."""
    matches = process.extract(
        fold_name(text[:_LONGEST_NAME]),
        _by_name().keys(),
        scorer=fuzz.ratio,
        score_cutoff=65,
        limit=limit * 4,
    )
    found = dict.fromkeys(_by_name()[name] for name, _, _ in matches)
    return list(found)[:limit]


def country_name(code: str, language: str = "en") -> str:
    """The country's name in `en`, `ru`, `uz` (`uz-Latn`) or `uz-Cyrl`; the code when unknown."""
    locale = Locale.parse(_LOCALES.get(language, "en"))
    return str(locale.territories.get(code.upper(), code))
