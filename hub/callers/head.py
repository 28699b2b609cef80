"""What a request says before its body, as far as it tells who asks: header fields, and where it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import Scope

from hub.callers.certificates import Certificates
from hub.callers.trust import Trust
from hub.settings.config import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """`fields` have lower-case names; a field that stood twice is joined by a comma, so that neither goes unseen.

    For a WebSocket the fields are the keys of `connection_init`, and `proven` says that this connection has
    shown possession of its token's key: a proof counts once, the connection many times.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    path: str = "/graphql"
    certificate: bytes | None = None  # SHA-256 of the client's certificate in DER, if one was shown
    proven: bool = False

    def get(self, name: str) -> str | None:
        """The field of this lower-case name."""
        return self.fields.get(name)


class Heads:
    """Reads the heads of requests and of WebSockets' handshakes."""

    def __init__(self, settings: Settings) -> None:
        self._certificates = Certificates(Trust.of(settings))

    def of(self, scope: Scope) -> Head:
        fields: dict[str, str] = {}
        for name, value in Headers(scope=scope).items():
            fields[name] = f"{fields[name]}, {value}" if name in fields else value
        return Head(
            fields=fields,
            method=scope.get("method", "GET"),
            path=scope["path"],
            certificate=self._certificates.thumbprint(scope, fields),
        )
