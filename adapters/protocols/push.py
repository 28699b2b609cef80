"""REST push: one envelope to one agency, signed. Whether and when it is sent again is for the caller to decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from adapters.protocols.answer import Answer
from adapters.protocols.envelope import MEDIA_TYPE, Envelope
from adapters.protocols.http import AgencyClient
from adapters.protocols.keys import SigningKey
from adapters.protocols.signing import sign


async def push(
    client: AgencyClient,
    path: str,
    envelope: Envelope,
    keys: Sequence[SigningKey],
    *,
    now: datetime,
    id_header: str = "",
) -> Answer:
    """One attempt. The id of the envelope is the same in each, so a second one that arrives changes nothing.
    `id_header`: where the agency looks for it besides.

    Raises `BadEnvelope` for one that is too large, ValueError for too many keys, `BadRequest` for a wrong path.
    """
    body = envelope.to_bytes()
    named = {id_header: envelope.id} if id_header else {}
    headers = {**named, "Content-Type": MEDIA_TYPE, **sign(envelope.id, body, keys, at=now)}
    return await client.post(path, body, headers, message_id=envelope.id)
