"""Tables for people, in windows of any width."""

from __future__ import annotations

import pytest

from ingest.commands.tables import print_table

COLUMNS = {"score": True, "id": False, "name": False, "demand": True, "local supply": True}
ROWS = [
    ["0.937", "MAT-MAGNESIUM-ALLOY-AZ91", "Magnesium alloy AZ91, die cast", "98,046", "0"],
    ["0.9", "B", "[b] a name in brackets that is longer than a column has room for", "1", "2"],
]


def test_what_is_piped_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(COLUMNS, ROWS)
    shown = capsys.readouterr().out
    assert "MAT-MAGNESIUM-ALLOY-AZ91" in shown
    assert "[b] a name in" in shown
    assert "supply" in shown
    assert "wider window" not in shown


def test_a_narrow_window_leaves_columns_out_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "70")
    print_table(COLUMNS, ROWS)
    shown = capsys.readouterr().out
    assert "MAT-MAGNESIUM-ALLOY-AZ91" in shown
    assert "a wider window has room for: demand, local supply" in shown


def test_a_table_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(COLUMNS, [])
    assert "score" in capsys.readouterr().out
