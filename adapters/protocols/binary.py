"""An envelope around a body that is the agency's own document: CloudEvents 1.0 over HTTP, binary mode.

The attributes are headers (`ce-id`, `ce-subject`, `ce-fence` …), the body is `data` alone. Standard Webhooks signs
the body and the id, so the other attributes have a signature of their own in `webhook-ce-signature`: over the same
id and time, and in place of the body the headers `ce-…` as lines `name:value`, by name. Without it, whoever
changes `ce-fence` on the way has an agency pass over all that comes later of a party, ends of measures, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, unquote

from adapters.protocols.envelope import BYTES_MAX, BadEnvelope, Envelope
from adapters.protocols.keys import CheckingKey, SigningKey
from adapters.protocols.signing import SIGNATURE_HEADER, check, sign

ATTRIBUTES_SIGNATURE_HEADER: Final = "webhook-ce-signature"
_PREFIX: Final = "ce-"
_PLAIN: Final = "!#$&'()*+,-./:;<=>?@[\\]^_`{|}~"  # of ASCII, only the space, " and % are written by their number
_FENCE: Final = re.compile(r"[0-9]{1,10}")


def binary_headers(
    envelope: Envelope, body: bytes, keys: Sequence[SigningKey], *, now: datetime
) -> dict[str, str]:
    """All that go with `body`, but for its media type. Raises `BadEnvelope` for one of more than `BYTES_MAX`."""
    if len(body) > BYTES_MAX:
        raise BadEnvelope("data", f"a document of at most {BYTES_MAX} bytes")
    named = {f"{_PREFIX}{name}": quote(value, safe=_PLAIN) for name, value in envelope.attributes().items()}
    of_attributes = sign(envelope.id, _lines(named), keys, at=now)[SIGNATURE_HEADER]
    return {**named, **sign(envelope.id, body, keys, at=now), ATTRIBUTES_SIGNATURE_HEADER: of_attributes}


def check_binary(headers: Mapping[str, str], body: bytes, keys: Sequence[CheckingKey], *, now: datetime) -> str:
    """The id of a message whose body and attributes one of the keys signed. Raises `NotSigned`."""
    given = {name.lower(): value for name, value in headers.items()}
    of_attributes = given | {SIGNATURE_HEADER: given.get(ATTRIBUTES_SIGNATURE_HEADER, "")}
    check(of_attributes, _lines(given), keys, now=now)
    return check(given, body, keys, now=now)


def envelope_of(headers: Mapping[str, str], data: Any) -> Envelope:
    """The envelope that the headers make of what the body says. Raises `BadEnvelope`."""
    told: dict[str, Any] = {}
    for name, value in headers.items():
        if name.lower().startswith(_PREFIX):
            told[name.lower().removeprefix(_PREFIX)] = unquote(value)
    if "datacontenttype" in told:
        raise BadEnvelope("datacontenttype", "no header of that name; Content-Type says it")
    fence = told.pop("fence", "")
    return Envelope.from_attributes(told | ({"fence": int(fence)} if _FENCE.fullmatch(fence) else {}), data)


def _lines(headers: Mapping[str, str]) -> bytes:
    names = sorted(name for name in headers if name.startswith(_PREFIX))
    return "\n".join(f"{name}:{headers[name]}" for name in names).encode()
