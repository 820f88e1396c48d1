"""Start and stop the keeper process from outside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from secrets import token_hex

import psutil

from graph.embedded.folder import DatabaseFolder
from graph.embedded.java import ServerOptions, arcadedb_folder
from graph.embedded.locks import FileLock, is_locked
from graph.errors import EmbeddedDatabaseError

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]
_POLL_SECONDS = 0.02
_LAUNCH_SECONDS = 30.0
_STOP_SECONDS = 30.0
_KILL_SECONDS = 5.0
_LOG_LIMIT_BYTES = 2**20


def run_keeper(
    folder: DatabaseFolder, arguments: list[str], options: ServerOptions, timeout_seconds: float
) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m graph.embedded.keeper`` with the folder's log as its stderr."""
    log = folder.log / "keeper.log"
    if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".1.log"))
    search_path = [str(_PACKAGE_PARENT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, search_path))}
    limits = [str(limit) for limit in astuple(options)]
    with log.open("ab") as output:
        return subprocess.run(
            # -P: no module is to be taken from the folder that a user happens to be in.
            [sys.executable, "-P", "-m", "graph.embedded.keeper", *arguments, *limits],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output if arguments[0] == "keep" else subprocess.PIPE,
            cwd=folder.root,
            env=environment,
            start_new_session=True,
            timeout=timeout_seconds,
            check=False,
        )


def start_keeper(folder: DatabaseFolder, options: ServerOptions) -> str:
    """Start a keeper in the background; returns the name of this attempt. Needs the guard."""
    arcadedb_folder()
    attempt = token_hex(8)
    with folder.errors():
        done = run_keeper(folder, ["keep", str(folder.home), attempt], options, _LAUNCH_SECONDS)
    if done.returncode != 0:
        raise EmbeddedDatabaseError(
            f"the embedded database's keeper does not start; read {folder.log / 'keeper.log'}"
        )
    return attempt


def stop_keeper(folder: DatabaseFolder) -> bool:
    """Stop keeper and java and wait until both are gone. False if none ran. Needs the guard."""
    if not is_locked(folder.keeper_lock):
        return _end_orphans(folder)
    _signal_keeper(folder, signal.SIGTERM)
    if not _wait_until_gone(folder, _STOP_SECONDS):
        _signal_keeper(folder, signal.SIGKILL)
        if not _wait_until_gone(folder, _KILL_SECONDS):
            raise EmbeddedDatabaseError(
                f"the embedded database in {folder.root} does not stop; end its process by hand"
            )
        _end_orphans(folder)
    return True


def _wait_until_gone(folder: DatabaseFolder, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_locked(folder.keeper_lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _signal_keeper(folder: DatabaseFolder, number: signal.Signals) -> None:
    with suppress(OSError, ValueError):
        os.kill(int(folder.keeper_lock.read_text(encoding="ascii")), number)


def _end_orphans(folder: DatabaseFolder) -> bool:
    """End a java whose keeper was killed; True if there was one."""
    lock = FileLock(folder.keeper_lock)
    if not lock.try_acquire():
        return False
    try:
        return end_orphans(folder)
    finally:
        lock.release()


def end_orphans(folder: DatabaseFolder) -> bool:
    """End servers of this folder whose keeper was killed. Call it with the keeper's lock held."""
    mark = f"-Darcadedb.server.rootPath={folder.data}"
    orphans = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.uids().real == os.getuid() and mark in process.cmdline():
                process.terminate()
                orphans.append(process)
    _, alive = psutil.wait_procs(orphans, timeout=_STOP_SECONDS)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=_KILL_SECONDS)
    return bool(orphans)
