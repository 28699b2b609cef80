"""The file of a backup: one gzip-compressed tar, written as a stream, whole or not there at all.

    graph/nodes-0001.jsonl …      [node, [statement …]] a line, as properties
    graph/relations-0001.jsonl …  [type, source's rk, target's rk, relation] a line
    graph/loads-0001.jsonl        properties of a load a line
    graph/publications-0001.jsonl properties of a publication a line
    graph/keys-0001.jsonl         properties of an idempotency key a line
    graph/alerts-0001.jsonl       properties of an alert of a case's clock a line
    graph/cursors-0001.jsonl      properties of where the next pull of an agency goes on a line
    graph/instructions-0001.jsonl, deliveries, lines   of an instruction, a message, a line a line
    record/LOG/NUMBER.entries …   the record of requests, as it stood
    record/LOG/NUMBER.checkpoints …
    record/YYYY-MM-DD.jsonl …     the record that an earlier hub wrote
    manifest.json                 last: digests and sizes of all the others, counts, versions

A tar names a member's size before its content, so lines are spooled to a nameless file beside the archive
until a member is full. The archive grows as FILE.part, is forced to disk and only then takes its name.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import io
import os
import tarfile
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import orjson

from adapters.disk import sync_folder
from hub.keeping.errors import BackupFailed, disk_words
from hub.keeping.manifest import MANIFEST, Manifest, Member

MEMBER_BYTES: Final = 64 << 20  # a member is closed after the line that passes this
LINE_BYTES_MAX: Final = 64 << 20
COMPRESSION: Final = 5
PIECE_BYTES: Final = 1 << 20


class ArchiveWriter:
    """FILE while it is written. Leaving the block without `finish` leaves no file at all."""

    def __init__(self, file: Path) -> None:
        """Raises BackupFailed if FILE exists, is being written, or cannot be."""
        self._file = file
        self._part = file.with_name(f"{file.name}.part")
        self._members: dict[str, Member] = {}
        self._renamed = False
        if os.path.lexists(file):
            raise BackupFailed(f"{file}: exists; allowed: a name that is not taken yet")
        try:
            self._raw = _owned(self._part, file)
        except OSError as error:
            raise BackupFailed(f"{file}: {disk_words(error)}") from None
        self._zip = gzip.GzipFile(filename="", mode="wb", compresslevel=COMPRESSION, fileobj=self._raw)
        self._tar = tarfile.TarFile(fileobj=self._zip, mode="w")

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """Adds `size` bytes of `content` as one member. Raises OSError."""
        reader = _Hashing(content)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, reader)
        self._members[name] = Member(sha256=reader.hexdigest(), size=size)

    def finish(self, *, manifest: Manifest) -> None:
        """Adds the manifest, forces all to disk and gives the file its name. Raises BackupFailed, OSError."""
        content = manifest.to_bytes()
        self.add(MANIFEST, io.BytesIO(content), len(content))
        self._tar.close()
        self._zip.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._take_name()
        with contextlib.suppress(OSError):  # not every file system can force a folder
            sync_folder(self._file.parent)

    @property
    def members(self) -> dict[str, Member]:
        return dict(self._members)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # While it is locked: after the lock is gone, the name may be another's.
        if not self._renamed:
            self._part.unlink(missing_ok=True)
        for stream in (self._zip, self._raw):
            with contextlib.suppress(OSError, ValueError):
                stream.close()

    def _take_name(self) -> None:
        try:
            os.link(self._part, self._file)  # unlike a rename, fails if the name is taken
        except FileExistsError:
            raise BackupFailed(f"{self._file}: exists by now; allowed: a name that is not taken") from None
        except OSError:  # a file system without links
            os.rename(self._part, self._file)
            self._renamed = True


class LineMembers:
    """Lines that become members `NAME-0001.jsonl`, `NAME-0002.jsonl` … of an archive."""

    def __init__(self, archive: ArchiveWriter, name: str, folder: Path) -> None:
        self._archive = archive
        self._name = name
        self._folder = folder
        self._spool: IO[bytes] | None = None
        self._number = 0

    def write(self, row: Any) -> None:
        """One line. Raises BackupFailed for a row that no restore could read, OSError."""
        try:
            line = orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
        except TypeError:
            raise BackupFailed(f"{self._name}: a value of the graph is no text, number, flag or list") from None
        if len(line) > LINE_BYTES_MAX:
            raise BackupFailed(f"{self._name}: a row of {len(line)} bytes; at most {LINE_BYTES_MAX} fit")
        if self._spool is None:
            self._spool = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  closed by flush or close
        self._spool.write(line)
        if self._spool.tell() >= MEMBER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Closes the member that is open, if any."""
        if self._spool is None:
            return
        self._number += 1
        with self._spool as spool:
            self._spool = None
            size = spool.tell()
            spool.seek(0)
            self._archive.add(f"{self._name}-{self._number:04d}.jsonl", spool, size)

    def close(self) -> None:
        """Drops what was not flushed."""
        if self._spool is not None:
            with contextlib.suppress(OSError):
                self._spool.close()


class _Hashing(io.RawIOBase):
    """A stream to read from that knows the digest of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        piece = self._source.read(size)
        self._digest.update(piece)
        return piece

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _owned(part: Path, file: Path) -> IO[bytes]:
    """FILE.part, empty and locked. One that a killed backup left is taken over."""
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    stream = os.fdopen(handle, "r+b")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not part.exists() or not os.path.samestat(os.fstat(handle), part.stat()):
            raise BlockingIOError  # its owner finished between our opening and locking it
    except BlockingIOError:
        stream.close()
        raise BackupFailed(f"{file}: another backup is writing it; allowed: another name") from None
    except BaseException:  # whatever it was, also Ctrl-C: the lock goes with the file, or nobody could write it
        stream.close()
        raise
    os.ftruncate(handle, 0)
    os.fchmod(handle, 0o600)
    return stream
