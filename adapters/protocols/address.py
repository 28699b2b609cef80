"""Where an agency is, and how both sides prove who they are."""

from __future__ import annotations

import ipaddress
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_PATH: Final = r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?"
_PLAIN_PATH: Final = re.compile(_PATH)
_BASE: Final = re.compile(
    rf"(?P<scheme>https?)://(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9.-]+))(?P<port>:[0-9]{{1,5}})?{_PATH}"
)
_HEADER: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_VALUE: Final = re.compile(r"[!-~](?:[ -~]{0,4094}[!-~])?")
# How a message is framed and by whom it is read is for the client to say.
_OWN: Final = (
    "accept", "accept-encoding", "connection", "content-length", "expect", "host", "transfer-encoding", "upgrade",
)  # fmt: skip


class BadRequest(ValueError):
    """A call that this side has wrong: an address, a path or a header; no header's value is repeated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """One agency. Raises `BadRequest`.

    `base_url` is https, or http to this machine. `ca` is a file of authorities instead of the world's;
    `certificate` and `key` are ours, in PEM without a password. `headers` go with each request; their values are
    secrets.
    """

    base_url: str
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        found = _BASE.fullmatch(self.base_url)
        if found is None or (found["scheme"] == "http" and not _is_this_machine(found["six"] or found["host"])):
            raise BadRequest(
                "base_url: allowed is an https URL without user, query and fragment; http only to this machine"
                " (localhost, 127.0.0.1, [::1])"
            )
        check_headers(self.headers)
        if (self.certificate is None) is not (self.key is None):
            raise BadRequest("certificate and key: allowed are both or neither")

    def url(self, path: str) -> str:
        """Of a path at or below the base. Raises `BadRequest`."""
        if not _PLAIN_PATH.fullmatch(path):
            raise BadRequest(
                "path: allowed is /name/name of A-Z a-z 0-9 - . _ ~, no name that begins with a full stop"
            )
        return self.base_url.rstrip("/") + path

    def tls(self) -> ssl.SSLContext:
        """Made once: reading the certificates of the world's authorities takes tens of milliseconds."""
        try:
            context = ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
        except (OSError, ssl.SSLError):
            raise BadRequest("ca: allowed is a file of certificates in PEM") from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate is not None and self.key is not None:
            try:
                # Or a key with a password would have the hub wait at a terminal for it.
                context.load_cert_chain(self.certificate, self.key, password=lambda: "")
            except (OSError, ssl.SSLError):
                raise BadRequest(
                    "certificate, key: allowed are both in PEM, of one pair, without a password"
                ) from None
        return context


def check_headers(headers: Mapping[str, str]) -> None:
    """Raises `BadRequest` for one that could end its line, or say something of the message's frame."""
    for name, value in headers.items():
        if not _HEADER.fullmatch(name) or name.lower() in _OWN:
            raise BadRequest(f"header {name[:64]!r}: allowed are A-Z a-z 0-9 -, and none of {', '.join(_OWN)}")
        if not _VALUE.fullmatch(value):
            raise BadRequest(f"header {name}: allowed are 1 to 4,096 printable ASCII characters")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
