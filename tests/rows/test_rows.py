import contextlib
import re
from datetime import UTC, date, datetime
from re import _parser as parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import units
from graph.text import countries, folding, numbers, regions, scripts
from ingest.rows import (
    TABLES,
    DecimalCommaText,
    RowError,
    cells,
    columns,
    enterprises,
    hs_codes,
    parse_row,
)

BOM = {"parent_id": "A", "child_id": "B", "quantity": "2"}
ITEM = {"id": "P1", "kind": "part", "name": "Oil filter"}
ENTERPRISE = {"id": "E1", "name": "Zavod"}


def row(table, **cells):
    return parse_row(TABLES[table], cells)


def problem(table, **cells):
    with pytest.raises(RowError) as caught:
        row(table, **cells)
    return caught.value.column, caught.value.value, caught.value.reason


def test_every_table_of_the_interface_is_there():
    things = {"vehicles", "items", "materials", "processes", "enterprises"}
    links = {"bom", "composition", "requirements", "certificates", "capabilities", "supplies"}
    assert set(TABLES) == things | links | {"imports", "plans", "stocks", "production"}
    for table, model in TABLES.items():
        assert model.table == table
        assert set(model.required) <= model.columns
        assert set(model.linked) <= model.columns
        assert set(model.key_columns) <= model.columns


def test_ids_stay_as_given():
    assert row("items", **{**ITEM, "id": '  a"/b ü%2F '}).id == 'a"/b ü%2F'
    assert row("items", **{**ITEM, "id": 12.0}).id == "12"
    assert row("items", **{**ITEM, "id": 12}).id == "12"
    assert problem("items", **{**ITEM, "id": "  "})[::2] == ("id", "must not be empty")
    assert problem("items", **{**ITEM, "id": "a\x1fb"})[0] == "id"
    assert problem("items", **{**ITEM, "id": "x" * 501})[0] == "id"
    assert len(row("items", **{**ITEM, "id": "x" * 500}).id) == 500


@given(st.text(min_size=1, max_size=500).filter(lambda text: text.strip().isprintable()))
def test_any_printable_id_survives(text):
    if text.strip():
        assert row("items", **{**ITEM, "id": text}).id == text.strip()


@given(st.floats(min_value=1e-12, max_value=1e15))
def test_quantities_survive_as_text_and_as_numbers(value):
    assert row("bom", **{**BOM, "quantity": value}).quantity == value
    assert row("bom", **{**BOM, "quantity": repr(value)}).quantity == value


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("0", "must be greater than 0"),
        ("-1", "must be greater than 0"),
        ("nan", "must be a number"),
        ("1e999", "must be a finite number"),
        (float("inf"), "must be a finite number"),
        (10**400, "must be a finite number"),
        (True, "must be a number"),
        ("two", "must be a number"),
        ("", "must not be empty"),
        (None, "must not be empty"),
        (datetime(2024, 1, 1, tzinfo=UTC), "must be a number"),
    ],
)
def test_bad_quantities(cell, reason):
    assert problem("bom", **{**BOM, "quantity": cell})[::2] == ("quantity", reason)


def test_decimal_commas_count_where_the_file_has_them():
    assert row("bom", **{**BOM, "quantity": DecimalCommaText("1,234")}).quantity == 1.234
    assert row("bom", **{**BOM, "quantity": "1,5"}).quantity == 1.5
    assert problem("bom", **{**BOM, "quantity": "1,234"})[:2] == ("quantity", "1,234")
    assert type(row("items", **{**ITEM, "name": DecimalCommaText("a, b")}).name) is str


def test_rates_and_years_have_bounds():
    assert row("bom", **BOM, scrap_rate="0.999").scrap_rate == 0.999
    assert problem("bom", **BOM, scrap_rate="1")[0] == "scrap_rate"
    assert row("production", material_id="m", country="UZ", year=2024.0, governance=1).year == 2024
    assert problem("production", material_id="m", country="UZ", year="2024.5")[0] == "year"
    assert problem("production", material_id="m", country="UZ", year=1899)[0] == "year"
    assert problem("enterprises", **ENTERPRISE, latitude="91")[0] == "latitude"


def test_the_first_problem_in_column_order_is_told():
    column, value, reason = problem("bom", parent_id="A", quantity="x", child_id=" ", unit="banana")
    assert (column, value.strip(), reason) == ("child_id", "", "must not be empty")


def test_a_timestamp_counts_by_the_date_it_states():
    line = row(
        "bom",
        **BOM,
        valid_from="2024-01-15T23:30:00-05:00",
        valid_to=datetime(2024, 7, 1, 23, tzinfo=UTC),
    )
    assert (line.valid_from, line.valid_to) == (date(2024, 1, 15), date(2024, 7, 1))
    assert line.properties()["valid_from"] == "2024-01-15"
    same_day = row("bom", **BOM, valid_from="2024-01-15", valid_to="2024-01-15")
    assert same_day.valid_to == date(2024, 1, 15)


