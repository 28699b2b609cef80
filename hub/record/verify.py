"""Whether a record is what the hub wrote: everything recomputed, nothing believed but signatures.

Each log is walked once, in bounded memory, against its own checkpoints and those that the verifier brings
from elsewhere (a witness folder, a file that was put away). Up to the newest one brought, every edit,
deletion, insertion, reordering and truncation is found, whoever made it, the holder of the signing key
included; up to the log's own newest one, if it was made by anybody who does not hold that key. What stands
behind the newest checkpoint, at most 10 s or 1,000 entries of a running hub, is not proven yet.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from graph.rules.days import stored_instant
from hub.record.chain import Keys, chained
from hub.record.checkpoint import Checkpoint, SignedCheckpoint, note_hash
from hub.record.finding import Finding, Level, note, ok, wrong
from hub.record.merkle import Tree
from hub.record.segments import (
    CHECKPOINTS,
    ENTRIES,
    HEADER_BYTES_MAX,
    Header,
    files,
    first_of,
    lines,
    log_folders,
    read_line,
)
from hub.record.since import entry_time

UNCOVERED_MAX: Final = 1_000  # a hub signs at least every so many entries
FAULTS_TOLD_MAX: Final = 20  # of one log


def verify(record: Path, keys: Keys, brought: Sequence[SignedCheckpoint] = ()) -> Iterator[Finding]:
    """The findings on every log in the record's folder. Raises OSError.

    May run beside a hub that writes: what comes after the start is left out.
    """
    by_log: Mapping[str, list[SignedCheckpoint]] = defaultdict(list)
    for each in brought:
        by_log[each.checkpoint.log].append(each)
    seen: set[str] = set()
    for folder in log_folders(record):
        walk = _Walk(folder, keys)
        seen.add(walk.log)
        yield from walk.run(by_log[walk.log])
    for log in sorted(by_log.keys() - seen):
        size = max(each.checkpoint.size for each in by_log[log])
        yield wrong(f"log {log}", f"is not there; a checkpoint from elsewhere vouches for {size} entries of it")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Target:
    """A root to be met once `size` entries are walked."""

    size: int
    root: bytes
    whose: str


class _Walk:
    """One pass over one log."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys
        self._told: list[Finding] = []
        self._untold = 0
        # Checkpoints first: the entries that they cover are on disk by then, even if a hub goes on writing.
        self._notes = [(path, path.stat().st_size) for path in files(folder, CHECKPOINTS)]
        self._segments = [(path, path.stat().st_size) for path in files(folder, ENTRIES)]
        self.log = self._name()
        self._tree: Tree | None = Tree()  # None once it cannot be that of the log
        self._next = 0  # number of the entry that should come next
        self._proven = 0  # entries up to the last root that was met
        self._targets: Iterator[_Target] = iter(())
        self._target: _Target | None = None
        self._own = 0
        self._newest: Checkpoint | None = None
        self._since: datetime | None = None  # when its first entry was made
        self._missing: dict[bytes, int] = {}  # brought, but not among the log's own: hash of the note, size

    def run(self, brought: Sequence[SignedCheckpoint]) -> Iterator[Finding]:
        """All findings; one that is OK if none is WRONG."""
        self._missing = {note_hash(each.note): each.checkpoint.size for each in brought}
        elsewhere = (
            _Target(size=each.checkpoint.size, root=each.checkpoint.root, whose="a checkpoint from elsewhere")
            for each in sorted(brought, key=lambda each: each.checkpoint.size)
        )
        self._targets = heapq.merge(self._own_targets(), elsewhere, key=lambda target: target.size)
        self._target = next(self._targets, None)
        for path, size in self._segments:
            self._segment(path, size)
        self._end()
        if all(finding.level is not Level.WRONG for finding in self._told):
            self._told.append(ok(self._folder.name, self._summary(brought)))
        yield from self._told
        if self._untold:
            yield wrong(self._folder.name, f"and {self._untold} more faults")

    # -- what it is compared with ----------------------------------------------------------------------

    def _name(self) -> str:
        """The log's name as its own checkpoints vouch for it, else as its newest header says."""
        for found in chained(self._notes, self._keys, None, lambda finding: None):
            return found.checkpoint.log
        for path, _ in reversed(self._segments):
            header = _header(path)
            if header is not None:
                return header.log
        return ""

    def _own_targets(self) -> Iterator[_Target]:
        for each in chained(self._notes, self._keys, self.log or None, self._tell):
            self._own += 1
            self._newest = each.checkpoint
            self._missing.pop(note_hash(each.note), None)
            yield _Target(
                size=each.checkpoint.size, root=each.checkpoint.root, whose=f"its checkpoint {self._own}"
            )

    def _compare(self) -> None:
        """Meets the roots over what was walked so far."""
        while self._target is not None and self._target.size <= self._next:
            target = self._target
            if self._tree is not None and target.size == self._next:
                if self._tree.root() == target.root:
                    self._proven = target.size
                else:
                    self._tell(
                        wrong(
                            self._folder.name,
                            f"entries {self._proven} to {target.size - 1} are not those that {target.whose}"
                            " vouches for",
                        )
                    )
                    self._tree = None
            self._target = next(self._targets, None)

    # -- what is walked --------------------------------------------------------------------------------

    def _segment(self, path: Path, size: int) -> None:
        where = f"{self._folder.name}/{path.name}"
        self._begin(path, where)
        with path.open("rb") as stream:
            stream.readline(HEADER_BYTES_MAX)
            for raw in lines(stream, size):
                if stream.tell() >= size and not raw.endswith(b"\n") and path == self._segments[-1][0]:
                    self._tell(note(where, "its last line is broken off (a crash, or a hub that writes)"))
                else:
                    self._line(raw, where)

    def _begin(self, path: Path, where: str) -> None:
        header = _header(path)
        if header is None or header.log != self.log or header.first != first_of(path):
            self._tell(wrong(where, "its header is not the one that was written"))
            return
        if header.first > self._next:
            self._tell(wrong(where, f"entries {self._next} to {header.first - 1} before it are missing"))
        elif header.first < self._next:
            self._tell(wrong(where, f"begins with entry {header.first} again, after {self._next - 1}"))
        elif self._tree is not None and header.peaks != self._tree.peaks:
            self._tell(wrong(where, "its header does not fit the entries before it"))
        # From here the later checkpoints tell whether the header is right; so one fault does not hide others.
        self._tree, self._next = header.tree(), header.first
        self._compare()

    def _line(self, raw: bytes, where: str) -> None:
        try:
            line = read_line(raw)
        except ValueError:
            self._tell(wrong(where, f"entry {self._next}: its line is not one that was written"))
            self._next += 1
            self._tree = None
            return
        if line.number != self._next:
            if line.number > self._next:
                missing = f"{self._next} to {line.number - 1}" if line.number > self._next + 1 else str(self._next)
                self._tell(wrong(where, f"missing before entry {line.number}: {missing}"))
            else:
                self._tell(wrong(where, f"entry {line.number} stands where {self._next} should"))
            self._tree = None
        if not line.sound:
            self._tell(wrong(where, f"entry {line.number}: is not what was written"))
        if self._tree is not None:
            self._tree.append(line.hash)
        if line.number == 0:
            self._since = entry_time(raw)
        self._next = line.number + 1
        self._compare()

    def _end(self) -> None:
        where = self._folder.name
        if self._segments:
            where = f"{where}/{self._segments[-1][0].name}"
        beyond = 0
        while self._target is not None:
            beyond = max(beyond, self._target.size)
            self._target = next(self._targets, None)
        if beyond > self._next:
            self._tell(wrong(where, f"ends before entry {self._next}; a checkpoint vouches for {beyond} entries"))
        absent = [size for size in self._missing.values() if size <= self._next]
        if absent:
            self._tell(
                wrong(
                    self._folder.name,
                    f"its own checkpoints lack {len(absent)} of those from elsewhere, the first over {min(absent)}"
                    " entries",
                )
            )
        behind = self._next - (self._newest.size if self._newest else 0)
        if behind > UNCOVERED_MAX:
            self._tell(wrong(where, f"{behind} entries behind its newest checkpoint; later ones were removed"))
        elif behind > 0:
            self._tell(
                note(
                    where, f"the last {behind} of {self._next} entries are behind its newest checkpoint: no proof"
                )
            )

    def _summary(self, brought: Sequence[SignedCheckpoint]) -> str:
        text = f"{self._next} entries in {len(self._segments)} segments"
        if self._since is not None:
            text += f" since {stored_instant(self._since)}, none removed"
        if self._newest is not None:
            size, time = self._newest.size, stored_instant(self._newest.time)
            text += f", as {self._own} checkpoints vouch; the newest over {size} of {time}"
        if brought:
            text += f"; {len(brought)} from elsewhere, over up to {max(b.checkpoint.size for b in brought)}"
        return text

    def _tell(self, finding: Finding) -> None:
        if len(self._told) < FAULTS_TOLD_MAX:
            self._told.append(finding)
        else:
            self._untold += 1


def _header(path: Path) -> Header | None:
    with path.open("rb") as stream:
        try:
            return Header.from_bytes(stream.readline(HEADER_BYTES_MAX))
        except ValueError:
            return None
