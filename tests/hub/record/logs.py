"""Logs of the record for tests: written by the real writer's own parts, on real files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.record.commitments import Commitments
from hub.record.entry import Entry
from hub.record.log import Log, LogLimits, open_log
from hub.record.note import Signer
from tests.graphs import RING

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SIGNER = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
STRANGER = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1"))
KEYS = (SIGNER.public,)
SMALL = LogLimits(checkpoint_entries=10, segment_bytes=4096)


def opened(record: Path, name: str = "hub", signer: Signer = SIGNER, limits: LogLimits = SMALL) -> Log:
    return open_log(record, name, signer, limits, lambda: NOON)


def entry(number: int, *ids: str) -> Entry:
    touched = Commitments(RING).touched(ids) if ids else None
    time = NOON + timedelta(milliseconds=number)
    return Entry(request_id=f"{number:032x}", time=time, role="JUDGE", touched=touched)


def leaf(number: int, *ids: str) -> bytes:
    return entry(number, *ids).to_bytes()


def filled(record: Path, entries: int, *, batch: int = 3, **given: object) -> Path:
    """A log with that many entries, a checkpoint over all of them; its folder."""
    log = opened(record, **given)
    for start in range(0, entries, batch):
        log.append([leaf(log.size + n, f"s{n}") for n in range(min(batch, entries - start))])
    log.checkpoint()
    log.close()
    return log.folder


def leaves(folder: Path) -> list[bytes]:
    """All leaves of a log, read plainly."""
    return [
        line.split(b" ", 2)[2]
        for path in sorted(folder.glob("*.entries"))
        for line in path.read_bytes().splitlines()[1:]
    ]
