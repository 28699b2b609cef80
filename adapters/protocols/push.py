"""REST push: one envelope to one agency, signed: as JSON, or around the agency's own document in XML.

Whether and when it is sent again is for the caller to decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from adapters.protocols.answer import Answer
from adapters.protocols.binary import binary_headers
from adapters.protocols.envelope import MEDIA_TYPE, BadEnvelope, Envelope
from adapters.protocols.http import ACKNOWLEDGED, AgencyClient
from adapters.protocols.keys import SigningKey
from adapters.protocols.signing import sign
from adapters.protocols.xml_body import MEDIA_TYPES, BadXml, XmlBody, to_xml


async def push(
    client: AgencyClient,
    path: str,
    envelope: Envelope,
    keys: Sequence[SigningKey],
    *,
    now: datetime,
    id_header: str = "",
    xml: XmlBody | None = None,
) -> Answer:
    """One attempt. The id of the envelope is the same in each, so a second one that arrives changes nothing.
    `id_header`: where the agency looks for it besides. `xml`: how its document is written, and its answer read.

    Raises `BadEnvelope` for one that is too large or that XML cannot say, ValueError for too many keys,
    `BadRequest` for a wrong path.
    """
    body, headers = _structured(envelope, keys, now) if xml is None else _binary(envelope, xml, keys, now)
    named = {id_header: envelope.id} if id_header else {}
    accept = ACKNOWLEDGED if xml is None else MEDIA_TYPES
    return await client.post(path, body, {**named, **headers}, accept=accept, message_id=envelope.id)


_Made = tuple[bytes, Mapping[str, str]]


def _structured(envelope: Envelope, keys: Sequence[SigningKey], now: datetime) -> _Made:
    body = envelope.to_bytes()
    return body, {"Content-Type": MEDIA_TYPE, **sign(envelope.id, body, keys, at=now)}


def _binary(envelope: Envelope, xml: XmlBody, keys: Sequence[SigningKey], now: datetime) -> _Made:
    try:
        body = to_xml(envelope.data, xml)
    except BadXml as error:
        raise BadEnvelope("data", f"what XML can say; {error}") from None
    return body, {"Content-Type": xml.media_type, **binary_headers(envelope, body, keys, now=now)}
