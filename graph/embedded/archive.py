"""Backups of the embedded database: one zip file each, made by the server while it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from graph.embedded.folder import DatabaseFolder
from graph.embedded.java import ServerOptions
from graph.embedded.launch import run_keeper
from graph.embedded.model import DATABASE_NAME, EmbeddedAddress
from graph.embedded.rest import RestClient, ServerRefusalError, ServerUnreachableError
from graph.errors import ConflictError, EmbeddedDatabaseError, InputError

_BACKUP_SECONDS = 3600.0
_STOP_SLACK_SECONDS = 60.0
_SCHEMA = "schema.json"
_ATTEMPTS = 3


def check_target(file: Path, overwrite: bool) -> None:
    """Refuse a file that exists (ConflictError) or cannot be written (InputError)."""
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise InputError(f"{file} cannot be written; name a file in an existing folder")
    if file.exists() and not overwrite:
        raise ConflictError(f"{file} exists; name another file or delete it first")


def write_backup(
    folder: DatabaseFolder, address: EmbeddedAddress, file: Path, overwrite: bool
) -> None:
    """Have the server make a backup and move it to ``file``, which appears complete or not."""
    try:
        rows = RestClient(address.http_url, address.password).sql(
            "BACKUP DATABASE", timeout_seconds=_BACKUP_SECONDS
        )
    except (ServerRefusalError, ServerUnreachableError) as error:
        raise EmbeddedDatabaseError(
            f"the backup failed ({error}); check the free space below {folder.root} and try again"
        ) from error
    made = folder.data / "backups" / DATABASE_NAME / str(rows[0]["backupFile"])
    partial = file.with_name(f".{file.name}.{token_hex(4)}")
    try:
        shutil.copyfile(made, partial)
        partial.chmod(0o600)
        check_target(file, overwrite)
        os.replace(partial, file)
    except OSError as error:
        raise InputError(
            f"cannot write {file} ({error.strerror}); name a file on a disk with room"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


def check_archive(file: Path) -> None:
    """Raise InputError unless the file is a whole backup: a zip of plain files with a schema."""
    complaint = f"{file} is no backup of the embedded database; give one made by `zanjir db backup`"
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if _SCHEMA not in names or any(Path(name).name != name for name in names):
                raise InputError(complaint)
            if archive.testzip() is not None:
                raise InputError(f"{file} is damaged; give another backup")
    except FileNotFoundError as error:
        raise InputError(f"there is no file {file}; give one made by `zanjir db backup`") from error
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(complaint) from error
    except Exception as error:  # zlib.error and whatever else a mangled zip provokes
        if isinstance(error, InputError):
            raise
        raise InputError(complaint) from error


@contextmanager
def opened_copy(folder: DatabaseFolder, file: Path, options: ServerOptions) -> Iterator[Path]:
    """Unpack a backup beside the data and have a server open it; gives the new data folder.

    Raises InputError when it does not open. What was not moved away is deleted at the end.
    """
    for left in folder.root.glob("incoming.*"):
        shutil.rmtree(left, ignore_errors=True)
    incoming = folder.root / f"incoming.{token_hex(4)}"
    data = incoming / "data"
    try:
        with folder.errors():
            database = data / "databases" / DATABASE_NAME
            database.mkdir(parents=True, mode=0o700)
            with zipfile.ZipFile(file) as archive:
                needed = sum(entry.file_size for entry in archive.infolist())
                _check_room(folder, needed)
                archive.extractall(database)
        _open_once(folder, file, data, options)
        yield data
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def swap_in(folder: DatabaseFolder, data: Path) -> None:
    """Put the new data in the place of the present; a crash in between is mended at the start."""
    with folder.errors():
        shutil.rmtree(folder.previous_data, ignore_errors=True)
        folder.data.rename(folder.previous_data)
        try:
            data.rename(folder.data)
        except BaseException:
            with suppress(OSError):
                folder.previous_data.rename(folder.data)
            raise
        shutil.rmtree(folder.previous_data, ignore_errors=True)


def _open_once(folder: DatabaseFolder, file: Path, data: Path, options: ServerOptions) -> None:
    arguments = ["check", str(data), str(folder.password_file)]
    # Three tries at finding ports, each with the whole time for a start.
    limit = options.start_timeout_seconds * _ATTEMPTS + _STOP_SLACK_SECONDS
    try:
        done = run_keeper(folder, arguments, options, limit)
    except subprocess.TimeoutExpired as error:
        raise EmbeddedDatabaseError(f"{file} did not open in time; try again") from error
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip()
        with (folder.log / "keeper.log").open("a", encoding="utf-8") as log:
            log.write(f"{file}: {reason}\n")
        raise InputError(f"{file} does not open as a database; give another backup")


def _check_room(folder: DatabaseFolder, needed_bytes: int) -> None:
    free = shutil.disk_usage(folder.root).free
    if needed_bytes > free:
        raise EmbeddedDatabaseError(
            f"the backup needs {needed_bytes // 2**20} MB and the disk of {folder.root} has "
            f"{free // 2**20} MB free; free some, the present data are untouched"
        )
