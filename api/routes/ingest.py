"""Load by HTTP: ``POST /ingest``, ``GET /ingest/runs/{run_id}``."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi import Path as InPath

from api.documentation import answers
from api.ingest_jobs import IngestJobs, Order, RunState
from api.parameters import LAST, ServiceHere
from graph.errors import InputError

router = APIRouter(tags=["ingest"])

PATH: Final = "/ingest"
LONGEST_NAME: Final = 200
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


EXAMPLE: Final = {
    "files": ["id,kind,name,mass_kg\nDEMO-1,part,Bracket,0.4\n"],
    "source": "spring",
    "dry_run": False,
}


@router.post(
    PATH,
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"example": EXAMPLE}}}},
    responses=answers("ingest", 409, 413)
    | {
        202: {
            "model": RunState,
            "description": "Being loaded; ask for the run",
            "content": {
                "application/json": {
                    "example": {
                        "run_id": "4f3c0c3b7b1b4f0a9d0e6f5d2c1b0a99",
                        "status": "running",
                        "source": "spring",
                        "graph_version": 7,
                    }
                }
            },
        }
    },
)
def ingest(
    request: Request,
    response: Response,
    service: ServiceHere,
    files: Annotated[
        list[UploadFile] | None,
        File(description="Tables (file name = table name), workbooks or Catena-X files."),
    ] = None,
    file: Annotated[
        list[UploadFile] | None, File(description="The same, for clients that send one file.")
    ] = None,
    source: Annotated[
        str | None,
        Form(
            description="Whose rows these are; the file's name for a single file, else `upload`.",
            max_length=LONGEST_NAME,
            examples=["spring"],
        ),
    ] = None,
    dry_run: Annotated[bool, Form(description="Write nothing.")] = False,
    allow_prune: Annotated[
        bool, Form(description="Delete what the source states no longer.")
    ] = False,
    max_rejects: Annotated[
        int, Form(ge=0, le=LAST, description="More rejected rows set `too_many_rejects`.")
    ] = 0,
    format: Annotated[
        Literal["auto", "tables", "catena-x"], Form(description="What the files are.")
    ] = "auto",
    wait: Annotated[
        bool, Query(description="Answer when loaded and searchable; else 202 at once.")
    ] = True,
) -> RunState:
    """Load files, and report on every row.

    Good rows load, bad ones stand in `rejects` with file, row (the heading is row 1), column, value
    and reason; the answer is 200 all the same. Loading is one run at a time, a second waits. The
    same rows again change nothing and count as `unchanged`. A wrong upload (no file, two of one
    name, an unknown format) is 422. With `wait` the answer comes when everything is searchable,
    embeddings included.
    """
    jobs: IngestJobs = request.app.state.jobs
    version = service.graph.version()
    uploads = [*(files or ()), *(file or ())]
    if not uploads:
        raise InputError("send at least one file, in the form field `files`")
    names = [file_name(upload.filename) for upload in uploads]
    if len(set(map(str.casefold, names))) < len(names):
        raise InputError("two files have the same name; send each table once")
    folder = tempfile.TemporaryDirectory(prefix="zanjir-upload-")
    try:
        _save(uploads, names, Path(folder.name) / "files")
        order = Order(
            folder=Path(folder.name),
            source=_source(source, names),
            file_format=format,
            dry_run=dry_run,
            allow_prune=allow_prune,
            max_rejects=max_rejects,
        )
        run_id = jobs.start(order, folder)
    except BaseException:
        folder.cleanup()
        raise
    if wait:
        return jobs.wait(run_id)
    response.status_code = 202
    return RunState(
        run_id=run_id,
        status="running",
        source=order.source,
        dry_run=dry_run,
        graph_version=version,
    )


@router.get("/ingest/runs/{run_id}", responses=answers("ingest_run", 404))
def run(
    request: Request,
    run_id: Annotated[str, InPath(examples=["4f3c0c3b7b1b4f0a9d0e6f5d2c1b0a99"])],
) -> RunState:
    """A run: `running`, `done` with its report, `failed` with an `error`, or `abandoned` (it died;
    what it had loaded stays, and the next run completes it)."""
    jobs: IngestJobs = request.app.state.jobs
    return jobs.get(run_id)


def file_name(given: str | None) -> str:
    """A file's name without folders and characters that a file system may refuse."""
    base = (given or "").replace("\\", "/").rpartition("/")[2]
    name = _UNSAFE.sub("_", base).strip()
    if not name.strip(".") or len(name.encode()) > LONGEST_NAME:
        raise InputError(f"a file needs a name of at most {LONGEST_NAME} bytes, like bom.csv")
    return name


def _source(given: str | None, names: list[str]) -> str:
    if given is not None and given.strip():
        if not given.isprintable():
            raise InputError("source holds a character that cannot be printed; leave it out")
        return given.strip()
    return names[0] if len(names) == 1 else "upload"


def _save(files: list[UploadFile], names: list[str], folder: Path) -> None:
    folder.mkdir()
    for upload, name in zip(files, names, strict=True):
        with (folder / name).open("wb") as kept:
            shutil.copyfileobj(upload.file, kept)
