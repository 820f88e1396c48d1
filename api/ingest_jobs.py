"""Loads uploads: each in a child process that runs ``ingest``, so that serving never imports it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import structlog
from pydantic import BaseModel, ConfigDict, SecretStr

import graph as library
from api.errors import BusyError, trace_of
from api.service import Service
from graph.errors import (
    EmbeddingError,
    GraphUnavailableError,
    InputError,
    NotFoundError,
    NotReadyError,
    ZanjirError,
)
from graph.settings import Settings

log = structlog.get_logger(__name__)

KEPT = 100
STOP_SECONDS = 20.0
ROWS_REJECTED = 3
PACKAGES = Path(library.__file__).parent.parent
FAILURES: dict[int, type[ZanjirError]] = {2: InputError, 4: GraphUnavailableError}
"""What the exit codes of INTERFACE section 2 mean to a caller."""

Status = Literal["running", "done", "failed", "abandoned"]


class RunState(BaseModel):
    """A run, and as soon as it is done its report.

    ``too_many_rejects``: more rows than ``max_rejects`` were rejected; the good ones are loaded all
    the same. ``error`` says why a run failed. The lists are left out of a kept report that would
    be very long.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    run_id: str
    status: Status
    graph_version: int
    source: str | None = None
    dry_run: bool = False
    tables: list[dict[str, Any]] | None = None
    rejects: list[dict[str, Any]] | None = None
    missing_rows: list[dict[str, Any]] | None = None
    warnings: list[dict[str, Any]] | None = None
    seconds: float | None = None
    too_many_rejects: bool | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What to load and how; the files lie in ``folder / "files"``."""

    folder: Path
    source: str
    file_format: str = "auto"
    dry_run: bool = False
    allow_prune: bool = False
    max_rejects: int = 0


@dataclass
class _Job:
    run_id: str
    order: Order
    version: int
    keeper: tempfile.TemporaryDirectory[str]
    child: subprocess.Popen[str] | None = None
    thread: threading.Thread | None = None
    state: RunState | None = None
    error: ZanjirError | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class IngestJobs:
    """The runs that this process started; safe for threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._lock = threading.Lock()
        self._stopped = False

    def start(self, order: Order, folder: tempfile.TemporaryDirectory[str]) -> str:
        """Begin to load in the background; the run's id. The folder is removed at the end.

        Raises BusyError when too many uploads are being loaded already.
        """
        version = self._service.graph.version()
        job = _Job(run_id=uuid4().hex, order=order, version=version, keeper=folder)
        with self._lock:
            running = sum(each.state is None for each in self._jobs.values())
            if self._stopped:
                raise NotReadyError("the service is stopping; send it again later")
            if running >= self._service.options.uploads:
                raise BusyError("too many uploads are being loaded; send it again later")
            self._jobs[job.run_id] = job
            done = [run_id for run_id, each in self._jobs.items() if each.state is not None]
            for run_id in done[: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[run_id]
        # Not a daemon: the interpreter must not end while a child still writes.
        job.thread = threading.Thread(target=self._work, args=(job,), name="ingest")
        job.thread.start()
        return job.run_id

    def wait(self, run_id: str) -> RunState:
        """Its state at the end; raises what the run failed with."""
        job = self._jobs[run_id]
        assert job.thread is not None  # noqa: S101 - set by start
        job.thread.join()
        if job.error is not None:
            raise job.error
        assert job.state is not None  # noqa: S101 - the thread's last act
        return job.state

    def get(self, run_id: str) -> RunState:
        """A run of this process or of any other; raises NotFoundError."""
        job = self._jobs.get(run_id)
        if job is not None:
            return job.state or RunState(
                run_id=run_id,
                status="running",
                source=job.order.source,
                dry_run=job.order.dry_run,
                graph_version=self._service.graph.version(),
            )
        rows = self._service.graph.database.read("ingest/get_run", run_id=run_id)
        if not rows:
            raise NotFoundError(f"there is no run {run_id!r}")
        return self._from_graph(rows[0])

    def stop(self) -> None:
        """End all children and threads."""
        with self._lock:
            self._stopped = True
            jobs = list(self._jobs.values())
        for job in jobs:
            with job.lock:
                if job.child is not None and job.child.poll() is None:
                    job.child.terminate()
        for job in jobs:
            if job.thread is not None:
                job.thread.join(STOP_SECONDS)

    def _from_graph(self, row: dict[str, Any]) -> RunState:
        version = self._service.graph.version()
        if row["report"]:
            return _done(str(row["report"]))
        status: Status = row["status"]
        # One that died stays noted as running until the next; only a living one has the lease.
        if status == "running" and not str(self._service.lease_owner()).endswith(row["id"]):
            status = "abandoned"
        return RunState(
            run_id=row["id"], status=status, source=row["source"], graph_version=version
        )

    def _work(self, job: _Job) -> None:
        try:
            with job.keeper:
                state = self._load(job)
        except ZanjirError as error:
            self._fail(job, error)
        except Exception as error:
            log.error("ingest_failed", run_id=job.run_id, trace=trace_of(error))
            self._fail(job, ZanjirError("the upload could not be loaded; see the service's log"))
        else:
            job.state = state

    def _fail(self, job: _Job, error: ZanjirError) -> None:
        job.error = error
        job.state = RunState(
            run_id=job.run_id,
            status="failed",
            source=job.order.source,
            dry_run=job.order.dry_run,
            error=error.detail,
            graph_version=job.version,
        )

    def _load(self, job: _Job) -> RunState:
        report = job.order.folder / "report.json"
        code, complaint = self._run_child(job, report)
        if code not in (0, ROWS_REJECTED):
            kind = FAILURES.get(code, NotReadyError if code < 0 else ZanjirError)
            raise kind(complaint or f"loading ended with code {code}; see the service's log")
        state = _done(report.read_text(encoding="utf-8"))
        if not job.order.dry_run:
            # Without the model all is loaded and found by its words; the service tries again.
            with suppress(EmbeddingError):
                self._service.embed_missing()
            self._service.refresh_projection()
        return state.model_copy(update={"too_many_rejects": code == ROWS_REJECTED})

    def _run_child(self, job: _Job, report: Path) -> tuple[int, str]:
        """Exit code, and the last line of what it complained about."""
        with job.lock:
            if self._stopped:
                raise NotReadyError("the service is stopping; send it again later")
            job.child = subprocess.Popen(
                command_line(job.order, job.run_id, report),
                cwd=job.order.folder,
                env=environment(self._service.settings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        _, complaint = job.child.communicate()
        lines = complaint.strip().splitlines()
        return job.child.returncode, lines[-1].removeprefix("zanjir: ") if lines else ""


def _done(report: str) -> RunState:
    return RunState.model_validate({**json.loads(report), "status": "done"})


def command_line(order: Order, run_id: str, report: Path) -> Sequence[str]:
    """The child's call. ``-P``: nothing in its folder, which holds uploads, is imported."""
    flags = [
        *(["--dry-run"] if order.dry_run else []),
        *(["--allow-prune"] if order.allow_prune else []),
    ]
    # Options hold their value after an equals sign: a source may begin with a dash.
    return [
        sys.executable,
        "-P",
        "-m",
        "ingest",
        "ingest",
        f"--source={order.source}",
        f"--format={order.file_format}",
        f"--max-rejects={order.max_rejects}",
        f"--report={report}",
        f"--run-id={run_id}",
        "--embed=later",
        *flags,
        *sorted(str(file) for file in (order.folder / "files").iterdir()),
    ]


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment with the very settings that it uses itself."""
    given = dict(os.environ)
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        elif isinstance(value, Path):
            value = value.resolve()
        elif name == "embedding_model" and Path(value).expanduser().is_dir():
            value = Path(value).expanduser().resolve()
        given[name.upper()] = "" if value is None else str(value)
    before = given.get("PYTHONPATH")
    given["PYTHONPATH"] = f"{PACKAGES}{os.pathsep}{before}" if before else str(PACKAGES)
    return given
