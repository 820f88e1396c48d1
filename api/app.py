"""The HTTP service: ``uvicorn --factory api.app:create_app`` or ``zanjir serve``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles
from threadpoolctl import threadpool_limits

from api.brakes import Turns
from api.documentation import DESCRIPTION, TAGS, install_openapi
from api.errors import install_handlers
from api.ingest_jobs import IngestJobs
from api.metrics import install_metrics
from api.middleware import BodyLimit, RequestFrame, SegmentPaths
from api.routes import (
    ask,
    coverage,
    enterprises,
    graph,
    health,
    ingest,
    items,
    materials,
    pages,
    planning_bottlenecks,
    planning_candidates,
    planning_compare,
    planning_localization,
    planning_localization_plan,
    planning_what_if,
    processes,
    search,
    vehicles,
)
from api.service import Service
from api.settings import ServiceSettings, get_service_settings
from graph.settings import Settings, get_settings

PREFIX = "/v1"
STATIC = Path(__file__).parent / "static"
ROUTES = (
    search,
    ask,
    items,
    vehicles,
    materials,
    enterprises,
    processes,
    coverage,
    planning_bottlenecks,
    planning_candidates,
    planning_localization,
    planning_localization_plan,
    planning_what_if,
    planning_compare,
    graph,
    ingest,
)


def create_app(settings: Settings | None = None, options: ServiceSettings | None = None) -> FastAPI:
    """The service over the graph that ``settings`` name; nothing is opened before it starts."""
    options = options or get_service_settings()
    service = Service(settings or get_settings(), options)
    jobs = IngestJobs(service)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.turns = Turns(options.costly_calls, options.queue_seconds)
        app.state.search_turns = Turns(options.searches, options.queue_seconds)
        # Answers are worked on side by side: one that takes all cores for a product of a vector
        # and a matrix gains nothing by it, and costs the others twice as much.
        threadpool_limits(1, user_api="blas")
        service.start()
        try:
            yield
        finally:
            # Both wait for threads, and a waiting event loop could not be interrupted.
            await run_in_threadpool(jobs.stop)
            await run_in_threadpool(service.stop)

    app = FastAPI(
        title="Zanjir",
        version=version("zanjir"),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.service = service
    app.state.jobs = jobs
    app.state.registry = install_metrics(app, service)
    for routes in ROUTES:
        app.include_router(routes.router, prefix=PREFIX)
    app.include_router(health.router)
    app.include_router(pages.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    install_handlers(app)
    install_openapi(app)
    app.add_middleware(
        BodyLimit,
        body_bytes=options.body_bytes,
        upload_bytes=options.upload_bytes,
        upload_path=f"{PREFIX}{ingest.PATH}",
    )
    app.add_middleware(SegmentPaths)
    app.add_middleware(RequestFrame)
    return app
