"""What lists the commands and the settings has all of them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from api.settings import ServiceSettings
from graph.settings import Settings, settings_table
from ingest.command_line import COMMANDS, commands_of

ROOT = Path(__file__).parent.parent.parent


def test_every_command_is_where_the_command_line_looks_for_it() -> None:
    found = {path.stem for path in (ROOT / "ingest" / "commands").glob("*.py")}
    registering = {
        name for name in found if hasattr(import_module(f"ingest.commands.{name}"), "register")
    }
    assert {(name, module) for module in registering for name in commands_of(module)} == set(
        COMMANDS.items()
    )


def test_readme_tells_every_setting() -> None:
    assert settings_table(Settings, ServiceSettings) in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )
