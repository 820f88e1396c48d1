"""Arguments and options that several commands have alike."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

ItemId = Annotated[str, typer.Argument(help="Id of a vehicle, assembly or part.")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Lines valid on this day.")
]
Lifecycle = Annotated[str, typer.Option(help="as-planned, as-built or as-specified.")]
