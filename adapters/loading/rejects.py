"""The reject file: CSV `file,line,field,value,reason`, one line for each rejected row."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from adapters.formats.record import Reject

HEADER: Final = ("file", "line", "field", "value", "reason")
# A spreadsheet would run a cell that begins so; the mark makes it a text there.
_RUNS: Final = ("=", "+", "-", "@")


class RejectFile:
    """Appends to the file from byte `size` on; what a killed load wrote beyond is cut off and written again."""

    def __init__(self, path: Path, size: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        path.touch(mode=0o600)
        self._file = path.open("r+", encoding="utf-8", newline="")
        self._safe = 0  # bytes that are on the disk
        try:
            self._file.truncate(size)
            self._file.seek(0, os.SEEK_END)
            self._csv = csv.writer(self._file, lineterminator="\n")
            if size == 0:
                self._csv.writerow(HEADER)
        except BaseException:  # cancelled or interrupted, too: the file must not stay open
            self._file.close()
            raise

    def write(self, rejects: Iterable[Reject]) -> int:
        """Bytes of the file once these are safely in it."""
        for reject in rejects:
            cells = (reject.file, reject.line, reject.field, reject.value, reject.reason)
            self._csv.writerow([harmless(cell) for cell in cells])
        size = self._file.tell()
        if size != self._safe:
            os.fsync(self._file.fileno())
            self._safe = size
        return size

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUNS) else cell