@pytest.mark.parametrize("text", ["15.01.2024", "2024-13-01", "2024-02-30", "2024", "45306"])
def test_other_dates_are_refused(text):
    assert problem("bom", **BOM, valid_from=text)[:2] == ("valid_from", text)


def test_validity_must_not_end_before_it_begins():
    assert problem("bom", **BOM, valid_from="2024-01-02", valid_to="2024-01-01") == (
        "valid_to",
        "2024-01-01",
        "must not be before valid_from",
    )


@pytest.mark.parametrize("text", ["420x60x420", "60 Х 420 х 420", "420×60*420"])
def test_sizes_are_sorted_largest_first(text):
    assert row("items", **ITEM, size_mm=text).size_mm == [420.0, 420.0, 60.0]


def test_odd_sizes():
    assert row("items", **ITEM, size_mm=12.5).properties()["size_mm"] == [12.5]
    assert row("items", **ITEM, size_mm=DecimalCommaText("1,125x2")).size_mm == [2.0, 1.125]
    for text in ("1x2x3x4", "0x1", "ax1", "1x"):
        assert problem("items", **ITEM, size_mm=text)[:2] == ("size_mm", text)


def test_names_go_to_their_language_and_serve_for_each_other():
    found = row("items", **{**ITEM, "name": "Масляный фильтр", "name_en": "Oil filter"})
    assert found.properties() == {
        "id": "P1",
        "kind": "part",
        "name": "Масляный фильтр",
        "name_ru": "Масляный фильтр",
        "name_en": "Oil filter",
    }
    only_russian = row("items", id="P", kind="PART", name_ru="Болт", name_uz="Bolt")
    assert only_russian.properties()["name"] == "Болт"
    assert problem("items", id="P", kind="part", name=" ")[::2] == ("name", "must not be empty")


def test_headings_need_their_required_columns():
    items, imports = TABLES["items"], TABLES["imports"]
    assert items.missing_columns({"id", "name_uz"}) == ["kind"]
    assert items.missing_columns({"id", "kind"}) == ["name"]
    assert imports.missing_columns({"country", "year", "value_usd"}) == ["item_id or hs_code"]
    assert imports.missing_columns({"hs_code", "country", "year", "value_usd"}) == []


def test_hs_codes():
    assert row("items", **ITEM, hs_code="8421.23 00").hs_code == "84212300"
    assert row("items", **ITEM, hs_code=10121.0).hs_code == "010121"
    assert row("items", **ITEM, hs_code="8421230000").notes() == []
    unknown = row("items", **ITEM, hs_code="990000")
    assert unknown.hs_code == "990000"
    assert [column for column, _ in unknown.notes()] == ["hs_code"]
    no_code = row("items", **ITEM, hs_code="n/a")
    assert "hs_code" not in no_code.properties()
    assert [column for column, _ in no_code.notes()] == ["hs_code"]


def test_imports_need_an_item_or_a_code():
    figures = {"country": "Xitoy", "year": "2024", "value_usd": "1 234,5"}
    assert problem("imports", **figures)[0] == "item_id"
    assert problem("imports", **figures, hs_code="n/a")[:2] == ("hs_code", "n/a")
    by_code = row("imports", **figures, hs_code="8708")
    assert (by_code.country, by_code.value_usd) == ("CN", 1234.5)
    assert by_code.key() != row("imports", **figures, item_id="8708").key()


def test_countries_by_any_name():
    assert row("enterprises", **ENTERPRISE, country="Турция").country == "TR"
    column, value, reason = problem("enterprises", **ENTERPRISE, country="Germny")
    assert (column, value) == ("country", "Germny")
    assert "DE (Germany)" in reason


def test_regions_settle_with_their_country():
    home = row("enterprises", **ENTERPRISE, region="Фарғона вилояти")
    assert (home.region, home.country) == ("UZ-FA", "UZ")
    column, value, reason = problem("enterprises", **ENTERPRISE, region="Samarkant")
    assert (column, value) == ("region", "Samarkant")
    assert "UZ-SA" in reason
    abroad = row("enterprises", **ENTERPRISE, region="kr-26", country="Корея")
    assert (abroad.region, abroad.country) == ("KR-26", "KR")
    kept_out = row("enterprises", **ENTERPRISE, region="Bavaria", country="DE")
    assert kept_out.region is None
    assert [column for column, _ in kept_out.notes()] == ["region"]
    assert problem("enterprises", **ENTERPRISE, region="UZ-TK", country="RU")[0] == "region"
    assert problem("enterprises", **ENTERPRISE, region="Tashkent", country="RU")[0] == "region"
    assert problem("enterprises", **ENTERPRISE, region="UZ-ZZ")[0] == "region"


def test_units_are_canonical():
    assert row("items", **ITEM, unit="шт.").unit == "piece"
    assert row("bom", **BOM).unit is None
    assert problem("bom", **BOM, unit="banana")[:2] == ("unit", "banana")
    capacity = row("capabilities", enterprise_id="e", process_id="p", annual_capacity=5, unit="t")
    assert (capacity.annual_capacity, capacity.unit) == (5000, "kg")
    assert problem("capabilities", enterprise_id="e", process_id="p", unit="m")[:2] == ("unit", "m")


