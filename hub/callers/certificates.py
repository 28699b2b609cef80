"""Which client certificate a request came with: by the hub's own TLS, or as a proxy tells.

A proxy's header counts from the addresses of `HUB_PROXIES` only; from anywhere else it is as if it were not there.
From a proxy nothing but the header counts: the certificate of that connection is the proxy's own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import re
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from starlette.types import Scope

from hub.callers.trust import Network, Trust

TEXT_LENGTH_MAX: Final = 16_384
# One certificate and nothing beside it: Python's own reader takes the first of whatever it finds.
_PEM: Final = re.compile(r"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)\n-----END CERTIFICATE-----\n?")


class Certificates:
    def __init__(self, trust: Trust) -> None:
        self._proxies = trust.proxies
        self._header = trust.certificate_header

    def thumbprint(self, scope: Scope, fields: Mapping[str, str]) -> bytes | None:
        """The SHA-256 of the client's certificate in DER, or None; `fields` have lower-case names."""
        if _among(scope.get("client"), self._proxies):
            text = fields.get(self._header) if self._header is not None else None
            der = None if text is None else der_of_header(text)
        else:
            der = _der_of_tls(scope)
        return None if der is None else hashlib.sha256(der).digest()


def der_of_header(text: str) -> bytes | None:
    """The certificate in a proxy's header: a byte sequence of RFC 9440, or PEM with percent signs (nginx).

    None for anything else, also for a header that stood twice.
    """
    if len(text) > TEXT_LENGTH_MAX:
        return None
    try:
        if text.startswith(":") and text.endswith(":") and len(text) > 2:
            return base64.b64decode(text[1:-1], validate=True)
        if found := _PEM.fullmatch(unquote(text, errors="strict")):
            return base64.b64decode(found[1].replace("\n", ""), validate=True)
    except (ValueError, binascii.Error):
        pass
    return None


def _der_of_tls(scope: Scope) -> bytes | None:
    """As `hub.http.tls` leaves it there."""
    chain = scope.get("extensions", {}).get("tls", {}).get("client_cert_chain", ())
    return ssl.PEM_cert_to_DER_cert(chain[0]) if chain else None


def _among(client: tuple[str, int] | None, networks: tuple[Network, ...]) -> bool:
    if not networks or client is None:
        return False
    try:
        address = ipaddress.ip_address(client[0].partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in networks)
