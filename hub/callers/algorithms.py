"""The signature algorithms that the hub knows, and which key each one wants (RFC 7518, RFC 8037, RFC 9864).

A key is used for an algorithm only if the table says that it fits, so a public key never serves as a shared
secret: no symmetric algorithm stands here, and `none` does not. SM2 is not registered in JOSE, and
off unless it is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from graph.rules.sm2 import SM2

RSA_BITS_MIN: Final = 2048  # RFC 7518, section 3.3
RSA_BITS_MAX: Final = 8192  # a larger one only costs time


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """The members of a JWK that an algorithm wants; `curve` None where there is none (RSA)."""

    key_type: str
    curve: str | None = None


_ED25519: Final = Fit(key_type="OKP", curve="Ed25519")
_RSA: Final = Fit(key_type="RSA")

ALGORITHMS: Final[Mapping[str, Fit]] = MappingProxyType(
    {
        "Ed25519": _ED25519,
        "EdDSA": _ED25519,  # the older name; Ed448 under it is not taken
        "ES256": Fit(key_type="EC", curve="P-256"),
        "ES384": Fit(key_type="EC", curve="P-384"),
        "ES512": Fit(key_type="EC", curve="P-521"),
        "PS256": _RSA,
        "PS384": _RSA,
        "PS512": _RSA,
        "RS256": _RSA,
        "RS384": _RSA,
        "RS512": _RSA,
        SM2: Fit(key_type="EC", curve=SM2),
    }
)


def fitting(jwk: Mapping[str, Any], allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The allowed algorithms that a public JWK may be used for, by type, curve, `use`, `key_ops` and `alg`."""
    if jwk.get("use", "sig") != "sig":
        return ()
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return ()
    kind = Fit(key_type=str(jwk.get("kty")), curve=jwk.get("crv") if jwk.get("kty") != "RSA" else None)
    return tuple(name for name in allowed if ALGORITHMS[name] == kind and jwk.get("alg", name) == name)
