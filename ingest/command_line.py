"""The ``zanjir`` command: every error is one line that says what to do."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

import click
import structlog
import typer

from graph.embedded import leave_on_signals
from graph.errors import ZanjirError
from ingest.commands import database, loading, questions, schema, serving

WRONG_CALL = 2
INTERRUPTED = 130

app = typer.Typer(
    name="zanjir",
    help="A knowledge graph and search service for the supply base of a car industry.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(database.app, name="db")
app.add_typer(schema.app, name="schema")
for module in (loading, questions, serving):
    module.register(app)


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
    given = [argument for argument in given if argument != "--debug"]
    quiet_libraries()
    with leave_on_signals():
        sys.exit(run(given, debug))


def run(arguments: list[str], debug: bool) -> int:
    """Run one command; returns its exit code."""
    try:
        code = app(args=arguments, prog_name="zanjir", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stdout.write(error.format_message() + "\n")
        return WRONG_CALL
    except click.ClickException as error:
        if debug:
            raise
        return complain(f"{error.format_message()} (see `zanjir --help`)", WRONG_CALL)
    except ZanjirError as error:
        if debug:
            raise
        return complain(error.detail, error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return complain("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); nobody is left to tell.
        sys.stderr.close()
        return 0
    except OSError as error:
        if debug:
            raise
        return complain(
            f"{error.strerror or error}: {error.filename or ''}".strip(": "), WRONG_CALL
        )
    except Exception as error:
        if debug:
            raise
        kind = type(error).__name__
        return complain(f"unexpected {kind}: {error}; run again with --debug and report it", 1)
    return int(code or 0)


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
