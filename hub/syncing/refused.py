"""The reject file of a run: each page's own lines, taken over before its cursor moves; none without any."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.disk import sync_folder
from adapters.formats.record import Reject
from adapters.loading.rejects import RejectFile


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    path: Path

    def add(self, rejects: Sequence[Reject]) -> None:
        """Appends them, on disk. Raises OSError."""
        size = self.path.stat().st_size if self.path.exists() else 0
        with RejectFile(self.path, size) as file:
            file.write(rejects)

    def take_over(self, page: Path) -> None:
        """Appends what stands under the header of a page's file, on disk, and takes that away. Raises OSError."""
        _, _, lines = page.read_bytes().partition(b"\n")
        if lines:
            if not self.path.exists():
                with RejectFile(self.path, 0):
                    pass
            with self.path.open("ab") as file:
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
        if page != self.path:
            with suppress(FileNotFoundError):
                page.unlink()
            sync_folder(page.parent)
