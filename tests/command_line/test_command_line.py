"""The `zanjir` command as a person uses it: exit codes, one-line errors, the same answers."""

from __future__ import annotations

import csv
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.command_line.commands import (
    GAPS,
    TOWN_AND_VAN,
    Run,
    clean_environment,
)
from tests.tables import TOWN, write_tables

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def zanjir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run the command on a database of its own, kept up for this file's tests."""
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ingest", *arguments],
            env=clean_environment(home) | environment,
            cwd=home,
            capture_output=True,
            text=True,
            timeout=120,
        )

    assert run("db", "start").returncode == 0
    folder = write_tables(home / "town", TOWN_AND_VAN)
    loaded = run("ingest", str(folder), "--embed", "later", "--report", str(home / "first.json"))
    assert loaded.returncode == 0, loaded.stderr
    yield run
    stopped = run("db", "stop")
    assert stopped.returncode == 0, stopped.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("frobnicate",), "No such command"),
        (("ingest",), "Missing argument"),
        (("ingest", "nowhere"), "does not exist"),
        (("ingest", ".", "--format", "xml"), "--format"),
        (("ingest", ".", "--max-rejects", "-1"), "--max-rejects"),
        (("ingest", ".", "--report", "no/such/folder.json"), "folder"),
        (("ingest", ".", "--report", "."), "is a folder"),
        (("search", " "), "search for"),
        (("explosion", "nobody"), "nobody"),
        (("explosion", "V", "--lifecycle", "as-dreamt"), "as-dreamt"),
        (("explosion", "V", "--as-of", "yesterday"), "--as-of"),
        (("coverage", "A", "--units", "-3"), "units"),
        (("coverage", "A", "--units", "3", "--objective", "luck"), "objective"),
        (("suppliers", "P", "--region", "Atlantis"), "Atlantis"),
        (("db", "restore", "nothing.zip"), "nothing.zip"),
        (("serve", "--port", "99999"), "--port"),
    ],
)
def test_a_wrong_call_is_one_line_and_code_2(
    zanjir: Run, arguments: tuple[str, ...], complaint: str
) -> None:
    done = zanjir(*arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("GRAPH_URI", "http://nowhere", 2),
        ("GRAPH_URI", "bolt://127.0.0.1:1", 4),
        ("HOME_COUNTRY", "Uzbekistan", 2),
        ("EMBEDDED_HEAP_MB", "lots", 2),
        ("ZANJIR_HOME", __file__, 2),
    ],
)
def test_a_wrong_setting_is_one_line(zanjir: Run, name: str, value: str, code: int) -> None:
    done = zanjir("db", "status", **{name: value})
    assert done.returncode == code
    assert len(done.stderr.strip().splitlines()) == 1
    assert value in done.stderr or name in done.stderr
    assert "pattern" not in done.stderr


def test_debug_shows_the_trace(zanjir: Run) -> None:
    assert "Traceback" in zanjir("--debug", "explosion", "nobody").stderr


def test_the_report_is_printed_and_written(zanjir: Run, tmp_path: Path) -> None:
    tables = {**TOWN, "plans": [{"vehicle_id": "none", "year": 2026, "units": 1}]}
    folder = write_tables(tmp_path / "town", tables)
    file = tmp_path / "report.json"
    done = zanjir("ingest", str(folder), "--embed", "later", "--dry-run", "--report", str(file))

    assert done.returncode == 3
    assert "plans.csv row 2" in done.stdout
    report = json.loads(file.read_text())
    assert {
        "run_id",
        "source",
        "tables",
        "rejects",
        "missing_rows",
        "seconds",
        "graph_version",
    } <= set(report)
    assert report["source"] == "town"
    [reject] = report["rejects"]
    assert reject["file"] == "plans.csv"
    assert (reject["table"], reject["row"], reject["column"], reject["value"]) == (
        "plans", 2, "vehicle_id", "none",
    )  # fmt: skip
    assert zanjir("ingest", str(folder), "--dry-run", "--max-rejects", "1").returncode == 0


def test_a_second_load_is_unchanged(zanjir: Run, tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "town", TOWN)
    file = tmp_path / "report.json"
    assert zanjir("ingest", str(folder), "--embed", "later", "--report", str(file)).returncode == 0
    report = json.loads(file.read_text())
    assert sum(table["loaded"] for table in report["tables"]) == 0
    assert report["graph_version"] == 1


