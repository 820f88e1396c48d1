"""Tables of answers as CSV and as workbooks, read back by another library."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from graph.errors import InputError
from graph.sheets import FORMULA_BEGINS, Sheet, csv_text, number_format, write_workbook

FIGURES = Sheet(
    {"id": "", "import share": ".1%", "count": "d", "day": "", "local": ""},
    [
        ("0042", 0.123456789012, 7, date(2026, 2, 1), True),
        ("=1+1", -5.0, 1_000_000, None, False),
        ("https://example.org", None, -3, None, None),
    ],
)


def cells(file: Path, sheet: str) -> list[list[Any]]:
    found: list[list[Any]] = CalamineWorkbook.from_path(file).get_sheet_by_name(sheet).to_python()
    return found


def test_a_workbook_keeps_what_its_cells_are(tmp_path: Path) -> None:
    file = tmp_path / "figures.xlsx"
    about = Sheet({"what": "", "value": ""}, [("asked", "@SUM(1)")])
    write_workbook(file, {"figures": FIGURES, "about": about})
    heading, *rows = cells(file, "figures")
    assert heading == ["id", "import share", "count", "day", "local"]
    assert rows == [
        ["0042", 0.123456789012, 7.0, date(2026, 2, 1), True],
        ["=1+1", -5.0, 1_000_000.0, "", False],
        ["https://example.org", "", -3.0, "", ""],
    ]
    assert cells(file, "about") == [["what", "value"], ["asked", "@SUM(1)"]]


def test_csv_text_is_no_formula_and_figures_stay_figures() -> None:
    texts = [f"{begin}cmd" for begin in FORMULA_BEGINS if begin != "\0"]
    sheet = Sheet({"text": "", "a figure": ".1f"}, [(text, -1.5) for text in [*texts, "a=b", "'x"]])
    heading, *rows = csv.reader(io.StringIO(csv_text(sheet), newline=""))
    assert heading == ["text", "a_figure"]
    assert [row[0] for row in rows] == [*(f"'{text}" for text in texts), "a=b", "'x"]
    assert {row[1] for row in rows} == {"-1.5"}


def test_nothing_is_cut_off_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "much.xlsx"
    long, rows = [("short",), ("x" * 32_768,)], [*[(None,)] * 1_048_575, ("one more",)]
    with pytest.raises(InputError, match=r"a, row 3: has a text longer than the 32,767 char"):
        write_workbook(file, {"a": Sheet({"text": ""}, long)})
    with pytest.raises(InputError, match=r"a, row 1,048,577: is more than the 1,048,576 rows"):
        write_workbook(file, {"a": Sheet({"text": ""}, rows)})
    assert not file.exists()


def test_a_workbook_holds_what_it_can(tmp_path: Path) -> None:
    file = tmp_path / "full.xlsx"
    write_workbook(file, {"a": Sheet({"text": ""}, [("x" * 32_767,)])})
    assert cells(file, "a")[1] == ["x" * 32_767]


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        ("d", "0"),
        (",.0f", "#,##0"),
        (",.2f", "#,##0.00"),
        (".1%", "0.0%"),
        ("+.3%", "+0.000%;-0.000%;0.000%"),
        (",.6g", "General"),
    ],
)
def test_number_formats(style: str, wanted: str) -> None:
    assert number_format(style) == wanted
