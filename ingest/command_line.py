"""The ``zanjir`` command: every error is one line that says what to do."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import structlog
import typer
from typer.core import TyperGroup

from graph.embedded import Told, leave_on_signals
from graph.errors import ZanjirError

WRONG_CALL = 2
INTERRUPTED = 130
BUG = 1

COMMANDS = {
    "ingest": "loading",
    "embed": "loading",
    "search": "questions",
    "ask": "asking",
    "item": "questions",
    "explosion": "questions",
    "suppliers": "questions",
    "coverage": "covering",
    "neighbourhood": "questions",
    "path": "questions",
    "where-used": "questions",
    "bottlenecks": "planning",
    "candidates": "planning",
    "opportunities": "planning",
    "localization": "localization",
    "localization-plan": "localization_plan",
    "what-if": "what_if",
    "compare": "comparing",
    "stress": "stress",
    "serve": "serving",
    "demo": "serving",
    "evaluate": "evaluating",
    "generate": "generating",
    "db": "database",
    "schema": "schema",
}
"""Every command and the module under ``ingest.commands`` that registers it."""


class Commands(TyperGroup):
    """The commands, each imported when it is called: all of them would take twice as long."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One command; None, after a look at all for what is alike, where there is none."""
        for module in {COMMANDS[cmd_name]} if cmd_name in COMMANDS else set(COMMANDS.values()):
            self.commands.update(commands_of(module))
        return self.commands.get(cmd_name)


def commands_of(module: str) -> dict[str, Any]:
    """The commands that a module registers."""
    part = typer.Typer(rich_markup_mode=None)
    import_module(f"ingest.commands.{module}").register(part)
    return dict(typer.main.get_group(part).commands)


app = typer.Typer(
    name="zanjir",
    cls=Commands,
    help="A knowledge graph and search service for the supply base of a car industry.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def options(
    debug: bool = typer.Option(False, "--debug", help="Show the whole trace of an error."),
) -> None:
    """Options before the command."""
    del debug


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: run one command and end with its exit code (INTERFACE section 2)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"] or ["--help"]
    quiet_libraries()
    with leave_on_signals() as told:
        sys.exit(run(given, debug, told))


def run(arguments: list[str], debug: bool, told: Told) -> int:
    """Run one command; returns its exit code."""
    try:
        code = int(app(args=arguments, prog_name="zanjir", standalone_mode=False) or 0)
        # typer turns Ctrl-C into this code without a word.
        return complain("interrupted", code) if code == INTERRUPTED else code
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); nobody is left to tell.
        sys.stderr.close()
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return complain("interrupted", INTERRUPTED)
    except Exception as error:
        if debug:
            raise
        if told.exit_code is not None:
            # What a library made of being interrupted is no error of its own.
            return complain("interrupted", told.exit_code)
        return complain(*explained(error))


def explained(error: Exception) -> tuple[str, int]:
    """What to tell of an error, and the exit code it ends the command with."""
    if isinstance(error, ZanjirError):
        return error.detail, error.exit_code
    if isinstance(error, typer.TyperException):
        message = getattr(error, "format_message", error.__str__)()
        return f"{message} (see `zanjir --help`)", WRONG_CALL
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}", WRONG_CALL
    return f"unexpected {type(error).__name__}: {error}; run it with --debug and report it", BUG


def complain(text: str, code: int) -> int:
    """One line on stderr."""
    line = " ".join(text.split())
    sys.stderr.write(f"zanjir: {line}\n")
    return code


def quiet_libraries() -> None:
    """Our own log lines go to stderr; libraries speak up only when something is wrong."""
    logging.getLogger().setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


if __name__ == "__main__":
    main()
