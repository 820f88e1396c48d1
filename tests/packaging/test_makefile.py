"""What `make` would do, on a folder that holds nothing but what it looks at."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
CREATES = "-m venv --clear"
INSTALLS = "pip install"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The three files the Makefile depends on, no venv."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(REPOSITORY / name, folder / name)
    return folder


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def pretend_installed(folder: Path, *stamps: str, made_in: Path | None = None) -> None:
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").touch()
    for stamp in stamps:
        (folder / ".venv" / stamp).write_text(f"{made_in or folder}\n")


def program(folder: Path, text: str) -> str:
    path = folder / "some-python"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return f"PYTHON={path}"


def test_first_demo_creates_and_installs(checkout: Path) -> None:
    said = make(checkout, "-n", "demo", "PORT=8001").stdout
    steps = [CREATES, "constraints.txt torch", "--editable .", "zanjir demo --port 8001"]
    positions = [said.index(step) for step in steps]
    assert positions == sorted(positions)
    assert "[dev]" not in said


def test_second_call_skips_what_is_done(checkout: Path) -> None:
    pretend_installed(checkout, ".installed-runtime", ".installed")
    for goal, does in {"setup": "Ready", "demo": "zanjir demo", "test": "bin/pytest"}.items():
        said = make(checkout, "-n", goal).stdout
        assert CREATES not in said
        assert INSTALLS not in said
        assert does in said


def test_tests_after_a_demo_install_only_what_is_missing(checkout: Path) -> None:
    pretend_installed(checkout, ".installed-runtime")
    said = make(checkout, "-n", "test").stdout
    assert CREATES not in said
    assert said.count(INSTALLS) == 1
    assert "[dev]" in said


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_requirements_are_installed(checkout: Path, name: str) -> None:
    pretend_installed(checkout, ".installed-runtime", ".installed")
    said = make(checkout, "-n", "-W", name, "setup").stdout
    assert CREATES not in said
    assert said.count(INSTALLS) == 3


def test_moved_folder_gets_a_new_venv(checkout: Path) -> None:
    pretend_installed(checkout, ".installed-runtime", ".installed", made_in=Path("/elsewhere"))
    said = make(checkout, "-n", "setup").stdout
    assert said.index(CREATES) < said.index(INSTALLS)


def test_old_python_is_refused_in_plain_words(checkout: Path) -> None:
    done = make(checkout, "setup", program(checkout, "exit 1"))
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "make setup PYTHON=" in done.stderr
    assert not (checkout / ".venv").exists()


def test_missing_venv_module_is_said(checkout: Path) -> None:
    done = make(checkout, "setup", program(checkout, 'case "$2" in *ensurepip*) exit 1;; esac'))
    assert done.returncode != 0
    assert "has no venv module" in done.stderr
    assert not (checkout / ".venv").exists()
