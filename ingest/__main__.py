"""Entry point of the ``zanjir`` command, also as ``python -m ingest``.

Imports take a second; Ctrl-C while they run ends as tidily as later.
"""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from ingest.command_line import main as run
    except KeyboardInterrupt:
        sys.stderr.write("zanjir: interrupted\n")
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
