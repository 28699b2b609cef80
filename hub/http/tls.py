"""TLS of the hub itself, and the client's certificate for those who ask who it is.

uvicorn hands on nothing of a connection's TLS; its two protocols here put it into the scope as the TLS extension
of ASGI says (`extensions.tls`), of which the hub reads `client_cert_chain`.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

from hub.settings.config import BadSetting, Settings


def server_tls(settings: Settings) -> ssl.SSLContext | None:
    """How connections are secured; None for a hub that speaks plain HTTP, behind a proxy. Raises `BadSetting`.

    With `HUB_TLS_CLIENT_CA` a client may show a certificate of that authority, and need not: who must is for its
    token to say (RFC 8705).
    """
    certificate, key = settings.tls_certificate, settings.tls_key
    if certificate is None or key is None:
        if certificate is not key or settings.tls_client_ca is not None:
            raise BadSetting("HUB_TLS_CERTIFICATE and HUB_TLS_KEY are needed together, and for HUB_TLS_CLIENT_CA")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # Or a key with a password would have the hub wait at a terminal for it.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ssl.SSLError):
        raise BadSetting(
            "HUB_TLS_CERTIFICATE, HUB_TLS_KEY: a certificate in PEM and its key, without a password, are allowed"
        ) from None
    if settings.tls_client_ca is not None:
        try:
            context.load_verify_locations(settings.tls_client_ca)
        except (OSError, ssl.SSLError):
            raise BadSetting("HUB_TLS_CLIENT_CA: a file of certificates in PEM is allowed") from None
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


def add_tls(scope: Any, transport: asyncio.BaseTransport) -> None:
    """Puts the connection's TLS into the scope; nothing where there is none."""
    secured = transport.get_extra_info("ssl_object")
    if secured is None:
        return
    der = secured.getpeercert(binary_form=True)
    scope.setdefault("extensions", {})["tls"] = {
        "server_cert": None,
        "client_cert_chain": [ssl.DER_cert_to_PEM_cert(der)] if der else [],
        "client_cert_name": None,
        "client_cert_error": None,
        "tls_version": None,
        "cipher_suite": None,
    }