def test_answers_as_json_and_for_people(zanjir: Run) -> None:
    explosion = json.loads(zanjir("explosion", "V", "--units", "10", "--json").stdout)
    assert {line["id"]: line["quantity"] for line in explosion["lines"]} == {
        "A": 20, "D": 20, "P": 40,
    }  # fmt: skip
    used = json.loads(zanjir("where-used", "P", "--json").stdout)
    assert [vehicle["annual_quantity"] for vehicle in used["vehicles"]] == [400]
    assert json.loads(zanjir("item", "P", "--json").stdout)["sources"][0]["file"] == "items.csv"
    for command in (
        ("explosion", "V"),
        ("where-used", "P"),
        ("suppliers", "P"),
        ("path", "V", "P"),
    ):
        done = zanjir(*command)
        assert done.returncode == 0, done.stderr
        assert "─" in done.stdout
    assert json.loads(zanjir("neighbourhood", "A", "--json").stdout)["nodes"]
    assert "KR" in zanjir("suppliers", "P").stdout


def test_coverage_of_an_assembly(zanjir: Run) -> None:
    covered = json.loads(zanjir("coverage", "A", "--units", "100", "--json").stdout)
    assert covered["status"] == "covered"
    local = json.loads(
        zanjir("coverage", "A", "--units", "100", "--country", "UZ", "--json").stdout
    )
    assert (local["status"], local["covered_share"]) == ("partial", 0.5)
    assert [uncovered["item_id"] for uncovered in local["uncovered"]] == ["P"]
    shown = zanjir("coverage", "A", "--units", "100", "--country", "UZ").stdout
    assert "to cover P (100.0% then): E3 Daesong" in shown


def test_planning_for_people_as_json_and_as_csv(zanjir: Run) -> None:
    iron, steel = json.loads(zanjir("bottlenecks", "--json").stdout)["materials"]
    assert (iron["demand_kg"], steel["demand_kg"]) == (1000, 160)
    [pad] = json.loads(zanjir("candidates", "--year", "2025", "--json").stdout)["candidates"]
    assert (pad["item_id"], pad["import_value_usd"], pad["countries"]) == ("P", 400, ["KR"])
    for command in (
        ("bottlenecks", "--kind", "part"),
        ("candidates", "--year", "2025"),
    ):
        shown, rows = zanjir(*command), zanjir(*command, "--csv")
        assert (shown.returncode, rows.returncode) == (0, 0), shown.stderr
        assert "─" in shown.stdout
        assert rows.stdout.splitlines()[0].startswith("score,id,name,")
    nothing = ("opportunities", "E1", "--near", "1", "--year", "2025")
    assert zanjir(*nothing).stdout.startswith("0 items imported in 2025")
    assert zanjir(*nothing, "--csv").stdout.startswith("score,id,name,")
    assert "no imports of 2026" in zanjir("candidates").stdout
    assert zanjir("bottlenecks", "--kind", "screw").returncode == 2
    assert zanjir("candidates", "--json", "--csv").returncode == 2


def test_localization_for_people_as_json_and_as_csv(zanjir: Run) -> None:
    answer = json.loads(zanjir("localization", "V", "--json").stdout)
    assert answer["level"] == pytest.approx(1 - 2 * 2 * 4 / 9000)
    lines = zanjir("localization", "V", "--csv").stdout.splitlines()
    assert lines[0].startswith("id,name,quantity")
    assert lines[1].startswith("P,pad,4.0,piece,4.0,16.0")
    shown = zanjir("localization", "V", "--method", "roll-up").stdout
    assert "99.8% local by roll-up" in shown
    assert "not known: D" in shown
    assert zanjir("localization", "V", "--csv", "--json").returncode == 2


