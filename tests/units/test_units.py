import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from graph.units import UnitError, canonical_unit, convert, is_mass, is_piece, kilograms_of_one

FINITE = st.floats(min_value=1e-9, max_value=1e12)


@pytest.mark.parametrize(
    ("spellings", "unit"),
    [
        ("pcs|PC|pc.|шт|шт.|dona|дона|piece|Pieces|unit:piece|EA|each|C62|H87", "piece"),
        ("kg|KG|кг|unit:kilogram|KGM|kilograms|килограмм", "kg"),
        ("g|gr|г|unit:gram", "g"),
        ("t|T|т|tonne|unit:tonneMetricTon|Mg", "t"),
        ("l|L|л|unit:litre|liters|LTR|дм3", "litre"),
        ("m|M|м|unit:metre|unit:linearMetre", "m"),
        ("m2|m²|м²|кв. м|unit:squareMetre|m^2|m**2", "m2"),
        ("urn:bamm:io.openmanufacturing:meta-model:1.0.0#piece", "piece"),
    ],
)
def test_spellings_of_units(spellings, unit):
    assert {canonical_unit(text) for text in spellings.split("|")} == {unit}


@pytest.mark.parametrize("text", ["kW", "bar", "N*m", "kilometers", "kg", "шт", "hour"])
def test_a_canonical_name_is_its_own_canonical_name(text):
    assert canonical_unit(canonical_unit(text)) == canonical_unit(text)


@pytest.mark.parametrize("text", ["", "banana", "%", "1", "9**9**9", "m**9**9", "x" * 5000, "();"])
def test_unknown_units_are_input_errors(text):
    with pytest.raises(UnitError) as caught:
        canonical_unit(text)
    assert isinstance(caught.value, InputError)
    assert "\n" not in caught.value.detail


def test_conversion_is_exact_where_decimals_are():
    assert convert(1234.5, "kg", "t") == 1.2345
    assert convert(0.11, "kg", "kg") == 0.11
    assert convert(1580, "unit:gram", "kg") == 1.58
    assert convert(1, "lb", "kg") == 0.45359237
    assert convert(3, "m3", "litre") == 3000
    assert convert(5, "pair", "pcs") == 10
    assert convert(1, "thousand piece", "piece") == 1000


@given(FINITE)
def test_there_and_back(value):
    assert convert(convert(value, "kg", "g"), "g", "kg") == pytest.approx(value, rel=1e-15)
    assert convert(value, "m", "m") == value


@pytest.mark.parametrize(("source", "target"), [("kg", "piece"), ("litre", "kg"), ("set", "piece")])
def test_what_measures_different_things_is_refused(source, target):
    with pytest.raises(UnitError, match="cannot be converted"):
        convert(1, source, target)


def test_offset_units_are_refused():
    with pytest.raises(UnitError):
        convert(1, "degC", "kelvin")


def test_kinds_of_units():
    assert is_piece("шт")
    assert is_piece("dozen")
    assert not is_piece("kg")
    assert is_mass("тонна")
    assert not is_mass("m")
    assert (kilograms_of_one("kg"), kilograms_of_one("t")) == (1.0, 1000.0)
    assert kilograms_of_one("g") == 0.001
    assert kilograms_of_one("piece") is None
    with pytest.raises(UnitError):
        is_mass("banana")
