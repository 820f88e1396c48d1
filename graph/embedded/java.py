"""The command line that runs ArcadeDB: where java lies, which settings it gets."""

from __future__ import annotations

import importlib.util
import os
import socket
from dataclasses import dataclass
from pathlib import Path

import psutil

from graph.embedded.model import DATABASE_NAME, LOOPBACK
from graph.errors import ConfigurationError, EmbeddedDatabaseError

_INSTALL = "pip install arcadedb-embedded"
_MINIMUM_HEAP_MB = 128
# Doors that nobody asked for: the AI agent endpoint, other databases' protocols, the console.
_LEFT_OUT = ("arcadedb-mcp-", "arcadedb-postgresw-", "arcadedb-redisw-", "arcadedb-console-")
# These would change the heap or the class path behind our back.
_UNWANTED_ENVIRONMENT = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH")
_MODULE_OPTIONS = (
    "--add-exports=java.management/sun.management=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--add-modules=jdk.incubator.vector",
)


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Limits of one server: heap in MiB, the longest query and the longest start in seconds."""

    heap_mb: int
    command_timeout_seconds: float
    start_timeout_seconds: float

    def check(self) -> None:
        """Raise when this machine or common sense does not allow them."""
        if self.heap_mb < _MINIMUM_HEAP_MB:
            raise ConfigurationError(
                f"{self.heap_mb} MB of heap are too few for the embedded database; "
                f"give it at least {_MINIMUM_HEAP_MB}"
            )
        if self.command_timeout_seconds <= 0 or self.start_timeout_seconds <= 0:
            raise ConfigurationError("time limits of the embedded database must be above 0")
        memory_mb = psutil.virtual_memory().total // 2**20
        if self.heap_mb > memory_mb:
            raise EmbeddedDatabaseError(no_memory(self.heap_mb))


@dataclass(frozen=True, slots=True)
class Ports:
    """The two loopback ports of one server."""

    bolt: int
    http: int


def no_memory(heap_mb: int) -> str:
    """The line for a heap that does not fit."""
    return (
        f"not enough memory for a database heap of {heap_mb} MB; "
        "close other programs or give the embedded database a smaller heap"
    )


def arcadedb_folder() -> Path:
    """The installed package, found without importing it (that would start a JVM in here)."""
    spec = importlib.util.find_spec("arcadedb_embedded")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedDatabaseError(f"the embedded database is not installed; run: {_INSTALL}")
    return Path(next(iter(spec.submodule_search_locations)))


def java_command(
    data: Path, password_file: Path, ports: Ports, options: ServerOptions
) -> list[str]:
    """The command for a server whose root is ``data``. To run in its log folder."""
    package = arcadedb_folder()
    java = package / "jre" / "bin" / "java"
    if not os.access(java, os.X_OK):
        raise EmbeddedDatabaseError(f"there is no java at {java}; run: {_INSTALL}")
    jars = sorted(
        str(jar) for jar in (package / "jars").glob("*.jar") if not jar.name.startswith(_LEFT_OUT)
    )
    settings = {
        "server.rootPath": data,
        "server.rootPasswordPath": password_file,
        "server.name": DATABASE_NAME,
        "server.httpIncomingHost": LOOPBACK,
        "server.httpIncomingPort": ports.http,
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.defaultDatabases": f"{DATABASE_NAME}[]",
        "bolt.host": LOOPBACK,
        "bolt.port": ports.bolt,
        "txWalFlush": 2,  # fsync at every commit; the default is never
        "command.timeout": round(options.command_timeout_seconds * 1000),
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
        "serverMetrics": "false",
    }
    return [
        str(java),
        "-Xms64m",
        f"-Xmx{options.heap_mb}m",
        # After an out-of-memory error nothing in the JVM can be relied on; the keeper restarts it.
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:ErrorFile=java-crash.log",
        *_MODULE_OPTIONS,
        "-Djava.awt.headless=true",
        "-Dfile.encoding=UTF8",
        "-Dpolyglot.engine.WarnInterpreterOnly=false",
        "-Djava.util.logging.config.file=logging.properties",
        *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
        "-cp",
        os.pathsep.join(jars),
        "com.arcadedb.server.ArcadeDBServer",
    ]


def java_environment() -> dict[str, str]:
    """The environment for java: ours, without what changes the JVM, with UTF-8 file names."""
    environment = {
        name: value for name, value in os.environ.items() if name not in _UNWANTED_ENVIRONMENT
    }
    environment["LC_ALL"] = "C.UTF-8"
    return environment


def free_ports(wanted: Ports | None) -> Ports:
    """Two free loopback ports, the wanted ones if they are free."""
    sockets = [_listen(wanted.bolt if wanted else 0), _listen(wanted.http if wanted else 0)]
    try:
        bolt, http = (entry.getsockname()[1] for entry in sockets)
        return Ports(bolt=bolt, http=http)
    finally:
        for entry in sockets:
            entry.close()


def _listen(port: int) -> socket.socket:
    for candidate in (port, 0):
        entry = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # Ports of a server that has just stopped may be had again at once.
        entry.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            entry.bind((LOOPBACK, candidate))
        except OSError:
            entry.close()
        else:
            return entry
    raise EmbeddedDatabaseError("no loopback port is free; close other programs and try again")
