from hypothesis import given
from hypothesis import strategies as st

from graph.text import fold_name, fold_number, parse_decimal, text_language


def test_spellings_of_one_uzbek_name_meet():
    keys = {fold_name(name) for name in ("Farg‘ona", "Fargʻona", "FARG'ONA", "Farğona", "Фарғона")}
    assert keys == {"fargona"}


def test_signs_part_words_and_digits_stand_alone():
    assert fold_name("ISO-9001") == fold_name("iso 9001") == fold_name("ISO9001") == "iso 9001"
    assert fold_name("IATF 16949:2016") == "iatf 16949 2016"


def test_names_of_signs_alone_stay_apart():
    assert fold_name("+++") != fold_name("---")


@given(st.text(max_size=60))
def test_folding_a_name_twice_changes_nothing(text):
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(alphabet="abcdefgh xyz'ʻ’-.", min_size=1, max_size=30))
def test_letter_case_never_matters(text):
    assert fold_name(text.upper()) == fold_name(text)


def test_part_numbers_meet_across_keyboards():
    spellings = ("96 815-894", "96.815.894", "９６８１５８９４", "96815894")
    assert {fold_number(text) for text in spellings} == {"96815894"}
    assert fold_number("ак-12в") == fold_number("AK12B") == "AK12B"


@given(st.text(max_size=60))
def test_folding_a_number_twice_changes_nothing(text):
    assert fold_number(fold_number(text)) == fold_number(text)


@given(st.text(alphabet="ABC0123456789", min_size=1), st.text(alphabet=" -./", max_size=3))
def test_separators_never_matter_in_numbers(number, separator):
    assert fold_number(separator.join(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_as_python_writes_them_come_back(value):
    assert parse_decimal(repr(value), decimal_comma=False) == value
    assert parse_decimal(repr(value).replace(".", ","), decimal_comma=True) == value


@given(st.integers(min_value=10**6, max_value=10**12), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_thousands_may_be_apart(value, blank):
    grouped = f"{value:,}".replace(",", blank)
    assert parse_decimal(grouped + ",25", decimal_comma=True) == value + 0.25
    assert parse_decimal(f"{value:,}.25", decimal_comma=False) == value + 0.25
    assert parse_decimal(f"{value:,}".replace(",", ".") + ",25", decimal_comma=True) == value + 0.25


def reason(text, decimal_comma=False):
    try:
        return parse_decimal(text, decimal_comma)
    except ValueError as error:
        return str(error)


def test_one_comma_is_read_where_it_can_mean_one_thing():
    assert reason("1,5") == 1.5
    assert reason("0,125") == 0.125
    assert "could be 1234 or 1.234" in reason("1,234")
    assert reason("1,234", decimal_comma=True) == 1.234


def test_what_is_no_number_is_refused():
    for text in ("", "nan", "inf", "1_000", "1 2", "0x10", "٣", "12%", "1.2.3"):
        assert reason(text) == "must be a number", text


def test_language_is_guessed_by_script_and_letters():
    assert text_language("Масляный фильтр") == "ru"
    assert text_language("Ғилдирак диски") == "uz"
    assert text_language("O‘rindiq") == "uz"
    assert text_language("Tormoz kolodkalari") == "uz"
    assert text_language("Steering column lining") == "en"
    assert text_language("Pillar") == "en"
