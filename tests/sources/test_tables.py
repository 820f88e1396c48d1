import json
from datetime import date

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from graph.errors import InputError
from ingest.rows import TABLES, parse_row
from ingest.sources import RawRow, TableSource, UnreadableRow, UnreadableSource, open_sources
from ingest.sources.limits import too_large

HEADING = "id,kind,name\n"


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only(path, **options):
    (source,) = open_sources([path], **options)
    return source


def rows(path):
    source = only(path)
    assert isinstance(source, TableSource), source
    found = list(source.rows())
    assert found == list(source.rows())
    return found


def names(path):
    return [found.cells["name"] for found in rows(path) if isinstance(found, RawRow)]


def refused(path, **options):
    source = only(path, **options)
    assert isinstance(source, UnreadableSource), source
    assert source.row == 1
    assert "\n" not in source.reason
    return source


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path, encoding, delimiter):
    text = HEADING + 'P1,part,"Фильтр масляный"\nP2,part,Болт\n'
    path = write(tmp_path, "items.csv", text.replace(",", delimiter).encode(encoding))
    assert names(path) == ["Фильтр масляный", "Болт"]


def test_old_mac_and_windows_line_ends(tmp_path):
    for end in ("\r\n", "\r"):
        text = (HEADING + "P1,part,a\nP2,part,b\n").replace("\n", end)
        assert names(write(tmp_path, "items.csv", text)) == ["a", "b"]


def test_rows_count_as_in_a_spreadsheet(tmp_path):
    path = write(tmp_path, "items.csv", HEADING + 'P1,part,"a\nb"\n\n,,\nP2,part,c\n')
    assert [found.row for found in rows(path)] == [2, 5]


def test_separator_inside_quotes_of_the_heading(tmp_path):
    path = write(tmp_path, "items.csv", 'id;"a,b,c,d,e";kind;name\n1;x;part;n\n')
    source = only(path)
    assert source.heading == ("id", "a,b,c,d,e", "kind", "name")
    assert source.unknown_columns == ("a,b,c,d,e",)


def test_headings_in_any_letter_case(tmp_path):
    path = write(tmp_path, "Items.CSV", " ID , Kind,NAME,colour\n1,part,n,red\n")
    source = only(path)
    assert source.unknown_columns == ("colour",)
    assert next(source.rows()) == RawRow(2, {"id": "1", "kind": "part", "name": "n"})


def test_decimal_comma_where_the_separator_allows_it(tmp_path):
    for separator, cell, mass in ((";", "1,234", 1.234), (";", "1.5", 1.5), (",", '"1,5"', 1.5)):
        text = "id,kind,name,mass_kg\n1,part,n,@\n".replace(",", separator).replace("@", cell)
        (found,) = rows(write(tmp_path, "items.csv", text))
        assert parse_row(TABLES["items"], found.cells).mass_kg == mass


def test_one_bad_row_does_not_hide_the_next(tmp_path):
    path = write(tmp_path, "items.csv", HEADING + '1,part,a,b\n2,part,"x"y\n3,part,"c ""d"""\n')
    wide, broken, good = rows(path)
    assert isinstance(wide, UnreadableRow)
    assert isinstance(broken, UnreadableRow)
    assert (wide.row, broken.row) == (2, 3)
    assert wide.value == "b"
    assert good == RawRow(4, {"id": "3", "kind": "part", "name": 'c "d"'})


def test_a_quote_left_open_is_told_not_swallowed(tmp_path):
    path = write(tmp_path, "items.csv", HEADING + '1,part,"a\n2,part,b\n')
    (broken,) = rows(path)
    assert isinstance(broken, UnreadableRow)
    assert broken.row == 2


def test_short_rows_and_trailing_separators_are_fine(tmp_path):
    path = write(tmp_path, "items.csv", "id,kind,name,unit\n1,part,a\n2,part,b,kg,,\n")
    first, second = rows(path)
    assert first.cells["unit"] is None
    assert second.cells["unit"] == "kg"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (bytes(range(256)) * 10, "not a text file"),
        ("id,kind,name\n1,part,Масло и вода\n".encode() + b"\xff\x98", "neither valid UTF-8"),
        (b"id,name\n1,x\n", "required column missing: kind"),
        (b"id,kind,name,KIND\n", "more than once"),
    ],
)
def test_unreadable_tables_are_one_reject(tmp_path, content, reason):
    source = refused(write(tmp_path, "items.csv", content))
    assert source.table == "items"
    assert reason in source.reason


def test_missing_column_is_named(tmp_path):
    assert refused(write(tmp_path, "items.csv", "id,name\n")).column == "kind"


def test_a_table_without_rows_is_no_error(tmp_path):
    assert rows(write(tmp_path, "items.csv", HEADING)) == []


def test_json_lines(tmp_path):
    lines = [
        {"ID": 1, "kind": "part", "name": "a", "other_numbers": ["x", 2]},
        "",
        [1],
        {"id": "2", "kind": "part", "name": "b", "late": {"x": 1}},
    ]
    text = "\n".join(json.dumps(line) if line else "" for line in lines) + "\n{bad\n"
    path = write(tmp_path, "items.jsonl", text)
    assert only(path).unknown_columns == ("late",)
    first, no_object, second, bad = rows(path)
    assert first == RawRow(1, {"id": 1, "kind": "part", "name": "a", "other_numbers": "x;2"})
    assert (no_object.row, second.row, bad.row) == (3, 4, 5)
    assert isinstance(no_object, UnreadableRow)
    assert isinstance(bad, UnreadableRow)
    refused(write(tmp_path, "bom.ndjson", "{}\n"))


