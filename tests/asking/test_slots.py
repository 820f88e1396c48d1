"""Numbers, days, durations, places, certificates and languages in questions."""

from __future__ import annotations

from datetime import date

import pytest

from graph.asking.certificates import certificates_of
from graph.asking.dates import days_of
from graph.asking.lexicon import lexicon
from graph.asking.measures import Around, measures_of
from graph.asking.numbers import numbers_of
from graph.asking.places import places_of
from graph.asking.question_language import question_language
from graph.asking.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50,000", 50_000), ("50 000", 50_000), ("50.000", 50_000), ("50k", 50_000),
        ("50к", 50_000), ("50 тыс", 50_000), ("50тыс", 50_000), ("50 ming", 50_000),
        ("50 минг", 50_000), ("пятьдесят тысяч", 50_000), ("ellik ming", 50_000),
        ("эллик минг", 50_000), ("fifty thousand", 50_000), ("1 млн", 1_000_000),
        ("1,5 million", 1_500_000), ("двенадцать тысяч", 12_000), ("o'n besh", 15),
        ("ўн икки", 12), ("сто двадцать", 120), ("двести пятьдесят", 250), ("ikki yuz", 200),
        ("полтора", 1.5), ("bir yarim", 1.5), ("half", 0.5), ("ярмини", 0.5), ("0,6", 0.6),
        ("yuz ellik ming", 150_000), ("yarim million", 500_000), ("half a million", 500_000),
        ("полмиллиона", 500_000), ("ярим миллион", 500_000), ("1,5млн", 1_500_000),
        ("1.5k", 1_500), ("50mingta", 50_000), ("два с половиной", 2.5), ("ikki yarim", 2.5),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    [number, *_] = numbers_of(tokens_of(text))
    assert number.value == pytest.approx(value)


@pytest.mark.parametrize("text", ["on a van", "он стоит", "the one", "M8x25", "5W-30", "P21W"])
def test_what_is_no_amount(text: str) -> None:
    assert not [number for number in numbers_of(tokens_of(text)) if number.value > 5]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("for two weeks", "days", 14), ("на 2 недели", "days", 14), ("uch oyga", "days", 90),
        ("полтора месяца", "days", 45), ("a quarter", "days", 90), ("полгода", "days", 180),
        ("yarim yil", "days", 180), ("half a year", "days", 180), ("на неделю", "days", 7),
        ("bir yarim oy", "days", 45), ("10 kun", "days", 10), ("60 %", "share", 0.6),
        ("60 foizini", "share", 0.6), ("в 2027 году", "year", 2027), ("2026 yilgi", "year", 2026),
        ("two levels", "level", 2), ("birinchi daraja", "level", 1), ("top 10", "limit", 10),
        ("first five", "limit", 5), ("8 ta", "count", 8), ("50 ming dona", "quantity", 50_000),
        ("at most 3 suppliers", "suppliers", 3), ("пятью поставщиками", "suppliers", 5),
        ("two missing requirements", "near", 2), ("bitta talab", "near", 1),
        ("HS 8708", "hs", 8708), ("код 8708", "hs", 8708), ("8708 kodli", "hs", 8708),
        ("двухнедельный", "days", 14), ("трёхмесячный", "days", 90), ("3oyga", "days", 90),
        ("45-дневный", "days", 45), ("half a week", "days", 3.5),
    ],
)  # fmt: skip
def test_measures(text: str, kind: str, value: float) -> None:
    tokens = tokens_of(text)
    measures = measures_of(tokens, Around(lexicon().marks(tokens)), ())
    found = [(each.kind, each.value) for each in measures if each.kind != "ordinal"]
    assert found == [(kind, pytest.approx(value))]


@pytest.mark.parametrize("text", ["a year", "в год", "yiliga", "per year"])
def test_a_rate_is_no_duration(text: str) -> None:
    tokens = tokens_of(text)
    assert measures_of(tokens, Around(lexicon().marks(tokens)), ()) == []


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01", "01.03.2026", "1.3.2026", "1 March 2026", "March 1, 2026",
        "1 марта 2026 г.", "2026-yil 1-mart", "2026 йил 1 март ҳолатига",
        "2026-yil 1-martdagi holat",
    ],
)  # fmt: skip
def test_days(text: str) -> None:
    assert [day.value for day in days_of(text, tokens_of(text))] == [date(2026, 3, 1)]


@pytest.mark.parametrize("text", ["31.02.2026", "2026-13-01", "1.5 t", "10.12"])
def test_what_is_no_day(text: str) -> None:
    assert days_of(text, tokens_of(text)) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Farg'onada", ["UZ-FA"]), ("Ферганской области", ["UZ-FA"]), ("фарғоналик", ["UZ-FA"]),
        ("in Fergana region", ["UZ-FA"]), ("UZ-FA", ["UZ-FA"]), ("в Ташкенте", ["UZ-TK"]),
        ("Ташкентской обл.", ["UZ-TO"]), ("Toshkent viloyatida", ["UZ-TO"]),
        ("Тошкент шаҳридаги", ["UZ-TK"]), ("из Бухары", ["UZ-BU"]), ("Qoraqalpog'istonda",
        ["UZ-QR"]), ("korean", ["KR"]), ("китайские", ["CN"]), ("from China", ["CN"]),
        ("из Китая и Индии", ["CN", "IN"]), ("xitoylik", ["CN"]), ("Кореядан", ["KR"]),
        ("Turkiya va Rossiyadan", ["TR", "RU"]), ("немис фирмалари", ["DE"]),
        ("в Казахстане", ["KZ"]), ("KR", ["KR"]), ("radiator core", []), ("того", []),
    ],
)  # fmt: skip
def test_places(text: str, codes: list[str]) -> None:
    assert [place.code for place in places_of(text, tokens_of(text))] == codes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ISO 9001", ["ISO 9001"]), ("ИСО-9001", ["ISO 9001"]), ("IATF16949", ["IATF 16949"]),
        ("iso 14001 and iatf 16949", ["ISO 14001", "IATF 16949"]), ("UN R90", ["UN R90"]),
        ("9001 sertifikati", ["ISO 9001"]), ("as 50 units", []), ("en 5", []),
    ],
)  # fmt: skip
def test_certificates(text: str, names: list[str]) -> None:
    assert [each.name for each in certificates_of(text)] == names


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("who makes brake discs", "en"), ("кто делает диски", "ru"), ("disklarni kim qiladi",
        "uz-Latn"), ("дискларни ким қилади", "uz-Cyrl"), ("Navoiy Plastik Bak возможности", "ru"),
        ("поставщик керак глушитель учун", "uz-Cyrl"), ("VEH-BUS-1 bottlenecks", "en"),
        ("что может Quva Tormoz Texnika", "ru"), ("postavshik kerak kolodka uchun", "uz-Latn"),
    ],
)  # fmt: skip
def test_languages(text: str, language: str) -> None:
    assert question_language(text) == language
