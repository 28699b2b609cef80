"""One caller on one kept connection."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from bench.wire import head_of, posted
from hub.callers.issuer import issue
from hub.running.development import CASE_NUMBER
from hub.settings.config import Settings


def investigator(settings: Settings, *, subject: str | None = None, minutes: int | None = None) -> dict[str, str]:
    """Headers of the development hub's investigator, or of another one; the token holds for so long."""
    token = issue(settings, "INVESTIGATOR", court="鄂0112", subject=subject, minutes=minutes)
    return {
        "Authorization": f"Bearer {token}",
        "X-Purpose": "ENFORCEMENT",
        "X-Case-Number": quote(CASE_NUMBER),
    }


class Asker:
    """Asks one question again and again. It writes a request at once and reads to its length: what a client
    library costs beside that (0.3 ms for the standard one) is neither the hub's nor the floor's.
    """

    def __init__(
        self, url: str, headers: Mapping[str, str], query: str, variables: Mapping[str, object] | None = None
    ) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = posted(url, headers, {"query": query, "variables": variables or {}})

    def ask(self) -> Any:
        self._socket.sendall(self._request)
        return json.loads(self._answer())

    def _answer(self) -> bytes:
        received = bytearray()
        while (known := head_of(received)) is None:
            received += self._more()
        head, length = known
        assert length is not None, "an answer of unknown length"
        while len(received) < head + length:
            received += self._more()
        return bytes(received[head : head + length])

    def _more(self) -> bytes:
        part = self._socket.recv(1 << 16)
        assert part, "the hub closed the connection"
        return part
