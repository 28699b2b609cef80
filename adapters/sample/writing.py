"""One file for each kind, written side by side and put in place together."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

import orjson

from adapters.sample.rows import Section

MARK: Final = "sample.json"  # says that a folder is a sample's, of which scale and seed
MANIFEST: Final = "manifest.json"
PROGRESS_ROWS: Final = 10_000  # rows between two reports of progress
_BUFFER: Final = 1 << 20  # bytes a file
_REGISTERS: Final = b'{"grade": "A"}\n'  # what says nothing else comes from a register
_UNFINISHED: Final = ".part"


class FolderTaken(ValueError):
    """A folder with something else in it; the message names it and what is allowed."""


class Writer:
    """Writes rows as JSON Lines, `<kind>.jsonl`.

    Until the block ends well, everything stands under unfinished names and an older sample stays as it was;
    then it is replaced as a whole. Raises FolderTaken for a folder that holds anything but a sample.
    """

    def __init__(self, folder: Path, mark: bytes, on_progress: Callable[[int], None] | None) -> None:
        self._folder = folder
        self._mark = mark
        self._on_progress = on_progress
        self._files: dict[str, BinaryIO] = {}
        self._open = ExitStack()
        self.rows: Counter[str] = Counter()
        self.total = 0

    def __enter__(self) -> Writer:
        self._folder.mkdir(parents=True, exist_ok=True)
        mark = self._folder / MARK
        if not mark.exists() and any(self._folder.iterdir()):
            raise FolderTaken(f"{self._folder} holds other files; allowed: a new or empty folder, or a sample's")
        mark.write_bytes(self._mark)
        (self._folder / MANIFEST).write_bytes(_REGISTERS)
        return self

    def write(self, section: Section) -> None:
        files, rows, dump = self._files, self.rows, orjson.dumps
        for kind, row in section:
            file = files.get(kind)
            if file is None:
                file = self._file(kind)
            file.write(dump(row, option=orjson.OPT_APPEND_NEWLINE))
            rows[kind] += 1
            self.total += 1
            if self._on_progress is not None and self.total % PROGRESS_ROWS == 0:
                self._on_progress(self.total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._open.close()
            if kind is None:
                self._replace()
                if self._on_progress is not None:
                    self._on_progress(self.total)
        finally:
            for unfinished in self._folder.glob(f"*.jsonl{_UNFINISHED}"):
                unfinished.unlink()

    def _replace(self) -> None:
        for older in self._folder.glob("*.jsonl"):
            if older.stem not in self._files:
                older.unlink()
        for name in self._files:
            os.replace(self._path(name, _UNFINISHED), self._path(name))

    def _file(self, kind: str) -> BinaryIO:
        file = self._open.enter_context(self._path(kind, _UNFINISHED).open("wb", buffering=_BUFFER))
        self._files[kind] = file
        return file

    def _path(self, kind: str, tail: str = "") -> Path:
        return self._folder / f"{kind}.jsonl{tail}"
