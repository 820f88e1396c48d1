"""The built wheel, installed into an empty venv elsewhere, does what the checkout does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZipFile

import pytest

from graph.queries import query_names

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "cypher", "graph", "ingest")
SEED = "ingest/sample/seed/"
DATA_FILES = (
    "cypher/*.cypher",
    "cypher/*.sql",
    "graph/text/*.tsv",
    "graph/py.typed",
    "ingest/sample/tables/*.csv",
    "api/*.html",
)
COMMANDS = ("demo", "ingest", "serve", "search", "db", "schema")
LOAD_EVERY_QUERY = """
import json, cypher, graph
from graph.queries import get_query, query_names
names = query_names()
texts = [get_query(name).text for name in names]
print(json.dumps([names, all(texts), graph.__file__, list(cypher.__path__)[0]]))
"""


@dataclass(frozen=True)
class Installed:
    """A venv that holds the wheel and borrows only third-party packages."""

    venv: Path
    elsewhere: Path

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the venv in an empty folder, with a home of its own."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GRAPH_", "PYTHON", "EMBEDDING_", "EMBEDDED_"))
        }
        return subprocess.run(
            [self.venv / "bin" / program, *arguments],
            cwd=self.elsewhere,
            env=kept | {"ZANJIR_HOME": str(self.elsewhere / "home"), "EMBEDDED_HEAP_MB": "512"},
            capture_output=True,
            text=True,
            timeout=240,
        )


def run_here(command: Sequence[str | Path]) -> str:
    """Run in the checkout; its output, or a failed test with what it said."""
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    run_here([*build, REPOSITORY])
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> frozenset[str]:
    with ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    home = folder / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install"]
    run_here([*pip, "--quiet", "--no-deps", "--no-index", wheel])
    (site_packages,) = home.glob("lib/python*/site-packages")
    # Comes after the venv's own folder on the path; .pth files in it, such as the one of an
    # editable install of the checkout, are not read.
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (folder / "elsewhere").mkdir()
    return Installed(home, folder / "elsewhere")


def test_wheel_holds_every_file_of_the_packages_but_the_seeds(names: frozenset[str]) -> None:
    listed = run_here(["git", "ls-files", "-co", "--exclude-standard", *PACKAGES]).splitlines()
    expected = {
        name for name in listed if not name.startswith(SEED) and (REPOSITORY / name).is_file()
    }
    in_packages = {name for name in names if name.startswith(tuple(f"{p}/" for p in PACKAGES))}
    assert in_packages == expected


@pytest.mark.parametrize("pattern", DATA_FILES)
def test_wheel_holds_data_files(names: frozenset[str], pattern: str) -> None:
    assert any(fnmatch(name, pattern) for name in names), f"no {pattern} in the wheel"


def test_wheel_holds_nothing_else(names: frozenset[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    (metadata,) = tops - set(PACKAGES)
    assert metadata.endswith(".dist-info")
    assert f"{metadata}/licenses/LICENSE" in names


def test_installed_wheel_loads_every_query(installed: Installed) -> None:
    done = installed.run("python", "-c", LOAD_EVERY_QUERY)
    assert done.returncode == 0, done.stderr
    names, all_have_text, *places = json.loads(done.stdout)
    assert names == query_names()
    assert all_have_text
    for place in places:
        assert Path(place).is_relative_to(installed.venv), f"{place} is not the installed one"


def test_installed_command_explains_itself(installed: Installed) -> None:
    done = installed.run("zanjir", "--help")
    assert done.returncode == 0, done.stderr
    assert [command for command in COMMANDS if command not in done.stdout] == []


def test_installed_command_loads_and_finds(installed: Installed) -> None:
    tables = installed.elsewhere / "tables"
    tables.mkdir()
    (tables / "items.csv").write_text(
        "id,kind,name,part_number\np1,part,Brake disc,ZX-4711-09\np2,part,Door seal,QR-0815-22\n"
    )
    loaded = installed.run("zanjir", "ingest", str(tables), "--report", "report.json")
    assert loaded.returncode == 0, loaded.stderr
    report = json.loads((installed.elsewhere / "report.json").read_text())
    assert [(t["table"], t["loaded"]) for t in report["tables"]] == [("items", 2)]

    found = installed.run("zanjir", "search", "qr 0815 22", "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["results"][0]["id"] == "p2"
