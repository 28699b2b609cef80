"""Reads the file of a backup: a stream, from the front, as often as needed, in bounded memory.

Nothing in it is believed before `verify` has seen all of it: every digest, every count, the end.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import tarfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import orjson

from graph.cypher.copy import BESIDE, Beside
from graph.model import MODEL
from hub.keeping.archive import LINE_BYTES_MAX, PIECE_BYTES
from hub.keeping.errors import RestoreRefused, on_disk
from hub.keeping.manifest import MANIFEST, Counts, Manifest, Member, NotAManifest

MANIFEST_BYTES_MAX: Final = 16 << 20
MEMBERS_MAX: Final = 1_000_000
DAY, LOG = "record", "log"  # a day's file of an earlier hub's record; a file of a log of the record
_MEMBER: Final = re.compile(
    rf"graph/(?P<graph>{'|'.join(('nodes', 'relations', 'loads', *BESIDE))})-[0-9]{{4,8}}\.jsonl"
    r"|record/(?P<record>[A-Za-z0-9][A-Za-z0-9._-]*\.jsonl)"
    r"|record/(?P<log>[a-z0-9][a-z0-9.-]{0,99}/[0-9]{12,18}\.(?:entries|checkpoints))",
    re.ASCII,
)


class Content:
    """The content of one member, with the digest and the size of what was read. Raises RestoreRefused."""

    def __init__(self, file: Path, source: IO[bytes]) -> None:
        self._file = file
        self._source = source
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int) -> bytes:
        with _faults(self._file):
            return self._seen(self._source.read(size))

    def readline(self, limit: int) -> bytes:
        with _faults(self._file):
            return self._seen(self._source.readline(limit))

    def hexdigest(self) -> str:
        return self._digest.hexdigest()

    def _seen(self, piece: bytes) -> bytes:
        self._digest.update(piece)
        self.size += len(piece)
        return piece


def verify(file: Path) -> Manifest:
    """The manifest, once all that it says is true of the file. Raises RestoreRefused."""
    found: dict[str, Member] = {}
    counts = Counts()
    manifest: Manifest | None = None
    for name, content in members(file):
        if manifest is not None or len(found) > MEMBERS_MAX or name in found:
            raise RestoreRefused(f"{file}: not a backup of a hub: it holds more than one")
        if name == MANIFEST:
            manifest = _manifest(file, content)
            continue
        if (kind := kind_of(name)) is None:
            raise RestoreRefused(f"{file}: not a backup of a hub: it holds another file")
        if kind in (DAY, LOG):
            while content.read(PIECE_BYTES):
                pass
        else:
            for row in rows(file, name, content):
                _count(file, name, kind, row, counts)
        found[name] = Member(sha256=content.hexdigest(), size=content.size)
    if manifest is None:
        raise RestoreRefused(f"{file}: not whole: its manifest, the last part of a backup, is missing")
    _compare(file, manifest, found, counts)
    return manifest


def members(file: Path) -> Iterator[tuple[str, Content]]:
    """(name, content) of each member, each content to be read before the next is asked for."""
    with _faults(file), file.open("rb") as raw, gzip.GzipFile(fileobj=raw, mode="rb") as unzipped:
        with tarfile.open(fileobj=unzipped, mode="r|") as tar:
            for info in tar:
                stream = tar.extractfile(info) if info.isreg() else None
                if stream is None:
                    raise RestoreRefused(f"{file}: not a backup of a hub: it holds more than plain files")
                yield info.name, Content(file, stream)
        while piece := unzipped.read(PIECE_BYTES):  # to the checksum at the very end
            if piece.strip(b"\0"):
                raise RestoreRefused(f"{file}: not a backup of a hub: something follows its end")


def kind_of(name: str) -> str | None:
    """nodes, relations, loads, a kind of `BESIDE`, DAY or LOG; None for a name that no backup holds."""
    found = _MEMBER.fullmatch(name)
    if found is None:
        return None
    return found["graph"] or (DAY if found["record"] else LOG)


def rows(file: Path, name: str, content: Content) -> Iterator[Any]:
    """The lines of a member."""
    while line := content.readline(LINE_BYTES_MAX + 1):
        if len(line) > LINE_BYTES_MAX or not line.endswith(b"\n"):
            raise RestoreRefused(f"{file}: damaged: {name} has a line without an end")
        try:
            yield orjson.loads(line)
        except ValueError:
            raise RestoreRefused(f"{file}: damaged: {name} has a line that is no JSON") from None


@contextmanager
def _faults(file: Path) -> Iterator[None]:
    with on_disk(file, RestoreRefused), _not_whole(file):
        yield


@contextmanager
def _not_whole(file: Path) -> Iterator[None]:
    try:
        yield
    except gzip.BadGzipFile:
        raise RestoreRefused(f"{file}: not a backup of a hub, or damaged") from None
    except EOFError:
        raise RestoreRefused(f"{file}: not whole: the file ends too early") from None
    except (tarfile.TarError, zlib.error, UnicodeDecodeError):
        raise RestoreRefused(f"{file}: not a backup of a hub, or damaged") from None


def _manifest(file: Path, content: Content) -> Manifest:
    try:
        return Manifest.from_bytes(content.read(MANIFEST_BYTES_MAX))
    except NotAManifest as error:
        raise RestoreRefused(f"{file}: {error}") from None


def _count(file: Path, name: str, kind: str, row: Any, counts: Counts) -> None:
    """Counts a row, and sees that it has the shape that a restore relies on."""
    match kind, row:
        case "nodes", [{"id": str(), "rk": str(), "kind": str(of)}, [*statements]]:
            counts.nodes[of] += 1
            counts.statements[of] += len(statements)
        case "relations", [str(of), str(), str(), {}] if of in MODEL.relations:
            counts.relations[of] += 1
        case "loads", {"id": str()}:
            counts.loads += 1
        case str(of), {**properties} if of in BESIDE and _is_beside(BESIDE[of], properties):
            counts.beside[of] += 1
        case _:
            raise RestoreRefused(f"{file}: damaged: {name} has a line of another shape")


def _is_beside(kind: Beside, properties: Mapping[Any, Any]) -> bool:
    return isinstance(properties.get(kind.key), str) and isinstance(properties.get(kind.at), str)


def _compare(file: Path, manifest: Manifest, found: dict[str, Member], counts: Counts) -> None:
    if missing := sorted(manifest.members.keys() - found.keys()):
        raise RestoreRefused(f"{file}: not whole: {missing[0]} is missing")
    for name, member in found.items():
        if manifest.members.get(name) != member:
            raise RestoreRefused(f"{file}: damaged: {name} is not what was written")
    counts.statements = +counts.statements
    said = {
        kind: (+Counter(number)) if isinstance(number, dict) else number
        for kind, number in manifest.counts.items()
    }
    if said != {kind: (Counter(n) if isinstance(n, dict) else n) for kind, n in counts.as_json().items()}:
        raise RestoreRefused(f"{file}: damaged: it holds other numbers of facts than it says")
