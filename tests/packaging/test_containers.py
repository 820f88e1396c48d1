"""Dockerfile and docker-compose.yml, as far as can be told without a Docker engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[2]
DOCKERFILE = REPOSITORY / "Dockerfile"
COMPOSE_FILE = REPOSITORY / "docker-compose.yml"
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|AUTH|KEY", re.IGNORECASE)
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)")
PINNED = re.compile(r"^[\w./-]+:\d+\.\d+[\w.-]*$")
Service = dict[str, Any]


def instructions() -> list[tuple[str, str]]:
    """Instruction and argument of each logical line of the Dockerfile, in order."""
    lines = [line for line in DOCKERFILE.read_text().splitlines() if not line.startswith("#")]
    logical = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    pairs = [line.split(maxsplit=1) for line in logical if line.strip()]
    return [(word.upper(), argument) for word, argument in pairs]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    start = max(i for i, (word, _) in enumerate(found) if word == "FROM")
    return found[start:]


def only(word: str) -> str:
    """The argument of the one such instruction of the last stage."""
    (argument,) = (argument for found, argument in last_stage() if found == word)
    return argument


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    compose = yaml.safe_load(COMPOSE_FILE.read_text())
    return dict(compose["services"])


def test_dockerfile_passes_hadolint() -> None:
    hadolint = shutil.which("hadolint", path=sysconfig.get_path("scripts"))
    assert hadolint, "hadolint is missing: run `make setup`"
    done = subprocess.run([hadolint, DOCKERFILE], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dockerfile_builds_in_one_stage_and_runs_in_another() -> None:
    bases = [argument for word, argument in instructions() if word == "FROM"]
    assert len(bases) == 2
    assert len({base.split()[0] for base in bases}) == 1
    for base in bases:
        assert PINNED.match(base.split()[0]), f"{base} is not pinned"
        assert "alpine" not in base, "the Java of arcadedb-embedded needs glibc"
    assert [a for w, a in last_stage() if w == "RUN" and "pip" in a] == []


def test_image_runs_as_an_ordinary_user() -> None:
    user = int(only("USER"))
    assert user != 0
    (made,) = (a for w, a in last_stage() if w == "RUN" and "useradd" in a)
    assert f"--uid {user} " in made


def test_image_serves_keeps_its_data_and_fetches_nothing() -> None:
    environment = only("ENV")
    assert json.loads(only("CMD")) == ["zanjir", "serve", "--host", "0.0.0.0"]
    assert only("EXPOSE") == "8000"
    assert f"ZANJIR_HOME={only('VOLUME')}" in environment
    assert "HF_HUB_OFFLINE=1" in environment


def test_every_copied_path_is_in_the_build_context() -> None:
    let_in = {
        line.removeprefix("!")
        for line in (REPOSITORY / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = {
        source
        for word, argument in instructions()
        if word == "COPY" and not argument.startswith("--from")
        for source in argument.split()[:-1]
    }
    assert copied == let_in
    assert [path for path in sorted(copied) if not (REPOSITORY / path).exists()] == []


def test_packages_of_the_wheel_are_copied_into_the_build() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = {argument for word, argument in instructions() if word == "COPY"}
    assert {f"{package} {package}" for package in packages} <= copied


def test_compose_file_satisfies_the_specification() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, COMPOSE_FILE], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_services_are_the_three(services: dict[str, Service]) -> None:
    assert set(services) == {"neo4j", "api", "ingest"}
    assert services["ingest"]["profiles"] == ["ingest"]
    assert services["ingest"]["restart"] == "no"
    assert services["ingest"]["entrypoint"] == ["zanjir", "ingest"]
    assert services["api"]["environment"]["GRAPH_URI"] == "bolt://neo4j:7687"
    for name in ("api", "ingest"):
        assert services[name]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}


def test_every_service_is_pinned_and_bounded(services: dict[str, Service]) -> None:
    for name, service in services.items():
        assert PINNED.match(service["image"]), name
        assert service["mem_limit"], name


def test_lasting_services_are_watched_and_restarted(services: dict[str, Service]) -> None:
    lasting = {name: s for name, s in services.items() if not s.get("profiles")}
    assert lasting.keys() == {"neo4j", "api"}
    for name, service in lasting.items():
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"], name


def test_ports_are_open_to_this_machine_only(services: dict[str, Service]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert [port.rpartition(":")[2] for port in ports] == ["7474", "7687", "8000"]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_input_is_mounted_read_only(services: dict[str, Service]) -> None:
    assert "./data:/input:ro" in services["ingest"]["volumes"]
    assert services["ingest"]["working_dir"] == "/input"


def test_no_secret_stands_in_the_compose_file(services: dict[str, Service]) -> None:
    secrets = {
        name: value
        for service in services.values()
        for name, value in service["environment"].items()
        if SECRET.search(name)
    }
    assert secrets.keys() == {"GRAPH_PASSWORD", "NEO4J_AUTH"}
    for name, value in secrets.items():
        assert re.fullmatch(r"(neo4j/)?\$\{GRAPH_PASSWORD:\?[^}]+\}", value), name


def test_image_and_compose_ask_the_same_health_question(services: dict[str, Service]) -> None:
    in_image = json.loads(only("HEALTHCHECK").partition("CMD ")[2])
    assert services["api"]["healthcheck"]["test"] == ["CMD", *in_image]
    assert in_image[:2] == ["python", "-c"]
    compile(in_image[2], "healthcheck", "exec")
    assert "/healthz" in in_image[2]


def test_image_carries_the_version_of_the_project(services: dict[str, Service]) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert services["api"]["image"] == f"zanjir:{project['version']}"


def test_env_example_names_what_can_be_set() -> None:
    example = (REPOSITORY / ".env.example").read_text()
    shown = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$", example, re.MULTILINE)
    used = set(VARIABLE.findall(COMPOSE_FILE.read_text()))
    settings = {name.upper() for name in Settings.model_fields}
    assert used <= {name for name, _ in shown}
    assert {name for name, _ in shown} <= used | settings
    assert ("GRAPH_PASSWORD", "") in shown, "an example must not carry a password"