def test_localization_plan_for_people_as_json_and_as_csv(zanjir: Run) -> None:
    call = ("localization-plan", "V", "--threshold", "0.999")
    answer = json.loads(zanjir(*call, "--json").stdout)
    assert [item["item_id"] for item in answer["items"]] == ["P"]
    assert (answer["status"], answer["solver"]["status"]) == ("reached", "optimal")
    assert (answer["cost"], answer["level_after"]) == (16.0, 1.0)
    lines = zanjir(*call, "--csv").stdout.splitlines()
    assert lines[0].startswith("id,name,quantity,unit,unit_value_usd,foreign_share,share,")
    assert lines[1].startswith("P,pad,4.0,piece,4.0,1.0,1.0,16.0,16.0,1.0,0.998")
    shown = zanjir(*call).stdout
    assert "V: 99.9% local by tracing is reached with 1 of 1 items: 99.82% before" in shown
    assert "no smaller set reaches it" in shown
    shown = zanjir(*call, "--share", "0.1").stdout
    assert "out of reach" in shown
    assert "of P: only 10% of its foreign supply would be localized" in shown
    assert "of P: no local enterprise is known" in zanjir(*call, "--capable-only").stdout
    assert "is reached already" in zanjir("localization-plan", "V").stdout
    priced = json.loads(zanjir(*call, "--cost", "P=7", "--item-share", "P=0.9", "--json").stdout)
    assert (priced["cost"], priced["cost_is"], priced["items"][0]["share"]) == (
        7.0,
        "as given",
        0.9,
    )
    for wrong in (("--cost", "P"), ("--cost", "P=-1"), ("--cost", "Q=1"), ("--share", "2")):
        assert zanjir(*call, *wrong).returncode == 2


def test_compare_for_people_as_json_and_as_csv(zanjir: Run) -> None:
    answer = json.loads(zanjir("compare", "V", "A", "--json").stdout)
    assert [(each["item_id"], each["change"]) for each in answer["lines"]] == [
        ("A", "removed"), ("P", "changed"), ("D", "changed"),
    ]  # fmt: skip
    lines = zanjir("compare", "V", "A", "--csv").stdout.splitlines()
    assert lines[0] == "change,id,name,kind,from,to,difference,unit,kg,value_usd,imported_usd"
    assert lines[2] == "changed,P,pad,part,4.0,2.0,-2.0,piece,-0.8,-8.0,"
    shown = zanjir("compare", "V", "A").stdout
    assert "0 added, 1 removed, 2 changed in quantity, 0 moved, 0 alike" in shown
    assert "not known (both): D (disc): no unit value is known" in shown
    assert zanjir("compare", "V", "nothing").returncode == 2
    assert zanjir("compare", "V", "V", "--to-lifecycle", "x").returncode == 2


def test_what_if_for_people_as_json_and_as_csv(zanjir: Run) -> None:
    call = ("what-if", "KR", "--days", "73", "--year", "2026")
    answer = json.loads(zanjir(*call, "--json").stdout)
    # 10 pads in stock for 2.5 cars, and 17.5 of the 20 cars of a fifth of a year are lost.
    assert answer["lost_units"] == pytest.approx(17.5)
    assert answer["time_to_survive_days"] == pytest.approx(10 / (400 / 365))
    assert zanjir(*call, "--csv").stdout.splitlines()[1].startswith("V,compact car,20.0,17.5")
    shown = zanjir(*call, "--localize", "P=1").stdout
    assert "0.0 units and 0 USD lost" in shown
    assert "99.8% local before, 100.0% after" in shown
    for wrong in (
        ("what-if", "Atlantis"),
        ("what-if", "--localize", "P"),
        ("what-if", "--days", "0"),
    ):
        assert zanjir(*wrong).returncode == 2


def test_stress_ranks_every_single_loss(zanjir: Run) -> None:
    done = zanjir("stress", "--all-single", "--days", "73", "--year", "2026", "--csv")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "index,kind,id,name,lost_units,lost_usd,survives_days"
    assert lines[1].startswith("1.0,")
    assert any(line.startswith("0.875,country,KR") for line in lines)
    assert zanjir("stress").returncode == 2
    assert zanjir("stress", "--all-single", "--kind", "screw").returncode == 2


