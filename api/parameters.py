"""Parameters that several calls share, checked and described once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import unquote

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator

from api.service import Service
from graph.connection import Graph
from graph.structure.lines import Lifecycle
from graph.things.lists import MOST_LISTED

MOST_STEPS: Final = 10_000
MOST_UNITS: Final = 1e12
LAST: Final = 2**31 - 1
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


# Dependencies are coroutines even where nothing is waited for: the framework would hand plain
# functions to a thread, one after the other.
async def service_of(request: Request) -> Service:
    """The process's state."""
    service: Service = request.app.state.service
    return service


async def graph_of(service: Annotated[Service, Depends(service_of)]) -> Graph:
    """The open graph; a 503 until it is."""
    return service.graph


ServiceHere = Annotated[Service, Depends(service_of)]
GraphHere = Annotated[Graph, Depends(graph_of)]


def _iso_day(value: Any) -> Any:
    """Only a plain day: pydantic would also take a number of seconds for one."""
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise ValueError("write the day as YYYY-MM-DD")
    return value


def _encodable(value: Any) -> Any:
    """JSON may hold half a character (``\\ud800``), which no database and no answer can."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text holds half a character; send whole ones") from error
    return value


WholeText = BeforeValidator(_encodable)


def thing_id(example: str) -> Any:
    """An id in a path, any characters of it percent-encoded (`%2F` for a slash)."""
    return Path(
        alias="id",
        description="The id; any character may be percent-encoded, a slash as `%2F`.",
        examples=[example],
    )


# ``middleware.SegmentPaths`` leaves slashes and percent signs encoded.
_Id = AfterValidator(unquote)
ItemId = Annotated[str, thing_id("BRK-DISC-L"), _Id]
AssemblyId = Annotated[str, thing_id("BRK-FRONT-ASSEMBLY-L"), _Id]
VehicleId = Annotated[str, thing_id("VEH-COMPACT-1"), _Id]
MaterialId = Annotated[str, thing_id("MAT-ABS"), _Id]
EnterpriseId = Annotated[str, thing_id("ENT-UZ-001"), _Id]
ProcessId = Annotated[str, thing_id("PROC-SAND-CASTING"), _Id]

Units = Annotated[
    float,
    Query(
        gt=0,
        le=MOST_UNITS,
        allow_inf_nan=False,
        description="Totals are for so many units of the thing, in its own unit.",
        examples=[50000],
    ),
]
WantedUnits = Annotated[
    float | None,
    Query(
        gt=0,
        le=MOST_UNITS,
        allow_inf_nan=False,
        description="Wanted a year, in the item's unit; scores fall where capacity is short of it.",
        examples=[50000],
    ),
]
Depth = Annotated[
    int | None,
    Query(
        ge=1,
        le=MOST_STEPS,
        description="Count only ways of at most so many steps; all of them unless said.",
        examples=[3],
    ),
]
AsOf = Annotated[
    date | None,
    BeforeValidator(_iso_day),
    Query(
        description="The day on which lines must be valid (both ends count); today, UTC, unless "
        "said.",
        examples=["2026-01-31"],
    ),
]
InLifecycle = Annotated[
    Lifecycle, Query(description="Which lines count; an answer never mixes two.")
]
Year = Annotated[
    int | None,
    Query(
        ge=1900,
        le=9999,
        description="The plan year; the current one if it has plans, else the latest that has, and "
        "the current one where nothing is planned.",
        examples=[2026],
    ),
]
Limit = Annotated[
    int, Query(ge=1, le=MOST_LISTED, description="Things on the page at most.", examples=[50])
]
Offset = Annotated[int, Query(ge=0, le=LAST, description="Things before the page.", examples=[0])]
Regions = Annotated[
    list[str],
    Query(
        description="ISO 3166-2 code or any spelling of a region's name; several are alternatives.",
        examples=[["UZ-FA"]],
    ),
]
Countries = Annotated[
    list[str],
    Query(
        description="ISO 3166-1 code or name of a country; several are alternatives.",
        examples=[["UZ"]],
    ),
]


@dataclass(frozen=True, slots=True)
class ExplosionOptions:
    """How an explosion is asked for, of an item or of a vehicle."""

    units: float
    depth: int | None
    as_of: date | None
    lifecycle: Lifecycle
    leaves_only: bool


async def explosion_options(
    units: Units = 1.0,
    depth: Depth = None,
    as_of: AsOf = None,
    lifecycle: InLifecycle = "as-planned",
    leaves_only: Annotated[bool, Query(description="Only leaves in `lines`.")] = False,
) -> ExplosionOptions:
    """The query string of an explosion."""
    return ExplosionOptions(units, depth, as_of, lifecycle, leaves_only)


HowExploded = Annotated[ExplosionOptions, Depends(explosion_options)]