@pytest.mark.parametrize("text", ["as-built", "asBuilt", "AS_BUILT", "As built", "built"])
def test_lifecycles(text):
    assert row("bom", **BOM, lifecycle=text).lifecycle == "as-built"
    assert row("bom", **BOM).lifecycle == "as-planned"
    assert problem("bom", **BOM, lifecycle="scrapped")[0] == "lifecycle"


def test_lists():
    found = row("items", **ITEM, other_numbers=" a1; b2 ;;a1")
    assert found.properties()["other_numbers"] == ["a1", "b2"]


def test_huge_cells_are_refused():
    column, value, _ = problem("items", **ITEM, description="x" * 20_001)
    assert column == "description"
    assert len(value) < 300
    assert row("items", **ITEM, description="x" * 20_000).description == "x" * 20_000


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("filling", ["x", " ", "\t1", "1", "a b", "ларя", "x1", "'"])
def test_a_cell_of_any_length_is_read_or_refused(table, filling):
    cell = ("1" + filling * 20_000)[:19_999] + "1"
    for column, read, _ in TABLES[table].readers:
        with contextlib.suppress(ValueError):
            read(cell)
        with contextlib.suppress(RowError):
            row(table, **{**ITEM, column: cell})


@pytest.mark.parametrize(
    ("read", "short", "long"),
    [
        (cells.read_number, "+1", "+" + "1" * 100),
        (cells.read_size, "1", "1" * 101),
        (cells.read_date, "2024-01-31", "2024-01-31" + " " * 100),
    ],
)
def test_patterns_that_go_back_see_no_long_text(read, short, long):
    """These try each place of the text again from each other: the square of its length."""
    read(short)
    with pytest.raises(ValueError, match="must be"):
        read(long)


READING = [cells, columns, enterprises, hs_codes, countries, folding, numbers, regions, scripts]
PATTERNS = {
    f"{module.__name__}.{name}": pattern.pattern
    for module in [*READING, units]
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern)
}


def repeats_a_repeat(pattern):
    """Whether an endless repeat holds another: its ways to match double with every character."""

    def endless_depth(parts):
        deepest = 0
        for operation, argument in parts:
            own = operation is parser.MAX_REPEAT or operation is parser.MIN_REPEAT
            is_endless = own and argument[1] is parser.MAXREPEAT
            inner = max((endless_depth(below) for below in parts_within(argument)), default=0)
            deepest = max(deepest, inner + is_endless)
        return deepest

    def parts_within(argument):
        if isinstance(argument, parser.SubPattern):
            yield argument
        elif isinstance(argument, tuple | list):
            for each in argument:
                yield from parts_within(each)

    return endless_depth(parser.parse(pattern)) > 1


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_pattern_repeats_a_repeat(name):
    assert not repeats_a_repeat(PATTERNS[name])


@pytest.mark.parametrize("pattern", ["(a+)+", "(?:a*b?)*", "x(?:(?:a|b+)c?)+"])
def test_a_repeated_repeat_is_seen(pattern):
    assert repeats_a_repeat(pattern)


def test_keys_tell_facts_apart():
    line = row("bom", **BOM)
    assert line.key() == row("bom", **{**BOM, "quantity": 99, "unit": "pcs"}).key()
    assert line.key() != row("bom", **BOM, position="1").key()
    assert line.key() != row("bom", **BOM, lifecycle="as-built").key()
    assert line.key() != row("bom", **BOM, valid_to="2024-01-01").key()
    held = {"enterprise_id": "e"}
    first = row("certificates", **held, certificate="ISO 9001").key()
    assert first == row("certificates", **held, certificate="iso-9001").key()
    assert first != row("certificates", **held, certificate="ISO 9001", valid_to="2030-01-01").key()
    asked = {"part_id": "D", "process_id": "p"}
    assert row("requirements", **asked).key() != row("requirements", **asked, certificate="x").key()
    able = {"enterprise_id": "e", "process_id": "p"}
    light = row("capabilities", **able, max_mass_kg=1)
    assert light.key() == row("capabilities", **able, max_mass_kg="1.0", annual_capacity=5).key()
    assert light.key() != row("capabilities", **able, max_mass_kg=2).key()
    mixed = row("capabilities", **able, materials="b;a")
    assert mixed.key() == row("capabilities", **able, materials="a; b").key()


def test_link_properties_leave_out_what_they_link():
    line = row("bom", **BOM, unit="pcs", alternative_group="g", alternative_rank="1")
    assert line.properties() == {
        "quantity": 2.0,
        "unit": "piece",
        "alternative_group": "g",
        "alternative_rank": 1,
        "lifecycle": "as-planned",
    }


def test_unknown_columns_do_no_harm():
    assert row("items", **ITEM, colour="red").properties()["name"] == "Oil filter"