def test_json_lines_under_the_shorter_name(tmp_path):
    text = '{"id": "A", "kind": "part", "name": "a"}\n{"id": "B", "kind": "part", "name": "b"}\n'
    assert [row.row for row in only(write(tmp_path, "items.json", text)).rows()] == [1, 2]
    array = '[{"id": "A", "kind": "part", "name": "a"}]'
    assert "one object a line" in refused(write(tmp_path, "items.json", array)).reason


def test_parquet(tmp_path):
    table = pa.table(
        {"Id": ["1", "2"], "kind": ["part"] * 2, "name": ["a", None], "mass_kg": [1.5, None]}
    )
    parquet.write_table(table, tmp_path / "items.parquet")
    first, second = rows(tmp_path / "items.parquet")
    assert first == RawRow(2, {"id": "1", "kind": "part", "name": "a", "mass_kg": 1.5})
    assert second.row == 3
    refused(write(tmp_path, "bom.parquet", b"PAR1 and nonsense"))


def workbook(path, sheets):
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in lines.items():
                for column, cell in enumerate(line):
                    if hasattr(cell, "year"):
                        sheet.write_datetime(number - 1, column, cell, day)
                    else:
                        sheet.write(number - 1, column, cell)
    return path


def test_workbooks_have_a_table_a_sheet(tmp_path):
    path = workbook(
        tmp_path / "data.xlsx",
        {
            "Items": {1: ["id", "kind", "name"], 2: [12, "part", "a"], 4: ["x", "part", "b"]},
            "bom": {
                1: ["parent_id", "child_id", "quantity", "valid_from"],
                2: ["x", 12, 2, date(2024, 1, 5)],
            },
            "plans": {1: ["vehicle_id"]},
            "Notes": {1: ["hello"]},
        },
    )
    told = []
    items, bom, plans = open_sources([path], ignored=lambda file, reason: told.append(reason))
    assert (items.file, items.table) == ("data.xlsx", "items")
    assert [found.row for found in items.rows()] == [2, 4]
    (line,) = bom.rows()
    parsed = parse_row(TABLES["bom"], line.cells)
    assert (parsed.child_id, parsed.properties()["valid_from"]) == ("12", "2024-01-05")
    assert isinstance(plans, UnreadableSource)
    assert len(told) == 1
    assert "Notes" in told[0]


def test_a_workbook_named_like_a_table_is_its_one_filled_sheet(tmp_path):
    filled = {1: ["id", "kind", "name"], 2: ["A", "part", "a"]}
    path = workbook(tmp_path / "items.xlsx", {"Лист1": {}, "Лист2": filled, "Лист3": {4: [" "]}})
    (items,) = open_sources([path])
    assert [row.row for row in items.rows()] == [2]
    refused(workbook(tmp_path / "items.xlsx", {"Лист1": filled, "Лист2": filled}))
    assert (
        refused(workbook(tmp_path / "items.xlsx", {"Лист1": {}, "Лист2": {}})).reason == "is empty"
    )


def test_damaged_workbooks(tmp_path):
    refused(write(tmp_path, "items.xlsx", b"PK\x03\x04 and nonsense"))
    refused(write(tmp_path, "bom.xlsx", b""))
    refused(workbook(tmp_path / "other.xlsx", {"a": {1: ["x"]}, "b": {1: ["y"]}}))


def test_bombs_are_refused():
    assert too_large(5 << 30, 1 << 30) is not None
    assert too_large(1 << 30, 1 << 20) is not None
    assert too_large(1 << 30, 1 << 28) is None
    assert too_large(1 << 20, 1 << 10) is None


def test_folders_are_read_in_order_without_what_programs_leave(tmp_path):
    for name in ("b/bom.csv", "a/items.csv", ".hidden/items.csv", "~$items.xlsx", "README.md"):
        write(tmp_path, name, "")
    write(tmp_path, "prices.csv", "x\n")
    told = []
    found = [
        source.file
        for source in open_sources([tmp_path], ignored=lambda file, reason: told.append(file))
    ]
    assert found == ["a/items.csv", "b/bom.csv"]
    assert told == ["prices.csv"]


def test_equal_names_from_two_folders_stay_apart(tmp_path):
    for folder in ("one", "two"):
        write(tmp_path / folder, "items.csv", HEADING)
    files = [source.file for source in open_sources([tmp_path / "one", tmp_path / "two"])]
    assert len(set(files)) == 2


def test_named_files_of_other_kinds_are_told(tmp_path):
    assert "bom" in refused(write(tmp_path, "items_2024.csv", HEADING)).reason
    refused(write(tmp_path, "items.docx", "x"))
    refused(write(tmp_path, "items.json", "[]"))
    refused(write(tmp_path, "bom.csv", "x"), format="catena-x")


def test_an_empty_folder_is_told(tmp_path):
    assert "holds no table" in refused(tmp_path).reason


def test_wrong_calls(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        open_sources([tmp_path / "nothing"])
    with pytest.raises(InputError, match="format"):
        open_sources([tmp_path], format="xml")
    with pytest.raises(InputError):
        open_sources([])