@pytest.mark.parametrize(
    ("call", "first", "about"),
    [
        (("bottlenecks", "--kind", "part"), ["score", "id", "name"], ["kind", "part"]),
        (("candidates", "--year", "2025"), ["score", "id", "name"], ["year", 2025]),
        (("opportunities", "E1", "--near", "1"), ["score", "id", "name"], ["enterprise id", "E1"]),
        (("localization", "V", "--limit", "1"), ["id", "name", "quantity"], ["vehicle id", "V"]),
        (("localization-plan", "V"), ["id", "name", "quantity"], ["vehicle id", "V"]),
        (("what-if", "KR", "P", "--days", "73"), ["vehicle", "name", "planned"], ["down", "KR, P"]),
        (("compare", "V", "A"), ["change", "id", "name"], ["to id", "A"]),
        (("stress", "--all-single", "--days", "73"), ["index", "kind", "id"], ["days", 73]),
        (("coverage", "V", "--units", "10"), ["enterprise", "place", "item"], ["item id", "V"]),
    ],
)
def test_a_workbook_of_every_answer_with_csv(
    zanjir: Run, tmp_path: Path, call: tuple[str, ...], first: list[str], about: list[object]
) -> None:
    file = tmp_path / "answer.xlsx"
    printed = zanjir(*call, "--csv", "--xlsx", str(file))
    assert printed.returncode == 0, printed.stderr
    book = CalamineWorkbook.from_path(file)
    assert book.sheet_names == [call[0], "about"]
    heading, *rows = book.get_sheet_by_name(call[0]).to_python()
    assert heading[:3] == first
    _, *lines = csv.reader(printed.stdout.splitlines())
    assert rows == [[as_cell(text) for text in line] for line in lines]
    said = book.get_sheet_by_name("about").to_python()
    assert said[:2] == [["what", "value"], ["asked", f"zanjir {call[0]}"]]
    assert about in said
    assert ["graph version", 1] in said
    assert isinstance(dict(map(tuple, said))["on"], date)
    assert any(name == "note" for name, _ in said)


@pytest.mark.parametrize(
    ("call", "listed"),
    [
        (("compare", "V", "W"), {"not known": 4 * GAPS + 2}),
        (
            ("localization-plan", "W", "--threshold", "0.999", "--share", "0.1"),
            {"stays": GAPS, "not known": GAPS},
        ),
    ],
)
def test_a_workbook_lists_what_the_table_has_no_room_for(
    zanjir: Run, tmp_path: Path, call: tuple[str, ...], listed: dict[str, int]
) -> None:
    file = tmp_path / "answer.xlsx"
    printed = zanjir(*call, "--xlsx", str(file))
    assert printed.returncode == 0, printed.stderr
    said = CalamineWorkbook.from_path(file).get_sheet_by_name("about").to_python()
    notes = [str(value) for name, value in said if name == "note"]
    shown = printed.stdout.splitlines()
    for begin, count in listed.items():
        assert sum(note.startswith(begin) for note in notes) == count
        assert f"{begin}: {count - 10} more; --json lists them" in shown
        assert sum(line.startswith(begin) for line in shown) == 11
    assert not any(note.endswith("--json lists them") for note in notes)


def as_cell(text: str) -> object:
    """A cell of the CSV as the workbook has it, which keeps 16 digits."""
    try:
        return pytest.approx(float(text), rel=1e-15)
    except ValueError:
        return text


@pytest.mark.parametrize(
    ("file", "complaint"),
    [("answer.csv", ".xlsx"), ("no/such/answer.xlsx", "folder"), ("/dev/full/a.xlsx", "folder")],
)
def test_a_workbook_that_cannot_be_written_is_one_line(
    zanjir: Run, file: str, complaint: str
) -> None:
    done = zanjir("bottlenecks", "--xlsx", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_search_finds_a_number_in_any_spelling(zanjir: Run) -> None:
    found = json.loads(zanjir("search", "96815894", "--json").stdout)
    assert found["results"][0]["id"] == "A"
    assert found["results"][0]["why"][0]["by"] == "number"


def test_embed_completes_what_was_left(zanjir: Run) -> None:
    first = zanjir("embed")
    assert first.returncode == 0
    assert zanjir("embed").stdout.startswith("0 embeddings")


def test_status_schema_and_backup(zanjir: Run, tmp_path: Path) -> None:
    status = zanjir("db", "status").stdout
    assert "graph version 1" in status
    assert f"parts: {2 + 2 * GAPS}" in status
    assert "complete" in zanjir("schema", "check").stdout
    assert zanjir("schema", "apply").returncode == 0
    file = tmp_path / "graph.zip"
    assert zanjir("db", "backup", str(file)).returncode == 0
    assert file.stat().st_size > 0
    refused = zanjir("db", "backup", str(file))
    assert refused.returncode == 2
    assert "exists" in refused.stderr


def test_a_taken_port_is_said_at_once(zanjir: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = zanjir("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "--port" in done.stderr
