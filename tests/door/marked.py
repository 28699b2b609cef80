"""Marked secrets, and looking for them: in bytes, in files of any size, in every form that they may have taken."""

from __future__ import annotations

import base64
import json
import mmap
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Find:
    """One secret that stands where it should not."""

    secret: str
    form: str
    where: str
    around: str = field(default="", compare=False)  # what stands before it, and behind


def forms(secret: str | bytes) -> Mapping[str, bytes]:
    """How a secret may be written; all of it, never a part."""
    raw = secret.encode() if isinstance(secret, str) else secret
    found = {
        "as it is": raw,
        "base64": base64.b64encode(raw).rstrip(b"="),
        "base64url": base64.urlsafe_b64encode(raw).rstrip(b"="),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
    }
    if isinstance(secret, str):
        found |= {
            "UTF-16": secret.encode("utf-16-le"),
            "escaped for JSON": json.dumps(secret)[1:-1].encode(),
            "escaped for a URL": urllib.parse.quote(secret, safe="").encode(),
        }
    return found


def found_in(secrets: Mapping[str, str | bytes], content: bytes | mmap.mmap, where: str) -> Iterator[Find]:
    for name, secret in secrets.items():
        for form, wanted in forms(secret).items():
            if (place := content.find(wanted)) >= 0:
                around = content[max(0, place - 60) : place] + b"[...]" + content[place + len(wanted) :][:20]
                yield Find(name, form, where, around.decode("utf-8", "replace"))


def found_under(
    secrets: Mapping[str, str | bytes], folder: Path, *, besides: Iterable[Path] = ()
) -> Iterator[Find]:
    """In all files under the folder, their names too, but for those under `besides`."""
    left_out = tuple(besides)
    for path in sorted(folder.rglob("*")):
        if any(path.is_relative_to(each) for each in left_out):
            continue
        yield from found_in(secrets, str(path.relative_to(folder)).encode(), f"the name of {path}")
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
                yield from found_in(secrets, content, str(path))
