"""What stands in a body, by the mapping's protocol: JSON, or the agency's own document in XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from adapters.agencies.protocols import Chosen
from adapters.formats.charset import UTF8
from adapters.protocols.http import JSON
from adapters.protocols.xml_body import MEDIA_TYPES, BadXml, XmlBody, from_xml, lines_of, to_xml


class BadBody(ValueError):
    """A body that is none; the text says where and what is allowed, and repeats nothing of it."""


def is_xml(protocol: Chosen) -> bool:
    return protocol.text("body") == "xml"


def xml_body(protocol: Chosen) -> XmlBody | None:
    """How what is sent is written; None: in JSON."""
    return XmlBody(root=protocol.text("root"), encoding=_encoding(protocol)) if is_xml(protocol) else None


def media_types(protocol: Chosen) -> tuple[str, ...]:
    """Of its answers."""
    return MEDIA_TYPES if is_xml(protocol) else JSON


def parsed(protocol: Chosen, content: bytes, *, root: str = "") -> object:
    """`root` is the name of the document's element where it may have no other. Raises BadBody."""
    if is_xml(protocol):
        try:
            return from_xml(content, _encoding(protocol), root=root)
        except BadXml as error:
            raise BadBody(str(error)) from None
    try:
        told: object = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadBody(f"no JSON from line {error.lineno}, column {error.colno} on") from None
    return told


def written(protocol: Chosen, value: Mapping[str, Any], root: str) -> tuple[bytes, str]:
    """A body with its media type, as the agency answers; `root` as it names the document's element there."""
    if not is_xml(protocol):
        return orjson.dumps(value), JSON[0]
    body = XmlBody(root=root, encoding=_encoding(protocol))
    return to_xml(value, body), body.media_type


def document_lines(protocol: Chosen, content: bytes, place: Sequence[str]) -> list[int]:
    """The lines of what stands at a place of a document that could be read."""
    return lines_of(content, _encoding(protocol), place)


def _encoding(protocol: Chosen) -> str:
    return protocol.text("encoding") or UTF8
