"""A TCP proxy on loopback whose connections a test can reset."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class TcpProxy:
    """Passes bytes on to the port of a URI; ``uri`` is the same by way of the proxy."""

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 7687)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._until_reset = 0
        self._mutex = threading.Lock()
        self.accepted = 0
        self.resets = 0
        self.uri = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def reset_answer(self, number: int) -> None:
        """Reset the connection instead of passing on the server's answer of this number, from 1."""
        with self._mutex:
            self._until_reset = number

    def reset_all(self) -> None:
        """Reset every connection there is now."""
        with self._mutex:
            entries, self._open = self._open, []
        for entry in entries:
            _reset(entry)

    def close(self) -> None:
        """Accept nothing more and end what is open."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.reset_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                self.accepted += 1
                with self._mutex:
                    self._open += [client, server]
                for source, sink, answers in ((client, server, False), (server, client, True)):
                    threading.Thread(
                        target=self._pass, args=(source, sink, answers), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if answers and self._takes_reset():
                    _reset(source)
                    break
                sink.sendall(data)
        _reset(sink)

    def _takes_reset(self) -> bool:
        with self._mutex:
            if not self._until_reset:
                return False
            self._until_reset -= 1
            self.resets += not self._until_reset
            return not self._until_reset


def _reset(entry: socket.socket) -> None:
    with suppress(OSError):
        entry.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        entry.shutdown(socket.SHUT_RDWR)
    entry.close()


@contextmanager
def proxied(uri: str) -> Iterator[TcpProxy]:
    """A proxy in front of ``uri`` for the while."""
    proxy = TcpProxy(uri)
    try:
        yield proxy
    finally:
        proxy.close()
