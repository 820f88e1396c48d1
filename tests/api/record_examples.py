"""Records the examples of the OpenAPI text from a service that serves the sample data set.

    python tests/api/record_examples.py http://127.0.0.1:8000

Lists are cut to two entries. Loads one row of a table of its own, as a dry run.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx

EXAMPLES = Path(__file__).parent.parent.parent / "api" / "examples"
SHOWN = 2
QUESTION = {"question": "кто в Ферганской области делает передние тормозные диски для легковых"}
REQUEST = {"item_id": "BRK-FRONT-ASSEMBLY-L", "units": 50000, "countries": ["UZ"]}
LOSS = {
    "down": ["KR"],
    "recovery_days": 60,
    "localize": [{"item_id": "ENG-HEAD-ASSY", "share": 0.5}],
}
TERMS = {"costs": {"ENG-BLOCK": 900000, "ENG-CRANKSHAFT-L": 400000, "WHL-TYRE-CAR": 2500000}}
CALLS = {
    "search": "/search?q=oil%20cooler&limit=2",
    "items": "/items?kind=part&limit=2",
    "item": "/items/BRK-DISC-L",
    "explosion": "/items/BRK-FRONT-ASSEMBLY-L/explosion?units=50000",
    "where_used": "/items/BRK-DISC-L/where-used",
    "suppliers": "/items/BRK-DISC-L/suppliers?units=50000",
    "vehicles": "/vehicles?limit=2",
    "vehicle": "/vehicles/VEH-COMPACT-1",
    "bottlenecks": "/bottlenecks?limit=2",
    "candidates": "/localization/candidates?limit=2",
    "opportunities": "/enterprises/ENT-UZ-010/opportunities?near=1&limit=2",
    "localization": "/vehicles/VEH-COMPACT-1/localization",
    "localization_plan": "/vehicles/VEH-COMPACT-1/localization/plan",
    "compare": "/compare?from=VEH-COMPACT-1&to=VEH-VAN-1",
    "materials": "/materials?limit=2",
    "material": "/materials/MAT-ABS",
    "material_where_used": "/materials/MAT-ABS/where-used",
    "enterprises": "/enterprises?region=UZ-FA&limit=2",
    "enterprise": "/enterprises/ENT-UZ-001",
    "processes": "/processes?limit=2",
    "process": "/processes/PROC-SAND-CASTING",
    "neighbourhood": "/graph/neighbourhood?id=BRK-DISC-L&limit=3",
    "path": "/graph/path?from=VEH-COMPACT-1&to=BRK-DISC-L",
    "figures": "/graph/figures",
}
TABLE = "id,kind,name,mass_kg\nDEMO-1,part,Bracket,0.4\nDEMO-2,part,Bush,heavy\n"


def short(value: Any) -> Any:
    """The value with its lists cut."""
    if isinstance(value, dict):
        return {key: short(each) for key, each in value.items()}
    return [short(each) for each in value[:SHOWN]] if isinstance(value, list) else value


def save(name: str, value: Any) -> None:
    """Write one example."""
    text = json.dumps(short(value), ensure_ascii=False, indent=2)
    (EXAMPLES / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def record(client: httpx.Client) -> None:
    """Ask every call once."""
    for name, path in CALLS.items():
        save(name, client.get(f"/v1{path}").raise_for_status().json())
    save("ask_request", QUESTION)
    save("ask", client.post("/v1/ask", json=QUESTION).raise_for_status().json())
    save("coverage_request", REQUEST)
    save("coverage", client.post("/v1/coverage", json=REQUEST).raise_for_status().json())
    save("what_if_request", LOSS)
    save("what_if", client.post("/v1/what-if", json=LOSS).raise_for_status().json())
    save("localization_plan_request", TERMS)
    answer = client.post(
        "/v1/ingest",
        files={"files": ("items.csv", TABLE.encode())},
        data={"source": "spring", "dry_run": "true"},
    )
    save("ingest", answer.raise_for_status().json())
    state = client.get(f"/v1/ingest/runs/{answer.json()['run_id']}").raise_for_status()
    save("ingest_run", state.json())


if __name__ == "__main__":
    with httpx.Client(base_url=sys.argv[1], timeout=300.0) as opened:
        while opened.get("/readyz").status_code != httpx.codes.OK:
            time.sleep(0.5)
        record(opened)
