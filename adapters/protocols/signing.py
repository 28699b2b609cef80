"""Signatures on messages between the hub and an agency, in both directions, as Standard Webhooks has them.

Signed is `id.timestamp.body`; three headers carry the first two and the signatures, each `scheme,base64`, with
spaces between several: while a secret is changed, both the old and the new one sign. `keys` tells the schemes.

A message counts for five minutes around its timestamp. Within them it could be sent again by whoever heard it, so
`check` gives its id, by which the caller refuses what it has already taken.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from adapters.protocols.keys import CheckingKey, SigningKey

ID_HEADER: Final = "webhook-id"
TIMESTAMP_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"
TOLERANCE_SECONDS: Final = 300.0
SIGNATURES_MAX: Final = 5
KEYS_MAX: Final = 3  # what was, what is, what comes; of SM2, 15 checks take 0.15 s
_SIGNATURE_CHARACTERS_MAX: Final = 200
# Neither has a full stop in it: `a.1` with the body `x` would sign like `a` with a body that begins with `1.`.
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_TIMESTAMP: Final = re.compile(r"[1-9][0-9]{0,10}")


class NotSigned(Exception):
    """A message that is not believed. The text says what is wrong and holds nothing of key or body."""


def sign(message_id: str, body: bytes, keys: Sequence[SigningKey], *, at: datetime) -> dict[str, str]:
    """The three headers of one attempt at `at`, an aware instant; the id stays the same over all attempts.

    Raises ValueError for an id or a number of keys that `check` could not take.
    """
    timestamp = str(int(at.timestamp()))
    if not _ID.fullmatch(message_id) or not _TIMESTAMP.fullmatch(timestamp):
        raise ValueError("the id of a message is 1 to 128 of A-Z a-z 0-9 _ -, and its time is after 1970")
    if not 1 <= len(keys) <= KEYS_MAX:
        raise ValueError(f"a message is signed with 1 to {KEYS_MAX} keys")
    content = _content(message_id, timestamp, body)
    signatures = (f"{key.scheme},{base64.b64encode(key.sign(content)).decode()}" for key in keys)
    return {ID_HEADER: message_id, TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: " ".join(signatures)}


def check(
    headers: Mapping[str, str],
    body: bytes,
    keys: Sequence[CheckingKey],
    *,
    now: datetime,
    tolerance_seconds: float = TOLERANCE_SECONDS,
) -> str:
    """The id of a message that one of the keys signed, not longer ago or later than allowed. Raises `NotSigned`.

    The caller keeps the id for twice the tolerance and refuses it when it comes again.
    """
    if not 1 <= len(keys) <= KEYS_MAX:
        raise ValueError(f"a message is checked with 1 to {KEYS_MAX} keys")
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = given.get(ID_HEADER, ""), given.get(TIMESTAMP_HEADER, "")
    if not _ID.fullmatch(message_id):
        raise NotSigned(f"{ID_HEADER}: allowed is 1 to 128 of A-Z a-z 0-9 _ -")
    if not _TIMESTAMP.fullmatch(timestamp):
        raise NotSigned(f"{TIMESTAMP_HEADER}: allowed is a whole number of seconds since 1970")
    if abs(now.timestamp() - int(timestamp)) > tolerance_seconds:
        raise NotSigned(f"{TIMESTAMP_HEADER}: allowed is at most {tolerance_seconds:g} s from now")
    content = _content(message_id, timestamp, body)
    signatures = _signatures(given.get(SIGNATURE_HEADER, ""))
    for key in keys:
        for scheme, signature in signatures:
            if scheme == key.scheme and key.holds(content, signature):
                return message_id
    raise NotSigned(f"{SIGNATURE_HEADER}: none by a key of {', '.join(dict.fromkeys(key.scheme for key in keys))}")


def _content(message_id: str, timestamp: str, body: bytes) -> bytes:
    return b".".join((message_id.encode(), timestamp.encode(), body))


def _signatures(header: str) -> list[tuple[str, bytes]]:
    """What stands in the header; schemes that nobody here knows are passed over, and so is what is no base64."""
    texts = header.split(" ")
    if len(texts) > SIGNATURES_MAX or any(len(text) > _SIGNATURE_CHARACTERS_MAX for text in texts):
        raise NotSigned(
            f"{SIGNATURE_HEADER}: allowed are at most {SIGNATURES_MAX}, of {_SIGNATURE_CHARACTERS_MAX} characters"
        )
    found = []
    for text in texts:
        scheme, comma, coded = text.partition(",")
        try:
            signature = base64.b64decode(coded, validate=True)
        except (binascii.Error, ValueError):
            continue
        if comma and signature:
            found.append((scheme, signature))
    return found
