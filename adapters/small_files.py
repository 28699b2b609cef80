"""A small text file read whole: a mapping, a key, a token, a password."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SECRET_BYTES_MAX: Final = 64 * 1024


class UnreadableText(Exception):
    """What is wrong with the file and what is allowed, without its name or a word of it."""


def read_small(path: Path, bytes_max: int) -> str:
    """Its text, each line's end a newline; of a pipe or device no more is read, either. Raises UnreadableText."""
    try:
        with path.open("rb") as file:
            content = file.read(bytes_max + 1)
    except OSError as error:
        raise UnreadableText(f"{error.strerror or error}; allowed: a file that can be read") from None
    if len(content) > bytes_max:
        raise UnreadableText(f"too large; allowed: {bytes_max} bytes")
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UnreadableText("not text in UTF-8; allowed: UTF-8") from None
