"""What a file that is no UTF-8 text seems to be instead, so that its sender knows what to do about it."""

from __future__ import annotations

import codecs
import re
from typing import Final

_BEGINNINGS: Final = (
    (b"PK\x03\x04", "a spreadsheet (XLSX) or a ZIP file"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet (XLS)"),
    (b"\x1f\x8b", "gzip, whose name must end with .gz"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_CHINESE: Final = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MOSTLY: Final = 0.8  # of what is not ASCII; bytes of another encoding rarely fall on common characters


def looks_like(beginning: bytes) -> str:
    """`; it looks like …` for the first bytes of a file, empty if there is nothing to go by."""
    for mark, name in _BEGINNINGS:
        if beginning.startswith(mark):
            return f"; it looks like {name}"
    return "; it looks like GB18030" if _is_chinese(beginning) else ""


def _is_chinese(beginning: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("gb18030")()
    try:
        text = decoder.decode(beginning)
    except UnicodeDecodeError:
        return False
    other = [character for character in text if not character.isascii()]
    return bool(other) and len(_CHINESE.findall("".join(other))) >= _MOSTLY * len(other)
