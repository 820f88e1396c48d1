import pytest

from graph.text import (
    country_name,
    region_codes,
    region_name,
    resolve_country,
    resolve_region,
    suggest_countries,
    suggest_regions,
)


def test_every_region_is_found_by_every_name_it_is_given():
    codes = region_codes()
    assert len(codes) == 14
    for code in codes:
        assert resolve_region(code) == code
        assert resolve_region(code.lower()) == code
        for language in ("en", "ru", "uz", "uz-Cyrl", "uz_2026"):
            assert resolve_region(region_name(code, language)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Farg‘ona", "UZ-FA"),
        ("Фарғона вилояти", "UZ-FA"),
        ("Ферганская обл.", "UZ-FA"),
        ("Ferghana region", "UZ-FA"),
        ("Kashka-Darya", "UZ-QA"),
        ("Surkhandarya", "UZ-SU"),
        ("Xorezm", "UZ-XO"),
        ("г. Ташкент", "UZ-TK"),
        ("Tashkent", "UZ-TK"),
        ("Tashkent region", "UZ-TO"),
        ("Toshkent vil.", "UZ-TO"),
        ("Qaraqalpaqstan", "UZ-QR"),
        ("Nukus", "UZ-QR"),
        ("Jizzakh, Uzbekistan", "UZ-JI"),
    ],
)
def test_spellings_of_regions(text, code):
    assert resolve_region(text) == code


def test_unknown_regions_are_not_guessed_but_suggested():
    assert resolve_region("Samarkant") is None
    assert suggest_regions("Samarkant")[0] == "UZ-SA"
    assert resolve_region("Bavaria") is None
    assert resolve_region("Uzbekistan") is None
    assert resolve_region("UZ-ZZ") is None
    assert resolve_region("") is None


def test_another_country_has_no_region_of_uzbekistan():
    assert resolve_region("Tashkent", country="KZ") is None
    assert resolve_region("Tashkent", country="uz") == "UZ-TK"


def test_regions_agree_with_the_official_list(shared_data):
    lines = (shared_data / "regions" / "regions.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = [line.split(",") for line in lines[1:]]
    assert len(rows) == 14
    found = {row[1]: {resolve_region(name) for name in row[2:]} for row in rows}
    assert all(len(codes) == 1 and None not in codes for codes in found.values()), found
    assert len({code for codes in found.values() for code in codes}) == 14


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("uz", "UZ"),
        ("UZB", "UZ"),
        ("South Korea", "KR"),
        ("Корея", "KR"),
        ("Жанубий Корея", "KR"),
        ("Россия", "RU"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Xitoy", "CN"),
        ("Хитой", "CN"),
        ("O‘zbekiston", "UZ"),
        ("Ўзбекистон", "UZ"),
        ("UK", "GB"),
        ("ГЕРМАНИЯ", "DE"),
    ],
)
def test_spellings_of_countries(text, code):
    assert resolve_country(text) == code


def test_unknown_countries():
    assert resolve_country("Narnia") is None
    assert resolve_country("EU") is None
    assert resolve_country("") is None
    assert suggest_countries("Germny")[0] == "DE"


def test_country_names():
    assert country_name("TR", "ru") == "Турция"
    assert country_name("KR", "uz-Cyrl") == "Жанубий Корея"
    assert country_name("??") == "??"
