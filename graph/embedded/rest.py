"""The few HTTP calls this package makes to its own server, over loopback and past any proxy."""

from __future__ import annotations

import base64
import json
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from graph.embedded.model import DATABASE_NAME, ROOT_USER


class ServerUnreachableError(Exception):
    """Nothing answers at that address, or not in time."""


class ServerRefusalError(Exception):
    """The server answered with an error; the message is its own."""


class RestClient:
    """HTTP with the password of one server."""

    def __init__(self, http_url: str, password: str) -> None:
        self._address = urlsplit(http_url).netloc
        token = base64.b64encode(f"{ROOT_USER}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}

    def database_is_open(self, timeout_seconds: float = 5.0) -> bool:
        """Whether the server knows the password and has the database open."""
        answer = self._call(f"/api/v1/exists/{DATABASE_NAME}", None, timeout_seconds)
        return answer.get("result") is True

    def sql(self, statement: str, timeout_seconds: float = 30.0) -> list[dict[str, Any]]:
        """Run one SQL statement and return its rows."""
        body = {"language": "sql", "command": statement}
        answer = self._call(f"/api/v1/command/{DATABASE_NAME}", body, timeout_seconds)
        rows: list[dict[str, Any]] = answer.get("result", [])
        return rows

    def check_readable(self) -> None:
        """Read the schema and one record of every type; a broken folder fails here."""
        for entry in self.sql("SELECT FROM schema:types"):
            self.sql(f"SELECT FROM `{entry['name']}` LIMIT 1")

    def _call(self, path: str, body: dict[str, Any] | None, timeout_seconds: float) -> Any:
        connection = HTTPConnection(self._address, timeout=timeout_seconds)
        try:
            connection.request(
                "GET" if body is None else "POST",
                path,
                None if body is None else json.dumps(body),
                self._headers,
            )
            response = connection.getresponse()
            status, answer = response.status, json.load(response)
        except (OSError, HTTPException, ValueError) as error:
            raise ServerUnreachableError(str(error)) from error
        finally:
            connection.close()
        if status != HTTPStatus.OK:
            reason = answer.get("detail") or answer.get("error")
            raise ServerRefusalError(" ".join(f"{status} {reason}".split())[:300])
        return answer
