"""The logs of the record in a backup: copied while they grow, restored as logs that nobody goes on writing.

    record/LOG/NUMBER.entries …    record/LOG/NUMBER.checkpoints …

A hub that was restored begins a log of its own: whoever kept a later checkpoint of the old one must see that
its end is missing, not another end in its place.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hub.keeping.archive import PIECE_BYTES, ArchiveWriter
from hub.keeping.errors import BackupFailed, on_disk
from hub.keeping.reading import LOG, kind_of, members
from hub.record.segments import CHECKPOINTS, CLOSED, ENTRIES, files, log_folders

SUFFIXES_MAX: Final = 1_000


def add_logs(archive: ArchiveWriter, record: Path) -> int:
    """Adds the files of all logs as long as they are now; how many. Raises BackupFailed.

    A hub may go on writing.
    """
    with on_disk(record, BackupFailed):
        folders = log_folders(record)
        # Checkpoints are measured first: by then, the entries that they cover are on disk.
        found = [
            (path, path.stat().st_size)
            for suffix in (CHECKPOINTS, ENTRIES)
            for folder in folders
            for path in files(folder, suffix)
        ]
    for path, size in found:
        name = f"record/{path.parent.name}/{path.name}"
        if kind_of(name) != LOG or path.is_symlink():
            raise BackupFailed(f"{path}: no file of a log; allowed: plain files in folders of a-z, 0-9, . and -")
        with on_disk(path, BackupFailed), path.open("rb") as stream:
            archive.add(name, stream, size)
    return len(found)


def restore_logs(file: Path, record: Path) -> list[Path]:
    """Puts each log of the backup in its place; those that had to get another name. Raises OSError.

    A log that is there already stays as it is; if it begins with the restored one, that adds nothing.
    """
    beside: list[Path] = []
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=_made(record)) as spool:
        for name, content in members(file):
            if kind_of(name) != LOG:
                continue
            path = Path(spool) / name.removeprefix("record/")
            with os.fdopen(os.open(_made(path.parent) / path.name, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                while piece := content.read(PIECE_BYTES):
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
        for log in sorted(Path(spool).iterdir()):
            (log / CLOSED).write_text(f"restored from {file.name}\n", encoding="utf-8")
            place = _place(log, record / log.name)
            if place is not None and place.name != log.name:
                beside.append(place)
    return beside


def _place(log: Path, wanted: Path) -> Path | None:
    """The name the log got; None if one that begins with it is there."""
    for place in _names(wanted):
        if not place.exists():
            shutil.move(log, place)
            return place
        if all(_begins_with(place / path.name, path) for path in log.iterdir() if path.name != CLOSED):
            return None
    raise OSError(None, f"more than {SUFFIXES_MAX} logs of this name", str(wanted))


def _names(wanted: Path) -> Iterator[Path]:
    yield wanted
    for number in range(1, SUFFIXES_MAX):
        yield wanted.with_name(f"{wanted.name}.restored-{number}")


def _begins_with(path: Path, part: Path) -> bool:
    if not path.is_file() or path.stat().st_size < part.stat().st_size:
        return False
    with path.open("rb") as whole, part.open("rb") as beginning:
        while piece := beginning.read(PIECE_BYTES):
            if whole.read(len(piece)) != piece:
                return False
    return True


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
