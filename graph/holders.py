"""Names for who holds the right to write, by which others tell whether it still lives."""

from __future__ import annotations

import os
import socket

import psutil

# A process's start is told from the clock of the day, which is set now and then; nobody reuses a
# process number this soon.
CLOCK_SECONDS = 60.0


def this_process(run_id: str) -> str:
    """A name that tells another process on this machine whether its holder still lives."""
    return f"{socket.gethostname()}|{os.getpid()}|{psutil.Process().create_time():.2f}|{run_id}"


def is_dead(holder: str) -> bool:
    """True only when the holder ran on this machine and is certainly gone."""
    host, _, rest = holder.partition("|")
    pid, _, rest = rest.partition("|")
    started = rest.partition("|")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        process = psutil.Process(int(pid))
        if process.status() == psutil.STATUS_ZOMBIE:
            return True
        return abs(process.create_time() - float(started)) > CLOCK_SECONDS
    except psutil.NoSuchProcess:
        return True
    except (psutil.Error, ValueError):
        return False
