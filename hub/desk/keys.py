"""Callers' idempotency keys: what a key is kept as. `hub.running.forgetting` forgets it.

Neither the caller nor the key stands in the graph: the key of the node is a digest of both. What the key was used
for is kept as a keyed digest, since an input may hold somebody's number, which could otherwise be tried.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import orjson

from graph.rules.sealing import KeyRing, match_hash
from hub.callers.caller import Caller
from hub.errors import bad_input

KEY_LENGTH_MAX: Final = 128


def key_of(caller: Caller, given: str) -> str:
    """The node's key. Raises HubError BAD_INPUT for a text that is no key."""
    if not 0 < len(given) <= KEY_LENGTH_MAX or not (given.isascii() and given.isprintable()):
        raise bad_input(f"idempotencyKey takes 1 to {KEY_LENGTH_MAX} printable characters of ASCII")
    agency = caller.agency.value if caller.agency else None
    return hashlib.sha256(orjson.dumps([caller.role.value, agency, caller.subject, given])).hexdigest()


def input_mark(name: str, given: Mapping[str, Any], ring: KeyRing) -> str:
    """Equal for equal inputs of one mutation."""
    text = orjson.dumps([name, given], option=orjson.OPT_SORT_KEYS).decode()
    return match_hash(text, "idempotency", ring)
