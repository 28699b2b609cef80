"""Names for callers in what hubs keep in the graph: whoever reads the graph does not learn who they are."""

from __future__ import annotations

import hmac
from typing import Final

from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller

_NAME_BYTES: Final = 16


class Pseudonyms:
    """The same on all hubs of one ring; another `purpose` gives the same caller another name.

    A subject may be a person's name or number, so the name is an HMAC-SHA-256, cut to 128 bits.
    """

    def __init__(self, ring: KeyRing, purpose: bytes) -> None:
        self._key = hmac.digest(ring.match_key, purpose, "sha256")

    def of(self, caller: Caller) -> str:
        """32 hex digits of role, agency and subject."""
        parts = (caller.role.value, caller.agency.value if caller.agency else "", caller.subject)
        given = "|".join(parts).encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, given, "sha256")[:_NAME_BYTES].hex()
