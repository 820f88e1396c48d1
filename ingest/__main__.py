"""``python -m ingest`` is the ``zanjir`` command."""

from ingest.command_line import main

main()
