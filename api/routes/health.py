"""Is the service well? ``/healthz``, ``/readyz``, ``/metrics``."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict

from api.documentation import errors, plain_errors, shown
from api.parameters import ServiceHere

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    model_config = ConfigDict(frozen=True)

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The first question would be answered at full speed."""

    model_config = ConfigDict(frozen=True)

    status: Literal["ready"] = "ready"
    graph_version: int


@router.get("/healthz", responses=shown({"status": "ok"}) | errors(500))
async def healthz() -> Health:
    """The process answers, whatever the database does."""
    return Health()


@router.get("/readyz", responses=shown({"status": "ready", "graph_version": 7}) | errors(500, 503))
def readyz(service: ServiceHere) -> Readiness:
    """503 until everything is warm and the database answers."""
    return Readiness(graph_version=service.check_ready().version())


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses=shown("zanjir_graph_version 7.0\n", media_type="text/plain") | plain_errors(500),
)
def metrics(request: Request) -> Response:
    """Latency by route template, graph version, age and entries of the snapshot, age and size of
    the projection, memory."""
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
