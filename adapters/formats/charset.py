"""In which encoding a file is written: decided on all its bytes, strictly, and one for all of it.

A file that is UTF-8 to its end is UTF-8. Where a reader takes GB18030, too (the superset of GBK and GB 2312, which
Chinese spreadsheets save tables in), one that is not and that is GB18030 to its end is that. Most bytes of
UTF-8 are GB18030, too, with other characters; so a file of both, or of UTF-8 with one byte broken, is told by its
lines and refused, not read as what nobody wrote.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

UTF8: Final = "utf-8"
GB18030: Final = "gb18030"
NAMES: Final = {UTF8: "UTF-8", GB18030: "GB18030"}
BOM: Final = "\ufeff"
_CHINESE: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Decoding:
    """Whether a stream of bytes is of one encoding; `fault` is the first byte that is not, and why."""

    def __init__(self, charset: str) -> None:
        self.charset = charset
        self.fault: tuple[int, str] | None = None
        self._decoder = codecs.getincrementaldecoder(charset)()
        self._taken = 0

    def take(self, chunk: bytes) -> None:
        """The next bytes; none of them is the end."""
        if self.fault is not None:
            return
        held = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            self.fault = self._taken - held + error.start, error.reason
        self._taken += len(chunk)


def is_utf8_chinese(line: bytes) -> bool:
    """Whether a line of a file in GB18030 was written in UTF-8: it is Chinese in that, and not GB 2312.

    Both at once, a line in GB18030 hardly ever is: it would have to hold rare characters in a rare order.
    """
    if line.isascii():
        return False
    try:
        text = line.decode(UTF8)
    except UnicodeDecodeError:
        return False
    if _CHINESE.search(text) is None:
        return False
    try:
        line.decode("gb2312")
    except UnicodeDecodeError:
        return True
    return False
