"""What tests of the command line share: its environment, and tables to load."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.tables import TOWN

Run = Callable[..., subprocess.CompletedProcess[str]]

GAPS = 12
"""More than the table for people lists."""
FOREIGN, UNKNOWN = ([f"{letter}{number:02}" for number in range(GAPS)] for letter in "FU")
TOWN_AND_VAN = {
    **TOWN,
    "vehicles": [*TOWN["vehicles"], {"id": "W", "name": "van", "exworks_price_usd": 9000}],
    "items": [
        *TOWN["items"],
        *({"id": id_, "kind": "part", "name": id_} for id_ in (*FOREIGN, *UNKNOWN)),
    ],
    "bom": [
        *TOWN["bom"],
        *({"parent_id": "W", "child_id": id_, "quantity": 1} for id_ in (*FOREIGN, *UNKNOWN)),
    ],
    "supplies": [
        *TOWN["supplies"],
        *({"enterprise_id": "E3", "item_id": id_, "unit_price_usd": 50} for id_ in FOREIGN),
    ],
}
"""The van holds parts from abroad without a mass, and parts of which nothing is known."""


def clean_environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GRAPH_", "EMBEDDING_"))}
    return kept | {"ZANJIR_HOME": str(home), "EMBEDDED_HEAP_MB": "512", "COLUMNS": "200"}
