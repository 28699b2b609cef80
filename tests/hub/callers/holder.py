"""One who holds a key, and proves it for each request (RFC 9449)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

PUBLIC_URL = "https://hub.example/province"


class Holder:
    def __init__(self, key: OKPKey | ECKey | RSAKey | None = None, algorithm: str = "ES256") -> None:
        self.key = key or ECKey.generate_key("P-256", auto_kid=False)
        self.algorithm = algorithm

    @property
    def cnf(self) -> dict[str, str]:
        return {"jkt": self.key.thumbprint()}

    def proof(self, token: str, header: Mapping[str, Any] | None = None, key: Any = None, **changed: Any) -> str:
        """A right one for a POST to /graphql, but for what is changed; None leaves out."""
        ath = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
        claims = {
            "htm": "POST", "htu": f"{PUBLIC_URL}/graphql", "iat": int(time.time()), "jti": secrets.token_hex(8),
            "ath": ath, **changed,
        }  # fmt: skip
        head = {"alg": self.algorithm, "typ": "dpop+jwt", "jwk": self.key.as_dict(private=False), **(header or {})}
        said = json.dumps({name: value for name, value in claims.items() if value is not None})
        head = {name: value for name, value in head.items() if value is not None}
        return jws.serialize_compact(head, said, key or self.key, [head["alg"]])

    def headers(self, token: str, *args: Any, **changed: Any) -> dict[str, str]:
        return {"Authorization": f"DPoP {token}", "DPoP": self.proof(token, *args, **changed)}
