"""GraphQL over HTTP as bytes, for callers that must cost less than what they measure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


def posted(url: str, headers: Mapping[str, str], body: Mapping[str, object]) -> bytes:
    """A POST of this JSON to the URL's /graphql."""
    content = json.dumps(body).encode()
    lines = {
        "Host": urlsplit(url).netloc,
        "Content-Type": "application/json",
        **headers,
        "Content-Length": str(len(content)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST /graphql HTTP/1.1\r\n{head}\r\n".encode() + content


def head_of(received: bytearray) -> tuple[int, int | None] | None:
    """Lengths of an answer's head and of its body, None if that is not said; None until the head is here."""
    ended = received.find(_END)
    if ended < 0:
        return None
    length = _LENGTH.search(received, 0, ended)
    return ended + len(_END), None if length is None else int(length[1])
