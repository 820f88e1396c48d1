"""What lies at the top of the repository, and what no file in it may say."""

from __future__ import annotations

import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDERS = {".ci", "api", "cypher", "docs", "graph", "ingest", "tests"}
FILES = {
    ".dockerignore",
    ".env.example",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "constraints.txt",
    "docker-compose.yml",
    "pyproject.toml",
}
# Put together here, so that this file does not say them either.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("download", "pytorch", "org"),
        ("npmjs", "org"),
        ("deb", "debian", "org"),
        ("repo1", "maven", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
    )
)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(work|root|home/\w+|Users/\w+|opt/(pypi|wheels))/")


def listed_files() -> list[Path]:
    """Every file that is, or would be, part of a commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (Path(name) for name in listed.split("\0") if name)
    return [path for path in paths if (REPOSITORY / path).is_file()]


def pins() -> dict[str, Version]:
    lines = (REPOSITORY / "constraints.txt").read_text().splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): Version(version) for name, version in pairs}


def requirements() -> list[Requirement]:
    text = (REPOSITORY / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group]


def test_top_level_holds_the_agreed_names_only() -> None:
    paths = listed_files()
    folders = {path.parts[0] for path in paths if len(path.parts) > 1}
    assert folders <= FOLDERS, sorted(folders - FOLDERS)
    assert FOLDERS - {"docs"} <= folders
    assert {str(path) for path in paths if len(path.parts) == 1} == FILES


def test_no_file_names_a_registry_host_or_a_machine_path() -> None:
    found = []
    for path in listed_files():
        text = (REPOSITORY / path).read_bytes().decode("utf-8", errors="replace")
        found += [f"{path}: {host}" for host in REGISTRY_HOSTS if host in text]
        found += [f"{path}: {match.group()}" for match in MACHINE_PATH.finditer(text)]
    assert found == []


def test_constraints_pin_what_the_project_asks_for() -> None:
    pinned = pins()
    assert [r.name for r in requirements() if canonicalize_name(r.name) not in pinned] == []
    for requirement in requirements():
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} and {version}"


def test_constraints_are_sorted_plain_versions() -> None:
    pinned = pins()
    assert list(pinned) == sorted(pinned)
    assert [str(version) for version in pinned.values() if version.local] == []


def test_hooks_are_local_and_run_what_setup_installs() -> None:
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    programs = {hook["entry"].split()[0] for hook in config["repos"][0]["hooks"]}
    scripts = Path(sysconfig.get_path("scripts"))
    for program in programs:
        assert program.startswith(".venv/bin/")
        assert (scripts / Path(program).name).exists(), program


def test_ci_script_is_executable_bash() -> None:
    script = REPOSITORY / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", script], timeout=10).returncode == 0


@pytest.mark.parametrize("heading", ["## [Unreleased]", "### Added"])
def test_changelog_keeps_its_form(heading: str) -> None:
    assert heading in (REPOSITORY / "CHANGELOG.md").read_text().splitlines()
