"""Whether a request bears the token that an agency wants."""

from __future__ import annotations

import hmac
from collections.abc import Mapping


def bears(headers: Mapping[str, str], token: str) -> bool:
    return hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode())
